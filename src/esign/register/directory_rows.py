# SPDX-License-Identifier: Apache-2.0
"""Agencies as rows: read, written, and found by code, name or likeness."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from esign.model import AgencyRecord
from esign.model.agency_codes import as_new, is_hub, normal_code
from esign.register.directory_tables import agency_directory
from esign.register.folding import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

LONGEST_NAME: Final = 500
"""Characters of a name; what is longer is cut off."""
_AT_ONCE: Final = 500
"""Codes asked for in one statement; databases bound how many a statement may name."""

_CODE_LIKE: Final = re.compile(r"[0-9A-Za-z._/-]{1,64}")
"""What can be a code at all; everything else is nobody's."""
_TABLE: Final = agency_directory
_CODE: Final = sa.select(_TABLE).where(_TABLE.c.code == sa.bindparam("code"))
_FORMER: Final = sa.select(_TABLE).where(_TABLE.c.old_codes.contains(sa.bindparam("code"))).limit(2)
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


def agency_of(row: sa.Row[Any]) -> AgencyRecord:
    """The agency of a row."""
    return AgencyRecord(
        row.code,
        row.name,
        row.parent_code,
        tuple(row.old_codes.split()),
        bool(row.closed),
        row.successor_code,
        row.email,
    )


def by_code(connection: sa.Connection, code: str) -> AgencyRecord | None:
    """The agency of this very code."""
    if not _CODE_LIKE.fullmatch(code):
        return None
    row = connection.execute(_CODE, {"code": code}).first()
    return None if row is None else agency_of(row)


def by_codes(connection: sa.Connection, codes: Iterable[str]) -> Iterator[AgencyRecord]:
    """The agencies that have one of the codes and are not closed."""
    wanted = sorted(codes)
    for start in range(0, len(wanted), _AT_ONCE):
        some = _TABLE.c.code.in_(wanted[start : start + _AT_ONCE])
        rows = connection.execute(sa.select(_TABLE).where(some, ~_TABLE.c.closed))
        yield from map(agency_of, rows)


def by_other_code(connection: sa.Connection, code: str) -> AgencyRecord | None:
    """The agency that goes by this code in the other structure, or went by it; open ones first."""
    if not _CODE_LIKE.fullmatch(code):
        return None
    rows = connection.execute(_CANONICAL, {"canonical": as_new(code)}).all()
    if not rows:
        named = _TABLE.c.old_codes.contains(f" {code} ", autoescape=True)
        rows = connection.execute(sa.select(_TABLE).where(named)).all()
    return next(map(agency_of, sorted(rows, key=lambda row: (row.closed, row.code))), None)


def by_former_code(connection: sa.Connection, code: str) -> AgencyRecord | None:
    """The one agency that went by this very code; None where there are several, or none."""
    if not _CODE_LIKE.fullmatch(code):
        return None
    rows = connection.execute(_FORMER, {"code": f" {code} "}).all()
    return agency_of(rows[0]) if len(rows) == 1 else None


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
