# SPDX-License-Identifier: Apache-2.0
"""The record as a part of the register: acts, the check of them all, sealed heads and proofs."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from esign.errors import ConfigurationError, InputError
from esign.model.merkle import SIZE, consistency_path, continues, includes, inclusion_path
from esign.model.proof import Continuation, Proof, SealedHead
from esign.model.record import RecordRow, TreeHead
from esign.register import audit, heads
from esign.register.chain import stored_leaves
from esign.register.heads import KeptHead, NextHead, Occasion
from esign.register.moments import vietnamese_day
from esign.register.record_check import check_record
from esign.register.roles import ITSELF
from esign.register.schema import artefact, history, register
from esign.register.schema import audit as audit_rows
from esign.register.transitions import Writing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from esign.model import Agency
    from esign.register.record_check import Checked
    from esign.register.registry import Registry

_ONLY_KEPT = ("kept", Writing.AUGMENT.value)
_ACTS = ("signed", "sealed", "certified", "entered", *_ONLY_KEPT)
"""The acts that keep a file; the former change no state."""


class Record:
    """The record of a register; each method is one transaction."""

    def __init__(self, registry: Registry) -> None:
        self._database = registry.database
        self._clock = registry.clock
        self._random = registry.random
        self._roles = registry.roles

    def append(self, action: str, subject: str, facts: Mapping[str, object], *, actor: str) -> int:
        """Record an act that changes nothing in the register itself; returns its place.

        Args:
            action: what was done, in one word.
            subject: to what.
            facts: JSON values; numbers, states and digests, nothing about persons.
            actor: who did it.
        """
        with self._database.writing() as connection:
            act = audit.Act(self._clock.now(), actor, action, subject, facts)
            return audit.append(connection, act, self._random)

    def tells(self, action: str, subject: str) -> bool:
        """Whether the record tells of such an act."""
        told = sa.select(audit_rows.c.seq).where(
            audit_rows.c.action == action, audit_rows.c.subject == subject
        )
        with self._database.reading() as connection:
            return connection.scalar(told.limit(1)) is not None

    def last_act_at(self) -> datetime | None:
        """When the last act was done, by the clock of whoever did it; None if nothing tells."""
        last = sa.select(audit_rows.c.at).order_by(audit_rows.c.seq.desc()).limit(1)
        with self._database.reading() as connection:
            at: Any = connection.scalar(last)
        with suppress(TypeError, ValueError):  # a row that was changed by hand; the check names it
            moment = datetime.fromisoformat(at)
            return moment if moment.tzinfo else None
        return None

    def check(self) -> Checked:
        """Recompute the chain and the tree, and hold heads and register against them.

        Raises:
            ConfigurationError: names the first row of the record that was changed, removed, moved
                or put in; else the head, or the row of another table, that is not as recorded, or
                the series that are not whole.
        """
        return check_record(self._database)

    def day_is_over(self) -> bool:
        """Whether the record has rows of days gone by (Vietnamese time) that no head covers."""
        today = vietnamese_day(self._clock.now())
        with self._database.reading() as connection:
            last = heads.last_head(connection)
            after = 0 if last is None else last.head.size
            first = connection.scalar(
                sa.select(audit_rows.c.at).where(audit_rows.c.seq == after + 1)
            )
        return first is not None and vietnamese_day(datetime.fromisoformat(first)) < today

    def next_head(self, occasion: Occasion, agency: Agency) -> NextHead | None:
        """The head over all rows there are, to be sealed; None when the last one covers them.

        Raises:
            ConfigurationError: a row behind the last head, or that head, was tampered with.
        """
        now = self._clock.now()
        with self._database.reading() as connection:
            last = heads.last_head(connection)
            frontier = heads.grown(connection, last)
        if frontier.size == (0 if last is None else last.head.size):
            return None
        root = frontier.root.hex()
        head = TreeHead(agency.code, agency.name, frontier.size, root, now)
        return NextHead(head, occasion, frontier)

    def require_sealer(self, actor: str) -> None:
        """Refuse an account that may not seal the record, before a key is used.

        Raises:
            ConfigurationError: names the account, and who may.
        """
        self._roles.require(actor, Writing.SEAL_RECORD)

    def store_head(self, pending: NextHead, sealed: SealedHead, *, actor: str = ITSELF) -> bool:
        """Keep a sealed head; False when another run has kept one over as many rows before.

        Raises:
            ConfigurationError: the account may not do this.
        """
        self.require_sealer(actor)
        with self._database.writing() as connection:
            return heads.insert(connection, pending, sealed)

    def heads(self) -> tuple[KeptHead, ...]:
        """All sealed heads, the smallest first.

        Raises:
            ConfigurationError: one was changed.
        """
        with self._database.reading() as connection:
            return tuple(heads.all_heads(connection))

    def add_timestamp(self, size: int, token: bytes, *, actor: str = ITSELF) -> None:
        """Keep the time-stamp of the head over so many rows, unless it has one.

        Raises:
            ConfigurationError: the account may not do this.
        """
        self.require_sealer(actor)
        with self._database.writing() as connection:
            heads.add_timestamp(connection, size, token)

    def proof_of(self, sha256: str, since: SealedHead | None = None) -> Proof:
        """The proof that a kept file's row is under a sealed head.

        The head is the earliest that can be had: it says best since when the document was there.

        Args:
            sha256: digest of the file, hex.
            since: an earlier head that the proof's is to be shown to continue.

        Raises:
            InputError: the register keeps no such file, no head covers it yet, or `since` is no
                head of this record.
            ConfigurationError: the rows under the head are not those that were sealed.
        """
        digest = sha256.lower()
        with self._database.reading() as connection:
            row = _row_of(connection, digest)
            least = 1 if since is None else _size(since)
            kept = heads.first_head_over(connection, max(row.seq, least))
            if kept is None:
                raise InputError("proof.no_head", seq=row.seq)
            leaves = _leaves_under(connection, kept)
        path = inclusion_path(leaves, row.seq - 1)
        root, size = bytes.fromhex(kept.head.root), kept.head.size
        if not includes(root, size, row.leaf, row.seq - 1, path):
            raise ConfigurationError("register.head_differs", size=size)
        continuation = None if since is None else _continuation(leaves, since, kept)
        return Proof(digest, row, path, kept.sealed, continuation)


def _row_of(connection: sa.Connection, digest: str) -> RecordRow:
    """The row that says a file was kept.

    Raises:
        InputError: there is none.
    """
    found = connection.execute(
        sa.select(artefact.c.entry_id, register.c.request_id)
        .join(register, register.c.id == artefact.c.entry_id)
        .where(artefact.c.sha256 == digest)
    ).first()
    if found is not None:
        of_entry = sa.select(history.c.audit_seq).where(history.c.entry_id == found.entry_id)
        kept_only = sa.and_(
            audit_rows.c.action.in_(_ONLY_KEPT), audit_rows.c.subject == found.request_id
        )
        for condition in (audit_rows.c.seq.in_(of_entry), kept_only):
            query = sa.select(*audit.ROW).where(condition, audit_rows.c.action.in_(_ACTS))
            for fields in connection.execute(query):
                row = RecordRow(*fields)
                if row.facts.get("sha256") == digest:
                    return row
    raise InputError("register.unknown_pdf", digest=digest)


def _size(since: SealedHead) -> int:
    try:
        return TreeHead.read(since.statement).size
    except ValueError as fault:
        raise InputError("proof.other_record") from fault


def _leaves_under(connection: sa.Connection, kept: KeptHead) -> bytes:
    """The leaves that a head was made of, as the rows tell them; whether they are is for the proof.

    Raises:
        ConfigurationError: they cannot be.
    """
    size = kept.head.size
    try:
        leaves = stored_leaves(connection, size)
    except ValueError as fault:
        raise ConfigurationError("register.head_differs", size=size) from fault
    if len(leaves) != size * SIZE:
        raise ConfigurationError("register.head_differs", size=size)
    return leaves


def _continuation(leaves: bytes, since: SealedHead, kept: KeptHead) -> Continuation:
    """The way from an earlier head.

    Raises:
        InputError: it is none of this record.
    """
    earlier, later = (TreeHead.read(each.statement) for each in (since, kept.sealed))
    path = consistency_path(leaves, earlier.size)
    first, second = ((head.size, bytes.fromhex(head.root)) for head in (earlier, later))
    if not continues(first, second, path):
        raise InputError("proof.other_record")
    return Continuation(since, path)
