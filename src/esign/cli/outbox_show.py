# SPDX-License-Identifier: Apache-2.0
"""`esign outbox show ID`: everything about one message."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from esign.cli.command import spoken_command
from esign.cli.entries import office_register
from esign.cli.options import json_option, settings_option
from esign.cli.outbox_document import background_as_json, background_lines, backgrounds
from esign.cli.outbox_words import attempt_as_json, message_as_json, message_lines
from esign.cli.output import emit, put

if TYPE_CHECKING:
    from pathlib import Path


@spoken_command("show", "outbox")
@click.argument("message_id", metavar="ID")
@settings_option
@json_option
def command(message_id: str, settings: Path | None, *, as_json: bool) -> None:
    """Print a message, its receivers and its attempts."""
    with office_register(settings) as register:
        found = register.outbox.message(message_id)
        attempts = register.outbox.attempts(found.id)
        behind = backgrounds([found], register)
        first, *lines = message_lines(found, attempts, register.directory)
    if as_json:
        tried = [attempt_as_json(each) for each in attempts]
        told = {**message_as_json(found), **background_as_json(found, behind)}
        emit("esign.message/1", {**told, "tried": tried})
    else:
        put("\n".join([first, *background_lines(found, behind), *lines]))
