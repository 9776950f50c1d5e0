# SPDX-License-Identifier: Apache-2.0
"""`esign inbox show ID`: the header sheet of a message, what was found in it, what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from esign.cli.command import spoken_command
from esign.cli.entries import office_register
from esign.cli.inbox_pending import pending_lines, way_out_line
from esign.cli.inbox_words import message_as_json, message_lines, subject_of
from esign.cli.options import json_option, settings_option
from esign.cli.output import emit, put
from esign.cli.package_sheet import sheet_lines
from esign.errors import InputError
from esign.exchange import read
from esign.limits import within_limits
from esign.register import Standing
from esign.verification import shown

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@spoken_command("show", "inbox")
@click.argument("message_id", type=int, metavar="ID")
@settings_option
@json_option
def command(message_id: int, settings: Path | None, *, as_json: bool) -> None:
    """Print all that is known of a message."""
    with office_register(settings) as register:
        message = register.inbox.message(message_id)
        data = register.inbox.original(message)
        subject = subject_of(message, register.inbox)
        pending = register.inbox.pending(message_id)
        warned = list(pending_lines(register, message))
        if message.state is Standing.QUARANTINED:
            warned.append(f"→ {way_out_line(register, message)}")
    if as_json:
        asked = {"pending_requests": [each.id for each in pending]}
        emit("esign.inbox.message/1", message_as_json(message) | asked)
        return
    put("\n".join([*message_lines(message, subject), *(f"  {line}" for line in warned)]))
    if sheet := list(_sheet(f"{message.id}.edxml", data)):
        put("\n".join(f"  {shown(line)}" for line in sheet))


def _sheet(name: str, data: bytes) -> Iterator[str]:
    """The sender's own words; none of what cannot be read, which the findings say already."""
    try:
        with within_limits(name):
            content = read(data)
    except InputError:
        return
    yield from sheet_lines(content)
