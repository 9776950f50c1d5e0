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

_BRINGING: Final = (MessageAct.RELEASED.value, MessageAct.REPLACED.value)
"""The messages that bring a document, of which receivers report."""

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
    connection: sa.Connection, entry_id: int | None = None, reporter_code: str | None = None
) -> dict[tuple[str, str], Standing]:
    """By message and receiver, as it follows from what the messages' states and the receipts say.

    Args:
        connection: sees one state throughout.
        entry_id: the document whose reports are asked for; None for all.
        reporter_code: the receiver whose standings are asked for; None for all.
    """
    found = sa.select(*_FIELDS).join(message, message.c.id == delivery.c.message_id)
    noted = sa.select(receipt).where(receipt.c.entry_id.is_not(None))
    if entry_id is not None:
        found = found.where(_SUBJECT.in_((entry_id,)))
        noted = noted.where(receipt.c.entry_id == entry_id)
    rows: list[Any] = list(connection.execute(found.order_by(message.c.audit_seq)))
    if reporter_code is not None:
        code = folded_code(reporter_code)
        rows = [row for row in rows if folded_code(row.receiver_code) == code]
        if not rows:  # a stranger to the document: of the others nothing changes
            return {}
        spelt = connection.scalars(noted.with_only_columns(receipt.c.reporter_code).distinct())
        same = [each for each in spelt if folded_code(each) == code]
        noted = noted.where(receipt.c.reporter_code.in_(same))
    reports: dict[tuple[int, str], list[StatusReport]] = defaultdict(list)
    for row in connection.execute(noted):
        at = datetime.fromisoformat(row.at)
        report = StatusReport(row.code, at, row.digest, row.description, row.id)
        reports[row.entry_id, folded_code(row.reporter_code)].append(report)
    return dict(_of_documents(rows, reports)) | dict(_of_asks(rows, reports))


def settle(
    connection: sa.Connection, entry_id: int, at: str, reporter_code: str | None = None
) -> tuple[tuple[str, str, str], ...]:
    """Bring a document's deliveries to where they stand now; returns those whose state moved.

    A report that comes late may bear an earlier time than the one that the same state rested on.

    Args:
        connection: in a writing transaction.
        entry_id: the document.
        at: the time of what moves them where no report bears one.
        reporter_code: the only receiver of whom anything new is known; None for all.
    """
    worked_out = standings(connection, entry_id, reporter_code)
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


def folded_code(code: str) -> str:
    """An agency's code as codes are compared."""
    return code.strip().casefold()


def _of_documents(
    rows: Iterable[Any], reports: dict[tuple[int, str], list[StatusReport]]
) -> Iterable[tuple[tuple[str, str], Standing]]:
    rows, cancelled = list(rows), MessageState.CANCELLED.value
    carried = {
        (row.subject, folded_code(row.receiver_code))
        for row in rows
        if row.act in _BRINGING and row.state != cancelled
    }
    for row in rows:
        reporter = (row.subject, folded_code(row.receiver_code))
        # Of a cancelled message a receiver tells only where no other one has brought the document.
        tells = row.act in _BRINGING and not (row.state == cancelled and reporter in carried)
        told = reports.get(reporter, []) if tells else []
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
