# SPDX-License-Identifier: Apache-2.0
"""`esign draft REQUEST`: how the page will look, watermarked and without a number."""

from __future__ import annotations

from pathlib import Path

import click

from esign.cli.options import FILE, output_option, overwrite_option, png_option, settings_option
from esign.cli.output import written
from esign.cli.pages import write_pages
from esign.cli.words import word
from esign.files import write_whole
from esign.issuance import load_request
from esign.settings import agency_of, load_settings
from esign.wiring import open_kinds, open_renderer


@click.command("draft", help=word("cli.draft.help"))
@click.argument("request", type=FILE)
@output_option
@png_option
@overwrite_option
@settings_option
def command(
    request: Path, output: Path | None, settings: Path | None, *, png: bool, overwrite: bool
) -> None:
    """Lay a request out for reading."""
    loaded = load_settings(settings)
    kinds = open_kinds(loaded)
    checked = load_request(request, kinds)
    page = open_renderer(loaded).draft(checked, kinds.kind(checked.kind), agency_of(loaded.values))
    path = output or Path(f"{request.stem}.draft.pdf")
    write_whole(path, page.data, overwrite=overwrite)
    written(path, "cli.draft.written")
    if png:
        write_pages(page.data, path, overwrite=overwrite)
