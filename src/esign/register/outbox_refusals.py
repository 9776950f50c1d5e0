# SPDX-License-Identifier: Apache-2.0
"""Which message is meant, and what may no more be done with it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

import sqlalchemy as sa

from esign.errors import InputError
from esign.messages import Term
from esign.model.delivery import DeliveryState
from esign.register.agency_identity import Agencies
from esign.register.exchange_tables import MessageAct, MessageState, message
from esign.register.lifecycle import required
from esign.register.outbox_queue import READDRESSED
from esign.register.outbox_reach import NEVER_LEFT
from esign.register.outbox_rows import read_messages
from esign.register.schema import audit
from esign.register.transitions import State

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from esign.register.entries import Entry
    from esign.register.outbox_rows import Message

SHORTEST = 4
"""With so many characters a message may be named instead of all 32."""

_OF_ITS_OWN: Final = frozenset({MessageAct.RELEASED, MessageAct.CORRECTED})
_UNANSWERED: Final = frozenset({DeliveryState.WAITING, DeliveryState.SENT})
_OUT_OF_FORCE: Final = frozenset({State.RECALLED, State.REPLACED})


def named(connection: sa.Connection, name: str) -> Message:
    """The message of that id, or of the only one that begins so.

    Raises:
        InputError: there is none, or there are several.
    """
    wanted = name.strip().lower()
    found: tuple[Message, ...] = ()
    if len(wanted) >= SHORTEST and wanted.isalnum():
        found = read_messages(connection, message.c.id.startswith(wanted), most=2)
    if not found:
        raise InputError("outbox.unknown", message=name)
    if len(found) > 1:
        raise InputError("outbox.several", message=name)
    return found[0]


def never_left(connection: sa.Connection, name: str) -> bool:
    """Whether it is certain that the other side has nothing of a message."""
    wanted = sa.select(message.c.id).where(message.c.id == name, NEVER_LEFT)
    return connection.scalar(wanted) is not None


def refuse_settled(connection: sa.Connection, found: Message) -> None:
    """Refuse a message that was sent or cancelled; name the one that took its place, if any."""
    if found.state not in {MessageState.SENT, MessageState.CANCELLED}:
        return
    for other in _readdressed(connection, found):
        state = Term(f"message.{other.state}")
        raise InputError(
            "outbox.settled_readdressed", message=found.id, other=other.id, state=state
        )
    raise InputError("outbox.settled", message=found.id, state=Term(f"message.{found.state}"))


def _readdressed(connection: sa.Connection, found: Message) -> tuple[Message, ...]:
    """The message that was queued in the place of a cancelled one."""
    if found.state is not MessageState.CANCELLED:
        return ()
    acts = sa.select(audit.c.seq, audit.c.payload).where(
        audit.c.action == READDRESSED, audit.c.subject == found.request_id
    )
    seqs = [
        row.seq for row in connection.execute(acts) if json.loads(row.payload)["of"] == found.id
    ]
    return read_messages(connection, message.c.audit_seq.in_(seqs)) if seqs else ()


def refuse_if_left(connection: sa.Connection, found: Message) -> None:
    """Refuse a message that may have reached the axis."""
    if not never_left(connection, found.id):
        raise InputError("outbox.may_have_left", message=found.id)


def unasked(connection: sa.Connection, entry: Entry, chosen: Mapping[str, str]) -> dict[str, str]:
    """Those of some receivers that are not being asked for a document already: names by code.

    Raises:
        InputError: all of them are.
    """
    asks = read_messages(
        connection,
        message.c.entry_id == entry.id,
        message.c.act == MessageAct.TAKEN_BACK.value,
        message.c.state != MessageState.CANCELLED.value,
    )
    asked = {
        told.agency: each.id
        for each in asks
        for told in each.deliveries
        if told.state in _UNANSWERED
    }
    agencies = Agencies(connection)
    left = {code: name for code, name in chosen.items() if agencies.key(code) not in asked}
    if not left:
        names = tuple(sorted(asked[agencies.key(code)] for code in chosen))
        raise InputError("outbox.asked_already", number=entry.number.text, messages=names)
    return left


def receivers_left(
    agencies: Agencies,
    found: Message,
    without: Collection[str],
    instead: Mapping[str, tuple[str, str]],
) -> dict[str, str]:
    """To whom a message goes once some of its receivers are left out or replaced: names by code.

    Args:
        agencies: knows which codes are one agency's.
        found: the message.
        without: codes of the receivers that are left out.
        instead: by the code of a receiver, the code and name of who gets it in its place.

    Raises:
        InputError: it goes to none of them, to nobody else, or brings no document that another
            agency could get, and is to go to another one.
    """
    is_moved = any(not agencies.is_one(old, new) for old, (new, _) in instead.items())
    if is_moved and found.act not in {MessageAct.RELEASED, MessageAct.REPLACED}:
        raise InputError("outbox.brings_nothing", message=found.id)
    gone = set(map(agencies.key, without))
    moved = {agencies.key(old): new for old, new in instead.items()}
    known = found.receiver_keys
    if not known >= gone | moved.keys():
        codes = tuple(sorted(found.receiver_codes))
        raise InputError("outbox.other_receivers", message=found.id, receivers=codes)
    kept = [each for each in found.deliveries if each.agency not in gone]
    left = dict(moved.get(each.agency, (each.code, each.name)) for each in kept)
    if not left:
        raise InputError("outbox.nobody_left", message=found.id)
    return left


def refuse_out_of_force(connection: sa.Connection, found: Message) -> None:
    """Refuse a message that would bring, after its recall or replacement, what is out of force."""
    brought = _brought(connection, found)
    if brought is not None and brought.state in _OUT_OF_FORCE:
        number, state = brought.number.text, Term(f"state.{brought.state}")
        raise InputError("outbox.out_of_force", message=found.id, number=number, state=state)


def is_out_of_force(connection: sa.Connection, found: Message) -> bool:
    """Whether what a message brings has been recalled or replaced."""
    brought = _brought(connection, found)
    return brought is not None and brought.state in _OUT_OF_FORCE


def _brought(connection: sa.Connection, found: Message) -> Entry | None:
    """The document that a message brings; None where it brings none of ours."""
    brought = found.request_id if found.act in _OF_ITS_OWN else ""
    if found.act is MessageAct.REPLACED:
        brought = found.other_request_id
    return required(connection, brought) if brought else None
