# SPDX-License-Identifier: Apache-2.0
"""`esign agencies import FILE`: take a list of agencies over from a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from esign.agency_lists import read_agencies
from esign.cli.agency_lines import fewer_option, tell_taken
from esign.cli.command import spoken_command
from esign.cli.options import PATH, json_option, settings_option
from esign.cli.words import word
from esign.files import read_bounded
from esign.register_wiring import open_register
from esign.settings import load_settings
from esign.system import SystemClock, account

if TYPE_CHECKING:
    from pathlib import Path


@spoken_command("import", "agencies")
@click.argument("file", type=PATH)
@click.option("--whole", is_flag=True, help=word("cli.agencies_import.whole"))
@fewer_option
@settings_option
@json_option
def command(file: Path, *, whole: bool, fewer: bool, settings: Path | None, as_json: bool) -> None:
    """Add what the file lists."""
    values = load_settings(settings).values
    agencies = tuple(read_agencies(read_bounded(file), str(file)))
    with open_register(values, SystemClock()) as register:
        taken = register.directory.take_over(
            agencies, "file", whole=whole, actor=account(), fewer=fewer
        )
    tell_taken(taken, "file", as_json=as_json)
