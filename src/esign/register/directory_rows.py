# SPDX-License-Identifier: Apache-2.0
"""Agencies as rows: read, written, and found by code, name or likeness."""

from __future__ import annotations

import re
from itertools import zip_longest
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from esign.model import AgencyRecord
from esign.model.agency_codes import as_new, is_hub, normal_code
from esign.register.directory_tables import agency_directory, agency_former_code
from esign.register.folding import fold
from esign.register.statements import Statement

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

LONGEST_NAME: Final = 500
"""Characters of a name; what is longer is cut off."""
_AT_ONCE: Final = 500
"""Codes asked for in one statement; databases bound how many a statement may name."""

_CODE_LIKE: Final = re.compile(r"[0-9A-Za-z._/-]{1,64}")
"""What can be a code at all; everything else is nobody's."""
_TABLE: Final = agency_directory
_COLUMNS: Final = tuple(_TABLE.c.keys())
_PLACES: Final = tuple(f"code{turn}" for turn in range(5))
"""A code is asked for with its spellings, of which there are four at most."""
_CURRENT: Final = Statement(
    sa.select(_TABLE).where(sa.or_(*(_TABLE.c.code == sa.bindparam(name) for name in _PLACES)))
)
_FORMER: Final = Statement(
    sa.select(agency_former_code.c.former, _TABLE)
    .join(_TABLE, _TABLE.c.code == agency_former_code.c.code)
    .where(sa.or_(*(agency_former_code.c.former == sa.bindparam(name) for name in _PLACES)))
    .order_by(_TABLE.c.closed, _TABLE.c.code)
)
_ANY: Final = Statement(
    sa.select(_TABLE.c.code).where(_TABLE.c.code > sa.bindparam("code")).limit(1)
)
_CANONICAL: Final = sa.select(_TABLE).where(_TABLE.c.canonical == sa.bindparam("canonical"))


def row_of(agency: AgencyRecord) -> dict[str, Any] | None:
    """An agency as a row; None for what nothing can be sent to: no code, no name, a hub."""
    code, name = normal_code(agency.code), " ".join(agency.name.split())[:LONGEST_NAME]
    if not code or not name or is_hub(code):
        return None
    old = dict.fromkeys(filter(None, map(normal_code, agency.old_codes)))
    return {
        "code": code,
        "canonical": as_new(code),
        "name": name,
        "folded": fold(name),
        "parent_code": normal_code(agency.parent_code),
        "old_codes": f" {' '.join(old)} " if old else "",
        "closed": agency.closed or bool(agency.successor_code),
        "successor_code": normal_code(agency.successor_code),
        "email": agency.email.strip(),
    }


def agency_of(row: Sequence[Any]) -> AgencyRecord:
    """The agency of a row."""
    values = dict(zip(_COLUMNS, row, strict=True))
    return AgencyRecord(
        values["code"],
        values["name"],
        values["parent_code"],
        tuple(values["old_codes"].split()),
        bool(values["closed"]),
        values["successor_code"],
        values["email"],
    )


def by_code(connection: sa.Connection, code: str) -> AgencyRecord | None:
    """The agency of this very code."""
    return next(by_codes(connection, (code,)), None)


def by_codes(connection: sa.Connection, codes: Iterable[str]) -> Iterator[AgencyRecord]:
    """The agencies that have one of some codes, of which there are few; closed ones too."""
    for chosen in _chosen(codes):
        yield from map(agency_of, _CURRENT.all(connection, chosen))


def by_many_codes(connection: sa.Connection, codes: Iterable[str]) -> Iterator[AgencyRecord]:
    """The same of any number of codes."""
    wanted = sorted(filter(_CODE_LIKE.fullmatch, codes))
    for start in range(0, len(wanted), _AT_ONCE):
        some = _TABLE.c.code.in_(wanted[start : start + _AT_ONCE])
        yield from map(agency_of, connection.execute(sa.select(_TABLE).where(some)))


def by_former_codes(
    connection: sa.Connection, codes: Iterable[str]
) -> dict[str, list[AgencyRecord]]:
    """By each of some codes the agencies that went by it, as the list says; open ones first."""
    found: dict[str, list[AgencyRecord]] = {}
    for chosen in _chosen(codes):
        for former, *row in _FORMER.all(connection, chosen):
            found.setdefault(former, []).append(agency_of(row))
    return found


def is_empty(connection: sa.Connection) -> bool:
    """Whether no agency at all is listed."""
    return _ANY.first(connection, {"code": ""}) is None


def _chosen(codes: Iterable[str]) -> Iterator[dict[str, str]]:
    """The parameters by which codes are asked for, a few at a time; no code is an empty one."""
    wanted = sorted(set(filter(_CODE_LIKE.fullmatch, codes)))
    for start in range(0, len(wanted), len(_PLACES)):
        some = wanted[start : start + len(_PLACES)]
        yield dict(zip_longest(_PLACES, some, fillvalue=""))


def by_canonical(connection: sa.Connection, code: str) -> AgencyRecord | None:
    """An agency whose code has the same levels but for empty ones; open ones first."""
    if not _CODE_LIKE.fullmatch(code):
        return None
    rows = connection.execute(_CANONICAL, {"canonical": as_new(code)}).all()
    return next(map(agency_of, sorted(rows, key=lambda row: (row.closed, row.code))), None)


def by_name(connection: sa.Connection, name: str, limit: int) -> list[AgencyRecord]:
    """The agencies of that name that are not closed; accents and capitals do not matter."""
    same = sa.select(_TABLE).where(_TABLE.c.folded == _folded(name), ~_TABLE.c.closed)
    return list(map(agency_of, connection.execute(same.order_by(_TABLE.c.code).limit(limit))))


def by_beginning(connection: sa.Connection, beginning: str, limit: int) -> list[AgencyRecord]:
    """Agencies whose codes begin so and that are not closed."""
    alike = _TABLE.c.code.startswith(beginning, autoescape=True)
    wanted = sa.select(_TABLE).where(alike, ~_TABLE.c.closed).limit(limit)
    return list(map(agency_of, connection.execute(wanted)))


def search(connection: sa.Connection, words: str, limit: int) -> list[AgencyRecord]:
    """The agencies that have every word in their name or code; open and shorter names first."""
    conditions = [_holds(term) for term in _folded(words).split()]
    folded = " ".join(_folded(words).split())
    exact = sa.or_(_TABLE.c.code == folded.upper(), _TABLE.c.folded == folded)
    wanted = (
        sa.select(_TABLE)
        .where(*conditions)
        .order_by(
            sa.case((exact, 0), else_=1),
            _TABLE.c.closed,
            sa.func.length(_TABLE.c.folded),
            _TABLE.c.folded,
            _TABLE.c.code,
        )
        .limit(limit)
    )
    return list(map(agency_of, connection.execute(wanted)))


def _folded(text: str) -> str:
    """Words as they are searched; no database takes a zero character."""
    return fold(text.replace("\0", " "))


def _holds(term: str) -> sa.ColumnElement[bool]:
    in_name = _TABLE.c.folded.contains(term, autoescape=True)
    code = term.upper()
    return sa.or_(
        in_name,
        _TABLE.c.code.contains(code, autoescape=True),
        _TABLE.c.old_codes.contains(code, autoescape=True),
    )
