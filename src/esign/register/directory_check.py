# SPDX-License-Identifier: Apache-2.0
"""Whether a package can be sent to a code, and who may be meant where it cannot."""

from __future__ import annotations

import string
from functools import partial
from typing import TYPE_CHECKING, Final

from esign.model.agency_codes import LONGEST, CodeForm, form_of, is_hub, normal_code
from esign.model.directory import DirectoryFault, DirectoryFinding, Likeness, Suggestion
from esign.register import directory_rows as rows
from esign.register.agency_identity import Agencies
from esign.register.folding import fold

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    import sqlalchemy as sa

    from esign.model import AgencyRecord

MOST_SUGGESTIONS: Final = 3
_FARTHEST: Final = 2
_LONGEST_CHAIN: Final = 16
"""Mergers that are followed; lists have been seen that lead in a circle."""
_NEIGHBOURS: Final = 4000
_LETTERS: Final = string.ascii_uppercase + string.digits + "."


def is_listed(connection: sa.Connection, code: str) -> bool:
    """Whether anything is known of a code, be it that nothing is to be sent to it."""
    plain = normal_code(code)
    return (
        is_hub(plain)
        or rows.by_code(connection, plain) is not None
        or bool(Agencies(connection).formerly(plain))
    )


def without_list(code: str, name: str) -> DirectoryFinding | None:
    """What can be said of a code without any list."""
    plain = normal_code(code)
    if is_hub(plain):
        return DirectoryFinding(DirectoryFault.HUB, plain, name, refused=True)
    if form_of(plain) is CodeForm.OTHER:
        return DirectoryFinding(DirectoryFault.SHAPE, plain, name)
    return None


def with_list(
    connection: sa.Connection, code: str, name: str, listed_at: datetime | None, *, fresh: bool
) -> DirectoryFinding | None:
    """What the list says of a code.

    Args:
        connection: to the list.
        code: the receiver's, as it was written.
        name: the receiver's; empty where none was given.
        listed_at: when the whole list was taken over; None where only parts of one were.
        fresh: whether it is young enough to refuse what it does not know.
    """
    plain = normal_code(code)
    same_name = [] if not name else rows.by_name(connection, name, MOST_SUGGESTIONS)
    alike = tuple(Suggestion(agency, Likeness.SAME_NAME) for agency in same_name)
    found = partial(DirectoryFinding, code=plain, listed_at=listed_at)
    if is_hub(plain):
        return found(DirectoryFault.HUB, name=name, refused=True, suggestions=alike)
    agency = rows.by_code(connection, plain)
    if agency is not None and not agency.closed:
        if _same_name(name, agency.name):
            return None
        others = tuple(each for each in alike if each.agency.code != plain)
        return found(DirectoryFault.OTHER_NAME, name=agency.name, suggestions=others)
    former = (
        Agencies(connection).formerly(plain) if agency is None else _issued_anew(connection, agency)
    )
    if former:
        meant = tuple(each for one in former for each in _in_force(connection, one)) or alike
        named = former[0].name if len(former) == 1 else name
        refused = fresh or agency is not None
        meant = meant[:MOST_SUGGESTIONS]
        return found(DirectoryFault.OLD, name=named, refused=refused, suggestions=meant)
    if agency is not None:
        meant = (*_successors(connection, agency), *alike)[:MOST_SUGGESTIONS]
        fault = DirectoryFault.CLOSED
        return found(fault, name=agency.name, refused=True, suggestions=meant)
    near = (*_turned_round(connection, plain), *_typos(connection, plain))
    typos = tuple(Suggestion(each, Likeness.TYPO) for each in near)
    once = {each.agency.code: each for each in reversed((*alike, *typos))}
    meant = tuple(reversed(once.values()))[:MOST_SUGGESTIONS]
    return found(DirectoryFault.UNKNOWN, name=name, refused=fresh, suggestions=meant)


def _issued_anew(connection: sa.Connection, closed: AgencyRecord) -> list[AgencyRecord]:
    """The agency that a code's last one is now, as the list says that it went by that code."""
    now = Agencies(connection).called(closed.code)
    return [] if now is None or now.code == closed.code else [now]


def _in_force(connection: sa.Connection, agency: AgencyRecord) -> Iterator[Suggestion]:
    if agency.closed:
        yield from _successors(connection, agency)
    else:
        yield Suggestion(agency, Likeness.NEW_CODE)


def _successors(connection: sa.Connection, agency: AgencyRecord) -> Iterator[Suggestion]:
    """The agency that a closed one has become in the end."""
    for _ in range(_LONGEST_CHAIN):
        following = Agencies(connection).called(agency.successor_code)
        if following is None:
            return
        if not following.closed:
            yield Suggestion(following, Likeness.SUCCESSOR)
            return
        agency = following


def _same_name(given: str, listed: str) -> bool:
    """Whether a name is that of the list, or part of it, or the other way round."""
    one, other = fold(given), fold(listed)
    return one in other or other in one


def _turned_round(connection: sa.Connection, code: str) -> Iterator[AgencyRecord]:
    """The agencies of a code that names the lowest level first and leaves levels out: `12.H99`.

    Or that has an empty level where the other structure has none, `000.12.00.H99`.
    """
    turned = ".".join(reversed(code.split(".")))
    for agency in (rows.by_code(connection, turned), rows.by_canonical(connection, code)):
        if agency is not None and not agency.closed:
            yield agency


def _typos(connection: sa.Connection, code: str) -> list[AgencyRecord]:
    """The agencies whose codes differ by one slip of the finger, or else by two."""
    if not (code.isascii() and code.isprintable() and len(code) <= LONGEST):
        return []
    found = [each for each in rows.by_many_codes(connection, _one_slip(code)) if not each.closed]
    if not found:
        beginning = code.partition(".")[0][:3]
        near = rows.by_beginning(connection, beginning, _NEIGHBOURS)
        found = [each for each in near if distance(code, each.code) <= _FARTHEST]
    return sorted(found, key=lambda each: (distance(code, each.code), each.code))[:MOST_SUGGESTIONS]


def _one_slip(code: str) -> set[str]:
    """Every text that one slip of the finger makes of a code."""
    parts = [(code[:at], code[at:]) for at in range(len(code) + 1)]
    found = {left + right[1:] for left, right in parts if right}
    found |= {left + right[1] + right[0] + right[2:] for left, right in parts if len(right) > 1}
    for letter in _LETTERS:
        found |= {left + letter + right for left, right in parts}
        found |= {left + letter + right[1:] for left, right in parts if right}
    return found - {code}


def distance(one: str, other: str) -> int:
    """How many letters were left out, put in, mistaken or swapped; more than two counts as three.

    The restricted distance of Damerau and Levenshtein.
    """
    if abs(len(one) - len(other)) > _FARTHEST:
        return _FARTHEST + 1
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        row = [i]
        for j, against in enumerate(other, start=1):
            step = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (letter != against))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == against:
                step = min(step, before[j - 2] + 1)
            row.append(step)
        if min(row) > _FARTHEST:
            return _FARTHEST + 1
        before, last = last, row
    return min(last[-1], _FARTHEST + 1)
