# SPDX-License-Identifier: Apache-2.0
"""What stands in the ten columns of the printed books (NĐ 30/2020 Đ16, Annex IV).

The books are in Vietnamese whatever language the terminal speaks.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from esign.kinds import type_and_subject
from esign.messages import Language, message
from esign.model import IncomingLine, OutgoingLine
from esign.register.entries import entry_of
from esign.register.moments import vietnamese_day
from esign.register.schema import dispatch, history, incoming, register
from esign.register.transitions import State, Step
from esign.register.withdrawn import arrivals_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from esign.register.arrivals import Arrival
    from esign.register.entries import Entry

_KEPT_BY: Final = re.compile(r"\s*Lưu\s*:\s*", re.IGNORECASE)
_WITHOUT_DOCUMENT: Final = frozenset({State.RESERVED, State.VOIDED})
_UNRELEASED: Final = frozenset({State.NUMBERED, State.SIGNED, State.SEALED})
_OTHER_ACTS: Final = (Step.REPLACE.value, Step.CORRECT.value, Step.RECALL.value)
_BATCH: Final = 500


def outgoing_lines(
    connection: sa.Connection, agency_code: str, book: str, year: int, numbers: range
) -> tuple[OutgoingLine, ...]:
    """The rows of a book in the order of their numbers."""
    wanted = (
        sa.select(register)
        .where(
            register.c.agency_code == agency_code,
            register.c.book == book,
            register.c.year == year,
            register.c.value.between(numbers.start, numbers.stop - 1),
        )
        .order_by(register.c.value)
    )
    entries = [entry_of(row) for row in connection.execute(wanted)]
    lines: list[OutgoingLine] = []
    for start in range(0, len(entries), _BATCH):
        some = entries[start : start + _BATCH]
        sent, told = _dispatches(connection, some), _acts(connection, some)
        lines += [_line(entry, sent.get(entry.id, []), told.get(entry.id, [])) for entry in some]
    return tuple(lines)


def incoming_lines(
    connection: sa.Connection, agency_code: str, year: int, numbers: range
) -> tuple[IncomingLine, ...]:
    """The rows of the register of incoming documents in the order of their arrival."""
    wanted = (
        sa.select(incoming)
        .where(
            incoming.c.agency_code == agency_code,
            incoming.c.year == year,
            incoming.c.arrival_number.between(numbers.start, numbers.stop - 1),
        )
        .order_by(incoming.c.arrival_number)
    )
    arrivals = arrivals_of(connection, wanted)
    return tuple(
        IncomingLine(
            arrived_on=arrival.arrived_on,
            arrival_number=arrival.number,
            author=arrival.document.author,
            symbol=arrival.document.symbol,
            dated_on=arrival.document.dated_on,
            subject=arrival.document.subject,
            addressee=arrival.document.addressee,
            forwarded_on=arrival.forwarded_on,
            received_by=arrival.received_by,
            note="; ".join(filter(None, (_withdrawn(arrival), arrival.document.note))),
        )
        for arrival in arrivals
    )


def _withdrawn(arrival: Arrival) -> str:
    """That its sender has withdrawn a document; empty where it stands."""
    return (
        message(f"state.{arrival.withdrawn}", Language.VIETNAMESE, {}) if arrival.withdrawn else ""
    )


def _line(entry: Entry, sent: list[sa.Row[Any]], told: list[sa.Row[Any]]) -> OutgoingLine:
    kept = [line for line in entry.recipients if _KEPT_BY.match(line)]
    others = [line for line in entry.recipients if not _KEPT_BY.match(line)]
    return OutgoingLine(
        number=entry.number.text,
        dated_on=None if entry.lost else entry.issued_on,
        subject=type_and_subject(entry.type_name, entry.subject),
        signer=entry.signer_name,
        recipients="; ".join(line.strip(" ;.") for line in others),
        kept_by="; ".join(_KEPT_BY.sub("", line, count=1).strip(" ;.") for line in kept),
        copies=None if entry.state in _WITHOUT_DOCUMENT else entry.copies,
        sent_on=min((row.sent_on for row in sent), default=None),
        received_by="; ".join(dict.fromkeys(row.received_by for row in sent if row.received_by)),
        note="; ".join(filter(None, (*_remarks(entry, sent, told), entry.note))),
    )


def _remarks(entry: Entry, sent: list[sa.Row[Any]], told: list[sa.Row[Any]]) -> Iterator[str]:
    """What became of the document, and whatever the other columns have no room for."""
    if entry.medium == "paper":
        yield _said("paper")
    if entry.lost and entry.state is State.RESERVED:
        yield _said("lost")
    elif entry.state in _WITHOUT_DOCUMENT:
        yield _said(entry.state.value, reason=_reason(entry.reason))
    elif entry.state in _UNRELEASED:
        yield _said("unreleased")
    for row in told:
        facts = {"day": _day(row.at), "reason": _reason(row.reason)}
        if row.symbol is None:
            yield _said(row.act, **facts)
        else:
            yield _said(f"{row.act}_by", other=f"{row.value:02d}/{row.symbol}", **facts)
    first = min((row.sent_on for row in sent), default=None)
    for row in sent:
        if row.sent_on != first:
            yield _said("also_sent", day=f"{row.sent_on:%d/%m/%Y}", recipient=row.recipient)


def _dispatches(connection: sa.Connection, entries: list[Entry]) -> dict[int, list[sa.Row[Any]]]:
    """To whom and when, by entry, in the order it was noted."""
    wanted = sa.select(dispatch).where(_of(dispatch.c.entry_id, entries))
    return _by_entry(connection.execute(wanted.order_by(dispatch.c.audit_seq)))


def _acts(connection: sa.Connection, entries: list[Entry]) -> dict[int, list[sa.Row[Any]]]:
    """What befell a released document, by entry, with the number of the document it was done by."""
    other = register.alias()
    wanted = (
        sa.select(history, other.c.value, other.c.symbol)
        .outerjoin(other, other.c.id == history.c.other_id)
        .where(_of(history.c.entry_id, entries), history.c.act.in_(_OTHER_ACTS))
    )
    return _by_entry(connection.execute(wanted.order_by(history.c.audit_seq)))


def _of(column: sa.ColumnElement[int], entries: list[Entry]) -> sa.ColumnElement[bool]:
    return column.in_([entry.id for entry in entries])


def _by_entry(rows: Iterable[sa.Row[Any]]) -> dict[int, list[sa.Row[Any]]]:
    found: dict[int, list[sa.Row[Any]]] = {}
    for row in rows:
        found.setdefault(row.entry_id, []).append(row)
    return found


def _said(remark: str, /, **facts: object) -> str:
    return message(f"register.book.{remark}", Language.VIETNAMESE, facts)


def _reason(reason: str) -> str:
    return f": {reason}" if reason else ""


def _day(at: str) -> str:
    return f"{vietnamese_day(datetime.fromisoformat(at)):%d/%m/%Y}"
