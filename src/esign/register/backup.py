# SPDX-License-Identifier: Apache-2.0
"""Backing a register up: database first, then every object it refers to.

    <target>/20261120-100000/    manifest.json, the database's file, the list of its objects
    <target>/objects/ab/ab12…    shared by all backups in the target; each object copied once

A backup gets its name when it is complete, and is never touched again.
"""

from __future__ import annotations

import re
import shutil
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

from esign.errors import InputError
from esign.files import make_folder, output_fault, sync_folder
from esign.model import VIETNAM
from esign.register import audit
from esign.register.backup_database import dump
from esign.register.backup_manifest import (
    DATABASE_FILES,
    OBJECT_LIST,
    Manifest,
    backups_in,
    sha256_of,
    write_manifest,
)
from esign.register.backup_objects import Objects
from esign.register.object_folder import FolderStore
from esign.register.schema import REVISION, audit_head, metadata
from esign.register.schema import audit as audit_table
from esign.register.transitions import Writing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from esign.register.backup_objects import Copied
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


class Backups:
    """Backups of an opened register: `register.backups`."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry

    def make(
        self,
        target: Path,
        *,
        program: str,
        actor: str,
        verify: bool = False,
        progress: Progress | None = None,
    ) -> BackupMade:
        """Add a backup to those in `target`; others may go on writing to the register meanwhile.

        Objects that the store cannot give are named in the result and in the manifest; they do
        not keep everything else from being backed up.

        Args:
            target: a folder outside of the register's own; made if need be.
            program: version of this program.
            actor: who asks; the record names it.
            verify: whether objects that an earlier backup copied are read and compared with their
                digests, and copied again where they are damaged; else their size is enough.
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
            objects = Objects(self._registry, FolderStore(target / OBJECTS), verify=verify)
            copied = objects.copy(part / OBJECT_LIST, progress)
            manifest = self._manifest(now, program, state, file, copied)
            write_manifest(part, manifest)
        self._record(final.name, manifest, actor)
        return BackupMade(final, manifest, copied.copied, tuple(copied.faults))

    def _manifest(
        self, at: datetime, program: str, state: _State, file: Path, copied: Copied
    ) -> Manifest:
        return Manifest(
            at=at,
            program=program,
            revision=REVISION,
            database=self._registry.database.engine.dialect.name,
            database_sha256=sha256_of(file),
            audit_seq=state.seq,
            audit_hash=state.entry_hash,
            rows=state.rows,
            objects=copied.listed,
            objects_sha256=sha256_of(file.with_name(OBJECT_LIST)),
            lost=tuple(fault.digest for fault in copied.faults),
        )

    def prune(self, target: Path, keep: int, *, actor: str) -> tuple[Path, ...]:
        """Remove all but the latest backups of this register from a folder, the oldest first.

        Backups of other registers, and what is no whole backup, stay; so do all objects, since
        the register goes on referring to what it ever referred to.

        Args:
            target: as `make` was given.
            keep: how many stay, at least one.
            actor: who asks.

        Returns:
            Those that were removed.

        Raises:
            ConfigurationError: the account may not do this.
            OutputError: one cannot be removed.
        """
        self._registry.roles.require(actor, Writing.BACK_UP)
        with self._registry.database.reading() as connection:
            own = [each for each in backups_in(target) if _is_of(connection, each[1])]
        old = [folder for folder, _ in own[: max(0, len(own) - max(1, keep))]]
        for folder in old:
            _remove(folder)
        return tuple(old)

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


def _is_of(connection: sa.Connection, manifest: Manifest) -> bool:
    """Whether a backup is one of this very register: its record goes on from there."""
    then = sa.select(audit_table.c.entry_hash).where(audit_table.c.seq == manifest.audit_seq)
    return connection.scalar(then) == manifest.audit_hash


def _remove(folder: Path) -> None:
    """Remove a backup; while it goes, nobody takes what is left for a whole one."""
    part = folder.with_name(f".{folder.name}.part")
    try:
        folder.rename(part)
        shutil.rmtree(part)
    except OSError as error:
        raise output_fault(error, str(folder)) from error


def _state(connection: sa.Connection) -> _State:
    head = connection.execute(sa.select(audit_head.c.seq, audit_head.c.entry_hash)).one()
    rows = {
        table.name: connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0
        for table in metadata.sorted_tables
    }
    return _State(head.seq, head.entry_hash, rows)


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
