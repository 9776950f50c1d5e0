# SPDX-License-Identifier: Apache-2.0
"""`esign doctor`: is this installation fit to issue and verify?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from esign.checks import Check, Health
from esign.cli.command import spoken_command
from esign.cli.options import json_option, passphrase_option, settings_option
from esign.cli.output import emit, put
from esign.cli.words import LANGUAGE, word
from esign.diagnosis import diagnose
from esign.errors import ExitStatus
from esign.messages import message, remedy
from esign.settings import load_settings, settings_table
from esign.wiring import secret_prompt

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Rows = list[tuple[str, str, str]]

_SIGNS = {Health.GOOD: "✓", Health.WARNING: "!", Health.BAD: "✗"}


@spoken_command("doctor")
@settings_option
@click.option("--transports", is_flag=True, help=word("cli.option.transports"))
@passphrase_option
@json_option
def command(
    settings: Path | None, passphrase_fd: int | None, *, transports: bool, as_json: bool
) -> int:
    """Check settings, fonts, trust, register, keys and folders; nothing is changed."""
    loaded = load_settings(settings)
    checks = diagnose(loaded, secret_prompt(loaded.values, passphrase_fd) if transports else None)
    rows = list(settings_table(loaded))
    if as_json:
        source = str(loaded.source) if loaded.source else None
        emit("esign.doctor/1", {"source": source, **_as_json(rows, checks)})
    else:
        put(word("cli.doctor.settings", source=loaded.source or "—"))
        put("\n".join(_lines(rows, checks)))
    sound = all(check.health is not Health.BAD for check in checks)
    return ExitStatus.DONE if sound else ExitStatus.CONFIGURATION


def _lines(rows: Rows, checks: tuple[Check, ...]) -> Iterator[str]:
    for key, value, origin in rows:
        yield f"  {key} = {value}  ({origin})"
    for check in checks:
        yield f"{_SIGNS[check.health]} {message(check.code, LANGUAGE, check.facts)}"
        for detail in check.details:
            yield f"  - {detail.message(LANGUAGE)}"
        if advice := remedy(check.code, LANGUAGE, check.facts):
            yield f"  → {advice}"


def _as_json(rows: Rows, checks: tuple[Check, ...]) -> dict[str, object]:
    return {
        "settings": [{"key": key, "value": value, "origin": origin} for key, value, origin in rows],
        "checks": [
            {
                "part": check.part,
                "health": check.health,
                "code": check.code,
                "message": message(check.code, LANGUAGE, check.facts),
                "remedy": remedy(check.code, LANGUAGE, check.facts),
                "details": [detail.message(LANGUAGE) for detail in check.details],
            }
            for check in checks
        ],
    }
