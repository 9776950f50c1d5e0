# SPDX-License-Identifier: Apache-2.0
"""`esign agencies search WORDS`: find an agency's code by its name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from esign.cli.agency_lines import agency_as_json, agency_line, list_as_json, say_list
from esign.cli.command import spoken_command
from esign.cli.entries import office_register
from esign.cli.options import json_option, settings_option
from esign.cli.output import emit, put, say
from esign.cli.words import word

if TYPE_CHECKING:
    from pathlib import Path


@spoken_command("search", "agencies")
@click.argument("words", nargs=-1, required=True)
@click.option(
    "--limit",
    type=click.IntRange(1, 1000),
    default=20,
    show_default=True,
    help=word("cli.agencies_search.limit"),
)
@settings_option
@json_option
def command(words: tuple[str, ...], *, limit: int, settings: Path | None, as_json: bool) -> None:
    """Show the agencies that have all words."""
    with office_register(settings) as register:
        found = register.directory.search(" ".join(words), limit)
        latest = register.directory.latest()
    if as_json:
        agencies = [agency_as_json(agency) for agency in found]
        emit("esign.agencies/1", {"list": list_as_json(latest), "agencies": agencies})
        return
    say_list(latest)
    if found:
        put("\n".join(map(agency_line, found)))
    else:
        say(word("cli.agencies_search.none"))
