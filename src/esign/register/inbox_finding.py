# SPDX-License-Identifier: Apache-2.0
"""What an agency has sent about a document, whichever of its codes stands in the messages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import sqlalchemy as sa

from esign.model import Purpose, StatusCode
from esign.model.agency_codes import agency_key, document_key
from esign.register.inbox_rows import message_of
from esign.register.inbox_tables import Standing, arrived
from esign.register.inbox_writing import UNREAD

if TYPE_CHECKING:
    from collections.abc import Iterable

    from esign.register.agency_identity import Agencies, Identity
    from esign.register.inbox_rows import ArrivedMessage

DOCUMENTS: Final = (Purpose.NEW.value, Purpose.REPLACE.value)
"""Messages that bring a document of their own."""

WITHDRAWING: Final = (Purpose.RECALL.value, StatusCode.TAKE_BACK.value)
"""Requests after which, once they are agreed to, nothing more is done with a document."""

REQUESTS: Final = (*WITHDRAWING, Purpose.UPDATE.value, Purpose.REPLACE.value)
"""Messages that ask for an answer of code 15 or 16."""


ASKING: Final = {Standing.TASK: 1, Standing.ANSWERED: 2}
"""Replacements that ask, and stand for a document only where nothing else does."""


_ABOUT: Final = (
    sa.select(arrived)
    .where(
        arrived.c.agency_code == sa.bindparam("agency"),
        arrived.c.document_key.in_(sa.bindparam("documents", expanding=True)),
        arrived.c.purpose.in_(sa.bindparam("purposes", expanding=True)),
        arrived.c.state.not_in(UNREAD),
    )
    .order_by(arrived.c.id)
)
_NAMED: Final = (
    sa.select(arrived)
    .where(
        arrived.c.agency_code == sa.bindparam("agency"),
        arrived.c.document_key.in_(sa.bindparam("documents", expanding=True)),
        arrived.c.state.not_in((*UNREAD, Standing.NOTED)),
    )
    .order_by(arrived.c.id)
)
_BY_SENDER: Final = arrived.c.sender_agency.in_(sa.bindparam("senders", expanding=True))
_OWN: Final = _ABOUT.where(_BY_SENDER)
_UNTIED: Final = (
    sa.select(arrived)
    .where(
        arrived.c.agency_code == sa.bindparam("agency"),
        _BY_SENDER,
        arrived.c.purpose.in_(REQUESTS),
        arrived.c.about_id.is_(None),
        arrived.c.state.not_in(UNREAD),
        arrived.c.id != sa.bindparam("but"),
    )
    .order_by(arrived.c.id)
)
"""Requests whose document has not come yet."""
_ALIKE: Final = (
    sa.select(arrived)
    .where(
        arrived.c.agency_code == sa.bindparam("agency"),
        arrived.c.sender_agency == sa.bindparam("sender"),
        arrived.c.document_key == sa.bindparam("document"),
        arrived.c.purpose.in_(DOCUMENTS),
        arrived.c.id != sa.bindparam("but"),
    )
    .order_by(arrived.c.id)
)
"""Documents of the same keys, whoever has sent them."""


def of_document(
    agencies: Agencies, agency_code: str, sender_code: str, document_ids: tuple[str, ...]
) -> list[ArrivedMessage]:
    """The documents that a sender may speak of: its own, and nobody else's, each once.

    Whichever code of the sender stands in them; one that stood here twice before its codes counted
    as one is found twice.
    """
    found = of_sender(agencies, (agency_code, sender_code), document_ids, DOCUMENTS)
    held: dict[str, list[ArrivedMessage]] = {}
    for each in sorted(found, key=lambda message: ASKING.get(message.state, 0)):
        key = document_key(each.read.document_id)
        if key not in held or each.state not in ASKING:
            held.setdefault(key, []).append(each)
    return [each for several in held.values() for each in several]


def standing_for(agencies: Agencies, message: ArrivedMessage) -> ArrivedMessage:
    """The message that a document stands under; of one that stands nowhere yet, the same."""
    read = message.read
    held = of_document(agencies, message.agency_code, read.sender_code, (read.document_id,))
    itself = (each for each in held if each.id == message.id)
    return next(itself, held[0] if held else message)


def bringing(agencies: Agencies, message: ArrivedMessage) -> ArrivedMessage:
    """The message that a document stands under, if another one brought it too."""
    beside = {Standing.DUPLICATE, Standing.TASK, Standing.ANSWERED}
    if message.state in beside and message.read.purpose in DOCUMENTS:
        return standing_for(agencies, message)
    return message


def of_sender(
    agencies: Agencies,
    sender: tuple[str, str],
    document_ids: tuple[str, ...],
    purposes: tuple[str, ...],
) -> list[ArrivedMessage]:
    """What an agency has sent about some documents to another, the first one first.

    Args:
        agencies: tells them apart, with a connection to the inbox.
        sender: whose inbox, and whose messages, by their codes.
        document_ids: in whichever way they are written.
        purposes: as `Reading` has them.
    """
    agency_code, sender_code = sender
    identity = agencies.identity(sender_code)
    chosen = {
        "agency": agency_code,
        "senders": identity.keys,
        "documents": list(map(document_key, document_ids)),
        "purposes": purposes,
    }
    return _sent_by(agencies, identity, map(message_of, agencies.connection.execute(_OWN, chosen)))


def untied(agencies: Agencies, document: ArrivedMessage) -> list[ArrivedMessage]:
    """The requests of a document's sender whose document has not come yet."""
    sender = agencies.identity(document.read.sender_code)
    chosen = {"agency": document.agency_code, "senders": sender.keys, "but": document.id}
    return _sent_by(agencies, sender, map(message_of, agencies.connection.execute(_UNTIED, chosen)))


def about(
    connection: sa.Connection, agency_code: str, document_ids: Iterable[str]
) -> tuple[ArrivedMessage, ...]:
    """What has come about some documents, whoever has sent it and for whatever purpose."""
    keys = {"agency": agency_code, "documents": sorted(set(map(document_key, document_ids)))}
    return tuple(map(message_of, connection.execute(_NAMED, keys)))


def is_of_others(agencies: Agencies, agency_code: str, document_ids: Iterable[str]) -> bool:
    """Whether anybody has sent one of some documents."""
    chosen = {
        "agency": agency_code,
        "documents": list(map(document_key, document_ids)),
        "purposes": DOCUMENTS,
    }
    return agencies.connection.execute(_ABOUT, chosen).first() is not None


def twin_of(agencies: Agencies, message: ArrivedMessage) -> int:
    """What sets a document apart from those of other agencies that have its keys.

    The list may give the two structures of a code to two agencies, whose documents have one key.
    """
    read = message.read
    if read.purpose not in DOCUMENTS:
        return 0
    chosen = {
        "agency": message.agency_code,
        "sender": agency_key(read.sender_code),
        "document": document_key(read.document_id),
        "but": message.id,
    }
    rows = agencies.connection.execute(_ALIKE, chosen).all()
    if not rows:
        return 0
    sender = agencies.identity(read.sender_code)
    own = {each.id for each in _sent_by(agencies, sender, map(message_of, rows))}
    twins: list[int] = [row.twin for row in rows if row.id in own]
    others: list[int] = [row.twin for row in rows]
    return twins[0] if twins else 1 + max(others)


def _sent_by(
    agencies: Agencies, sender: Identity, messages: Iterable[ArrivedMessage]
) -> list[ArrivedMessage]:
    """Those of some messages that an agency has sent, whichever code stands in them."""
    return [each for each in messages if agencies.key(each.read.sender_code) == sender.key]
