# SPDX-License-Identifier: Apache-2.0
"""`esign outbox cancel ID`: give up a message that never left."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from esign.cli.acts import ask_again, refuse_unasked, yes_option
from esign.cli.command import spoken_command
from esign.cli.entries import office_register
from esign.cli.options import json_option, settings_option
from esign.cli.outbox_words import message_line, tell_message
from esign.cli.words import word
from esign.system import account

if TYPE_CHECKING:
    from pathlib import Path


@spoken_command("cancel", "outbox")
@click.argument("message_id", metavar="ID")
@yes_option
@settings_option
@json_option
def command(message_id: str, settings: Path | None, *, yes: bool, as_json: bool) -> None:
    """Give a message up."""
    with office_register(settings, writable=True) as register:
        found = register.outbox.message(message_id)
        refuse_unasked(yes=yes)
        ask_again(word("cli.outbox_cancel.confirm", message=message_line(found)), yes=yes)
        done = register.outbox.cancel(found.id, account())
    tell_message("cli.outbox_cancel.done", done, as_json=as_json)
