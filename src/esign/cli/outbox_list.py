# SPDX-License-Identifier: Apache-2.0
"""`esign outbox list`: what waits, what was stopped, and what nobody has answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from esign.cli.command import spoken_command
from esign.cli.entries import office_register
from esign.cli.options import json_option, settings_option
from esign.cli.outbox_advice import NAMED
from esign.cli.outbox_document import background_as_json, background_lines, backgrounds
from esign.cli.outbox_words import (
    delivery_line,
    message_as_json,
    message_line,
    trouble_lines,
)
from esign.cli.output import emit, put
from esign.cli.unreached import unreached_as_json, unreached_summary
from esign.cli.words import moment_text, word
from esign.register import is_claimed
from esign.system import SystemClock

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
        held_back = register.outbox.held_back([message.id for message in found])
        missed = register.outbox.unreached()
        behind = backgrounds(found, register)
        troubles = {each.id: tuple(trouble_lines(each, register.directory)) for each in found}
    if as_json:
        told = [
            {
                **message_as_json(message),
                **background_as_json(message, behind),
                "held_back_by": held_back.get(message.id),
            }
            for message in found
        ]
        emit("esign.outbox/1", {"messages": told, "unreached": unreached_as_json(missed)})
        return
    now = SystemClock().now()
    for message in found:
        about = background_lines(message, behind)
        put("\n".join([message_line(message), *about, *troubles[message.id]]))
        if message.is_open and is_claimed(message, now) and message.claimed_until is not None:
            until = moment_text(message.claimed_until)
            put("  ! " + word("cli.outbox.claimed", until=until))
        if message.is_open and message.id in held_back:
            bringing = held_back[message.id][:NAMED]
            put("  ! " + word("cli.outbox.held_back", message=bringing))
        if unanswered is not None:
            for delivery in message.deliveries:
                put("  - " + delivery_line(delivery, message))
    if not found:
        put(word("cli.outbox_list.nothing"))
    if missed:
        put(unreached_summary(missed))
