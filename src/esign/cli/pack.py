# SPDX-License-Identifier: Apache-2.0
"""`esign pack PDF`: the edXML package of a document this office has issued."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from esign.cli.options import FILE, output_option, overwrite_option, settings_option
from esign.cli.output import written
from esign.cli.words import word
from esign.files import read_bounded, write_whole
from esign.issuance import pack_again
from esign.settings import load_settings
from esign.system import SystemClock
from esign.wiring import open_register

if TYPE_CHECKING:
    from pathlib import Path


@click.command("pack", help=word("cli.pack.help"))
@click.argument("pdf", type=FILE)
@output_option
@overwrite_option
@settings_option
def command(pdf: Path, output: Path | None, settings: Path | None, *, overwrite: bool) -> None:
    """Write the package of an original that the register knows."""
    with open_register(load_settings(settings).values, SystemClock()) as register:
        package = pack_again(read_bounded(pdf), register)
    path = output or pdf.with_suffix(".edxml")
    write_whole(path, package, overwrite=overwrite)
    written(path, "cli.pack.written")
