# SPDX-License-Identifier: Apache-2.0
"""`esign backup TARGET`: the register and its files, copied while the office goes on working."""

from __future__ import annotations

from importlib import metadata
from typing import TYPE_CHECKING

import click

from esign.cli.command import spoken_command
from esign.cli.entries import office_register
from esign.cli.options import PATH, json_option, settings_option
from esign.cli.output import emit, put
from esign.cli.progress import progress_shown
from esign.cli.words import count_text, word
from esign.errors import ConfigurationError
from esign.system import account

if TYPE_CHECKING:
    from pathlib import Path

    from esign.register import BackupMade


@spoken_command("backup")
@click.argument("target", type=PATH)
@click.option("--keep", type=click.IntRange(min=1), help=word("cli.backup.keep"))
@click.option("--verify", is_flag=True, help=word("cli.backup.verify"))
@settings_option
@json_option
def command(
    target: Path, keep: int | None, settings: Path | None, *, verify: bool, as_json: bool
) -> None:
    """Add a backup to those in a folder."""
    program = metadata.version("esign")
    with (
        office_register(settings, writable=True) as register,
        progress_shown("cli.backup.progress") as progress,
    ):
        made = register.backups.make(
            target, program=program, actor=account(), verify=verify, progress=progress
        )
        removed: tuple[Path, ...] = ()
        if keep is not None and not made.faults:
            removed = register.backups.prune(target, keep, actor=account())
    if made.faults:
        details = [fault.detail for fault in made.faults]
        name, count = str(made.folder), len(made.faults)
        raise ConfigurationError("backup.incomplete", name=name, count=count, details=details)
    if as_json:
        emit("esign.backup-made/1", _as_json(made) | {"removed": [str(each) for each in removed]})
    else:
        facts = {"acts": made.manifest.audit_seq, "objects": made.manifest.objects}
        counts = {name: count_text(count) for name, count in facts.items()}
        put(word("cli.backup.done", folder=made.folder, copied=count_text(made.copied), **counts))
        if removed:
            names = ", ".join(each.name for each in removed)
            put(word("cli.backup.removed", names=names, count=len(removed)))


def _as_json(made: BackupMade) -> dict[str, object]:
    return {
        "folder": str(made.folder),
        "acts": made.manifest.audit_seq,
        "objects": made.manifest.objects,
        "copied": made.copied,
        "database_sha256": made.manifest.database_sha256,
    }
