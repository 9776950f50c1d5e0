# SPDX-License-Identifier: Apache-2.0
"""The store beside what the register refers to: damage, strangers, and what is forgotten.

The only module that compares the two; neither the store nor the tables know of the other.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import sqlalchemy as sa

from esign.errors import ConfigurationError, Detail
from esign.messages import Term
from esign.register import audit
from esign.register.exchange_tables import message
from esign.register.inbox_tables import arrived
from esign.register.schema import artefact, register
from esign.register.store import SHARDS
from esign.register.transitions import Writing
from esign.register.unnumbered_table import Waits, unnumbered

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime, timedelta

    from esign.register.registry import Registry
    from esign.register.store import Held

    Progress = Callable[[int, int], None]


_IN_USE: Final = unnumbered.c.state != Waits.DROPPED.value
REFERENCES: Final = sa.union_all(
    sa.select(artefact.c.sha256, artefact.c.size),
    sa.select(unnumbered.c.prepared_sha256, unnumbered.c.prepared_size).where(_IN_USE),
    sa.select(unnumbered.c.signed_sha256, unnumbered.c.signed_size).where(
        _IN_USE, unnumbered.c.signed_sha256.is_not(None)
    ),
    sa.select(message.c.payload, message.c.payload_size).where(message.c.payload.is_not(None)),
    sa.select(arrived.c.sha256, arrived.c.size),
)
"""The files that the register refers to, each with its bytes; some more than once."""


@dataclass(frozen=True, slots=True)
class Fault:
    """An object that the register refers to and the store cannot give.

    Attributes:
        digest: SHA-256 (hex) of what should be there.
        code: `register.object_lost` or `register.object_damaged`.
        place: the object's file, as the store calls it.
        documents: whose file it is: number, symbol and year of each; of a document that has no
            number yet, its request id.
    """

    digest: str
    code: str
    place: str
    documents: tuple[str, ...]

    @property
    def detail(self) -> Detail:
        """The fault in words."""
        condition = Term("store.lost" if self.code == "register.object_lost" else "store.damaged")
        facts = {"documents": self.documents, "condition": condition, "place": self.place}
        return Detail("store.fault", facts=facts)


@dataclass(slots=True)
class Inventory:
    """What a look through the whole store found.

    Attributes:
        objects: how many objects the register refers to.
        faults: those that are lost or damaged.
        foreign: names of files that no store has put there.
        unreferenced: objects nobody refers to, and files that were left half written.
    """

    objects: int = 0
    faults: list[Fault] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    unreferenced: list[Held] = field(default_factory=list)


@dataclass(slots=True)
class Collected:
    """How many unreferenced objects there were to remove, and their bytes."""

    objects: int = 0
    size: int = 0


class Holdings:
    """The store of an opened register: `register.store`."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry

    def check(self, progress: Progress | None = None) -> Inventory:
        """Read every object the register refers to, and look at everything else that is there.

        Args:
            progress: told after each object how many were read, of how many.

        Raises:
            ServiceError: the store or the database cannot be reached.
        """
        found = Inventory(foreign=[stray.name for stray in self._registry.objects.strays()])
        total = self._total()
        for shard in SHARDS:
            # What is put and referred to after the listing is in the references at least.
            listed = list(self._registry.objects.listing(shard))
            with self._registry.database.reading() as connection:
                referenced = references(connection, shard)
            for digest in referenced:
                self._examine(digest, found)
                if progress is not None:
                    progress(found.objects, max(total, found.objects))
            for held in listed:
                if held.is_unfinished or (held.digest and held.digest not in referenced):
                    found.unreferenced.append(held)
                elif not held.digest:
                    found.foreign.append(held.name)
        return found

    def collect(self, older_than: timedelta, *, actor: str, dry_run: bool = False) -> Collected:
        """Remove objects that nobody refers to, and files that were left half written.

        What was put, or put again, within `older_than` stays: its document may be about to be
        entered. Objects are removed while no other program writes to the register, so whoever
        enters a document afterwards sees what is still there.

        Args:
            older_than: how long an object must have lain there.
            actor: who asks; the record names it.
            dry_run: remove nothing.

        Raises:
            OutputError, ServiceError: an object cannot be removed, or the database not be written.
            ConfigurationError: the account may not do this.
        """
        self._registry.roles.require(actor, Writing.COLLECT)
        before = self._registry.clock.now() - older_than
        collected = Collected()
        for shard in SHARDS:
            with self._registry.database.reading() as connection:
                forgotten = self._forgotten(connection, shard, before)
            if forgotten and not dry_run:
                forgotten = self._remove(shard, before, actor)
            collected.objects += len(forgotten)
            collected.size += sum(held.size for held in forgotten)
        return collected

    def _remove(self, shard: str, before: datetime, actor: str) -> list[Held]:
        with self._registry.database.writing() as connection:
            forgotten = self._forgotten(connection, shard, before)
            size = sum(held.size for held in forgotten)
            facts = {"objects": len(forgotten), "bytes": size}
            now = self._registry.clock.now()
            act = audit.Act(now, actor, "collected", f"objects/{shard}", facts)
            audit.append(connection, act, self._registry.random)
            for held in forgotten:
                self._registry.objects.remove(held.name)
        return forgotten

    def _forgotten(self, connection: sa.Connection, shard: str, before: datetime) -> list[Held]:
        """The shard's objects that are old enough and that no row names."""
        old = [
            held
            for held in self._registry.objects.listing(shard)
            if held.modified < before and (held.digest or held.is_unfinished)
        ]
        referenced = references(connection, shard) if old else {}
        return [held for held in old if held.digest not in referenced]

    def _total(self) -> int:
        kept = sa.select(sa.func.count(REFERENCES.subquery().c.sha256.distinct()))
        with self._registry.database.reading() as connection:
            return connection.scalar(kept) or 0

    def _examine(self, digest: str, found: Inventory) -> None:
        found.objects += 1
        try:
            self._registry.objects.examine(digest)
        except ConfigurationError as error:
            place = str(error.facts["name"])
            with self._registry.database.reading() as connection:
                found.faults.append(fault_of(connection, digest, error.code, place))


def references(connection: sa.Connection, shard: str) -> dict[str, int]:
    """The digests in one shard that documents refer to, in order, each with its bytes."""
    files = REFERENCES.subquery()
    of_shard = (
        sa.select(files.c.sha256, sa.func.max(files.c.size).label("size"))
        .where(files.c.sha256 > shard, files.c.sha256 < f"{shard}g")  # behind the last one
        .group_by(files.c.sha256)
        .order_by(files.c.sha256)
    )
    return {row.sha256: row.size for row in connection.execute(of_shard)}


def fault_of(connection: sa.Connection, digest: str, code: str, place: str) -> Fault:
    """A fault, with the documents it hits."""
    rows = connection.execute(
        sa.select(register.c.value, register.c.symbol, register.c.year)
        .join(artefact, artefact.c.entry_id == register.c.id)
        .where(artefact.c.sha256 == digest)
        .distinct()
    )
    documents = [f"{row.value:02d}/{row.symbol} ({row.year})" for row in rows]
    either = sa.or_(unnumbered.c.prepared_sha256 == digest, unnumbered.c.signed_sha256 == digest)
    waiting = sa.select(unnumbered.c.request_id).where(either, _IN_USE)
    if not documents:
        documents += [row.request_id for row in connection.execute(waiting)]
    sent = sa.select(message.c.document_id).where(message.c.payload == digest)
    if not documents:
        documents += list(connection.scalars(sent))
    received = sa.select(arrived.c.document_id, arrived.c.id).where(arrived.c.sha256 == digest)
    if not documents:
        documents += [row.document_id or str(row.id) for row in connection.execute(received)]
    return Fault(digest, code, place, tuple(documents))
