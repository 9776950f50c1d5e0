# SPDX-License-Identifier: Apache-2.0
"""The digest of a whole package but for its signature, in little memory."""

from __future__ import annotations

from hashlib import new
from io import BytesIO
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol, cast

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.etree import _Element, _ElementTree

_LARGE: Final = 1 << 18
"""Characters from which on a text is taken out."""
_BLOCK: Final = 1 << 20
_MARK: Final = "a large text stands here: "
_ESCAPED: Final = "&<>\r"
"""What canonical form writes otherwise (Canonical XML 1.0 §2.3)."""


class _Canonical(Protocol):
    """What lxml's trees can do beyond its type stubs."""

    def write_c14n(self, file: BytesIO, *, exclusive: bool, with_comments: bool) -> None: ...


class _Large(NamedTuple):
    """A text that was taken out of its element, and what stands there instead."""

    element: _Element
    text: str
    mark: str


def envelope_digest(signature: _Element, algorithm: str, *, exclusive: bool) -> bytes:
    """The digest of the whole document but this signature (XML Signature 1.1 §6.6.4).

    The element is taken out for the time being; the text behind it belongs to the document.

    Raises:
        C14NError: a namespace has no absolute address.
    """
    parent = signature.getparent()
    if parent is None:
        raise ValueError("a signature that is the document itself envelops nothing")
    place, behind = parent.index(signature), signature.tail or ""
    before = signature.getprevious()
    earlier = (parent.text if before is None else before.tail) or ""
    parent.remove(signature)
    _set_text(parent, before, earlier + behind)
    large = _taken_out(parent.getroottree())
    try:
        return _digest(parent.getroottree(), large, algorithm, exclusive=exclusive)
    finally:
        for each in large:
            each.element.text = each.text
        _set_text(parent, before, earlier)
        parent.insert(place, signature)
        signature.tail = behind or None


def _taken_out(tree: _ElementTree) -> list[_Large]:
    """The large texts that canonical form leaves as they are, each with a mark in its place.

    libxml2 copies each text several times over to write it down; attached files would take as many
    times their memory.
    """
    large: list[_Large] = []
    for element in tree.iter("*"):
        text = element.text or ""
        plain = text.isascii() and not any(each in text for each in _ESCAPED)
        if len(text) >= _LARGE and plain:
            large.append(_Large(element, text, f"{_MARK}{len(large)}."))
            element.text = large[-1].mark
    return large


def _digest(
    tree: _ElementTree, large: Sequence[_Large], algorithm: str, *, exclusive: bool
) -> bytes:
    """The digest of a document in canonical form, with the large texts in their places again."""
    written = BytesIO()
    cast("_Canonical", tree).write_c14n(written, exclusive=exclusive, with_comments=False)
    rest = written.getvalue()
    found = new(algorithm)
    if any(rest.count(each.mark.encode()) != 1 for each in large):
        # The same words stand elsewhere as well: no memory is saved then.
        for each in large:
            each.element.text = each.text
        return _digest(tree, (), algorithm, exclusive=exclusive)
    for each in large:
        before, _, rest = rest.partition(each.mark.encode())
        found.update(before)
        for start in range(0, len(each.text), _BLOCK):
            found.update(each.text[start : start + _BLOCK].encode("ascii"))
    found.update(rest)
    return found.digest()


def _set_text(parent: _Element, before: _Element | None, text: str) -> None:
    if before is None:
        parent.text = text or None
    else:
        before.tail = text or None
