# SPDX-License-Identifier: Apache-2.0
"""`esign inbox close ID --reason …`: put away what is held back and cannot be returned."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from esign.cli.acts import ask_again, yes_option
from esign.cli.command import spoken_command
from esign.cli.entries import office_register
from esign.cli.inbox_words import purpose_text, tell_done
from esign.cli.options import json_option, settings_option
from esign.cli.words import word
from esign.system import account
from esign.verification import shown

if TYPE_CHECKING:
    from pathlib import Path


@spoken_command("close", "inbox")
@click.argument("message_id", type=int, metavar="ID")
@click.option("--reason", required=True, help=word("cli.inbox_close.reason"))
@yes_option
@settings_option
@json_option
def command(
    message_id: int, *, reason: str, yes: bool, settings: Path | None, as_json: bool
) -> None:
    """Close a quarantined report with the reason."""
    with office_register(settings, writable=True) as register:
        found = register.inbox.message(message_id)
        facts = {"id": message_id, "sender": shown(found.read.sender_name) or "—"}
        ask_again(word("cli.inbox_close.confirm", purpose=purpose_text(found), **facts), yes=yes)
        done = register.inbox.close(message_id, reason, actor=account())
    tell_done("close", done, as_json=as_json)
