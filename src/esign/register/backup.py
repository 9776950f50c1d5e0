# SPDX-License-Identifier: Apache-2.0
"""Backing a register up: database first, then every object it refers to.

    <target>/20261120-100000/    manifest.json, the database's file, the list of its objects
    <target>/objects/ab/ab12…    shared by all backups in the target; each object copied once

A backup gets its name when it is complete, and is never touched again.
"""

from __future__ import annotations

import os
import re
import shutil
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

from esign.errors import ConfigurationError, InputError
from esign.files import make_folder, output_fault, sync_folder
from esign.model import VIETNAM
from esign.register import audit
from esign.register.backup_database import dump
from esign.register.backup_manifest import (
    DATABASE_FILES,
    OBJECT_LIST,
    Manifest,
    listed,
    sha256_of,
    write_manifest,
)
from esign.register.holdings import fault_of, references
from esign.register.object_folder import FolderStore
from esign.register.schema import REVISION, audit_head, metadata
from esign.register.schema import audit as audit_table
from esign.register.store import SHARDS
from esign.register.transitions import Writing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from esign.register.holdings import Fault, Progress
    from esign.register.registry import Registry

OBJECTS = "objects"
BACKED_UP = "backed_up"

_UNFINISHED = re.compile(r"\.\d{8}-\d{6}(-\d+)?\.part")
_ABANDONED = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class BackupMade:
    """A backup that was made.

    Attributes:
        folder: where it lies.
        manifest: what it says of itself.
        copied: how many objects had to be copied; the others were in the target already.
        faults: objects that the store could not give, so that the backup lacks them too.
    """

    folder: Path
    manifest: Manifest
    copied: int
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class _State:
    """What the copy of the database holds."""

    seq: int
    entry_hash: str
    rows: dict[str, int]


@dataclass(slots=True)
class _Copied:
    """What became of the objects."""

    listed: int
    copied: int
    faults: list[Fault]


class Backups:
    """Backups of an opened register: `register.backups`."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry

    def make(
        self, target: Path, *, program: str, actor: str, progress: Progress | None = None
    ) -> BackupMade:
        """Add a backup to those in `target`; others may go on writing to the register meanwhile.

        Objects that the store cannot give are named in the result and in the manifest; they do
        not keep everything else from being backed up.

        Args:
            target: a folder outside of the register's own; made if need be.
            program: version of this program.
            actor: who asks; the record names it.
            progress: told now and then how much of the objects is done, of how much.

        Raises:
            InputError: the target lies within the register's folder.
            OutputError: the target cannot be written, or its disk is full; no backup appears.
            ConfigurationError: the database is damaged, a tool of PostgreSQL is missing, or the
                account may not do this.
            ServiceError: the database or the store cannot be reached.
        """
        self._registry.roles.require(actor, Writing.BACK_UP)
        _refuse_inside(self._registry, target)
        make_folder(target, 0o700)
        now = self._registry.clock.now()
        _remove_abandoned(target, now)
        with _appearing(target, f"{now.astimezone(VIETNAM):%Y%m%d-%H%M%S}") as (part, final):
            kind = self._registry.database.engine.dialect.name
            file = part / DATABASE_FILES[kind]
            with self._registry.database.reading() as connection:
                state = _state(connection)
                dump(connection, self._registry.database.name, file)
            copied = _copy_objects(self._registry, target, part / OBJECT_LIST, progress)
            manifest = Manifest(
                at=now,
                program=program,
                revision=REVISION,
                database=kind,
                database_sha256=sha256_of(file),
                audit_seq=state.seq,
                audit_hash=state.entry_hash,
                rows=state.rows,
                objects=copied.listed,
                objects_sha256=sha256_of(part / OBJECT_LIST),
                lost=tuple(fault.digest for fault in copied.faults),
            )
            write_manifest(part, manifest)
        self._record(final.name, manifest, actor)
        return BackupMade(final, manifest, copied.copied, tuple(copied.faults))

    def last(self) -> datetime | None:
        """When the register was last backed up; None when it never was."""
        latest = (
            sa.select(audit_table.c.at)
            .where(audit_table.c.action == BACKED_UP)
            .order_by(audit_table.c.seq.desc())
            .limit(1)
        )
        with self._registry.database.reading() as connection:
            at = connection.scalar(latest)
        return None if at is None else datetime.fromisoformat(at)

    def _record(self, name: str, manifest: Manifest, actor: str) -> None:
        facts = {"seq": manifest.audit_seq, "database_sha256": manifest.database_sha256}
        with self._registry.database.writing() as connection:
            act = audit.Act(self._registry.clock.now(), actor, BACKED_UP, name, facts)
            audit.append(connection, act, self._registry.random)


def _refuse_inside(registry: Registry, target: Path) -> None:
    """A backup within what it backs up is lost along with it."""
    own = []
    if isinstance(registry.objects, FolderStore):
        own.append(registry.objects.folder.parent)
    if registry.database.engine.dialect.name == "sqlite":
        own.append(Path(registry.database.name).parent)
    for folder in own:
        if target.resolve().is_relative_to(folder.resolve()):
            raise InputError("backup.inside", target=str(target), folder=str(folder))


def _state(connection: sa.Connection) -> _State:
    head = connection.execute(sa.select(audit_head.c.seq, audit_head.c.entry_hash)).one()
    rows = {
        table.name: connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0
        for table in metadata.sorted_tables
    }
    return _State(head.seq, head.entry_hash, rows)


def _copy_objects(
    registry: Registry, target: Path, list_file: Path, progress: Progress | None
) -> _Copied:
    """Copy what the target lacks of all that the register refers to by now, and list it.

    Rows that came after the database was copied name objects as well; they do no harm.
    """
    done = _Copied(0, 0, [])
    with list_file.open("w", encoding="ascii", newline="") as lines:
        for turn, shard in enumerate(SHARDS, start=1):
            with registry.database.reading() as connection:
                referenced = references(connection, shard)
            for digest, size in referenced.items():
                if _is_there(registry, FolderStore(target / OBJECTS), digest, size, done):
                    lines.write(listed(digest))
                    done.listed += 1
            if progress is not None:
                progress(turn, len(SHARDS))
        lines.flush()
        os.fsync(lines.fileno())
    return done


def _is_there(registry: Registry, kept: FolderStore, digest: str, size: int, done: _Copied) -> bool:
    """Whether the target has the object, copied now if need be."""
    present = kept.size(digest)
    if present is not None and present == size:
        return True
    try:
        kept.put(registry.objects.get(digest))
    except ConfigurationError as error:
        place = str(error.facts["name"])
        with registry.database.reading() as connection:
            done.faults.append(fault_of(connection, digest, error.code, place))
        return False
    done.copied += 1
    return True


@contextmanager
def _appearing(target: Path, name: str) -> Iterator[tuple[Path, Path]]:
    """A folder that gets its name when the block has ended well, and is gone when it has not."""
    part, final = _free_name(target, name)
    try:
        yield part, final
        sync_folder(part)
        part.rename(final)
        sync_folder(target)
    except OSError as error:
        raise output_fault(error, str(target)) from error
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _free_name(target: Path, name: str) -> tuple[Path, Path]:
    """A name nobody has, and the folder that will bear it, already made under another."""
    turn = 1
    while True:
        final = target / (name if turn == 1 else f"{name}-{turn}")
        part = target / f".{final.name}.part"
        try:
            if not final.exists():
                part.mkdir(mode=0o700)
                return part, final
        except FileExistsError:
            pass
        except OSError as error:
            raise output_fault(error, str(target)) from error
        turn += 1


def _remove_abandoned(target: Path, now: datetime) -> None:
    """Tidy up behind a run that was killed."""
    for part in target.glob(".*.part"):
        old = part.stat().st_mtime < (now - _ABANDONED).timestamp()
        if old and _UNFINISHED.fullmatch(part.name):
            shutil.rmtree(part, ignore_errors=True)
