# SPDX-License-Identifier: Apache-2.0
"""`esign restore BACKUP INTO`: a register from its backup, into an empty place."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from esign.cli.command import spoken_command
from esign.cli.options import PATH, json_option, settings_option
from esign.cli.output import emit, put
from esign.cli.progress import progress_shown
from esign.cli.words import count_text, moment_text, word
from esign.errors import ConfigurationError
from esign.register import Destination, restore
from esign.register_wiring import objects_of
from esign.settings import load_settings
from esign.system import SystemClock, SystemRandom, account

if TYPE_CHECKING:
    from pathlib import Path

    from esign.register import Restored


@spoken_command("restore")
@click.argument("backup", type=PATH)
@click.argument("into", type=PATH)
@click.option("--database", default="", help=word("cli.restore.database"))
@click.option("--into-store", is_flag=True, help=word("cli.restore.into_store"))
@settings_option
@json_option
def command(
    backup: Path,
    into: Path,
    database: str,
    settings: Path | None,
    *,
    into_store: bool,
    as_json: bool,
) -> None:
    """Restore a register and check it row by row."""
    objects = objects_of(load_settings(settings).values) if into_store else None
    if into_store and objects is None:
        raise ConfigurationError("settings.table_missing", table="store")
    with progress_shown("cli.restore.progress") as progress:
        done = restore(
            backup,
            Destination(into, database, objects),
            clock=SystemClock(),
            random=SystemRandom(),
            actor=account(),
            progress=progress,
        )
    if as_json:
        emit("esign.restored/1", _as_json(done, into))
        return
    facts = {"rows": count_text(done.rows), "objects": count_text(done.manifest.objects)}
    at = moment_text(done.manifest.at)
    put(word("cli.restore.done", into=into, backup=done.backup.name, at=at, **facts))
    if done.manifest.lost:
        put(word("cli.restore.lost", count=len(done.manifest.lost)))
    put(word("cli.restore.next"))
    for series in done.waiting:
        put("  " + word("cli.restore.waiting", **asdict(series)))


def _as_json(done: Restored, into: Path) -> dict[str, object]:
    return {
        "folder": str(into),
        "backup": str(done.backup),
        "made_at": done.manifest.at.isoformat(),
        "rows": done.rows,
        "acts": done.manifest.audit_seq,
        "objects": done.manifest.objects,
        "lost": list(done.manifest.lost),
        "unconfirmed": [asdict(series) for series in done.waiting],
    }
