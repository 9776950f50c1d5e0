# SPDX-License-Identifier: Apache-2.0
"""Incoming documents that their senders have withdrawn or replaced, and the agency has agreed.

They stay in the incoming book and are frozen there: passed on, filed and worked on no more.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import sqlalchemy as sa

from esign.errors import InputError
from esign.messages import Term
from esign.register.arrivals import arrival_of
from esign.register.inbox_tables import FROZEN, arrived
from esign.register.schema import incoming
from esign.register.transitions import State

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from esign.register.arrivals import Arrival

_WITHDRAWN = sa.select(arrived.c.incoming_id, arrived.c.state).where(
    arrived.c.incoming_id.is_not(None), arrived.c.state.in_(sorted(FROZEN))
)


def arrivals_of(
    connection: sa.Connection, wanted: sa.Select[tuple[object, ...]]
) -> Iterator[Arrival]:
    """The arrivals that whole rows of the table `incoming` hold, with what became of each."""
    withdrawn = {row.incoming_id: row.state for row in connection.execute(_WITHDRAWN)}
    for row in connection.execute(wanted):
        yield replace(arrival_of(row), withdrawn=withdrawn.get(row.id, ""))


def refuse_withdrawn(connection: sa.Connection, arrival_id: int) -> None:
    """Refuse to do anything more with an arrival that was withdrawn.

    Raises:
        InputError: it was.
    """
    found = connection.execute(_WITHDRAWN.where(arrived.c.incoming_id == arrival_id)).first()
    if found is not None:
        row = connection.execute(sa.select(incoming).where(incoming.c.id == arrival_id)).one()
        state = Term(f"state.{found.state}")
        facts = {"number": row.arrival_number, "year": row.year}
        raise InputError("register.arrival_withdrawn", state=state, **facts)


def withdrawn_counts(connection: sa.Connection, agency_code: str, year: int) -> Mapping[State, int]:
    """How many incoming documents of a year were withdrawn, by how."""
    counted = (
        sa.select(arrived.c.state, sa.func.count())
        .join(incoming, incoming.c.id == arrived.c.incoming_id)
        .where(
            incoming.c.agency_code == agency_code,
            incoming.c.year == year,
            arrived.c.state.in_(sorted(FROZEN)),
        )
        .group_by(arrived.c.state)
    )
    return {State(state): count for state, count in connection.execute(counted)}
