# SPDX-License-Identifier: Apache-2.0
"""Triggers that refuse what must never be done to a row, on SQLite and on PostgreSQL."""

from __future__ import annotations

from dataclasses import dataclass

from alembic import op

_REFUSE = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'integrity_constraint_violation'; END $$
"""


@dataclass(frozen=True, slots=True)
class Guard:
    """One thing that is refused.

    Attributes:
        name: of the trigger.
        act: `DELETE`, `UPDATE`, or `UPDATE OF` some columns.
        table: of which table.
        reason: what the database answers.
        when: condition over OLD and NEW; empty for always.
    """

    name: str
    act: str
    table: str
    reason: str
    when: str = ""


def put_up(*guards: Guard) -> None:
    """Make the triggers; on PostgreSQL emptying a table at once is refused with deleting."""
    server = op.get_bind().dialect.name == "postgresql"
    for guard in guards:
        op.execute(_for_postgresql(guard) if server else _for_sqlite(guard))
        if server and guard.act == "DELETE":
            op.execute(
                f"CREATE TRIGGER {guard.name}_all BEFORE TRUNCATE ON {guard.table} "
                f"FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('{guard.reason}')"
            )


def take_down(*guards: tuple[str, str]) -> None:
    """Remove triggers that others replace, each by its name and table."""
    server = op.get_bind().dialect.name == "postgresql"
    for name, table in guards:
        of_table = f" ON {table}" if server else ""
        op.execute(f"DROP TRIGGER IF EXISTS {name}{of_table}")


def prepare() -> None:
    """Make what the triggers call, where they call anything; once, before the first of them."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(_REFUSE)


def _for_sqlite(guard: Guard) -> str:
    when = f" WHEN {guard.when}" if guard.when else ""
    return (
        f"CREATE TRIGGER {guard.name} BEFORE {guard.act} ON {guard.table}{when} "
        f"BEGIN SELECT RAISE(ABORT, '{guard.reason}'); END"
    )


def _for_postgresql(guard: Guard) -> str:
    when = f" WHEN ({guard.when})" if guard.when else ""
    return (
        f"CREATE TRIGGER {guard.name} BEFORE {guard.act} ON {guard.table} "
        f"FOR EACH ROW{when} EXECUTE FUNCTION refuse_change('{guard.reason}')"
    )
