# SPDX-License-Identifier: Apache-2.0
"""`esign inbox list`: what somebody must look at, requests first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from esign.cli.command import spoken_command
from esign.cli.entries import office_register
from esign.cli.inbox_pending import pending_mark
from esign.cli.inbox_words import message_as_json, message_line, subject_of
from esign.cli.options import json_option, settings_option
from esign.cli.output import emit, put
from esign.cli.words import word
from esign.register import OPEN, Standing

if TYPE_CHECKING:
    from pathlib import Path


@spoken_command("list", "inbox")
@click.option("--all", "every", is_flag=True, help=word("cli.inbox_list.all"))
@click.option("--limit", type=click.IntRange(1, 10_000), help=word("cli.inbox_list.limit"))
@settings_option
@json_option
def command(*, every: bool, limit: int | None, settings: Path | None, as_json: bool) -> None:
    """Print the messages of the inbox."""
    with office_register(settings) as register:
        found = register.inbox.messages(tuple(Standing) if every else OPEN, limit)
        subjects = [subject_of(message, register.inbox) for message in found]
        pending = register.inbox.pending_beside(found)
    if as_json:
        told = [
            {
                **message_as_json(message),
                "about_subject": subject or None,
                "pending_requests": [each.id for each in pending.get(message.id, ())],
            }
            for message, subject in zip(found, subjects, strict=True)
        ]
        emit("esign.inbox/1", {"messages": told})
    else:
        lines = [
            message_line(message, subject) + pending_mark(pending.get(message.id, ()))
            for message, subject in zip(found, subjects, strict=True)
        ]
        put("\n".join(lines) or word("cli.inbox_list.nothing"))
