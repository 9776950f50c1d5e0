# SPDX-License-Identifier: Apache-2.0
"""The agencies that packages can be sent to: the axis's list, kept to be searched and checked."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from esign.errors import InputError
from esign.model import canonical_json
from esign.model.directory import DirectoryFault
from esign.register import audit, directory_rows
from esign.register.agency_identity import Agencies
from esign.register.directory_check import is_listed, with_list, without_list
from esign.register.directory_tables import (
    agency_directory,
    agency_former_code,
    directory_sync,
)
from esign.register.moments import utc_text
from esign.register.transitions import Writing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from esign.model import AgencyRecord
    from esign.model.directory import DirectoryFinding
    from esign.register.registry import Registry

DIRECTORY_DAYS: Final = 30
"""For how long a list can refuse what it does not know, where nothing else is set."""
SUBJECT: Final = "directory"
"""The subject of the acts that tell of the list."""
_SHARE: Final = 0.5
_BLOCK: Final = 5000
_MOST_NAMED: Final = 5
"""How many of those that a list would close an error names."""


@dataclass(frozen=True, slots=True)
class DirectoryList:
    """A list that was taken over.

    Attributes:
        at: when.
        source: a transport's name, or `file`.
        whole: whether it was the whole list.
        count: how many agencies it named.
    """

    at: datetime
    source: str
    whole: bool
    count: int


@dataclass(frozen=True, slots=True)
class TakenOver:
    """What a list has changed.

    Attributes:
        count: how many agencies it named.
        added: how many of them are new here.
        changed: of how many something else is known now.
        closed: how many are closed since it names them no more.
        left_out: lines without code or name, and hubs.
        renamed: by code, the name that was known before and the present one.
        gone: by code, the names of those closed.
    """

    count: int
    added: int
    changed: int
    closed: int
    left_out: int
    renamed: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    gone: Mapping[str, str] = field(default_factory=dict)


class Directory:
    """The list of agencies in a register."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._database = registry.database

    def latest(self) -> DirectoryList | None:
        """The last whole list that was taken over; None where there was none.

        What only adds to a list says nothing of what it does not name, and is not counted.
        """
        with self._database.reading() as connection:
            return _latest(connection)

    def find(self, code: str) -> AgencyRecord | None:
        """The agency that has a code or had it, as the list says, else in the other structure.

        None where it is nobody's, or was several agencies'.
        """
        with self._database.reading() as connection:
            return Agencies(connection).called(code)

    def search(self, words: str, limit: int = 20) -> tuple[AgencyRecord, ...]:
        """The agencies that have every word in name or code, in any order; accents do not matter.

        Open ones come first, and shorter names.
        """
        with self._database.reading() as connection:
            return tuple(directory_rows.search(connection, words, limit))

    def check(
        self, code: str, name: str = "", *, days: int = DIRECTORY_DAYS
    ) -> DirectoryFinding | None:
        """What speaks against sending to a code; None where nothing does, or nothing is known.

        Args:
            code: as it was written.
            name: of the receiver; empty where none was given.
            days: how old a list may be that refuses what it does not know.
        """
        with self._database.reading() as connection:
            latest = _latest(connection)
            if latest is None and not is_listed(connection, code):
                return without_list(code, name)
            if latest is None:
                found = with_list(connection, code, name, None, fresh=False)
                unlisted = found is None or found.fault is DirectoryFault.UNKNOWN
                return without_list(code, name) if unlisted else found
            fresh = self._registry.clock.now() - latest.at <= timedelta(days=days)
            return with_list(connection, code, name, latest.at, fresh=fresh)

    def similar(self, code: str) -> tuple[str, ...]:
        """The codes that may be meant by one that nothing can be sent to."""
        finding = self.check(code)
        return () if finding is None else tuple(each.agency.code for each in finding.suggestions)

    def checker(self, days: int = DIRECTORY_DAYS) -> Callable[[str, str], DirectoryFinding | None]:
        """`check` of code and name, for whoever knows nothing of registers."""
        return lambda code, name: self.check(code, name, days=days)

    def take_over(
        self,
        agencies: Iterable[AgencyRecord],
        source: str,
        *,
        whole: bool,
        actor: str,
        fewer: bool = False,
    ) -> TakenOver:
        """Take a list over, in one transaction.

        Args:
            agencies: the list; of a code that comes twice the last line counts.
            source: where it comes from: a transport's name, or `file`.
            whole: whether agencies that it does not name are closed by that.
            actor: who does it.
            fewer: take a whole list even if it names less than half of those known.

        Raises:
            InputError: it names nobody, or suspiciously few.
            ConfigurationError: the account may not do this.
            OutputError: the database cannot be written; nothing has changed then.
        """
        self._registry.roles.require(actor, Writing.DIRECTORY)
        lines = [directory_rows.row_of(agency) for agency in agencies]
        listed = {row["code"]: row for row in lines if row is not None}
        if not listed:
            raise InputError("directory.empty")
        digest = sha256(canonical_json(sorted(listed.values(), key=_code)).encode()).hexdigest()
        left_out = sum(row is None for row in lines)
        with self._database.writing() as connection:
            known = {row.code: row._asdict() for row in connection.execute(_ALL)}
            added, changed, closed = _differences(known, listed, whole=whole)
            if not fewer:
                _require_enough(known, listed, closed)
            _write(connection, added, changed + closed)
            facts = {"digest": digest, "listed": len(listed), "source": source, "whole": whole}
            now = self._registry.clock.now()
            act = audit.Act(now, actor, Writing.DIRECTORY.value, SUBJECT, facts)
            seq = audit.append(connection, act, self._registry.random)
            connection.execute(sa.insert(directory_sync), {"id": seq, "at": utc_text(now), **facts})
        counts = (len(listed), len(added), len(changed), len(closed), left_out)
        return TakenOver(*counts, _renamed(known, changed), _names(closed))


_ALL: Final = sa.select(agency_directory)


def _latest(connection: sa.Connection) -> DirectoryList | None:
    whole = sa.select(directory_sync).where(directory_sync.c.whole)
    newest = whole.order_by(directory_sync.c.id.desc()).limit(1)
    row = connection.execute(newest).first()
    if row is None:
        return None
    return DirectoryList(datetime.fromisoformat(row.at), row.source, bool(row.whole), row.listed)


def _code(row: Mapping[str, Any]) -> str:
    return str(row["code"])


_Rows = list[dict[str, Any]]


def _differences(
    known: Mapping[str, dict[str, Any]], listed: Mapping[str, dict[str, Any]], *, whole: bool
) -> tuple[_Rows, _Rows, _Rows]:
    """What is new, what is other than before, and what the list does not name any more."""
    added = [row for code, row in listed.items() if code not in known]
    changed = [row for code, row in listed.items() if code in known and known[code] != row]
    missing = [row for code, row in known.items() if code not in listed and not row["closed"]]
    if not whole:
        return added, changed, []
    names: dict[str, str] = {
        row["folded"]: code for code, row in listed.items() if not row["closed"]
    }
    codes = {row["canonical"]: code for code, row in listed.items() if not row["closed"]}
    closed = [
        {
            **row,
            "closed": True,
            "successor_code": codes.get(row["canonical"]) or names.get(row["folded"], ""),
        }
        for row in missing
    ]
    return added, changed, closed


def _require_enough(
    known: Mapping[str, dict[str, Any]], listed: Mapping[str, dict[str, Any]], closed: _Rows
) -> None:
    """A whole list that lost more than half is more likely cut off than right."""
    before = sum(not row["closed"] for row in known.values())
    if closed and len(listed) < before * _SHARE:
        named = [f"{code} {name}" for code, name in _names(closed[:_MOST_NAMED]).items()]
        named += ["…"] if len(closed) > _MOST_NAMED else []
        closing = "; ".join(named)
        raise InputError("directory.shrunk", before=before, now=len(listed), closing=closing)


def _renamed(known: Mapping[str, dict[str, Any]], changed: _Rows) -> dict[str, tuple[str, str]]:
    """The names before and now of agencies that go by another name."""
    before = {row["code"]: (str(known[row["code"]]["name"]), str(row["name"])) for row in changed}
    return {code: names for code, names in before.items() if names[0] != names[1]}


def _names(rows: _Rows) -> dict[str, str]:
    return {str(row["code"]): str(row["name"]) for row in rows}


def _write(connection: sa.Connection, added: _Rows, changed: _Rows) -> None:
    for start in range(0, len(added), _BLOCK):
        connection.execute(sa.insert(agency_directory), added[start : start + _BLOCK])
    if changed:
        names = [name for name in changed[0] if name != "code"]
        values: dict[str, Any] = {name: sa.bindparam(f"new_{name}") for name in names}
        same = agency_directory.c.code == sa.bindparam("new_code")
        rows = [{f"new_{name}": value for name, value in row.items()} for row in changed]
        connection.execute(sa.update(agency_directory).where(same).values(values), rows)
        gone = sa.delete(agency_former_code).where(agency_former_code.c.code == sa.bindparam("of"))
        connection.execute(gone, [{"of": row["code"]} for row in changed])
    former = [
        {"former": each, "code": row["code"]}
        for row in (*added, *changed)
        for each in row["old_codes"].split()
        if each != row["code"]
    ]
    for start in range(0, len(former), _BLOCK):
        connection.execute(sa.insert(agency_former_code), former[start : start + _BLOCK])
