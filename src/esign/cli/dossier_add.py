# SPDX-License-Identifier: Apache-2.0
"""`esign dossier add NOTATION DOCUMENT…`: put documents into a dossier."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from esign.cli.command import spoken_command
from esign.cli.dossiers import code_text, dossier_as_json, dossier_meant, year_option
from esign.cli.entries import entry_meant, office_register
from esign.cli.options import json_option, settings_option
from esign.cli.output import emit, put
from esign.cli.words import word
from esign.errors import InputError
from esign.system import account

if TYPE_CHECKING:
    from pathlib import Path


@spoken_command("add", "dossier")
@click.argument("notation")
@click.argument("documents", nargs=-1)
@click.option(
    "--arrival",
    "arrivals",
    type=click.IntRange(1),
    multiple=True,
    help=word("cli.dossier_add.arrival"),
)
@year_option
@settings_option
@json_option
def command(
    notation: str,
    documents: tuple[str, ...],
    arrivals: tuple[int, ...],
    year: int | None,
    settings: Path | None,
    *,
    as_json: bool,
) -> None:
    """Put issued and received documents into a dossier."""
    if not documents and not arrivals:
        raise InputError("dossier.nothing_named")
    with office_register(settings, writable=True) as register:
        dossier = dossier_meant(notation, year, register, settings)
        added = register.dossiers.add(
            dossier,
            entries=[entry_meant(each, register) for each in documents],
            arrivals=[(each, dossier.year) for each in arrivals],
            actor=account(),
        )
        dossier = dossier_meant(notation, year, register, settings)
    if as_json:
        emit("esign.dossier/1", {**dossier_as_json(dossier), "added": added})
    else:
        facts = {"code": code_text(dossier), "count": dossier.documents}
        put(word("cli.dossier_add.done", added=added, **facts))
