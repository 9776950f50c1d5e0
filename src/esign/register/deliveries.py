# SPDX-License-Identifier: Apache-2.0
"""Where each delivery stands, worked out from messages and receipts."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from esign.model.delivery import Ask, Standing, StatusReport, answers, standing
from esign.register.exchange_tables import (
    MessageAct,
    MessageState,
    delivery,
    message,
    receipt,
)
from esign.register.moments import utc_text

if TYPE_CHECKING:
    from collections.abc import Iterable

ASKING: Final = (
    MessageAct.RECALLED.value,
    MessageAct.CORRECTED.value,
    MessageAct.TAKEN_BACK.value,
)
"""The messages that a receiver answers by agreeing or declining."""

_ANSWERED: Final = (*ASKING, MessageAct.REPLACED.value)
"""The same, and replacements, whose answers speak of the document that they bring."""

_SUBJECT: Final = sa.case(
    (message.c.act == MessageAct.REPLACED.value, message.c.other_id), else_=message.c.entry_id
)
"""The document whose reports tell where a message stands: a replacement brings the new one."""

_FIELDS: Final = (
    delivery.c.message_id,
    delivery.c.receiver_code,
    message.c.act,
    message.c.state,
    message.c.audit_seq,
    message.c.queued_at,
    _SUBJECT.label("subject"),
)


def standings(
    connection: sa.Connection, entry_id: int | None = None
) -> dict[tuple[str, str], Standing]:
    """By message and receiver, as it follows from what the messages' states and the receipts say.

    Args:
        connection: sees one state throughout.
        entry_id: the document whose reports are asked for; None for all.
    """
    found = sa.select(*_FIELDS).join(message, message.c.id == delivery.c.message_id)
    noted = sa.select(receipt).where(receipt.c.entry_id.is_not(None))
    if entry_id is not None:
        found = found.where(_SUBJECT.in_((entry_id,)))
        noted = noted.where(receipt.c.entry_id == entry_id)
    rows: list[Any] = list(connection.execute(found.order_by(message.c.audit_seq)))
    reports: dict[tuple[int, str], list[StatusReport]] = defaultdict(list)
    for row in connection.execute(noted):
        at = datetime.fromisoformat(row.at)
        report = StatusReport(row.code, at, row.digest, row.description, row.id)
        reports[row.entry_id, folded_code(row.reporter_code)].append(report)
    return dict(_of_documents(rows, reports)) | dict(_of_asks(rows, reports))


def settle(connection: sa.Connection, entry_id: int, at: str) -> tuple[tuple[str, str, str], ...]:
    """Bring a document's deliveries to where they stand now; returns those that moved.

    Args:
        connection: in a writing transaction.
        entry_id: the document.
        at: the time of what moves them where no report bears one.
    """
    worked_out = standings(connection, entry_id)
    names = {name for name, _ in worked_out}
    wanted = sa.select(delivery).where(delivery.c.message_id.in_(names))
    moved = []
    for row in connection.execute(wanted.order_by(delivery.c.message_id)).all():
        stands = worked_out[row.message_id, row.receiver_code]
        # What was told before there were messages is told, whatever became of the message.
        if row.state == stands.state or (row.state == "sent" and stands.state == "waiting"):
            continue
        since = at if stands.at is None else utc_text(stands.at)
        values = {"state": stands.state.value, "state_at": since, "note": stands.note}
        chosen = sa.update(delivery).where(
            delivery.c.message_id == row.message_id,
            delivery.c.receiver_code == row.receiver_code,
        )
        connection.execute(chosen.values(**values))
        moved.append((row.message_id, row.receiver_code, stands.state.value))
    return tuple(moved)


def folded_code(code: str) -> str:
    """An agency's code as codes are compared."""
    return code.strip().casefold()


def _of_documents(
    rows: Iterable[Any], reports: dict[tuple[int, str], list[StatusReport]]
) -> Iterable[tuple[tuple[str, str], Standing]]:
    for row in rows:
        tells = row.act in {MessageAct.REPLACED.value, MessageAct.RELEASED.value}
        told = reports.get((row.subject, folded_code(row.receiver_code)), []) if tells else []
        is_sent = row.state == MessageState.SENT.value
        yield (row.message_id, row.receiver_code), standing(sent=is_sent, reports=told)


def _of_asks(
    rows: Iterable[Any], reports: dict[tuple[int, str], list[StatusReport]]
) -> Iterable[tuple[tuple[str, str], Standing]]:
    asks: dict[tuple[int, str], list[Ask]] = defaultdict(list)
    codes: dict[tuple[str, str], str] = {}
    for row in rows:
        if row.act in _ANSWERED and row.state != MessageState.CANCELLED.value:
            code = folded_code(row.receiver_code)
            if row.act in ASKING:
                codes[row.message_id, code] = row.receiver_code
            queued_at = datetime.fromisoformat(row.queued_at)
            asks[row.subject, code].append(Ask(row.message_id, queued_at, row.audit_seq))
    for (subject, code), asked in asks.items():
        for name, answer in answers(asked, reports.get((subject, code), [])).items():
            if (name, code) in codes:
                yield (name, codes[name, code]), answer
