# SPDX-License-Identifier: Apache-2.0
"""A PDF that somebody else made: its newest state, read forgivingly, judged elsewhere."""

from __future__ import annotations

import re
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Final

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader

from esign.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

FAULTS: Final = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    NotImplementedError,
    OSError,
    PdfError,
    RecursionError,
    TypeError,
    ValueError,
)
"""What the library raises on bytes that are no sound PDF."""

MOST_OBJECTS: Final = 50_000
MOST_PAGES: Final = 300
INHERITED: Final = ("/Resources", "/MediaBox", "/CropBox", "/Rotate")
TAGS: Final = frozenset({"/StructTreeRoot"})
_NAME: Final = re.compile(r"[^A-Za-z0-9_+.-]")


@dataclass(frozen=True)
class Page:
    """A page of the file.

    Attributes:
        ordinal: from 1 on.
        reference: the page's object.
        entries: the page with what it inherits (ISO 32000-1 §7.7.3.4).
    """

    ordinal: int
    reference: generic.IndirectObject
    entries: generic.DictionaryObject


class Foreign:
    """A parsed file.

    Raises:
        InputError: it is no readable PDF, is encrypted, or its pages form no tree.
    """

    def __init__(self, data: bytes, name: str) -> None:
        self.name = name
        try:
            self.reader = PdfFileReader(BytesIO(data), strict=False)
            encrypted = "/Encrypt" in self.reader.trailer
        except FAULTS as fault:
            raise InputError("adopt.unreadable", name=name) from fault
        if encrypted:
            raise InputError("adopt.encrypted", name=name)
        try:
            self.catalog: generic.DictionaryObject = self.reader.root
            self.pages = tuple(self._pages())
        except FAULTS as fault:
            raise InputError("adopt.unreadable", name=name) from fault

    def _pages(self) -> Iterator[Page]:
        waiting = [(self.catalog.raw_get("/Pages"), generic.DictionaryObject())]
        seen: set[generic.Reference] = set()
        count = 0
        while waiting:
            reference, above = waiting.pop()
            node = reference.get_object()
            if reference.reference in seen:
                raise InputError("adopt.page_twice", name=self.name, object=reference.idnum)
            seen.add(reference.reference)
            passed = generic.DictionaryObject(
                {key: raw(node, key) or dict.get(above, key) for key in INHERITED}
            )
            if "/Kids" in node:
                waiting.extend(
                    (kid, passed) for kid in reversed(list(list.__iter__(node["/Kids"])))
                )
                continue
            count += 1
            if count > MOST_PAGES:
                raise InputError("adopt.too_many_pages", name=self.name, most=MOST_PAGES)
            entries = generic.DictionaryObject(node)
            entries.update({key: each for key, each in dict.items(passed) if each is not None})
            yield Page(count, reference, entries)

    def objects(self) -> Iterator[generic.IndirectObject]:
        """Every object that the newest state of the file defines, reachable or not."""
        reader = self.reader
        seen: set[generic.Reference] = set()
        for revision in range(reader.total_revisions):
            seen |= reader.xrefs.explicit_refs_in_revision(revision)
        for each in sorted(seen, key=lambda entry: entry.idnum):
            yield generic.IndirectObject(each.idnum, each.generation, reader)


def raw(container: object, key: str) -> object:
    """A dictionary's entry as it stands; None where there is none."""
    return dict.get(container, key) if isinstance(container, generic.DictionaryObject) else None


def entry(container: object, key: str) -> object:
    """A dictionary's entry, resolved; None where there is none."""
    found = raw(container, key)
    return found.get_object() if isinstance(found, generic.IndirectObject) else found


def items(container: object, key: str) -> list[object]:
    """The items of an array, as they stand; none where there is no array."""
    found = entry(container, key)
    return list(list.__iter__(found)) if isinstance(found, generic.ArrayObject) else []


def resolved(value: object) -> object:
    """What a reference leads to; other values as they are."""
    return value.get_object() if isinstance(value, generic.IndirectObject) else value


def shown(name: object) -> str:
    """A PDF name as a message may show it."""
    return _NAME.sub("?", str(name).removeprefix("/"))[:40]


def walk(
    start: list[object], aside: frozenset[str] = frozenset()
) -> Iterator[tuple[generic.DictionaryObject, int]]:
    """Every dictionary that some values lead to, each once, with the number of its object.

    Args:
        start: the values.
        aside: entries that are not followed.

    Raises:
        InputError: there are more objects than any document needs.
    """
    waiting = [(value, 0) for value in start]
    seen: set[generic.Reference] = set()
    for _ in range(20 * MOST_OBJECTS):
        if not waiting:
            return
        value, number = waiting.pop()
        if isinstance(value, generic.IndirectObject):
            if value.reference in seen:
                continue
            seen.add(value.reference)
            value, number = value.get_object(), value.idnum
        if isinstance(value, generic.DictionaryObject):
            yield value, number
            waiting.extend((each, number) for key, each in dict.items(value) if key not in aside)
        elif isinstance(value, generic.ArrayObject):
            waiting.extend((each, number) for each in list.__iter__(value))
    raise InputError("adopt.too_rich")
