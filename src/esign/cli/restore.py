# SPDX-License-Identifier: Apache-2.0
"""`esign restore BACKUP INTO`: a register from its backup, into an empty place."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from esign.cli.command import spoken_command
from esign.cli.options import PATH, json_option, settings_option
from esign.cli.output import emit, put, say_error
from esign.cli.progress import progress_shown
from esign.cli.words import count_text, moment_text, word
from esign.errors import ConfigurationError, ExitStatus
from esign.kinds import Books
from esign.model import VIETNAM
from esign.printing import INCOMING
from esign.register import Destination, Waiting, restore
from esign.register.incoming import TITLE as INCOMING_TITLE
from esign.register_wiring import objects_of
from esign.settings import load_settings
from esign.system import SystemClock, SystemRandom, account

if TYPE_CHECKING:
    from collections.abc import Iterator
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
) -> int:
    """Restore a register and check it row by row; what the backup lacks is an error after all."""
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
    else:
        for line in _lines(done, into):
            put(line)
    if not done.lost:
        return ExitStatus.DONE
    details = [fault.detail for fault in done.lost]
    name, count = done.backup.name, len(done.lost)
    error = ConfigurationError("restore.incomplete", name=name, count=count, details=details)
    say_error(error)
    return error.exit_status


def _lines(done: Restored, into: Path) -> Iterator[str]:
    facts = {
        "acts": count_text(done.manifest.audit_seq),
        "objects": count_text(done.manifest.objects),
    }
    at = moment_text(done.manifest.at)
    yield word("cli.restore.done", into=into, backup=done.backup.name, at=at, **facts)
    yield word("cli.restore.lost" if done.lost else "cli.restore.whole", count=len(done.lost))
    yield word("cli.restore.next")
    for series in _waiting(done):
        title = _title(series.book)
        yield "  " + word("cli.restore.waiting", title=title, **asdict(series))


def _title(book: str) -> str:
    """What stands on a book's cover, where the restored office has not named it otherwise."""
    return INCOMING_TITLE if book == INCOMING else Books().named(book).title


def _waiting(done: Restored) -> tuple[Waiting, ...]:
    """The series that wait; the shipped books too that had no number yet when it was backed up."""
    known = {(series.agency_code, series.book) for series in done.waiting}
    year = done.manifest.at.astimezone(VIETNAM).year
    names = (*(book.name for book in Books().all()), INCOMING)
    begun = tuple(
        Waiting(agency, name, year, 0)
        for agency in sorted({agency for agency, _ in known})
        for name in names
        if (agency, name) not in known
    )
    return (*done.waiting, *begun)


def _as_json(done: Restored, into: Path) -> dict[str, object]:
    return {
        "folder": str(into),
        "backup": str(done.backup),
        "made_at": done.manifest.at.isoformat(),
        "acts": done.manifest.audit_seq,
        "objects": done.manifest.objects,
        "lost": list(done.manifest.lost),
        "lost_documents": sorted({name for fault in done.lost for name in fault.documents}),
        "unconfirmed": [asdict(series) for series in _waiting(done)],
    }
