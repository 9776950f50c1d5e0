# SPDX-License-Identifier: Apache-2.0
"""A received document as the incoming book enters it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from esign.kinds import type_and_subject
from esign.register.arrivals import Incoming
from esign.register.form import NAME, SUBJECT

if TYPE_CHECKING:
    from esign.register.inbox_rows import ArrivedMessage


def as_incoming(message: ArrivedMessage, addressee: str, note: str) -> Incoming:
    """The line of the incoming book; long texts are cut to what it has room for."""
    read = message.read
    return Incoming(
        author=_cut(read.sender_name or read.sender_code, NAME),
        symbol=_cut(read.code, NAME),
        dated_on=read.issued_on,
        subject=_cut(type_and_subject(read.type_name, read.subject), SUBJECT),
        addressee=addressee,
        note=note,
        sha256=message.sha256,
        message_id=f"{message.axis_id}/{message.id}",
    )


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else f"{text[: limit - 1]}…"
