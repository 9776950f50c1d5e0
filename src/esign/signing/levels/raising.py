# SPDX-License-Identifier: Apache-2.0
"""Raising a sealed file from level to level, and renewing its proof before that lapses.

B-T is a document time-stamp, B-LT adds the security store, B-LTA a time-stamp over that; a renewal
stores what the last time-stamp needs and time-stamps everything again (EN 319 142-1 §6.3, §5.4.3).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from cryptography import x509

from esign.errors import EsignError
from esign.model import Level
from esign.signing.levels.appending import append_evidence, append_timestamp
from esign.signing.levels.reading import read_sealed
from esign.trust import Evidence

if TYPE_CHECKING:
    from datetime import datetime

    from esign.ports import TimestampAuthority
    from esign.signing.levels.reading import SealedFile, Stamp


class EvidenceSource(Protocol):
    """Finds what proves that a certificate was valid."""

    def evidence(
        self, certificate: bytes, others: tuple[bytes, ...], at: datetime, *, stamps: bool = False
    ) -> Evidence:
        """All that its path needs: certificates, and for each below the anchor its status.

        Args:
            certificate: of a signer or a time-stamp authority, DER.
            others: certificates that came along, DER.
            at: the moment that is judged, aware.
            stamps: whether it must be fit for stamping times, not for signing.

        Raises:
            EsignError: there is no path, a certificate is not good, or its status cannot be had.
        """
        ...


@dataclass(frozen=True, slots=True)
class Raised:
    """What became of a file.

    Attributes:
        data: the file; every byte of the old one, then what was appended.
        reached: its level now.
        why_not_more: what kept it from the level wanted; None when nothing did.
    """

    data: bytes
    reached: Level
    why_not_more: EsignError | None = None


@dataclass(frozen=True, slots=True)
class Means:
    """What raising takes: who stamps times, who finds evidence, and what time it is."""

    authority: TimestampAuthority
    evidence: EvidenceSource
    at: datetime


def raise_to(data: bytes, level: Level, means: Means) -> Raised:
    """The file at the level wanted, or as near to it as can be had now; it never gets lower.

    Raises:
        InputError: the file is no sealed document of ours, or something hangs on its end.
    """
    found = read_sealed(data)
    try:
        while not found.level.reaches(level):
            data = _next_step(data, found, means)
            found = read_sealed(data)
    except EsignError as fault:
        return Raised(data, found.level, fault)
    return Raised(data, found.level)


def renew(data: bytes, means: Means) -> Raised:
    """The file with a new archive time-stamp over it, and before that what the last one needs.

    Raises:
        InputError: as `raise_to`, or the file has no time-stamp yet.
    """
    found = read_sealed(data)
    if not found.level.reaches(Level.B_LT):
        return raise_to(data, Level.B_LTA, means)
    try:
        last = _needed_by(found.stamps[-1], means)
        stored = append_evidence(data, last, found.store) if last - found.store else data
        return Raised(_stamped(stored, means), Level.B_LTA)
    except EsignError as fault:
        return Raised(data, found.level, fault)


def lapses_at(data: bytes) -> datetime | None:
    """When the last time-stamp's certificate ends; None of a file without time-stamp.

    Raises:
        InputError: as `raise_to`.
    """
    found = read_sealed(data)
    if not found.stamps:
        return None
    last = found.stamps[-1].token.certificate
    return x509.load_der_x509_certificate(last).not_valid_after_utc


def _next_step(data: bytes, found: SealedFile, means: Means) -> bytes:
    if found.level is Level.B_T:
        return append_evidence(data, _needed(found, means), found.store)
    return _stamped(data, means)


def _stamped(data: bytes, means: Means) -> bytes:
    """The file with a time-stamp of an authority that those who rely on it will believe.

    One whose certificate is not good, or of unknown status, would cast doubt on a good file.
    """
    stamped = append_timestamp(data, means.authority)
    _needed_by(read_sealed(stamped).stamps[-1], means)
    return stamped


def _needed(found: SealedFile, means: Means) -> Evidence:
    """What proves the certificates of signers and time-stamps valid, now the newest."""
    needed = Evidence()
    for signer in found.signers:
        needed |= means.evidence.evidence(signer.certificate, signer.others, means.at)
    for stamp in found.stamps:
        needed |= _needed_by(stamp, means)
    return needed


def _needed_by(stamp: Stamp, means: Means) -> Evidence:
    token = stamp.token
    return means.evidence.evidence(token.certificate, token.others, means.at, stamps=True)
