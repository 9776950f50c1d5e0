# SPDX-License-Identifier: Apache-2.0
"""`esign store check`: are all issued files there, as they were?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from esign.cli.command import spoken_command
from esign.cli.entries import office_register
from esign.cli.options import json_option, settings_option
from esign.cli.output import emit, put, say
from esign.cli.progress import progress_shown
from esign.cli.words import count_text, word
from esign.errors import ConfigurationError

if TYPE_CHECKING:
    from pathlib import Path

    from esign.register import Inventory


@spoken_command("check", "store")
@settings_option
@json_option
def command(settings: Path | None, *, as_json: bool) -> None:
    """Read every issued file and compare it with its digest."""
    with (
        office_register(settings, writable=False) as register,
        progress_shown("cli.store_check.progress") as progress,
    ):
        found = register.store.check(progress)
    for name in found.foreign:
        say("! " + word("cli.store_check.foreign", name=name))
    if found.faults:
        details = [fault.detail for fault in found.faults]
        raise ConfigurationError("store.faulty", count=len(found.faults), details=details)
    if as_json:
        emit("esign.store/1", _as_json(found))
    else:
        put(word("cli.store_check.sound", count=count_text(found.objects)))
        if found.unreferenced:
            left = count_text(len(found.unreferenced))
            put(word("cli.store_check.unreferenced", count=left))


def _as_json(found: Inventory) -> dict[str, object]:
    return {
        "objects": found.objects,
        "foreign": found.foreign,
        "unreferenced": [
            {"name": held.name, "size": held.size, "modified": held.modified.isoformat()}
            for held in found.unreferenced
        ],
    }
