# SPDX-License-Identifier: Apache-2.0
"""Finds what two readers of one package would read differently.

Readers take the first of several elements or the last, look for a name among the children or
anywhere below, take a text to its first comment or whole. A package that plays on this shows one
document to the person and registers another. An honest writer gives no occasion for it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from lxml import etree

from esign.exchange.envelope import parse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

_REPEATED: Final = frozenset(
    (
        *("To", "ResponseFor", "TaskCode", "ResponseForTask", "TraceHeader"),
        *("Reference", "Attachment", "attachment", "StaffInfo", "Receiver", "ReplacementInfo"),
        *("BussinessDocumentInfo", "Appendix", "Transform", "X509Certificate"),
    )
)
"""What may stand there several times; every other name stands once among its siblings."""
_LISTS: Final = frozenset(("ToPlaces", "OrganIdList"))
"""Whose children repeat under names that elsewhere stand once."""
_ONCE: Final = frozenset(
    (
        *("edXMLEnvelope", "edXMLHeader", "edXMLBody", "edXMLManifest"),
        *("MessageHeader", "From", "CodeNumber", "CodeNotation", "PromulgationInfo"),
        *("DocumentType", "SignerInfo", "Subject", "StatusCode", "TraceHeaderList"),
        *("Bussiness", "BussinessDocType", "AttachmentEncoded"),
    )
)
"""What stands once in a whole package, wherever a reader looks for it."""
_LEAVES: Final = frozenset(
    (
        *("OrganId", "OrganName", "CodeNumber", "CodeNotation", "PromulgationDate"),
        *("DocumentId", "Subject", "FullName", "StatusCode", "TypeName", "Timestamp"),
        *("BussinessDocType", "ContentId", "AttachmentName"),
        *("ContentType", "ContentTransferEncoded", "name", "value"),
    )
)
_SPELLINGS: Final = {
    "Business": "Bussiness",
    "BusinessDocType": "BussinessDocType",
    "BusinessDocReason": "BussinessDocReason",
    "BusinessDocumentInfo": "BussinessDocumentInfo",
    "Manifest": "edXMLManifest",
}
"""Names that some readers take for others: two spellings beside each other are one name twice."""
_OPENING: Final = re.compile(rb"<!--|<\?")
_CLOSING: Final = {b"<!--": b"-->", b"<?": b"?>"}
_TEXT: Final = re.compile(rb"[ \t\r\n]*+[^< \t\r\n]")
_SPACE: Final = b" \t\r\n"
_LOOKED_AT: Final = 4096
"""Bytes before a comment; nobody who means well leaves as many blank."""
_MARK: Final = b"\xef\xbb\xbf"
_MOST: Final = 10


def ambiguities(data: bytes, root: _Element | None = None) -> tuple[str, ...]:
    """Where a package can be read in two ways, by paths of local names; ten places at most.

    `#text` stands for a text that is interrupted by a comment or an instruction.

    Args:
        data: the package.
        root: the same as `parse` read it, where that is at hand.

    Raises:
        InputError: the bytes are no bounded XML.
    """
    root = parse(data) if root is None else root
    found = dict.fromkeys((*doubled(root), *_elsewhere(root)))
    interrupted = ("#text",) if _is_interrupted(data) else ()
    return (*tuple(found)[: _MOST - 1], *interrupted)


def _is_interrupted(data: bytes) -> bool:
    """Whether a comment or an instruction stands in or beside a text: some readers stop there."""
    end = len(_MARK) if data.startswith(_MARK) else 0
    while opening := _OPENING.search(data, end):
        before = data[max(end, opening.start() - _LOOKED_AT) : opening.start()]
        closing = _CLOSING[opening[0]]
        found = data.find(closing, opening.end())
        end = found + len(closing)
        blank = not before.rstrip(_SPACE)
        text = len(before) == _LOOKED_AT if blank else not before.rstrip(_SPACE).endswith(b">")
        if text or found < 0 or _TEXT.match(data, end):
            return True
    return False


def doubled(root: _Element) -> Iterator[str]:
    """Siblings of one name, and values with further elements in them."""
    for parent in root.iter("*"):
        name = _name(parent)
        if name in _LEAVES and len(parent):
            yield _path(parent)
        if name in _LISTS:
            continue
        seen: set[str] = set()
        for child in parent.iterchildren("*"):
            local = _name(child)
            if local in seen and local not in _REPEATED:
                yield _path(child)
            seen.add(local)


def _elsewhere(root: _Element) -> Iterator[str]:
    """Names that stand once, and stand somewhere else as well."""
    seen: set[str] = set()
    for element in root.iter("*"):
        name = _name(element)
        if name in _ONCE:
            if name in seen:
                yield _path(element)
            seen.add(name)


def _path(element: _Element) -> str:
    above = [_name(each) for each in element.iterancestors()][:8]
    return "/".join((*reversed(above), _name(element)))[:200]


def _name(element: _Element) -> str:
    """The local name, as the standard spells it."""
    name = etree.QName(element).localname
    parent = element.getparent() if name == "Status" else None
    if parent is not None and etree.QName(parent).localname == "edXMLHeader":
        return "MessageHeader"
    return _SPELLINGS.get(name, name)
