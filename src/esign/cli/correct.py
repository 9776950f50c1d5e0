# SPDX-License-Identifier: Apache-2.0
"""`esign correct DOCUMENT LETTER --reason …`: an official letter corrects a document's form."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from esign.cli.acts import confirm, reason_option, tell, year_option, yes_option
from esign.cli.command import spoken_command
from esign.cli.correction import letter_remarks
from esign.cli.entries import entry_meant, office_register
from esign.cli.options import json_option, settings_option
from esign.cli.output import say_remarks
from esign.system import account

if TYPE_CHECKING:
    from pathlib import Path


@spoken_command("correct")
@click.argument("document")
@click.argument("letter")
@reason_option
@year_option
@yes_option
@settings_option
@json_option
def command(
    document: str,
    letter: str,
    reason: str,
    year: int | None,
    settings: Path | None,
    *,
    yes: bool,
    as_json: bool,
) -> None:
    """Note that LETTER corrects DOCUMENT, which stays in force."""
    with office_register(settings, writable=True) as register:
        entry, by = entry_meant(document, register, year), entry_meant(letter, register)
        content = register.numbered(by.request_id).request.content
        remarks = letter_remarks(entry, by, content)
        say_remarks(remarks)
        confirm("correct", entry, yes=yes, by=by)
        done = register.lifecycle.correct(entry.request_id, by.request_id, reason, account())
        tell("correct", done, register, as_json=as_json, remarks=remarks)
