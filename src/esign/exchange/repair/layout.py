# SPDX-License-Identifier: Apache-2.0
"""Writes a package's elements down with the prefixes that receivers expect."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from lxml import etree

from esign.exchange.wire import NAMESPACE, PREFIXED, UNPREFIXED

if TYPE_CHECKING:
    from lxml.etree import _Element

_DECLARING = {
    f"{{{NAMESPACE}}}edXMLEnvelope": PREFIXED,
    f"{{{NAMESPACE}}}ContentTransferEncoded": PREFIXED,
    f"{{{NAMESPACE}}}Signature": UNPREFIXED,
}
"""Where a prefix for the elements below is declared; see `branches`."""


def laid_out(root: _Element) -> _Element:
    """A copy of a package in which every element is created below its final parent."""
    top = etree.Element(root.tag, nsmap={**UNPREFIXED, **_foreign(root)})
    _fill(top, root)
    waiting = [(top, child) for child in reversed(root)]
    while waiting:
        parent, source = waiting.pop()
        if source.tag.startswith(f"{{{NAMESPACE}}}"):
            copy = etree.SubElement(parent, source.tag, nsmap=_DECLARING.get(source.tag))
        else:
            copy = etree.SubElement(parent, source.tag, nsmap=_foreign(source))
        _fill(copy, source)
        copy.tail = source.tail
        waiting.extend((copy, child) for child in reversed(source))
    return top


def _foreign(element: _Element) -> dict[str, str]:
    """The prefixes in force that are none of the standard's."""
    others = {prefix: uri for prefix, uri in element.nsmap.items() if uri != NAMESPACE}
    return cast("dict[str, str]", others)


def _fill(copy: _Element, source: _Element) -> None:
    copy.text = source.text
    for name, value in source.attrib.items():
        copy.set(name, value)
