# SPDX-License-Identifier: Apache-2.0
"""`esign pack PDF`: the edXML package of a document this office has issued."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from esign.cli.command import spoken_command
from esign.cli.entries import office_register
from esign.cli.options import PATH, json_option, output_option, overwrite_option, settings_option
from esign.cli.output import emit, written
from esign.files import read_bounded, write_whole
from esign.packing import pack_again
from esign.system import account

if TYPE_CHECKING:
    from pathlib import Path


@spoken_command("pack")
@click.argument("pdf", type=PATH)
@output_option
@overwrite_option
@settings_option
@json_option
def command(
    pdf: Path, output: Path | None, settings: Path | None, *, overwrite: bool, as_json: bool
) -> None:
    """Write the package of an original that the register knows."""
    original = read_bounded(pdf)
    with office_register(settings) as register:
        package = pack_again(original, register, account())
    path = output or pdf.with_suffix(".edxml")
    write_whole(path, package, overwrite=overwrite)
    if as_json:
        emit("esign.pack/1", {"pdf": str(pdf), "package": str(path)})
    else:
        written(path, "cli.pack.written")
