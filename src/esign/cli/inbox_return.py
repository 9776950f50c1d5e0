# SPDX-License-Identifier: Apache-2.0
"""`esign inbox return ID --reason …`: give a document back to its sender."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from esign.cli.acts import ask_again, yes_option
from esign.cli.command import spoken_command
from esign.cli.entries import office_register
from esign.cli.inbox_words import tell_done
from esign.cli.options import json_option, settings_option
from esign.cli.words import word
from esign.system import account
from esign.verification import shown

if TYPE_CHECKING:
    from pathlib import Path


@spoken_command("return", "inbox")
@click.argument("message_id", type=int, metavar="ID")
@click.option("--reason", required=True, help=word("cli.inbox_return.reason"))
@click.option("--despite-verdict", is_flag=True, help=word("cli.inbox_return.despite_verdict"))
@yes_option
@settings_option
@json_option
def command(
    message_id: int,
    *,
    reason: str,
    despite_verdict: bool,
    yes: bool,
    settings: Path | None,
    as_json: bool,
) -> None:
    """Return a document with the reason."""
    with office_register(settings, writable=True) as register:
        found = register.inbox.message(message_id)
        facts = {"code": shown(found.read.code), "sender": shown(found.read.sender_name)}
        ask_again(word("cli.inbox_return.confirm", **facts), yes=yes)
        done = register.inbox.give_back(
            message_id, reason, despite=despite_verdict, actor=account()
        )
    tell_done("return", done, as_json=as_json)
