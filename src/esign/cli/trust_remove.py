# SPDX-License-Identifier: Apache-2.0
"""`esign trust remove NAME`: believe somebody no longer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from esign.cli.acts import yes_option
from esign.cli.command import spoken_command
from esign.cli.options import json_option, settings_option
from esign.cli.output import emit, put
from esign.cli.trust_entries import anchor_as_json, confirm, kept_folder, trust_dir_option
from esign.cli.words import word
from esign.trust.upkeep import entry_named, remove

if TYPE_CHECKING:
    from pathlib import Path


@spoken_command("remove", "trust")
@click.argument("name")
@trust_dir_option
@settings_option
@yes_option
@json_option
def command(
    name: str, settings: Path | None, trust_dir: Path | None, *, yes: bool, as_json: bool
) -> None:
    """Take an entry out of the trust file, with its certificate."""
    folder = kept_folder(settings, trust_dir)
    anchor = entry_named(folder, name)
    confirm(word("cli.trust_remove.confirm", name=anchor.name), yes=yes)
    remove(folder, anchor)
    if as_json:
        emit("esign.trust/1", {"folder": str(folder), "removed": [anchor_as_json(anchor)]})
    else:
        put(word("cli.trust_remove.done", name=anchor.name, folder=folder))
