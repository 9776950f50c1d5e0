# SPDX-License-Identifier: Apache-2.0
"""`esign dossier open NOTATION --title … --maintenance …`: open a dossier of this year."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from esign.cli.command import spoken_command
from esign.cli.dossiers import code_text, dossier_as_json
from esign.cli.entries import office_register
from esign.cli.options import json_option, settings_option
from esign.cli.output import emit, put
from esign.cli.words import word
from esign.settings import agency_of, load_settings
from esign.system import account

if TYPE_CHECKING:
    from pathlib import Path


@spoken_command("open", "dossier")
@click.argument("notation")
@click.option("--title", required=True, help=word("cli.dossier_open.title"))
@click.option("--maintenance", required=True, help=word("cli.dossier_open.maintenance"))
@settings_option
@json_option
def command(
    notation: str, title: str, maintenance: str, settings: Path | None, *, as_json: bool
) -> None:
    """Open a dossier; opening it again changes nothing."""
    agency = agency_of(load_settings(settings).values)
    with office_register(settings, writable=True) as register:
        dossier = register.dossiers.open(agency.code, notation, title, maintenance, actor=account())
    if as_json:
        emit("esign.dossier/1", dossier_as_json(dossier))
    else:
        put(word("cli.dossier_open.done", code=code_text(dossier), title=dossier.title))
