# SPDX-License-Identifier: Apache-2.0
"""From what revocation data says to whether a certificate was revoked at a moment.

ETSI EN 319 102-1 §5.2.5 (freshness) and §5.6.2 (past moments). Data tells of a moment when it was
in force then: issued before, to be renewed after. Of a moment that a time-stamp proves it also
tells when it was issued later, as long as the certificate had not run out: afterwards authorities
take certificates off their lists (RFC 5280 §3.3).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cryptography.x509 import Certificate

EARLIEST = datetime.min.replace(tzinfo=UTC)
"""Before any word."""
_HOLD = "certificateHold"
# Reasons that say nothing against what was signed before (RFC 5280 §5.3.1). Where the reason is a
# compromise, a suspension or not told, nobody knows how long the key had been in other hands.
_ORDERLY = frozenset(
    ("affiliationChanged", "superseded", "cessationOfOperation", "privilegeWithdrawn")
)


class Revocation(Enum):
    """What is known of a certificate's revocation."""

    NOT_REVOKED = "not revoked"
    REVOKED = "revoked"
    REVOKED_LATER = "revoked later, and perhaps unsafe before"
    UNKNOWN = "unknown"
    STALE = "stale"


@dataclass(frozen=True, slots=True)
class Status:
    """The conclusion; `moment` is the revocation's, or the end of the newest data's period.

    `late` if all data was issued after the certificate had run out; `moment` is then its end.
    """

    revocation: Revocation
    moment: datetime | None = None
    reason: str = ""
    late: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """A revocation: when, why (RFC 5280 §5.3.1), and since when the key is known to be unsafe."""

    moment: datetime
    reason: str
    unsafe_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Word:
    """What one list or response says of one certificate.

    Attributes:
        issued: thisUpdate.
        until: nextUpdate; None where none is told.
        entry: the revocation; None when there is none.
    """

    issued: datetime
    until: datetime | None
    entry: Entry | None = None


@dataclass(frozen=True, slots=True)
class When:
    """The moment that is judged.

    Attributes:
        at: the moment, aware.
        now: when it is judged, aware.
        proven: a time-stamp proves that what is judged existed at `at`.
    """

    at: datetime
    now: datetime
    proven: bool = False


def decide(words: Iterable[Word], certificate: Certificate, when: When) -> Status:
    """Whether a certificate was revoked, by all that is said of it.

    Of now, or of a moment that nothing proves, a listed certificate is revoked whatever date the
    entry bears, and even in a list that has run out: nothing proves that the signature is older.
    Only a suspension ends with the first newer word without it. Of a proven moment the date counts.
    """
    said = sorted(words, key=lambda word: word.issued, reverse=True)
    if not said:
        return Status(Revocation.UNKNOWN)
    doubt = None
    for place, word in enumerate(said):
        entry = word.entry
        if entry is None or (place > 0 and entry.reason == _HOLD):
            continue
        found = _weighed(entry, when)
        if found is Revocation.REVOKED:
            return Status(found, entry.moment, entry.reason)
        if found is Revocation.REVOKED_LATER:
            doubt = doubt or Status(found, entry.moment, entry.reason)
    if doubt is not None:
        return doubt
    if any(_tells(word, certificate, when) for word in said):
        return Status(Revocation.NOT_REVOKED)
    ended = certificate.not_valid_after_utc
    late = when.proven and all(word.issued > ended for word in said)
    return Status(Revocation.STALE, ended if late else said[0].until or said[0].issued, late=late)


def _weighed(entry: Entry, when: When) -> Revocation:
    """What a revocation means for the moment that is judged."""
    starts = [entry.moment, *([entry.unsafe_since] if entry.unsafe_since else [])]
    if not when.proven or min(starts) <= when.at:
        return Revocation.REVOKED
    if entry.reason in _ORDERLY or entry.unsafe_since is not None:
        return Revocation.NOT_REVOKED
    return Revocation.REVOKED_LATER


def _tells(word: Word, certificate: Certificate, when: When) -> bool:
    if word.until is not None and word.issued <= when.at <= word.until:
        return True
    last = min(when.now, certificate.not_valid_after_utc)
    return when.proven and when.at <= word.issued <= last
