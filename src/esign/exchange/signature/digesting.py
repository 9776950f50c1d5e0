# SPDX-License-Identifier: Apache-2.0
"""The digest of a whole package but for its signature, in little memory."""

from __future__ import annotations

from contextlib import contextmanager
from hashlib import new
from io import BytesIO
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol, cast

from esign.exchange.signature.hollow import LARGE, marks_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lxml.etree import _Element, _ElementTree

    from esign.exchange.signature.hollow import Hollow

_BLOCK: Final = 1 << 20
_WORD: Final = b"a large text stands here: "
_ESCAPED: Final = "&<>\r"
"""What canonical form writes otherwise (Canonical XML 1.0 §2.3)."""


class _Canonical(Protocol):
    """What lxml's trees can do beyond its type stubs."""

    def write_c14n(self, file: BytesIO, *, exclusive: bool, with_comments: bool) -> None: ...


class _Large(NamedTuple):
    """A text that was taken out of its element, where its mark stands instead."""

    element: _Element
    text: str


def envelope_digest(signature: _Element, algorithm: str, *, exclusive: bool) -> bytes:
    """The digest of the whole document but this signature (XML Signature 1.1 §6.6.4).

    Raises:
        C14NError: a namespace has no absolute address.
    """
    with _left_out(signature) as tree:
        large = _taken_out(tree)
        try:
            return _digest(tree, large, algorithm, exclusive=exclusive)
        finally:
            for each in large:
                each.element.text = each.text


def hollow_digest(
    signature: _Element, algorithm: str, without: Hollow, *, exclusive: bool
) -> bytes | None:
    """The same of a document that was parsed without its large texts.

    None where it cannot be told where one of them belongs.

    Raises:
        C14NError: a namespace has no absolute address.
    """
    with _left_out(signature) as tree:
        rest = _canonical(tree, exclusive=exclusive)
        return _with_texts(rest, without.word, without.texts, algorithm)


@contextmanager
def _left_out(signature: _Element) -> Iterator[_ElementTree]:
    """The document while the element is taken out; the text behind it belongs to the document."""
    parent = signature.getparent()
    if parent is None:
        raise ValueError("a signature that is the document itself envelops nothing")
    place, behind = parent.index(signature), signature.tail or ""
    before = signature.getprevious()
    earlier = (parent.text if before is None else before.tail) or ""
    parent.remove(signature)
    _set_text(parent, before, earlier + behind)
    try:
        yield parent.getroottree()
    finally:
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
        if len(text) >= LARGE and plain:
            large.append(_Large(element, text))
    for each, mark in zip(large, marks_of(_WORD, len(large)), strict=True):
        each.element.text = mark.decode()
    return large


def _digest(
    tree: _ElementTree, large: Sequence[_Large], algorithm: str, *, exclusive: bool
) -> bytes:
    """The digest of a document in canonical form, with the large texts in their places again."""
    rest = _canonical(tree, exclusive=exclusive)
    found = _with_texts(rest, _WORD, [each.text for each in large], algorithm)
    if found is None:
        # The same words stand elsewhere as well: no memory is saved then.
        for each in large:
            each.element.text = each.text
        return new(algorithm, _canonical(tree, exclusive=exclusive)).digest()
    return found


def _canonical(tree: _ElementTree, *, exclusive: bool) -> bytes:
    written = BytesIO()
    cast("_Canonical", tree).write_c14n(written, exclusive=exclusive, with_comments=False)
    return written.getvalue()


def _with_texts(
    written: bytes, word: bytes, texts: Sequence[str | memoryview], algorithm: str
) -> bytes | None:
    """The digest with each text in the place of its mark; None where the marks are not those.

    They stand in the order of the document, and the word that they begin with nowhere else.
    """
    pieces = written.split(word)
    marks = [mark.removeprefix(word) for mark in marks_of(word, len(texts))]
    if len(pieces) != len(texts) + 1 or not all(map(bytes.startswith, pieces[1:], marks)):
        return None
    found = new(algorithm, pieces[0])
    for piece, mark, text in zip(pieces[1:], marks, texts, strict=True):
        for start in range(0, len(text), _BLOCK):
            part = text[start : start + _BLOCK]
            found.update(part.encode("ascii") if isinstance(part, str) else part)
        found.update(memoryview(piece)[len(mark) :])
    return found.digest()


def _set_text(parent: _Element, before: _Element | None, text: str) -> None:
    if before is None:
        parent.text = text or None
    else:
        before.tail = text or None
