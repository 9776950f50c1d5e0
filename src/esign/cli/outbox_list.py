# SPDX-License-Identifier: Apache-2.0
"""`esign outbox list`: what waits, what was stopped, and what nobody has answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from esign.cli.command import spoken_command
from esign.cli.entries import office_register
from esign.cli.options import json_option, settings_option
from esign.cli.outbox_words import delivery_line, message_as_json, message_line
from esign.cli.output import emit, put
from esign.cli.words import word

if TYPE_CHECKING:
    from pathlib import Path


@spoken_command("list", "outbox")
@click.option("--all", "every", is_flag=True, help=word("cli.outbox_list.all"))
@click.option("--unanswered", type=click.IntRange(0), help=word("cli.outbox_list.unanswered"))
@click.option("--limit", type=click.IntRange(1, 10_000), help=word("cli.outbox_list.limit"))
@settings_option
@json_option
def command(
    *,
    every: bool,
    unanswered: int | None,
    limit: int | None,
    settings: Path | None,
    as_json: bool,
) -> None:
    """Print the messages of the outbox."""
    with office_register(settings) as register:
        if unanswered is not None:
            found = register.outbox.unanswered(unanswered)[:limit]
        else:
            found = register.outbox.all(open_only=not every, most=limit)
    if as_json:
        emit("esign.outbox/1", {"messages": [message_as_json(message) for message in found]})
        return
    for message in found:
        put(message_line(message))
        if unanswered is not None:
            for delivery in message.deliveries:
                put("  - " + delivery_line(delivery))
    if not found:
        put(word("cli.outbox_list.nothing"))
