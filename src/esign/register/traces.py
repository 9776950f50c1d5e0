# SPDX-License-Identifier: Apache-2.0
"""What was done to a document, by whom and why, and which documents belong together by it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import sqlalchemy as sa

from esign.register.entries import Entry, entry_of
from esign.register.schema import history, register
from esign.register.transitions import State, Step

if TYPE_CHECKING:
    from collections.abc import Iterator

_BEGINNINGS = {Step.RESERVE, Step.ENTER, Step.NUMBER}


@dataclass(frozen=True, slots=True)
class Event:
    """A change of state.

    Attributes:
        act: what was done.
        state: where the document stood afterwards.
        at: when.
        actor: by which account.
        reason: why; empty where none was asked for.
        other: request id of the document it was done by; empty where there is none.
    """

    act: Step
    state: State
    at: datetime
    actor: str
    reason: str
    other: str


@dataclass(frozen=True, slots=True)
class Link:
    """Two documents that belong together; both show the same link.

    Attributes:
        act: what was done: replaced or corrected.
        of: the document it was done to.
        by: the document it was done by.
        at: when.
    """

    act: Step
    of: Entry
    by: Entry
    at: datetime


def history_of(connection: sa.Connection, entry: Entry) -> tuple[Event, ...]:
    """All that happened to a document, beginning with its number."""
    other = register.alias("other")
    wanted = (
        sa.select(history, other.c.request_id.label("other"))
        .join(other, other.c.id == history.c.other_id, isouter=True)
        .where(history.c.entry_id == entry.id)
        .order_by(history.c.audit_seq)
    )
    events = tuple(
        Event(
            act=Step(row.act),
            state=State(row.state),
            at=datetime.fromisoformat(row.at),
            actor=row.actor,
            reason=row.reason,
            other=row.other or "",
        )
        for row in connection.execute(wanted)
    )
    if events and events[0].act in _BEGINNINGS:
        return events
    numbered = Event(Step.NUMBER, State.NUMBERED, entry.numbered_at, entry.numbered_by, "", "")
    return numbered, *events


def links_of(connection: sa.Connection, entry: Entry) -> tuple[Link, ...]:
    """By which documents this one was replaced or corrected, and to which it did so."""
    wanted = (
        sa.select(history)
        .where(
            history.c.other_id.is_not(None),
            sa.or_(history.c.entry_id == entry.id, history.c.other_id == entry.id),
        )
        .order_by(history.c.audit_seq)
    )
    rows = connection.execute(wanted).all()
    ids = {each for row in rows for each in (row.entry_id, row.other_id)}
    entries = dict(_entries(connection, ids))
    return tuple(
        Link(
            Step(row.act),
            entries[row.entry_id],
            entries[row.other_id],
            datetime.fromisoformat(row.at),
        )
        for row in rows
    )


def _entries(connection: sa.Connection, ids: set[int]) -> Iterator[tuple[int, Entry]]:
    found = sa.select(register).where(register.c.id.in_(ids))
    for row in connection.execute(found):
        yield row.id, entry_of(row)
