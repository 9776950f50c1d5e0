# SPDX-License-Identifier: Apache-2.0
"""A revision beside the one before it: what has grown, and which objects that accounts for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyhanko.pdf_utils.generic import (
    ArrayObject,
    DictionaryObject,
    IndirectObject,
    Reference,
    StreamObject,
)

from esign.verification.source import written

if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Set as AbstractSet

    from pyhanko.pdf_utils.generic import PdfObject

    from esign.verification.source import Source


class BeyondError(Exception):
    """The revision does something else as well; the argument names where, for developers."""


class Growth:
    """Compares a revision with the one before, and notes which of its objects are accounted for.

    Every method raises `BeyondError` with the name of the place (`where`) if more has changed.

    Attributes:
        source: the file.
        accounted: numbers of the revision's objects whose part in it is known.
    """

    def __init__(self, source: Source, added: Mapping[int, PdfObject], number: int) -> None:
        self.source = source
        self.accounted: set[int] = set()
        self._added = added
        self._number = number

    @property
    def is_complete(self) -> bool:
        """Whether every object of the revision is accounted for."""
        return self.accounted == set(self._added)

    def same(
        self,
        before: DictionaryObject,
        after: DictionaryObject,
        but: AbstractSet[str],
        where: str,
    ) -> None:
        """Nothing but certain entries differs."""
        same = all(
            key in before
            and key in after
            and written(before.raw_get(key)) == written(after.raw_get(key))
            for key in {*before, *after} - but
        )
        if not same:
            raise BeyondError(where)

    def dictionaries(
        self, before: object, after: object, where: str
    ) -> tuple[DictionaryObject, DictionaryObject]:
        """An entry that is a dictionary before and after; an absent one was an empty one."""
        old, new = self._pair(before, after, where)
        old = DictionaryObject() if old is None else old
        if isinstance(old, StreamObject) or isinstance(new, StreamObject):
            raise BeyondError(where)
        if not isinstance(old, DictionaryObject) or not isinstance(new, DictionaryObject):
            raise BeyondError(where)
        return old, new

    @staticmethod
    def arrays(before: object, after: object, where: str) -> tuple[list[object], list[object]]:
        """The items of an entry that is an array before and after, or absent.

        An array that is an object of its own could stand for something else as well, such as the
        parts of a page, and would grow there too.
        """
        found = []
        for entry in (before, after):
            if entry is not None and not isinstance(entry, ArrayObject):
                raise BeyondError(where)
            found.append([] if entry is None else list(list.__iter__(entry)))
        return found[0], found[1]

    def _pair(self, before: object, after: object, where: str) -> tuple[object, object]:
        """An entry before and after; a reference stays the same, or is new where nothing was."""
        if not isinstance(after, IndirectObject):
            if isinstance(before, IndirectObject):
                raise BeyondError(where)
            return before, after
        if before is None:
            return None, self.new(after, where)
        if not isinstance(before, IndirectObject) or not same_reference(before, after):
            raise BeyondError(where)
        old = self.source.at_revision(before.reference, self._number - 1)
        if after.idnum not in self._added:
            return old, old
        self.accounted.add(after.idnum)
        return old, self._added[after.idnum]

    def new(self, item: object, where: str) -> PdfObject:
        """An object that did not exist before and is used nowhere else."""
        if not isinstance(item, IndirectObject) or item.generation:
            raise BeyondError(where)
        number = item.idnum
        if number not in self._added or number in self.accounted:
            raise BeyondError(where)
        table = self.source.reader.xrefs
        earlier = Reference(number, 0, self.source.reader)
        if table.get_historical_ref(earlier, self._number - 1) is not None:
            raise BeyondError(where)
        self.accounted.add(number)
        return self._added[number]


def grown(before: list[object], after: list[object], where: str) -> list[object]:
    """What an array has at its end that it had not; what it had stays as it was."""
    kept = after[: len(before)]
    same = len(kept) == len(before) and all(
        same_reference(old, new) for old, new in zip(before, kept, strict=True)
    )
    if not same:
        raise BeyondError(where)
    return after[len(before) :]


def same_reference(first: object, second: object) -> bool:
    """Whether both refer to one and the same object."""
    return (
        isinstance(first, IndirectObject)
        and isinstance(second, IndirectObject)
        and (first.idnum, first.generation) == (second.idnum, second.generation)
    )
