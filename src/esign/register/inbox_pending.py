# SPDX-License-Identifier: Apache-2.0
"""Requests about a document that nobody has dealt with, whoever is about to work on it.

One that is held back is none that can be agreed to; that its sender asks for something is known all
the same, also of a replacement of which nothing but the header can be read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import sqlalchemy as sa

from esign.model import Purpose
from esign.model.agency_codes import document_key
from esign.register.inbox_finding import DOCUMENTS, REQUESTS, bringing
from esign.register.inbox_rows import message_of
from esign.register.inbox_tables import Standing, arrived

if TYPE_CHECKING:
    from collections.abc import Iterable

    from esign.register.agency_identity import Agencies
    from esign.register.inbox_rows import ArrivedMessage, Reading

_OPEN: Final = sa.and_(
    arrived.c.state.in_((Standing.TASK.value, Standing.QUARANTINED.value)),
    sa.or_(
        arrived.c.purpose.in_(REQUESTS),
        sa.and_(arrived.c.purpose == "", arrived.c.about_document != ""),
    ),
)
_ASKED: Final = (
    sa.select(arrived)
    .where(
        _OPEN,
        arrived.c.agency_code == sa.bindparam("agency"),
        arrived.c.sender_agency.in_(sa.bindparam("senders", expanding=True)),
        arrived.c.id != sa.bindparam("but"),
    )
    .order_by(arrived.c.id)
)
_SPOKEN_OF: Final = sa.select(arrived.c.about_document).where(_OPEN)


def pending_beside(
    agencies: Agencies, messages: Iterable[ArrivedMessage]
) -> dict[int, tuple[ArrivedMessage, ...]]:
    """The same of many messages at once, by the ids of those about whose documents there is any."""
    asked = {
        document_key(each)
        for about in agencies.connection.scalars(_SPOKEN_OF)
        for each in about.split("\n")
    }
    found = {
        each.id: pending_about(agencies, bringing(agencies, each))
        for each in messages
        if each.read.purpose in DOCUMENTS and document_key(each.read.document_id) in asked
    }
    return {message_id: requests for message_id, requests in found.items() if requests}


def pending_about(agencies: Agencies, document: ArrivedMessage) -> tuple[ArrivedMessage, ...]:
    """What the sender of a document asks about it and nobody has answered, the first one first.

    What another has sent in his name is none of his.
    """
    read = document.read
    if read.purpose not in DOCUMENTS:
        return ()
    sender = agencies.identity(read.sender_code)
    chosen = {"agency": document.agency_code, "senders": sender.keys, "but": document.id}
    asked = map(message_of, agencies.connection.execute(_ASKED, chosen))
    return tuple(
        each
        for each in asked
        if not each.read.is_in_anothers_name
        and agencies.key(each.read.sender_code) == sender.key
        and _asks(each.read, read)
    )


def _asks(request: Reading, document: Reading) -> bool:
    """Whether a request is about a document; none takes the place of itself."""
    key = document_key(document.document_id)
    itself = request.purpose == Purpose.REPLACE and document_key(request.document_id) == key
    return not itself and key in map(document_key, request.about_documents)
