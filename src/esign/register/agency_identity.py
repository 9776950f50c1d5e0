# SPDX-License-Identifier: Apache-2.0
"""Which codes are one agency's: the list of agencies tells, else the structure of the codes.

The list has the first word, since provinces have re-issued their codes: a code is that of whoever
has it, or of the one that had it. Only of a code that no line of it names both structures count as
one. An agency that another one has taken over is not that other one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from esign.model.agency_codes import agency_key, normal_code, spellings
from esign.register import directory_rows as rows

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    import sqlalchemy as sa

    from esign.model import AgencyRecord

_MOST_CODES: Final = 16
"""So many times a code may have been issued anew; lists have been seen that lead in a circle."""


class Identity(NamedTuple):
    """An agency.

    Attributes:
        key: what it is told apart by.
        keys: the same of each code that it may have written, whether or not that is its alone.
    """

    key: str
    keys: tuple[str, ...]


class Agencies:
    """Which agency goes, or went, by a code; each is looked up once.

    Only for as long as one state of the list is seen: within a transaction.

    Attributes:
        connection: in the transaction.
    """

    def __init__(self, connection: sa.Connection) -> None:
        self.connection = connection
        self._current: dict[str, AgencyRecord | None] = {}
        self._known: dict[str, AgencyRecord | None] = {}
        self._is_empty: bool | None = None

    def look_up(self, codes: Iterable[str]) -> None:
        """Read many codes at once that will be asked for."""
        unread = set(map(normal_code, codes)) - self._current.keys()
        if not unread or self._has_none():
            return
        self._current |= dict.fromkeys(unread)
        self._current |= {each.code: each for each in rows.by_many_codes(self.connection, unread)}

    def called(self, code: str) -> AgencyRecord | None:
        """The agency of a code, as far as the list tells; None where it names none, or several."""
        plain = normal_code(code)
        if plain not in self._known:
            self._known[plain] = None if self._has_none() else self._called(plain)
        return self._known[plain]

    def formerly(self, code: str) -> list[AgencyRecord]:
        """The agencies that went by a code, by the list's word or in the other structure."""
        plain = normal_code(code)
        others = sorted(spellings(plain) - {plain})
        former = rows.by_former_codes(self.connection, (plain, *others))
        if plain in former:
            return former[plain]
        current = self._current_ones(others)
        found = current or list(filter(None, (_only(former.get(each, [])) for each in others)))
        return list({each.code: each for each in found}.values())

    def key(self, code: str) -> str:
        """What the agency of a code is told apart by."""
        listed = self.called(code)
        return agency_key(code if listed is None else listed.code)

    def is_one(self, code: str, other: str) -> bool:
        """Whether two codes are one agency's."""
        return self.key(code) == self.key(other)

    def identity(self, code: str) -> Identity:
        """The agency of a code, with all that it may be called."""
        key = self.key(code)
        listed = self.called(code)
        codes = (code,) if listed is None else (listed.code, code, *listed.old_codes)
        return Identity(key, tuple(dict.fromkeys(map(agency_key, codes))))

    def _has_none(self) -> bool:
        if self._is_empty is None:
            self._is_empty = rows.is_empty(self.connection)
        return self._is_empty

    def _current_ones(self, codes: Collection[str]) -> list[AgencyRecord]:
        """The agencies that have one of some codes."""
        unread = [each for each in codes if each not in self._current]
        if unread:
            self._current |= dict.fromkeys(unread)
            self._current |= {each.code: each for each in rows.by_codes(self.connection, unread)}
        return [each for each in map(self._current.get, codes) if each is not None]

    def _called(self, plain: str) -> AgencyRecord | None:
        if plain not in self._current:  # the other spellings are likely to be asked for next
            self._current_ones((plain, *spellings(plain) - {plain}))
        found = self._current[plain] or _only(self.formerly(plain))
        # A code that was issued anew is left behind as that of a closed agency.
        for _ in range(_MOST_CODES):
            if found is None or not found.closed:
                break
            later = rows.by_former_codes(self.connection, (found.code,))
            following = _only(later.get(found.code, []))
            if following is None:
                break
            found = following
        return found


def _only(agencies: list[AgencyRecord]) -> AgencyRecord | None:
    """The one that is meant: the only open one, else the only one."""
    found = [each for each in agencies if not each.closed] or agencies
    return found[0] if len(found) == 1 else None
