# SPDX-License-Identifier: Apache-2.0
"""`esign dossier export NOTATION FOLDER`: a dossier as a folder for the archive."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from esign.archiving import export_dossier
from esign.cli.command import spoken_command
from esign.cli.dossiers import dossier_meant, year_option
from esign.cli.entries import office_register
from esign.cli.options import PATH, json_option, settings_option
from esign.cli.output import emit, put, say_remarks
from esign.cli.words import LANGUAGE, count_text, word

if TYPE_CHECKING:
    from pathlib import Path


@spoken_command("export", "dossier")
@click.argument("notation")
@click.argument("folder", type=PATH)
@year_option
@settings_option
@json_option
def command(
    notation: str, folder: Path, year: int | None, settings: Path | None, *, as_json: bool
) -> None:
    """Write the originals in the order of time, and what is said of them."""
    with office_register(settings, writable=False) as register:
        dossier = dossier_meant(notation, year, register, settings)
        done = export_dossier(register, dossier, folder)
    say_remarks(done.remarks)
    counts = {"documents": done.documents, "files": done.files, "pages": done.pages}
    if as_json:
        remarks = [remark.message(LANGUAGE) for remark in done.remarks]
        emit("esign.dossier-exported/1", {"folder": str(folder), **counts, "remarks": remarks})
    else:
        texts = {name: count_text(count) for name, count in counts.items()}
        put(word("cli.dossier_export.done", folder=folder, **texts))
