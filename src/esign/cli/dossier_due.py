# SPDX-License-Identifier: Apache-2.0
"""`esign dossier due`: which documents need not be kept any more."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from esign.cli.command import spoken_command
from esign.cli.entries import office_register
from esign.cli.options import DAY, json_option, settings_option
from esign.cli.output import emit, put
from esign.cli.words import day_text, word

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from esign.register import Due


@spoken_command("due", "dossier")
@click.option("--on", type=DAY, help=word("cli.dossier_due.on"))
@settings_option
@json_option
def command(on: datetime | None, settings: Path | None, *, as_json: bool) -> None:
    """List documents whose period has ended; nothing is destroyed."""
    with office_register(settings, writable=False) as register:
        day = on.date() if on else register.bookkeeping.today
        found = register.dossiers.due(day)
    if as_json:
        emit("esign.due/1", {"on": day.isoformat(), "documents": [_as_json(due) for due in found]})
    elif found:
        put("\n".join(_line(due) for due in found))
    else:
        put(word("cli.dossier_due.none", day=day_text(day)))


def _line(due: Due) -> str:
    until = due.entry.retain_until
    return word(
        "cli.dossier_due.document",
        until=day_text(until) if until else "",
        number=due.entry.number.text,
        subject=due.entry.subject,
        dossiers=", ".join(due.dossiers) or "-",
    )


def _as_json(due: Due) -> dict[str, object]:
    until = due.entry.retain_until
    return {
        "request_id": due.entry.request_id,
        "number": due.entry.number.text,
        "issued_on": due.entry.issued_on.isoformat(),
        "retain_until": until.isoformat() if until else None,
        "dossiers": list(due.dossiers),
    }
