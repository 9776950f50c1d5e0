# SPDX-License-Identifier: Apache-2.0
"""Whether a message says what an earlier one said, where the digests alone do not tell.

The digest of an earlier message may have been made by other rules: before both structures of an
agency's code counted as one, it held the code as it was written. Such a message is read again from
its original, before the register is written to.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from esign.errors import ConfigurationError
from esign.intake.bulkhead import Bulkhead
from esign.model import Purpose
from esign.model.agency_codes import document_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from esign.intake.reading import Intake
    from esign.register import ArrivedMessage, Reading

DOCUMENTS: Final = (Purpose.NEW.value, Purpose.REPLACE.value)
"""Messages that bring a document of their own."""

MOST_READ_AGAIN: Final = 5
"""Earlier messages about one document that are read again for a later one."""


def with_repeats(intake: Intake, read: Sequence[tuple[ArrivedMessage, Reading]]) -> list[Reading]:
    """What some messages say, with the earlier ones that say the same under another digest.

    Args:
        intake: opens the originals.
        read: each with what it says; all are fit to be stored.
    """
    ids = {reading.document_id for _, reading in read if not reading.unfit} - {""}
    earlier = intake.register.inbox.about(ids, intake.agency_code) if ids else ()
    if not earlier:
        return [reading for _, reading in read]
    contents: dict[int, str] = {}
    return [
        replace(reading, same_as=tuple(_same(intake, message, reading, earlier, contents)))
        for message, reading in read
    ]


def _same(
    intake: Intake,
    message: ArrivedMessage,
    reading: Reading,
    earlier: Iterable[ArrivedMessage],
    contents: dict[int, str],
) -> Iterable[int]:
    """The ids of the earlier ones; `contents` remembers what was read again."""
    key = document_key(reading.document_id)
    doubtful = [
        each
        for each in earlier
        if each.id != message.id
        and each.read.content != reading.content
        and document_key(each.read.document_id) == key
        and each.read.purpose in _alike(reading.purpose)
    ]
    for each in doubtful[:MOST_READ_AGAIN]:
        if each.id not in contents:
            contents[each.id] = _content(intake, each)
        if contents[each.id] == reading.content:
            yield each.id


def _alike(purpose: str) -> tuple[str, ...]:
    """The purposes of messages that one may repeat."""
    return DOCUMENTS if purpose in DOCUMENTS else (purpose,)


def _content(intake: Intake, message: ArrivedMessage) -> str:
    """What an earlier message says by the rules of today; empty where that cannot be told."""
    with Bulkhead(), suppress(ConfigurationError):
        data = intake.register.inbox.original(message)
        return intake.readers.open(data, f"{message.id}.edxml", message.received_at).content
    return ""
