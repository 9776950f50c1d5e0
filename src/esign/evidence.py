# SPDX-License-Identifier: Apache-2.0
"""The story of evidence: heads of the record are sealed and time-stamped, proofs made from them.

A time-stamp authority that is down stops nothing: the head is kept without, and the next run that
seals or is asked to fetches what is missing.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from esign.errors import ConfigurationError, ServiceError
from esign.model import Verdict
from esign.model.proof import Proof, SealedHead
from esign.register import Occasion
from esign.signing import seal_statement
from esign.verification import inspect_statement

if TYPE_CHECKING:
    from datetime import datetime

    from esign.model import Agency
    from esign.model.record import TreeHead
    from esign.ports import TimestampAuthority
    from esign.register import Checked, KeptHead, Register
    from esign.signing import Signatory
    from esign.trust import TrustStore
    from esign.verification import StatementReport

MOST_FETCHED = 20
"""How many missing time-stamps one run asks for."""


@dataclass(frozen=True, slots=True)
class Sealing:
    """What sealing a head needs; `timestamps` is None where no authority is configured.

    `actor` is the account under which it is sealed.
    """

    register: Register
    seal: Signatory
    agency: Agency
    timestamps: TimestampAuthority | None = None
    actor: str = "esign"


@dataclass(frozen=True, slots=True)
class Sealed:
    """What a run of sealing did.

    Attributes:
        head: the new head; None when there was nothing new to seal.
        stamped: how many heads got their time-stamps.
        fault: why a time-stamp could not be had; None when all could.
    """

    head: TreeHead | None
    stamped: int
    fault: ServiceError | None


def seal_head(sealing: Sealing, occasion: Occasion = Occasion.ASKED) -> Sealed:
    """Seal a head over all rows of the record, if there are new ones, and have it time-stamped.

    Raises:
        KeyFaultError: the agency's certificate may not sign now.
        ConfigurationError: a row that no head covers yet, or the last head, was tampered with; or
            the account may not seal the record.
        OutputError: the head cannot be kept.
    """
    record = sealing.register.record
    record.require_sealer(sealing.actor)
    pending = record.next_head(occasion, sealing.agency)
    if pending is not None:
        sealing.seal.refuse_unfit(sealing.agency.name)
        statement = pending.head.statement
        seal = seal_statement(statement.encode(), sealing.seal)
        record.store_head(pending, SealedHead(statement, seal), actor=sealing.actor)
    stamped, fault = _fetch_timestamps(sealing)
    return Sealed(None if pending is None else pending.head, stamped, fault)


def seal_day(sealing: Sealing) -> Sealed | None:
    """Seal what was done on days gone by, if no head covers it yet; None when all is covered.

    Raises:
        EsignError: as `seal_head`.
    """
    return seal_head(sealing, Occasion.DAY) if sealing.register.record.day_is_over() else None


def seal_after(sealing: Sealing, issued: int) -> Sealed | None:
    """Seal what there is to seal after a run: a batch at once, single documents day by day.

    Args:
        sealing: with what.
        issued: how many documents the run issued.

    Raises:
        EsignError: as `seal_head`.
    """
    return seal_head(sealing, Occasion.BATCH) if issued > 1 else seal_day(sealing)


def _fetch_timestamps(sealing: Sealing) -> tuple[int, ServiceError | None]:
    """Time-stamps for the heads that have none, the latest first, until one cannot be had."""
    if sealing.timestamps is None:
        return 0, None
    record = sealing.register.record
    missing = [kept for kept in record.heads() if kept.sealed.timestamp is None]
    stamped = 0
    for kept in reversed(missing[-MOST_FETCHED:]):
        try:
            token = sealing.timestamps.timestamp(sha256(kept.sealed.seal).digest())
        except ServiceError as fault:
            return stamped, fault
        record.add_timestamp(kept.head.size, token, actor=sealing.actor)
        stamped += 1
    return stamped, None


@dataclass(frozen=True, slots=True)
class RecordReport:
    """What the check of a record found; everything that is wrong is raised instead.

    Attributes:
        checked: what was looked at.
        seals: the judgement of each head's seal; none is “failed”.
    """

    checked: Checked
    seals: tuple[tuple[KeptHead, StatementReport], ...]


def check_record(register: Register, trust: TrustStore, at: datetime) -> RecordReport:
    """Check rows, tree, heads and register against each other, and the seals of the heads.

    A seal that can no longer be judged, since its certificate has expired and no time-stamp was
    had in time, is told and not refused.

    Raises:
        ConfigurationError: names the first thing that was tampered with.
    """
    checked = register.record.check()
    seals = []
    for kept in checked.heads:
        sealed = kept.sealed
        statement = sealed.statement.encode()
        report = inspect_statement(
            statement, sealed.seal, token=sealed.timestamp, trust=trust, at=at
        )
        if report.verdict is Verdict.FAILED:
            raise ConfigurationError("proof.head_seal", size=kept.head.size)
        seals.append((kept, report))
    return RecordReport(checked, tuple(seals))


def make_proof(register: Register, pdf: bytes, since: Proof | None = None) -> Proof:
    """The proof that this register recorded a file.

    Args:
        register: the office's.
        pdf: the file, any that was kept: original, package, or what the person signed.
        since: an earlier proof, whose head the new proof's is shown to continue.

    Raises:
        InputError: the register keeps no such file, no head covers it yet, or `since` is of
            another record.
        ConfigurationError: the record was tampered with.
    """
    return register.record.proof_of(sha256(pdf).hexdigest(), None if since is None else since.head)
