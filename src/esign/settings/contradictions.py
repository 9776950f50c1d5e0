# SPDX-License-Identifier: Apache-2.0
"""Settings that are sound one by one and cannot hold together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from esign.errors import Detail

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from esign.settings.tables import BookSettings

KEPT_BACK = "incoming"
"""The register of incoming documents counts under this name."""


def contradictions(books: Sequence[BookSettings]) -> Iterator[Detail]:
    """Books of one name, and kinds and families that two books claim."""
    of_kinds: dict[str, BookSettings] = {}
    of_families: dict[str, BookSettings] = {}
    for ordinal, book in enumerate(books, start=1):
        if book.name == KEPT_BACK:
            yield Detail("settings.book_kept_back", f"book[{ordinal}].name", {"name": book.name})
        claims = [("name", book.name, of_families)]  # a book holds the family of its own name
        claims += [("families", family, of_families) for family in book.families]
        claims += [("kinds", kind, of_kinds) for kind in book.kinds]
        for key, name, holders in claims:
            holder = holders.setdefault(name, book)
            if holder is not book:
                facts = {"name": name, "holder": holder.title}
                yield Detail(f"settings.book_taken.{key}", f"book[{ordinal}].{key}", facts)
