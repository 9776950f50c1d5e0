# SPDX-License-Identifier: Apache-2.0
"""The one honest form of a signature over a package: what it holds, and that it holds no more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lxml import etree

from esign.exchange.signature.algorithms import DSIG, DSIG11

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lxml.etree import _Element

_SHAPES: Final[Mapping[tuple[str, ...], list[str]]] = {
    (): ["SignedInfo", "SignatureValue", "KeyInfo"],
    ("SignedInfo",): ["CanonicalizationMethod", "SignatureMethod", "Reference"],
    ("SignedInfo", "CanonicalizationMethod"): [],
    ("SignedInfo", "SignatureMethod"): [],
    ("SignedInfo", "Reference"): ["Transforms", "DigestMethod", "DigestValue"],
    ("SignedInfo", "Reference", "DigestMethod"): [],
}
"""What each part holds (XML Signature 1.1 §4); options that honest senders do not need are left
out: parameters, further objects, prefixes to be kept."""
_KEY_PARTS: Final = frozenset(
    (
        *("KeyName", "KeyValue", "RSAKeyValue", "Modulus", "Exponent"),
        *("ECKeyValue", "NamedCurve", "PublicKey"),
        *("X509Data", "X509Certificate", "X509SubjectName", "X509SKI"),
        *("X509IssuerSerial", "X509IssuerName", "X509SerialNumber"),
    )
)


def is_plain(signature: _Element) -> bool:
    """Whether the signature holds what such a signature needs, and nothing else."""
    reference = at(signature, "SignedInfo", "Reference")
    information = at(signature, "KeyInfo")
    if reference is None or information is None:
        return False
    transforms = reference.find(f"{{{DSIG}}}Transforms")
    shapes = all(_names(at(signature, *path)) == names for path, names in _SHAPES.items())
    bare = transforms is not None and not any(len(each) for each in transforms)
    key = all(
        each.tag.startswith((f"{{{DSIG}}}", f"{{{DSIG11}}}"))
        and etree.QName(each).localname in _KEY_PARTS
        for each in information.iterdescendants("*")
    )
    empty = not any(map(_has_text_between, signature.iter("*")))
    return shapes and bare and key and empty and not set(reference.attrib) - {"Id", "URI"}


def _has_text_between(element: _Element) -> bool:
    """Whether words stand beside an element's children, where no schema knows of any."""
    beside = (element.text, *(each.tail for each in element)) if len(element) else ()
    return any((each or "").strip(" \t\r\n") for each in beside)


def _names(element: _Element | None) -> list[str]:
    """The children by name, those of other namespaces with it."""
    found = () if element is None else element
    return [each.tag.removeprefix(f"{{{DSIG}}}") for each in found]


def at(parent: _Element | None, *names: str) -> _Element | None:
    """The element of XML-DSig at a path of names; None where there is none."""
    for name in names:
        parent = None if parent is None else parent.find(f"{{{DSIG}}}{name}")
    return parent
