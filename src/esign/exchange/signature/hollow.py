# SPDX-License-Identifier: Apache-2.0
"""A package without its large texts, which are digested where they lie: in the bytes that came.

Attached files are most of a package. As texts of a tree they take its memory several times over,
though a signature only needs to know where each of them stands.
"""

from __future__ import annotations

import re
from hashlib import sha256
from typing import TYPE_CHECKING, Final, NamedTuple, cast

from lxml import etree

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.etree import _Element

LARGE: Final = 1 << 18
"""Bytes from which on a text is left out."""

_TEXT: Final = re.compile(rb">([A-Za-z0-9+/=][A-Za-z0-9+/=\n\t ]{%d,}+)(?=<)" % (LARGE - 1))
"""A text that canonical form leaves as it is. Within an attribute no `<` would follow it."""
INSTRUCTION: Final = re.compile(rb"<\?(?!xml[ \t\r\n])")
_WITH_WORD: Final = etree.XPath("//text()[contains(., $word)]")
_OUTSIDE: Final = etree.XPath(
    "//text()[contains(., $word)][not(ancestor::*[local-name() = 'Signature'"
    " or local-name() = 'DigitalSignature'])]"
)


class Hollow(NamedTuple):
    """A package whose large texts are replaced by marks, each of which stands there once.

    Attributes:
        data: the rest, still a whole document.
        word: what every mark begins with, and nothing else.
        texts: the texts themselves, views of the bytes, in the order of their marks.
    """

    data: bytes
    word: bytes
    texts: Sequence[memoryview]

    @property
    def marks(self) -> list[bytes]:
        """What stands in the place of each text."""
        return marks_of(self.word, len(self.texts))


def marks_of(word: bytes, count: int) -> list[bytes]:
    """The marks that begin with a word, in their order."""
    return [b"%b%d." % (word, ordinal) for ordinal in range(count)]


def hollow(data: bytes) -> Hollow | None:
    """The package without its large texts; None where none can be left out without doubt.

    The marks follow from all of the package, so that nobody can write one into it, in whatever
    spelling: it would have to hold its own digest. In comments and sections of character data a
    mark would stand where no text does: packages with such are read whole.
    """
    found = [each.span(1) for each in _TEXT.finditer(data)] if len(data) > LARGE else []
    if not found:
        return None
    word = b"left-out-%b-" % sha256(data).hexdigest().encode()
    pieces, end = [], 0
    for (start, stop), mark in zip(found, marks_of(word, len(found)), strict=True):
        pieces += [data[end:start], mark]
        end = stop
    rest = b"".join([*pieces, data[end:]])
    if b"<!" in rest or INSTRUCTION.search(rest) is not None:
        return None
    whole = memoryview(data)
    return Hollow(rest, word, [whole[start:stop] for start, stop in found])


def stands_in(root: _Element, without: Hollow) -> bool:
    """Whether each text is where its mark was put in the document that was parsed without them.

    Each mark ends a text of its own, in order, and none of them is within what is called a
    signature, which the digest of the rest knows nothing of.
    """
    word = without.word.decode()
    texts = list(map(str, cast("list[str]", _WITH_WORD(root, word=word))))
    outside = cast("list[str]", _OUTSIDE(root, word=word))
    marks = [each.decode() for each in without.marks]
    return (
        len(texts) == len(marks) == len(outside)
        and all(map(str.endswith, texts, marks))
        and all(text.count(word) == 1 for text in texts)
    )
