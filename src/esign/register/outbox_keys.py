# SPDX-License-Identifier: Apache-2.0
"""Whose reports count for a delivery, settled when it was queued and when a report is noted.

An agency that has got another code since counts as the same as before, so that its answers find
what it was asked under either. Later lists do not change that: the record is held against it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from esign.model.agency_codes import agency_key
from esign.register.agency_identity import Agencies
from esign.register.deliveries import SUBJECT
from esign.register.exchange_tables import delivery, message

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

_KNOWN: Final = (
    sa.select(delivery.c.receiver_code, delivery.c.receiver_key, SUBJECT.label("subject"))
    .join(message, message.c.id == delivery.c.message_id)
    .order_by(message.c.audit_seq, delivery.c.receiver_code)
)


def keys_for(
    connection: sa.Connection, subject: int, beside: int | None, codes: Collection[str]
) -> dict[str, str]:
    """By code what a receiver's reports count under, where that is not the code's own key.

    Args:
        connection: in a writing transaction.
        subject: the entry of the document that receivers report of.
        beside: that of the document that it replaces, or was done by; None for none.
        codes: the receivers that are to be told; each is known to those after it.
    """
    agencies, counts = Agencies(connection), dict[str, str]()
    known = _known(connection, subject, beside)
    agencies.look_up([*codes, *(row.receiver_code for row in known)])
    for row in known:
        counts.setdefault(agencies.key(row.receiver_code), row.receiver_key)
    keys = {code: counts.setdefault(agencies.key(code), agency_key(code)) for code in codes}
    return {code: key for code, key in keys.items() if key != agency_key(code)}


def counts_for(connection: sa.Connection, entry_id: int, code: str) -> str:
    """The key of the receiver that reports of a document, under whichever code.

    The list has the first word: a code that it gives to another agency is not the receiver's.
    """
    key, agencies = agency_key(code), Agencies(connection)
    known = _known(connection, entry_id)
    agencies.look_up(each.receiver_code for each in known)
    same = [each for each in known if agencies.is_one(each.receiver_code, code)]
    keys: set[str] = {each.receiver_key for each in same if each.subject == entry_id}
    keys = keys or {each.receiver_key for each in same}
    if len(keys) == 1:
        return keys.pop()
    is_others = key not in keys and any(key == each.receiver_key for each in known)
    return agencies.key(code) if is_others else key


def _known(
    connection: sa.Connection, subject: int, beside: int | None = None
) -> Sequence[sa.Row[Any]]:
    """The receivers of all that is about a document, those of what it brings or asks first."""
    about = [subject] if beside is None else [subject, beside]
    wanted = _KNOWN.where(sa.or_(message.c.entry_id.in_(about), message.c.other_id.in_(about)))
    rows: list[sa.Row[Any]] = list(connection.execute(wanted))
    return sorted(rows, key=lambda row: row.subject != subject)
