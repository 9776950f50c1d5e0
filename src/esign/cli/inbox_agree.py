# SPDX-License-Identifier: Apache-2.0
"""`esign inbox agree ID`: agree to a recall, an update, a replacement or a taking back."""

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


@spoken_command("agree", "inbox")
@click.argument("message_id", type=int, metavar="ID")
@click.option("--despite-verdict", is_flag=True, help=word("cli.inbox_agree.despite_verdict"))
@click.option("--reason", default="", help=word("cli.inbox_agree.reason"))
@yes_option
@settings_option
@json_option
def command(
    message_id: int,
    *,
    despite_verdict: bool,
    reason: str,
    yes: bool,
    settings: Path | None,
    as_json: bool,
) -> None:
    """Agree to a request."""
    with office_register(settings, writable=True) as register:
        asked = register.inbox.message(message_id)
        facts = {"code": shown(asked.read.code), "sender": shown(asked.read.sender_name)}
        ask_again(word("cli.inbox_agree.confirm", purpose=purpose_text(asked), **facts), yes=yes)
        done = register.inbox.agree(
            message_id, despite=despite_verdict, reason=reason, actor=account()
        )
    tell_done("agree", done, as_json=as_json)
