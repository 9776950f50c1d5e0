# SPDX-License-Identifier: Apache-2.0
# ruff: noqa: S608 - nothing but our own table names enters the SQL
"""Registers of any size: one number that was really taken, and copies of its rows."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from writers import PATIENCE

from support.books import AGENCY, DECISION, a_request

if TYPE_CHECKING:
    from collections.abc import Iterator

    from support.places import Place


def fill(place: Place, rows: int) -> None:
    """A register with so many numbers, each like one that was really taken."""
    with place.open(patience=PATIENCE) as register:
        register.number(a_request("first-0001"), DECISION, AGENCY)
    if rows > 1:
        with closing(place.connect()) as connection:
            for statement in _copies(place, rows):
                connection.execute(statement)


def _copies(place: Place, rows: int) -> Iterator[str]:
    """SQL that multiplies the first number; codes and request ids are in no order."""
    if place.cluster:
        yield "SET session_replication_role = replica"
        numbers = f"SELECT n FROM generate_series(2, {rows}) AS s(n)"
        code = "md5(n::text)"
    else:
        yield "PRAGMA synchronous = OFF"
        yield "PRAGMA cache_size = -1000000"
        numbers = (
            "WITH RECURSIVE s(n) AS (SELECT 2 UNION ALL SELECT n + 1 FROM s "
            f"WHERE n < {rows}) SELECT n FROM s"
        )
        code = "lower(hex(randomblob(16)))"
    changed = {
        "audit": {"seq": "n", "subject": f"'r-' || {code}"},
        "register": {"id": "n", "value": "n", "request_id": f"'r-' || {code}", "lookup_code": code},
    }
    for table, values in changed.items():
        columns = [name for (name,) in place.rows(_COLUMNS[bool(place.cluster)].format(table))]
        selected = ", ".join(values.get(name, f"t.{name}") for name in columns)
        names = ", ".join(columns)
        yield (
            f"INSERT INTO {table} ({names}) SELECT {selected} FROM {table} t, ({numbers}) s "
            f"WHERE t.{'seq' if table == 'audit' else 'id'} = 1"
        )
    guard = "" if place.cluster else place.rows(_GUARD)[0][0]
    yield "DROP TRIGGER series_by_one" if guard else ""
    yield f"UPDATE series SET last = {rows}"
    yield guard
    yield f"UPDATE audit_head SET seq = {rows}"
    yield "VACUUM ANALYZE" if place.cluster else "ANALYZE"
    yield "CHECKPOINT" if place.cluster else "PRAGMA wal_checkpoint(TRUNCATE)"


_GUARD = "SELECT sql FROM sqlite_schema WHERE name = 'series_by_one'"
_COLUMNS = {
    False: "SELECT name FROM pragma_table_info('{}')",
    True: "SELECT column_name FROM information_schema.columns WHERE table_name = '{}'",
}
