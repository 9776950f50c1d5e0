# SPDX-License-Identifier: Apache-2.0
"""`esign dispatch DOCUMENT --to NAME`: note to whom a document was handed or sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from esign.cli.acts import year_option
from esign.cli.command import spoken_command
from esign.cli.entries import entry_as_json, entry_meant, office_register
from esign.cli.options import DAY, json_option, settings_option
from esign.cli.output import emit, put
from esign.cli.words import word
from esign.register import Dispatch
from esign.system import account

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path


@spoken_command("dispatch")
@click.argument("document")
@click.option("--to", "recipient", required=True, help=word("cli.dispatch.to"))
@click.option("--on", type=DAY, help=word("cli.dispatch.on"))
@click.option("--received-by", default="", help=word("cli.dispatch.received_by"))
@click.option("--note", default="", help=word("cli.dispatch.note"))
@year_option
@settings_option
@json_option
def command(
    document: str,
    recipient: str,
    *,
    on: datetime | None,
    received_by: str,
    note: str,
    year: int | None,
    settings: Path | None,
    as_json: bool,
) -> None:
    """Enter a dispatch in the register."""
    day = on.date() if on else None
    sending = Dispatch(recipient=recipient, sent_on=day, received_by=received_by, note=note)
    with office_register(settings, writable=True) as register:
        entry = entry_meant(document, register, year)
        done = register.lifecycle.dispatch(entry.request_id, sending, account())
        if as_json:
            emit("esign.dispatch/1", entry_as_json(done, register))
        else:
            put(word("cli.dispatch.done", number=done.number.text, recipient=recipient))
