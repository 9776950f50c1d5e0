# SPDX-License-Identifier: Apache-2.0
"""`esign inbox progress ID STEP`: tell a document's sender how far it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click

from esign.cli.acts import yes_option
from esign.cli.command import spoken_command
from esign.cli.entries import office_register
from esign.cli.inbox_pending import confirm_pending
from esign.cli.inbox_words import tell_done
from esign.cli.options import json_option, settings_option
from esign.model import StatusCode
from esign.system import account

if TYPE_CHECKING:
    from pathlib import Path

STEPS: Final = {
    "assigned": StatusCode.ASSIGNED,
    "processing": StatusCode.PROCESSING,
    "done": StatusCode.DONE,
}


@spoken_command("progress", "inbox")
@click.argument("message_id", type=int, metavar="ID")
@click.argument("step", type=click.Choice(list(STEPS)))
@yes_option
@settings_option
@json_option
def command(message_id: int, step: str, *, yes: bool, settings: Path | None, as_json: bool) -> None:
    """Tell how far a document is."""
    with office_register(settings, writable=True) as register:
        confirm_pending(register, register.inbox.message(message_id), yes=yes)
        done = register.inbox.progress(message_id, STEPS[step], actor=account())
    tell_done("progress", done, as_json=as_json)
