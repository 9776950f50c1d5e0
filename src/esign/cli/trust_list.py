# SPDX-License-Identifier: Apache-2.0
"""`esign trust list`: who is trusted, for what, and how long."""

from __future__ import annotations

from typing import TYPE_CHECKING

from esign.cli.command import spoken_command
from esign.cli.options import json_option, settings_option
from esign.cli.output import emit, put
from esign.cli.trust_entries import kept_folder, state_as_json, state_lines, trust_dir_option
from esign.cli.words import word
from esign.system import SystemClock
from esign.trust.upkeep import read_states

if TYPE_CHECKING:
    from pathlib import Path


@spoken_command("list", "trust")
@trust_dir_option
@settings_option
@json_option
def command(settings: Path | None, trust_dir: Path | None, *, as_json: bool) -> None:
    """Show every entry of the trust file."""
    folder = kept_folder(settings, trust_dir)
    states = read_states(folder, SystemClock().now())
    if as_json:
        entries = [state_as_json(state) for state in states]
        emit("esign.trust/1", {"folder": str(folder), "entries": entries})
        return
    for state in states:
        put("\n".join(state_lines(state)))
    put(word("cli.trust_folder", folder=folder))
