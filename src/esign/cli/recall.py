# SPDX-License-Identifier: Apache-2.0
"""`esign recall DOCUMENT --reason …`: take an issued document back."""

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


@spoken_command("recall")
@click.argument("document")
@reason_option
@year_option
@yes_option
@settings_option
@json_option
def command(
    document: str,
    reason: str,
    year: int | None,
    settings: Path | None,
    *,
    yes: bool,
    as_json: bool,
) -> None:
    """Recall a document; it stays in the register and is frozen there."""
    with office_register(settings, writable=True) as register:
        entry = entry_meant(document, register, year)
        confirm("recall", entry, yes=yes)
        done = register.lifecycle.recall(entry.request_id, reason, account())
        tell("recall", done, register, as_json=as_json)
