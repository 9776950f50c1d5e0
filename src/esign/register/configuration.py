# SPDX-License-Identifier: Apache-2.0
"""Notices that what an office issues with has changed since it was last recorded.

The record names what changed, with digests; what the settings say stays out of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from esign.register import audit
from esign.register.schema import configured
from esign.register.side_tables import CONFIGURED, OFFICE

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from esign.register.registry import Registry


def note_configuration(
    registry: Registry, digests: Mapping[str, str], actor: str, unseen: Collection[str] = ()
) -> bool:
    """Record what differs from the last time; returns whether anything does.

    Args:
        registry: the register.
        digests: by the name of each part of the configuration; parts that are missing are gone.
        actor: under which account the office was opened.
        unseen: names of parts that nobody has looked at this time.
    """
    with registry.database.reading() as connection:
        if _recorded(connection, unseen) == dict(digests):
            return False
    with registry.database.writing() as connection:
        before = _recorded(
            connection, unseen
        )  # another process may have recorded the same meanwhile
        changed = {name: value for name, value in digests.items() if before.get(name) != value}
        gone = sorted(before.keys() - digests.keys())
        if changed or gone:
            _write(connection, changed, gone)
            facts = {"changed": changed, "gone": gone}
            act = audit.Act(registry.clock.now(), actor, CONFIGURED, OFFICE, facts)
            audit.append(connection, act, registry.random)
    return bool(changed or gone)


def _recorded(connection: sa.Connection, unseen: Collection[str]) -> dict[str, str]:
    seen = sa.select(configured).where(configured.c.name.not_in(unseen))
    return {row.name: row.value for row in connection.execute(seen)}


def _write(connection: sa.Connection, changed: Mapping[str, str], gone: list[str]) -> None:
    replaced = configured.c.name.in_([*changed, *gone])
    connection.execute(sa.delete(configured).where(replaced))
    rows = [{"name": name, "value": value} for name, value in changed.items()]
    if rows:
        connection.execute(sa.insert(configured), rows)
