# SPDX-License-Identifier: Apache-2.0
"""`esign outbox take-back DOCUMENT`: ask back what was sent by mistake; it stays in force."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from esign.cli.acts import confirm, reason_option, year_option, yes_option
from esign.cli.command import spoken_command
from esign.cli.entries import entry_meant, office_register
from esign.cli.options import json_option, settings_option
from esign.cli.outbox_words import message_as_json, message_line
from esign.cli.output import emit, put
from esign.cli.words import word
from esign.system import account
from esign.verification import shown

if TYPE_CHECKING:
    from pathlib import Path


@spoken_command("take-back", "outbox")
@click.argument("document")
@reason_option
@click.option("--from", "only", multiple=True, help=word("cli.outbox_take_back.from"))
@year_option
@yes_option
@settings_option
@json_option
def command(
    document: str,
    reason: str,
    only: tuple[str, ...],
    year: int | None,
    settings: Path | None,
    *,
    yes: bool,
    as_json: bool,
) -> None:
    """Ask receivers to give a document back."""
    with office_register(settings, writable=True) as register:
        entry = entry_meant(document, register, year)
        confirm("outbox_take_back", entry, yes=yes)
        queued = register.outbox.take_back(entry.request_id, reason, account(), only=only)
    if as_json:
        messages = [message_as_json(message) for message in queued]
        of_what = {"subject": entry.subject or None, "messages": messages}
        emit("esign.take-back/1", {"number": entry.number.text, **of_what})
        return
    put(word("cli.outbox_take_back.done", number=entry.number.text))
    if entry.subject:
        put("  " + word("cli.outbox.subject", subject=shown(entry.subject)))
    for message in queued:
        put("  - " + message_line(message))
