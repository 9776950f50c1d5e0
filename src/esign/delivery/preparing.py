# SPDX-License-Identifier: Apache-2.0
"""What must be there before an attempt may begin: a way, receivers that exist, and the bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from esign import exchange
from esign.delivery.addresses import ANSWERS, no_address
from esign.delivery.outcomes import failing
from esign.delivery.ready import Ready, way
from esign.errors import ConfigurationError, InputError
from esign.model import Consignment, MessageType

if TYPE_CHECKING:
    from esign.delivery.addresses import Check
    from esign.delivery.dispatcher import Dispatcher
    from esign.register import Failing, Message


def prepared(message: Message, by: Dispatcher, check: Check) -> Ready | Failing:
    """A message with its bytes, or why it cannot be sent."""
    if (refused := no_address(message, by, check)) is not None:
        return refused
    try:
        data = _bytes_of(message, by)
        consignment = _consignment(message, data)
    except (InputError, ConfigurationError) as fault:
        return failing(fault)
    return Ready(message, by.transports[way(message, by)], consignment)


def _bytes_of(message: Message, by: Dispatcher) -> bytes:
    """The bytes that were fixed with the first attempt; before it they are made now."""
    if message.payload:
        return by.register.sending.bytes_of(message.payload)
    composer = by.composers.get(message.act)
    if composer is None:
        raise InputError("outbox.no_composer", act=message.act.value)
    return composer(by.register, message)


def _consignment(message: Message, data: bytes) -> Consignment:
    is_status = message.act in ANSWERS
    return Consignment(
        message_id=message.id,
        message_type=MessageType.STATUS if is_status else MessageType.DOCUMENT,
        sender_code=message.agency_code or exchange.read(data).sender.code,
        receiver_codes=tuple(sorted(message.unsent)),
        document_id=message.document_id,
        title=message.subject,
        data=data,
    )
