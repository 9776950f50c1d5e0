# SPDX-License-Identifier: Apache-2.0
"""The agencies that packages can be sent to: the axis's list, kept to be searched and checked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from esign.errors import InputError
from esign.model import canonical_json
from esign.register import audit, directory_rows
from esign.register.directory_check import with_list, without_list
from esign.register.directory_tables import agency_directory, directory_sync
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
_FEW: Final = 20
_SHARE: Final = 0.5
_BLOCK: Final = 5000


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
    """

    count: int
    added: int
    changed: int
    closed: int
    left_out: int


class Directory:
    """The list of agencies in a register."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._database = registry.database

    def latest(self) -> DirectoryList | None:
        """The last list that was taken over; None where there was none."""
        with self._database.reading() as connection:
            return _latest(connection)

    def find(self, code: str) -> AgencyRecord | None:
        """The agency of a code, in either structure, or of a code it went by."""
        plain = code.strip().upper()
        with self._database.reading() as connection:
            found = directory_rows.by_code(connection, plain)
            return found or directory_rows.by_other_code(connection, plain)

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
            if latest is None:
                return without_list(code, name)
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
            open_ones = sum(not row["closed"] for row in known.values())
            if whole and not fewer and open_ones >= _FEW and len(listed) < open_ones * _SHARE:
                raise InputError("directory.shrunk", before=open_ones, now=len(listed))
            added, changed, closed = _differences(known, listed, whole=whole)
            _write(connection, added, changed + closed)
            facts = {"digest": digest, "listed": len(listed), "source": source, "whole": whole}
            now = self._registry.clock.now()
            act = audit.Act(now, actor, Writing.DIRECTORY.value, SUBJECT, facts)
            seq = audit.append(connection, act, self._registry.random)
            connection.execute(sa.insert(directory_sync), {"id": seq, "at": utc_text(now), **facts})
        return TakenOver(len(listed), len(added), len(changed), len(closed), left_out)


_ALL: Final = sa.select(agency_directory)


def _latest(connection: sa.Connection) -> DirectoryList | None:
    newest = sa.select(directory_sync).order_by(directory_sync.c.id.desc()).limit(1)
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


def _write(connection: sa.Connection, added: _Rows, changed: _Rows) -> None:
    for start in range(0, len(added), _BLOCK):
        connection.execute(sa.insert(agency_directory), added[start : start + _BLOCK])
    if changed:
        names = [name for name in changed[0] if name != "code"]
        values: dict[str, Any] = {name: sa.bindparam(f"new_{name}") for name in names}
        same = agency_directory.c.code == sa.bindparam("new_code")
        rows = [{f"new_{name}": value for name, value in row.items()} for row in changed]
        connection.execute(sa.update(agency_directory).where(same).values(values), rows)
