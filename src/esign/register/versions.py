# SPDX-License-Identifier: Apache-2.0
"""A document's raised versions: what was issued, with proof appended afterwards, once or again.

A version begins with every byte of the one before (ETSI EN 319 142-1 §5.4), so the versions of a
file form one line, and each is kept: a recipient may hold any of them. Raising changes no state;
what was replaced or recalled has to stay provable, too.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from esign.errors import InputError
from esign.messages import Term
from esign.register import audit
from esign.register.entries import entry_of
from esign.register.lifecycle import ANNEX, AUGMENTED, AnnexStage, required
from esign.register.moments import utc_text
from esign.register.roles import ITSELF
from esign.register.schema import artefact, register
from esign.register.transitions import ISSUED, State, Writing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from esign.register.entries import Entry
    from esign.register.lifecycle import Stage
    from esign.register.registry import Registry

ORIGINAL: Final = "pdf"
OUT: Final = ISSUED | {State.REPLACED, State.RECALLED}
"""The states of documents that are out in the world, in force or not."""

_OF_ENTRY: Final = sa.select(artefact).where(artefact.c.entry_id == sa.bindparam("entry"))


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a document, or of an annex in a file of its own.

    Attributes:
        stage: of the file as it was issued: `pdf`, or an annex's.
        turn: 0 of that file; raised versions count from 1.
        sha256: hexadecimal.
        size: bytes.
        kept_at: since when the register has it.
    """

    stage: Stage
    turn: int
    sha256: str
    size: int
    kept_at: datetime


class Versions:
    """The versions of an opened register's documents: `register.versions`."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry

    def of(self, request_id: str, stage: Stage = ORIGINAL) -> tuple[Version, ...]:
        """The versions of a document, or of one of its annexes, the oldest first.

        Raises:
            InputError: the request has no number.
        """
        with self._registry.database.reading() as connection:
            return _versions(connection, required(connection, request_id), stage)

    def raised(self, request_id: str) -> tuple[Version, ...]:
        """Every raised version of a document and its annexes, as they were kept.

        Raises:
            InputError: the request has no number.
        """
        with self._registry.database.reading() as connection:
            entry = required(connection, request_id)
            wanted = sa.select(artefact).where(
                artefact.c.entry_id == entry.id, artefact.c.stage.contains(AUGMENTED)
            )
            found = [_version(row) for row in connection.execute(wanted)]
        return tuple(sorted(found, key=lambda version: (version.kept_at, version.stage)))

    def newest(self, request_id: str, stage: Stage = ORIGINAL) -> bytes | None:
        """The newest version; None where no such file was issued.

        Raises:
            InputError: the request has no number.
            ConfigurationError: the file is lost or damaged.
        """
        versions = self.of(request_id, stage)
        return self._registry.objects.get(versions[-1].sha256) if versions else None

    def holding(self, sha256: str) -> tuple[Entry, Stage] | None:
        """The document, and which of its files, that has a version of this SHA-256 (hex)."""
        wanted = (
            sa.select(register, artefact.c.stage)
            .join(artefact, artefact.c.entry_id == register.c.id)
            .where(artefact.c.sha256 == sha256.lower(), is_version())
        )
        with self._registry.database.reading() as connection:
            row = connection.execute(wanted).first()
        return None if row is None else (entry_of(row), _issued_stage(row.stage))

    def require_augmenter(self, actor: str) -> None:
        """Refuse an account that may not raise documents, before anybody is asked for a time-stamp.

        Raises:
            ConfigurationError: names the account, and who may.
        """
        self._registry.roles.require(actor, Writing.AUGMENT)

    def keep(  # noqa: PLR0913 - the last three are named
        self,
        request_id: str,
        stage: Stage,
        data: bytes,
        *,
        after: str,
        actor: str = ITSELF,
        facts: Mapping[str, str] | None = None,
    ) -> bytes:
        """Keep a raised version; of several runs at once the first one's.

        Args:
            request_id: of a document that is out.
            stage: as `Version` says.
            data: the version.
            after: SHA-256 (hex) of the version that it was raised from.
            actor: who asks.
            facts: what the record says of it beside; nothing about persons.

        Returns:
            The newest version there is now: `data`, unless another run was quicker.

        Raises:
            InputError: the request has no number, the document is not out, or `data` does not begin
                with the version that it was raised from.
            ConfigurationError: the account may not do this, or a version is lost or damaged.
            OutputError: the disk is full or not writable.
        """
        self.require_augmenter(actor)
        objects = self._registry.objects
        if not data.startswith(objects.get(after)):
            raise InputError("register.not_appended", request_id=request_id)
        digest = objects.put(data)
        with self._registry.database.writing() as connection:
            entry = required(connection, request_id)
            refuse_unless_out(entry)
            newest = _versions(connection, entry, stage)[-1]
            if newest.sha256 != after:
                return objects.get(newest.sha256)
            at = self._registry.clock.now()
            own = {"stage": _turn(stage, newest), "sha256": digest, "size": len(data)}
            kept = {"entry_id": entry.id, "kept_at": utc_text(at)}
            connection.execute(sa.insert(artefact), kept | own)
            told = {**(facts or {}), **own, "after": after}
            act = audit.Act(at, actor, Writing.AUGMENT.value, request_id, told)
            audit.append(connection, act, self._registry.random)
            if objects.size(digest) is None:  # somebody collected forgotten objects meanwhile
                objects.put(data)
        return data


def refuse_unless_out(entry: Entry) -> None:
    """Refuse a document that is not out in the world.

    Raises:
        InputError: it is not.
    """
    if entry.state not in OUT:
        state = Term(f"state.{entry.state}")
        raise InputError("register.not_out", number=entry.number.text, state=state)


def is_version() -> sa.ColumnElement[bool]:
    """Whether a row of `artefact` is an issued file or a version of one: no page, no package."""
    annex = sa.and_(artefact.c.stage.like(f"{ANNEX}%"), artefact.c.stage.not_like("%-prepared"))
    raised = artefact.c.stage.like(f"{AUGMENTED}%")
    return sa.or_(artefact.c.stage == ORIGINAL, raised, annex)


def _prefix(stage: str) -> str:
    """How the stages of raised versions begin: `augmented-`, or `annex-1-augmented-`."""
    return AUGMENTED if stage == ORIGINAL else f"{stage}-{AUGMENTED}"


def _turn(stage: str, newest: Version) -> str:
    """What the version after the newest is kept as."""
    return f"{_prefix(stage)}{newest.turn + 1}"


def _issued_stage(stage: str) -> Stage:
    """Of which issued file that of a stage is a version."""
    issued, raised, _ = stage.rpartition(AUGMENTED)
    found = issued.removesuffix("-") if raised else stage
    return ORIGINAL if found in {"", ORIGINAL} else AnnexStage(found)


def _version(row: sa.Row[Any]) -> Version:
    _, raised, turn = row.stage.rpartition(AUGMENTED)
    return Version(
        stage=_issued_stage(row.stage),
        turn=int(turn) if raised else 0,
        sha256=row.sha256,
        size=row.size,
        kept_at=datetime.fromisoformat(row.kept_at),
    )


def _versions(connection: sa.Connection, entry: Entry, stage: Stage) -> tuple[Version, ...]:
    prefix = _prefix(stage)
    rows = connection.execute(_OF_ENTRY, {"entry": entry.id})
    found = (_version(row) for row in rows if row.stage == stage or row.stage.startswith(prefix))
    return tuple(sorted(found, key=lambda version: version.turn))
