# SPDX-License-Identifier: Apache-2.0
"""How elements are grown below their final parents, so that prefixes come out as receivers expect.

Literal prefixes matter to some receivers although they should not: inside the envelope every
element is written `edXML:…`, outside it none is, but for the encoded content. lxml keeps that only
if each element is created below its final parent.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lxml import etree

from esign.errors import InputError
from esign.exchange.envelope import children, parse
from esign.exchange.fields import grafted
from esign.exchange.wire import NAMESPACE, PREFIXED, UNPREFIXED

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lxml.etree import _Element

    from esign.model import Unknown

_STEP = re.compile(r"([^\W\d][\w.-]*)(?:\[(\d{1,6})\])?", re.ASCII)


def new_root() -> tuple[_Element, _Element, _Element]:
    """A root element with its envelope and its header."""
    root = etree.Element(f"{{{NAMESPACE}}}edXML", nsmap=UNPREFIXED)
    envelope = branch(root, "edXMLEnvelope", nsmap=PREFIXED)
    return root, envelope, branch(envelope, "edXMLHeader")


def branch(parent: _Element, name: str, nsmap: dict[str, str] | None = None) -> _Element:
    """A new element below `parent`."""
    return etree.SubElement(parent, f"{{{NAMESPACE}}}{name}", nsmap=nsmap)


def group(parent: _Element, name: str, **texts: str) -> None:
    """A branch with leaves; nothing at all when every text is empty."""
    if any(value.strip() for value in texts.values()):
        leaves(branch(parent, name), **texts)


def leaves(parent: _Element, **texts: str) -> None:
    """An element for each text that is not empty, trimmed.

    Raises:
        InputError: `edxml.text` a text that XML cannot hold.
    """
    for name, value in texts.items():
        if trimmed := value.strip():
            try:
                branch(parent, name).text = trimmed
            except ValueError:
                raise InputError("edxml.text", element=name) from None


def number_text(value: int) -> str:
    """Digits; nothing for a negative number, which is not given."""
    return "" if value < 0 else str(value)


def add_unknown(root: _Element, unknown: Iterable[Unknown]) -> None:
    """Put back where it belongs what a reader did not know.

    Raises:
        InputError: `edxml.text` what XML cannot hold; `edxml.X1…` an element that is not XML.
    """
    for each in unknown:
        place = _at(root, each.parent)
        if each.xml.startswith("@"):
            name, _, value = each.xml[1:].partition("=")
            try:
                place.set(name, value)
            except ValueError:
                raise InputError("edxml.text", element=name[:40]) from None
        else:
            grafted(place, parse(each.xml.encode()))


def _at(root: _Element, path: str) -> _Element:
    """The element at a path, with all that is lacking on the way to it."""
    place = root
    for step in filter(None, path.split("/")):
        found = _STEP.fullmatch(step)
        if found is None:
            raise InputError("edxml.text", element=step[:40])
        name, ordinal = found[1], int(found[2] or 1)
        there = children(place, name)
        place = branch(place, name) if len(there) < ordinal else there[ordinal - 1]
    return place
