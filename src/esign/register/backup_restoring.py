# SPDX-License-Identifier: Apache-2.0
"""A register from its backup, into an empty place and nowhere else.

Order: the backup is compared with what it says of itself; its objects are copied; only then the
database comes, is brought to this program's revision and checked row by row. What breaks off before
that leaves no database that can be opened where one is looked for. With the act that ends the
restore every series begins to wait until somebody has said where it stood (`restoration`), and of
every message that was not sent nobody knows whether it was (`outbox_doubt`).
"""

from __future__ import annotations

import shutil
import tempfile
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

from esign.errors import ConfigurationError, Detail, InputError
from esign.files import appearing_folder
from esign.register import audit
from esign.register.backup import OBJECTS
from esign.register.backup_database import load
from esign.register.backup_destination import PATIENCE, empty, open_server, refuse_occupied
from esign.register.backup_manifest import (
    MANIFEST,
    OBJECT_LIST,
    read_list,
    read_manifest,
    refuse_other_content,
)
from esign.register.holdings import fault_of, references
from esign.register.migration import RESTORING, migrate
from esign.register.moving import copy_rows
from esign.register.object_folder import FolderStore
from esign.register.opening import FILE, open_database
from esign.register.outbox_doubt import doubt
from esign.register.record_check import check_record
from esign.register.restoration import RESTORED, mark
from esign.register.schema import audit as audit_table
from esign.register.schema import series
from esign.register.store import SHARDS, place

if TYPE_CHECKING:
    from esign.ports import Clock, RandomSource
    from esign.register.backup_destination import Destination
    from esign.register.backup_manifest import Manifest
    from esign.register.database import Database
    from esign.register.holdings import Fault, Progress
    from esign.register.store import ObjectStore


@dataclass(frozen=True, slots=True)
class Waiting:
    """A series that may have gone on after the backup was made.

    Attributes:
        agency_code, book, year: which one.
        last: the last number that the register knows.
    """

    agency_code: str
    book: str
    year: int
    last: int


@dataclass(frozen=True, slots=True)
class Restored:
    """A register that was restored.

    Attributes:
        backup: the backup it came from.
        manifest: what that says of itself.
        waiting: the series that give no number until they are confirmed.
        lost: the objects that the backup says it lacks, with the documents they belong to.
    """

    backup: Path
    manifest: Manifest
    waiting: tuple[Waiting, ...]
    lost: tuple[Fault, ...]


def restore(  # noqa: PLR0913 - all but the folders are named
    backup: Path,
    into: Destination,
    *,
    clock: Clock,
    random: RandomSource,
    actor: str,
    progress: Progress | None = None,
) -> Restored:
    """Restore a register.

    Args:
        backup: the folder of one backup, or the folder of several: then the latest.
        into: where to; must be empty.
        clock: for the record.
        random: for the record.
        actor: who asks; the record names it.
        progress: told after each object how many were restored, of how many.

    Raises:
        InputError: this is no backup, or a file or object of it is missing or changed.
        ConfigurationError: the restored chain does not agree with the backup, or another table
            with the chain; the backup needs a server and none is named, or is of a newer program.
        OutputError: the destination is not empty, or cannot be written.
        ServiceError: the database or the store cannot be reached. In each case nothing that could
            be taken for a register is left behind.
    """
    folder = chosen(backup)
    manifest = read_manifest(folder)
    _refuse_wrong_database(manifest, into)
    refuse_occupied(into)
    refuse_other_content(folder / manifest.database_file, manifest.database_sha256)
    refuse_other_content(folder / OBJECT_LIST, manifest.objects_sha256)
    run = _Restoring(folder, manifest, clock, random, actor)
    with appearing_folder(into.folder) as part:
        run.copy_objects(into.objects or FolderStore(part / OBJECTS), progress)
        if not into.database:
            restored = run.fill_folder(part)
    if into.database:
        restored = run.fill_server(into)
    return restored


def chosen(backup: Path) -> Path:
    """The backup in a folder, or the latest of those below it.

    Raises:
        InputError: there is none.
    """
    if (backup / MANIFEST).is_file():
        return backup
    below = [each.parent for each in backup.glob(f"[!.]*/{MANIFEST}")]
    if not below:
        raise InputError("backup.none", name=str(backup))
    return max(below, key=lambda each: (read_manifest(each).at, len(each.name), each.name))


@dataclass(frozen=True, slots=True)
class _Restoring:
    """One backup on its way back."""

    folder: Path
    manifest: Manifest
    clock: Clock
    random: RandomSource
    actor: str

    def copy_objects(self, objects: ObjectStore, progress: Progress | None) -> None:
        """Copy every listed object; each is compared with its digest on the way."""
        source = FolderStore(self.folder.parent / OBJECTS)
        faults = []
        for done, digest in enumerate(read_list(self.folder), start=1):
            try:
                objects.put(source.get(digest))
            except ConfigurationError as error:
                faults.append(Detail(error.code, facts=error.facts))
            if progress is not None:
                progress(done, self.manifest.objects)
        if faults:
            raise InputError("backup.objects_faulty", name=str(self.folder), details=faults)

    def fill_folder(self, part: Path) -> Restored:
        """Put the database's file into the folder that is to become the register's."""
        shutil.copyfile(self.folder / self.manifest.database_file, part / FILE)
        (part / FILE).chmod(0o600)
        with closing(open_database(part, "", PATIENCE, writable=True)) as database:
            self._check(database)
            with database.writing() as connection:
                return self._record(connection)

    def fill_server(self, into: Destination) -> Restored:
        """Fill the empty database of a server; whatever then goes wrong empties it again.

        Until the last transaction is through, the database can be opened by nobody.
        """
        with ExitStack() as undone_on_failure:
            undone_on_failure.callback(shutil.rmtree, into.folder, ignore_errors=True)
            server = open_server(into.database)
            undone_on_failure.callback(server.close)
            with server.migrating() as connection:
                RESTORING.create(connection)
            undone_on_failure.callback(empty, server)
            if self.manifest.database == "sqlite":
                self._move(into.folder, server)
            else:
                with server.faults(), closing(server.engine.connect()) as connection:
                    load(connection, server.name, self.folder / self.manifest.database_file)
                migrate(server)
            self._check(server)
            with server.migrating() as connection:
                restored = self._record(connection)
                RESTORING.drop(connection)
            undone_on_failure.pop_all()
            server.close()
        return restored

    def _move(self, folder: Path, server: Database) -> None:
        """Bring the register of a file onto a server; the file's copy is gone afterwards."""
        with tempfile.TemporaryDirectory(prefix=".moving-", dir=folder) as scratch:
            copy = Path(scratch)
            shutil.copyfile(self.folder / self.manifest.database_file, copy / FILE)
            with closing(open_database(copy, "", PATIENCE, writable=True)) as source:
                migrate(server)
                copy_rows(source, server)

    def _check(self, database: Database) -> None:
        """Compare the restored tables with the backup.

        Raises:
            ConfigurationError: a row of the chain was changed, another table is not as the chain
                says, the chain is not the one that was backed up, or a document's file is not
                among the objects.
        """
        name = str(self.folder)
        at_the_time = sa.select(audit_table.c.entry_hash).where(
            audit_table.c.seq == self.manifest.audit_seq
        )
        present = set(read_list(self.folder)) | set(self.manifest.lost)
        check_record(database)
        with database.reading() as connection:
            if self.manifest.audit_seq and (
                connection.scalar(at_the_time) != self.manifest.audit_hash
            ):
                raise ConfigurationError("backup.other_chain", name=name)
            details: list[Detail] = []
            for shard in SHARDS:
                for digest in references(connection, shard).keys() - present:
                    fault = fault_of(connection, digest, "register.object_lost", place(digest))
                    details.append(fault.detail)
        if details:
            raise ConfigurationError("backup.objects_unlisted", name=name, details=details)

    def _record(self, connection: sa.Connection) -> Restored:
        """Record the restore; what waits from now on, and what is lost."""
        facts = {
            "seq": self.manifest.audit_seq,
            "database_sha256": self.manifest.database_sha256,
        }
        act = audit.Act(self.clock.now(), self.actor, RESTORED, self.folder.name, facts)
        mark(connection, act, self.manifest.at, self.random)
        doubt(connection, act, self.random)
        awaiting = sa.select(series).where(series.c.awaits.is_not(None))
        waiting = tuple(
            Waiting(row.agency_code, row.book, row.year, row.last)
            for row in connection.execute(awaiting.order_by(*series.primary_key))
        )
        lost = tuple(
            fault_of(connection, digest, "register.object_lost", place(digest))
            for digest in self.manifest.lost
        )
        return Restored(self.folder, self.manifest, waiting, lost)


def _refuse_wrong_database(manifest: Manifest, into: Destination) -> None:
    if manifest.database == "postgresql" and not into.database:
        raise ConfigurationError("backup.needs_server")
