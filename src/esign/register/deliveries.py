# SPDX-License-Identifier: Apache-2.0
"""Where each delivery stands, worked out from messages and receipts."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from esign.model.agency_codes import agency_key
from esign.model.delivery import (
    Ask,
    Standing,
    StatusReport,
    answers,
    of_document,
    standing,
    standing_in_place,
)
from esign.model.request_names import Asked, request_name
from esign.register.exchange_tables import (
    MessageAct,
    MessageState,
    delivery,
    message,
    receipt,
)
from esign.register.moments import utc_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

ASKING: Final = (
    MessageAct.RECALLED.value,
    MessageAct.CORRECTED.value,
    MessageAct.TAKEN_BACK.value,
)
"""The messages that a receiver answers by agreeing or declining."""

_ANSWERED: Final = (*ASKING, MessageAct.REPLACED.value)
"""The same, and replacements, whose answers speak of the document that they bring."""

_BRINGING: Final = (MessageAct.RELEASED.value, MessageAct.REPLACED.value)
"""The messages that bring a document, of which receivers report."""

SUBJECT: Final = sa.case(
    (message.c.act == MessageAct.REPLACED.value, message.c.other_id), else_=message.c.entry_id
)
"""The document whose reports tell where a message stands: a replacement brings the new one."""

_ASKED: Final = {
    MessageAct.RECALLED.value: Asked.RECALL,
    MessageAct.CORRECTED.value: Asked.UPDATE,
    MessageAct.TAKEN_BACK.value: Asked.TAKE_BACK,
    MessageAct.REPLACED.value: Asked.REPLACE,
}

_FIELDS: Final = (
    delivery.c.message_id,
    delivery.c.receiver_code,
    delivery.c.receiver_key,
    message.c.act,
    message.c.state,
    message.c.audit_seq,
    message.c.queued_at,
    message.c.document_id,
    message.c.reason,
    SUBJECT.label("subject"),
)


def standings(
    connection: sa.Connection, entry_id: int | None = None, reporter_key: str | None = None
) -> dict[tuple[str, str], Standing]:
    """By message and receiver, as it follows from what the messages' states and the receipts say.

    Args:
        connection: sees one state throughout.
        entry_id: the document whose reports are asked for; None for all.
        reporter_key: the receiver whose standings are asked for; None for all.
    """
    found = sa.select(*_FIELDS).join(message, message.c.id == delivery.c.message_id)
    noted = sa.select(receipt).where(receipt.c.entry_id.is_not(None))
    if entry_id is not None:
        found = found.where(SUBJECT.in_((entry_id,)))
        noted = noted.where(receipt.c.entry_id == entry_id)
    rows: list[Any] = list(connection.execute(found.order_by(message.c.audit_seq)))
    if reporter_key is not None:
        rows = [row for row in rows if row.receiver_key == reporter_key]
        if not rows:  # a stranger to the document: of the others nothing changes
            return {}
        noted = noted.where(receipt.c.reporter_key == reporter_key)
    reports: dict[tuple[int, str], list[StatusReport]] = defaultdict(list)
    for row in connection.execute(noted):
        at = datetime.fromisoformat(row.at)
        report = StatusReport(row.code, at, row.digest, row.description, row.id)
        reports[row.entry_id, row.reporter_key].append(report)
    given = dict(_of_asks(rows, reports))
    return given | dict(_of_documents(rows, reports, given))


def settle(
    connection: sa.Connection, entry_id: int, at: str, reporter_key: str | None = None
) -> tuple[tuple[str, str, str], ...]:
    """Bring a document's deliveries to where they stand now; returns those whose state moved.

    A report that comes late may bear an earlier time than the one that the same state rested on.

    Args:
        connection: in a writing transaction.
        entry_id: the document.
        at: the time of what moves them where no report bears one.
        reporter_key: the only receiver of whom anything new is known; None for all.
    """
    worked_out = standings(connection, entry_id, reporter_key)
    if not worked_out:
        return ()
    names, codes = ({key[part] for key in worked_out} for part in (0, 1))
    wanted = sa.select(delivery).where(
        delivery.c.message_id.in_(names), delivery.c.receiver_code.in_(codes)
    )
    moved = []
    for row in connection.execute(wanted.order_by(delivery.c.message_id)).all():
        stands = worked_out[row.message_id, row.receiver_code]
        # What was told before there were messages is told, whatever became of the message.
        if row.state == "sent" and stands.state == "waiting":
            continue
        same = row.state_at if row.state == stands.state else at
        since = same if stands.at is None else utc_text(stands.at)
        if (row.state, row.state_at, row.note) == (stands.state.value, since, stands.note):
            continue
        values = {"state": stands.state.value, "state_at": since, "note": stands.note}
        chosen = sa.update(delivery).where(
            delivery.c.message_id == row.message_id,
            delivery.c.receiver_code == row.receiver_code,
        )
        connection.execute(chosen.values(**values))
        if row.state != stands.state:
            moved.append((row.message_id, row.receiver_code, stands.state.value))
    return tuple(moved)


def settle_other_codes(connection: sa.Connection) -> None:
    """Bring deliveries to where they stand by reports under a code in the other structure.

    So are replacements by the answers to them, which did not count for them before either.
    """
    told = sa.select(receipt.c.entry_id, receipt.c.reporter_code, receipt.c.received_at)
    reports: dict[tuple[int, str], set[str]] = defaultdict(set)
    latest: dict[int, str] = {}
    for row in connection.execute(told.where(receipt.c.entry_id.is_not(None))):
        reports[row.entry_id, agency_key(row.reporter_code)].add(row.reporter_code)
        latest[row.entry_id] = max(latest.get(row.entry_id, ""), row.received_at)
    if not reports:
        return
    found = sa.select(delivery.c.receiver_code, message.c.act, SUBJECT.label("subject"))
    rows = connection.execute(found.join(message, message.c.id == delivery.c.message_id)).all()
    entries = {
        row.subject
        for row in rows
        if (codes := reports.get((row.subject, agency_key(row.receiver_code)), set()))
        and (codes - {row.receiver_code} or row.act == MessageAct.REPLACED.value)
    }
    for entry_id in sorted(entries):
        settle(connection, entry_id, latest[entry_id])


def settle_replacements(connection: sa.Connection) -> None:
    """Bring replacements to where they stand by their answers alone.

    What was told of their documents, which had come by themselves, counted for them before.
    """
    wanted = (
        sa.select(message.c.other_id, sa.func.max(message.c.queued_at).label("at"))
        .where(message.c.act == MessageAct.REPLACED.value)
        .group_by(message.c.other_id)
        .order_by(message.c.other_id)
    )
    for row in connection.execute(wanted).all():
        settle(connection, row.other_id, row.at)


def _of_documents(
    rows: Sequence[Any],
    reports: Mapping[tuple[int, str], list[StatusReport]],
    given: Mapping[tuple[str, str], Standing],
) -> Iterable[tuple[tuple[str, str], Standing]]:
    """All but what asks and is answered; `given` are the answers."""
    names: dict[tuple[int, str], set[str]] = defaultdict(set)
    for row in rows:
        if row.act in _ANSWERED:
            names[row.subject, row.receiver_key].add(_name_of(row))
    cancelled, stopped = MessageState.CANCELLED.value, MessageState.STOPPED.value
    carried = set[tuple[int, str]]()
    left: dict[tuple[int, str], int] = {}  # the first message that brings a document there
    for row in rows:
        if row.act in _BRINGING and row.state != cancelled:
            carried.add((row.subject, row.receiver_key))
            if row.state != stopped:
                left.setdefault((row.subject, row.receiver_key), row.audit_seq)
    for row in rows:
        name = row.message_id, row.receiver_code
        if row.act in ASKING and name in given:
            continue
        reporter = (row.subject, row.receiver_key)
        # Of a cancelled message a receiver tells only where no other one has brought the document.
        tells = row.act in _BRINGING and not (row.state == cancelled and reporter in carried)
        told = of_document(names[reporter], reports.get(reporter, [])) if tells else []
        is_sent = row.state == MessageState.SENT.value
        if row.act == MessageAct.REPLACED.value:
            first = left.get(reporter, row.audit_seq)
            yield (
                name,
                standing_in_place(
                    sent=is_sent,
                    reports=told,
                    place=row.audit_seq,
                    beside=first < row.audit_seq,
                    answer=given.get(name),
                ),
            )
        else:
            yield name, standing(sent=is_sent, reports=told)


def _name_of(row: sa.Row[Any]) -> str:
    """What an answer calls a request of ours."""
    asked = _ASKED[row.act]
    return request_name(asked, row.reason, row.document_id if asked is Asked.REPLACE else "")


def _of_asks(
    rows: Iterable[Any], reports: dict[tuple[int, str], list[StatusReport]]
) -> Iterable[tuple[tuple[str, str], Standing]]:
    asks: dict[tuple[int, str], list[Ask]] = defaultdict(list)
    codes: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in rows:
        if row.act in _ANSWERED and row.state != MessageState.CANCELLED.value:
            code = row.receiver_key
            codes[row.message_id, code].append(row.receiver_code)
            queued_at = datetime.fromisoformat(row.queued_at)
            asked = asks[row.subject, code]
            if not asked or asked[-1].message_id != row.message_id:
                asked.append(Ask(row.message_id, queued_at, row.audit_seq, _name_of(row)))
    for (subject, code), asked in asks.items():
        for name, answer in answers(asked, reports.get((subject, code), [])).items():
            yield from (((name, written), answer) for written in codes[name, code])
