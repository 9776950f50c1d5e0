# SPDX-License-Identifier: Apache-2.0
"""Which book each kind of document is entered in, as the head of the agency decides.

NĐ 30/2020 Đ15: the head says whether all documents share one series or each type has its own, and
an advisory council may count for itself.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from esign.errors import Detail
from esign.model import CERTIFIED_COPIES, Book

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from esign.model import Agency, DocumentKind

SHIPPED_BOOKS: Final[Mapping[str, Book]] = {
    "outgoing": Book("outgoing", "Sổ đăng ký văn bản đi"),
    "copies": Book("copies", "Sổ đăng ký bản sao văn bằng, chứng chỉ từ sổ gốc"),
    # One series for every form of copy (NĐ 30/2020 Annex I, Part II, Section II.3).
    CERTIFIED_COPIES: Book(CERTIFIED_COPIES, "Sổ đăng ký sao y, sao lục, trích sao văn bản"),
}
"""The books that need no settings, by the family of kinds that each holds."""


@dataclass(frozen=True, slots=True)
class Books:
    """The office's books.

    Attributes:
        of_kinds: the books that were set up for single kinds, by the kind's name.
        of_families: the books that were set up for families of kinds, by `DocumentKind.book`.
    """

    of_kinds: Mapping[str, Book] = field(default_factory=dict)
    of_families: Mapping[str, Book] = field(default_factory=dict)

    def of(self, kind: DocumentKind) -> Book:
        """The book of a kind: its own before its family's, and that before the shipped one."""
        own = self.of_kinds.get(kind.name) or self.of_families.get(kind.book)
        return own or _shipped(kind.book)

    def named(self, name: str) -> Book:
        """The book of that name, also where the settings no longer speak of it."""
        books = (*self.of_kinds.values(), *self.of_families.values())
        return next((book for book in books if book.name == name), None) or _shipped(name)

    def all(self) -> tuple[Book, ...]:
        """Every book that a number can be taken from, each once."""
        families = {**SHIPPED_BOOKS, **self.of_families}
        found = {book.name: book for book in (*families.values(), *self.of_kinds.values())}
        return tuple(found.values())

    def issuer(self, kind: DocumentKind, agency: Agency) -> Agency:
        """The agency as the symbols of this kind's book abbreviate it."""
        abbreviation = self.of(kind).abbreviation
        return replace(agency, abbreviation=abbreviation) if abbreviation else agency


def misfits(books: Books, kinds: Mapping[str, DocumentKind]) -> Iterator[Detail]:
    """Where the books and the kinds that there are do not go together.

    A symbol in two books is one of them: number and symbol must be unique within the year (NĐ
    30/2020 Đ15), so that the second book could give no number that the first has given.
    """
    for name, book in books.of_kinds.items():
        if name not in kinds:
            yield Detail("settings.book_unknown_kind", _place(book), {"name": name})
    for name, book in books.of_families.items():
        if name not in {book.name, *SHIPPED_BOOKS}:
            facts = {"name": name, "known": ", ".join(SHIPPED_BOOKS)}
            yield Detail("settings.book_unknown_family", _place(book), facts)
    used = {books.of(kind).name for kind in kinds.values()}
    for book in books.all():
        if book.name not in used and book.name not in SHIPPED_BOOKS:
            yield Detail("settings.book_unused", _place(book))
    holders: dict[str, Book] = {}
    for kind in kinds.values():
        book = books.of(kind)
        bears = kind.symbol.replace("{agency}", book.abbreviation or "{agency}")
        first = holders.setdefault(bears, book)
        if first.name != book.name:
            facts = {"kind": kind.name, "symbol": bears, "other": first.title}
            yield Detail("settings.book_same_symbol", _place(book), facts)


def _place(book: Book) -> str:
    return f"[[book]] {book.name}"


def _shipped(name: str) -> Book:
    return SHIPPED_BOOKS.get(name) or Book(name, f"Sổ đăng ký “{name}”")
