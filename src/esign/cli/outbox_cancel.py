# SPDX-License-Identifier: Apache-2.0
"""`esign outbox cancel ID --reason …`: give up a message that never left."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from esign.cli.acts import ask_again, reason_given, refuse_unasked, yes_option
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
@click.option("--reason", help=word("cli.outbox_cancel.reason"))
@yes_option
@settings_option
@json_option
def command(
    message_id: str, reason: str | None, settings: Path | None, *, yes: bool, as_json: bool
) -> None:
    """Give a message up."""
    with office_register(settings, writable=True) as register:
        found = register.outbox.message(message_id)
        refuse_unasked(yes=yes)
        why = reason_given(reason, word("cli.outbox_cancel.why"))
        ask_again(word("cli.outbox_cancel.confirm", message=message_line(found)), yes=yes)
        done = register.outbox.cancel(found.id, why, account())
    tell_message("cli.outbox_cancel.done", done, as_json=as_json)
