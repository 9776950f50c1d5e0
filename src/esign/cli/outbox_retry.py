# SPDX-License-Identifier: Apache-2.0
"""`esign outbox retry ID`: try a stopped message again, or send it without a receiver."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from esign.cli.command import spoken_command
from esign.cli.entries import office_register
from esign.cli.options import json_option, settings_option
from esign.cli.outbox_words import tell_message
from esign.cli.words import word
from esign.system import account

if TYPE_CHECKING:
    from pathlib import Path


@spoken_command("retry", "outbox")
@click.argument("message_id", metavar="ID")
@click.option("--without", multiple=True, help=word("cli.outbox_retry.without"))
@settings_option
@json_option
def command(
    message_id: str, without: tuple[str, ...], settings: Path | None, *, as_json: bool
) -> None:
    """Let a message be tried again."""
    with office_register(settings, writable=True) as register:
        if without:
            done = register.outbox.readdress(message_id, without, account())
        else:
            done = register.outbox.retry(message_id, account())
    tell_message("cli.outbox_retry.done", done, as_json=as_json)
