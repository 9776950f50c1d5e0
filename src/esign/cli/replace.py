# SPDX-License-Identifier: Apache-2.0
"""`esign replace DOCUMENT NEW --reason …`: a new document stands in the place of a wrong one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from esign.cli.acts import confirm, reason_option, tell, year_option, yes_option
from esign.cli.command import spoken_command
from esign.cli.entries import entry_meant, office_register
from esign.cli.options import json_option, settings_option
from esign.system import account

if TYPE_CHECKING:
    from pathlib import Path


@spoken_command("replace")
@click.argument("document")
@click.argument("new")
@reason_option
@year_option
@yes_option
@settings_option
@json_option
def command(
    document: str,
    new: str,
    reason: str,
    year: int | None,
    settings: Path | None,
    *,
    yes: bool,
    as_json: bool,
) -> None:
    """Note that NEW replaces DOCUMENT."""
    with office_register(settings, writable=True) as register:
        entry, by = entry_meant(document, register, year), entry_meant(new, register)
        confirm("replace", entry, yes=yes, by=by)
        done = register.lifecycle.replace(entry.request_id, by.request_id, reason, account())
        tell("replace", done, register, as_json=as_json)
