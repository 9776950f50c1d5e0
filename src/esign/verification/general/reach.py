# SPDX-License-Identifier: Apache-2.0
"""What can be reached from a part of a file, each object once and not without an end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pyhanko.pdf_utils.generic import ArrayObject, DictionaryObject, IndirectObject, Reference

from esign.verification.source import attempt

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from esign.verification.source import Source

MOST_PARTS: Final = 200_000


class TooManyPartsError(Exception):
    """There is more than is looked at."""


class Reach:
    """A walk over the dictionaries that lie behind some values.

    Attributes:
        seen: the references that were followed, those that lead nowhere among them.
    """

    def __init__(self, source: Source, starts: Iterable[object], beyond: Collection[str]) -> None:
        """Nothing is followed that stands under a key of `beyond`."""
        self._source = source
        self._waiting = list(starts)
        self._beyond = beyond
        self.seen: set[Reference] = set()

    def __iter__(self) -> Iterator[DictionaryObject]:
        """The dictionaries, streams among them.

        Raises:
            TooManyPartsError: there is more than is looked at.
        """
        for _ in range(MOST_PARTS):
            if not self._waiting:
                return
            item = self._followed(self._waiting.pop())
            if isinstance(item, ArrayObject):
                self._wait(list.__iter__(item))
            elif isinstance(item, DictionaryObject):
                yield item
                self._wait(value for key, value in dict.items(item) if key not in self._beyond)
        raise TooManyPartsError

    def _followed(self, item: object) -> object:
        if not isinstance(item, IndirectObject):
            return item
        if item.reference in self.seen:
            return None
        self.seen.add(item.reference)
        return attempt(item.get_object)

    def _wait(self, values: Iterable[object]) -> None:
        kinds = (ArrayObject, DictionaryObject, IndirectObject)
        self._waiting.extend(value for value in values if isinstance(value, kinds))
