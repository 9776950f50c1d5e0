# SPDX-License-Identifier: Apache-2.0
"""`esign trust check`: does the trust folder still serve?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from esign.cli.command import spoken_command
from esign.cli.options import json_option, settings_option
from esign.cli.output import emit, put
from esign.cli.trust_entries import kept_folder, state_as_json, trust_dir_option
from esign.cli.words import LANGUAGE, word
from esign.errors import ExitStatus
from esign.system import SystemClock
from esign.trust import read_folder
from esign.trust.upkeep import read_states

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from esign.trust.upkeep import EntryState


@spoken_command("check", "trust")
@trust_dir_option
@settings_option
@json_option
def command(settings: Path | None, trust_dir: Path | None, *, as_json: bool) -> int:
    """Look at every entry: its certificate, pin, period, key, and the list beside it."""
    folder = kept_folder(settings, trust_dir)
    states = read_states(folder, SystemClock().now())
    sound = not any(state.faults for state in states)
    if sound:
        read_folder(folder, ())
    if as_json:
        entries = [state_as_json(state) for state in states]
        emit("esign.trust/1", {"folder": str(folder), "sound": sound, "entries": entries})
    else:
        for state in states:
            put("\n".join(_lines(state)))
        put(word("cli.trust_folder", folder=folder))
    return ExitStatus.DONE if sound else ExitStatus.CONFIGURATION


def _lines(state: EntryState) -> Iterator[str]:
    yield f"{'✗' if state.faults else '!' if state.remarks else '✓'} {state.anchor.name}"
    for detail in (*state.faults, *state.remarks):
        yield f"  - {detail.message(LANGUAGE)}"
        if advice := detail.remedy(LANGUAGE):
            yield f"    → {advice}"
