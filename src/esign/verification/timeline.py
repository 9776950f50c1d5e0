# SPDX-License-Identifier: Apache-2.0
"""At which moment each signature is judged, and on what (ETSI EN 319 102-1 §5.5, §5.6).

Time-stamps are judged from the last one back: the last one now, each other one at the moment of
the next that was found good, and signatures at the earliest moment that is thus proven. A
time-stamp that is not found good proves nothing, whatever else is true of it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from esign.model import Level
from esign.trust import Grounds, Material, Standing, leads_on
from esign.verification.bearer import read_bearer
from esign.verification.facts import Change, Signature, Store

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from esign.trust import TrustStore
    from esign.verification.facts import Revision

CLOCKS_DIFFER = timedelta(minutes=5)
"""How far two honest clocks may be apart."""


@dataclass(frozen=True, slots=True)
class Timeline:
    """The signatures with all that depends on time, the store likewise, and the level."""

    signatures: tuple[Signature, ...]
    store: Store | None
    level: Level | None


@dataclass(frozen=True, slots=True)
class _Proof:
    """A good time-stamp: the revision up to which everything existed at a moment."""

    revision: int
    at: datetime


def assess(
    signatures: Sequence[Signature],
    revisions: Sequence[Revision],
    store: Store | None,
    by: tuple[TrustStore, datetime],
    *,
    general: bool = False,
) -> Timeline:
    """Judge every certificate of a file for its moment.

    Args:
        signatures: without standings, time-stamps included.
        revisions: of the file; only those count that did nothing but add proof.
        store: its security store.
        by: whose certificates are accepted, and now, aware.
        general: the file may be of any origin. A time-stamp then proves whatever it covers, however
            it is written and whatever else came with it.
    """
    judge = _Judge(store, *by, general=general)
    added = {entry.number for entry in revisions if entry.change is Change.EXTENDED}
    found: dict[int, Signature] = {}
    stamps = [entry for entry in signatures if entry.timestamp]
    for entry in sorted(stamps, key=lambda entry: entry.revision, reverse=True):
        found[entry.ordinal] = judge.stamp(entry, counts=general or entry.revision in added)
    for entry in signatures:
        if not entry.timestamp:
            found[entry.ordinal] = judge.signature(entry)
    judged = tuple(found[entry.ordinal] for entry in signatures)
    people = [entry for entry in judged if not entry.timestamp]
    return Timeline(judged, judge.vouched(judged), judge.level(people, judged))


class _Judge:
    """Judges by what has been proven so far."""

    def __init__(
        self, store: Store | None, trust: TrustStore, at: datetime, *, general: bool
    ) -> None:
        self._general = general
        self._store = store or Store()
        self._has_store = store is not None
        self._trust = trust
        self._at = at
        self._proofs: list[_Proof] = []
        self._material = Material(
            self._store.certificates, self._store.lists, self._store.responses
        )

    def stamp(self, entry: Signature, *, counts: bool) -> Signature:
        """A time-stamp with its standing; one that is good proves its moment from here on."""
        token = entry.stamp
        if token is None:
            return entry
        moment, proven = self._moment(entry.revision)
        grounds = self._grounds(proven=proven)
        standing = self._trust.assess_timestamp(token.certificate, token.others, moment, grounds)
        bearer = read_bearer(token.certificate)
        judged = replace(entry, standing=standing, bearer=bearer, judged_at=moment, proven=proven)
        sound = counts and is_good(judged, general=self._general)
        if sound:
            self._proofs.append(_Proof(entry.revision, min(token.at, moment)))
        return replace(judged, sound=sound)

    def signature(self, entry: Signature) -> Signature:
        """A signature with its certificate's holder and standing at its moment."""
        container = entry.container
        if container is None:
            return entry
        moment, proven = self._moment(entry.revision)
        earliest = self._own_moment(entry, moment, self._grounds(proven=proven))
        moment, proven = (moment, proven) if earliest is None else (earliest, True)
        standing = self._trust.assess(
            container.certificate, container.others, moment, self._grounds(proven=proven)
        )
        bearer = read_bearer(container.certificate)
        return replace(entry, standing=standing, bearer=bearer, judged_at=moment, proven=proven)

    def _own_moment(
        self, entry: Signature, moment: datetime, grounds: Grounds | None
    ) -> datetime | None:
        """The earliest moment that a time-stamp over the signature itself proves, if any does."""
        proven = []
        for token in entry.tokens:
            bearer = read_bearer(token.certificate)
            standing = self._trust.assess_timestamp(
                token.certificate, token.others, moment, grounds
            )
            timely = bearer is not None and bearer.since <= token.at <= bearer.until
            fits = token.imprint_matches and token.intact and token.at <= moment + CLOCKS_DIFFER
            if timely and fits and standing.standing is Standing.GOOD:
                proven.append(min(token.at, moment))
        return min(proven, default=None)

    def vouched(self, signatures: Iterable[Signature]) -> Store | None:
        """The store, with whether all it holds comes from where it should."""
        if not self._has_store:
            return None
        if self._general:  # every piece is judged by itself
            return self._store
        carried = {entry for found in signatures for entry in _certificates(found)}
        known = self._trust.vouches({*self._store.certificates, *carried})
        return replace(self._store, vouched=self._material.stands(known, self._at + CLOCKS_DIFFER))

    def level(self, people: Sequence[Signature], all_of_them: Sequence[Signature]) -> Level | None:
        """How long the signatures can be proven with what the file brings."""
        if not people or not all(map(_intact, people)):
            return None
        last = max(entry.revision for entry in people)
        proofs = sorted(
            (proof for proof in self._proofs if proof.revision > last),
            key=lambda proof: proof.revision,
        )
        if not proofs:
            return self._level_by_tokens(people)
        first = next(entry for entry in all_of_them if entry.revision == proofs[0].revision)
        stamp = replace(first, judged_at=proofs[0].at)
        covered = self._covered(proofs[-1].revision) if len(proofs) > 1 else None
        archived = self._covered(proofs[-1].revision)
        if (covered and self._lasts(people, stamp, covered)) or self._last(people, archived):
            return Level.B_LTA
        if self._lasts(people, stamp, self._material) or self._last(people, self._material):
            return Level.B_LT
        return Level.B_T

    def _level_by_tokens(self, people: Sequence[Signature]) -> Level:
        if not all(entry.proven for entry in people):
            return Level.B_B
        return Level.B_LT if self._last(people, self._material) else Level.B_T

    def _last(self, people: Sequence[Signature], material: Material) -> bool:
        """As `_lasts`, by the time-stamps that the signatures carry (EN 319 122-1 §5.3)."""
        return all(
            any(
                self._lasts([entry], replace(entry, stamp=token), material)
                for token in entry.tokens
                if token.imprint_matches and token.intact and token.at == entry.judged_at
            )
            for entry in people
        )

    def _moment(self, revision: int) -> tuple[datetime, bool]:
        """The earliest proven moment after a revision; now where nothing is proven."""
        moments = [proof.at for proof in self._proofs if proof.revision > revision]
        return (min(moments), True) if moments else (self._at, False)

    def _grounds(self, *, proven: bool) -> Grounds | None:
        if not proven and not self._has_store:
            return None
        return Grounds(self._at, proven, material=self._material, seen=self._seen())

    def _seen(self) -> Mapping[bytes, datetime]:
        """Since when each piece of the store is proven to exist."""
        pieces = {**self._store.lists, **self._store.responses}
        moments = {
            piece: [proof.at for proof in self._proofs if proof.revision >= revision]
            for piece, revision in pieces.items()
        }
        return {piece: min(found) for piece, found in moments.items() if found}

    def _covered(self, revision: int) -> Material:
        """What of the store was there at a revision."""
        kinds = (self._store.certificates, self._store.lists, self._store.responses)
        return Material(
            *([piece for piece, since in kind.items() if since <= revision] for kind in kinds)
        )

    def _lasts(self, people: Sequence[Signature], stamp: Signature, material: Material) -> bool:
        """Whether the file alone proves signers and time-stamp good at the time-stamp's moment."""
        moment, token = stamp.judged_at, stamp.stamp
        if moment is None or token is None or not self._has_store:
            return False
        grounds = Grounds(self._at, proven=True, alone=True, material=material, seen=self._seen())
        standings = [
            self._trust.assess(found.certificate, found.others, moment, grounds)
            for found in (entry.container for entry in people)
            if found is not None
        ]
        standings.append(
            self._trust.assess_timestamp(token.certificate, token.others, moment, grounds)
        )
        return all(entry.standing is Standing.GOOD for entry in standings)


def is_good(entry: Signature, *, general: bool = False) -> bool:
    """Whether a time-stamp that was assessed proves its moment.

    Args:
        entry: the time-stamp.
        general: it may be written in any form.
    """
    token = entry.stamp
    return (
        token is not None
        and is_whole(entry)
        and token.imprint_matches
        and token.intact
        and (general or is_canonical(entry))
        and entry.standing is not None
        and entry.standing.standing is Standing.GOOD
        and is_timely(entry)
    )


def is_whole(entry: Signature) -> bool:
    """Whether a time-stamp covers everything up to itself."""
    return entry.range_sane and entry.covers_revision and not entry.shared


def is_canonical(entry: Signature) -> bool:
    """Whether a time-stamp is written in its one form, with certificates of its path alone.

    Authorities carry their root along; those who trust the one below it see it above their anchor.
    """
    token = entry.stamp
    if token is None:
        return False
    path = entry.standing.path if entry.standing else ()
    certificates = [token.certificate, *token.others]
    further = set(certificates).difference(path)
    return (
        entry.hex_clean
        and token.padding_clean
        and token.canonical
        and len({*certificates}) == len(certificates)
        and (not path or not further or leads_on(path, further))
    )


def is_timely(entry: Signature) -> bool:
    """Whether a time-stamp is not ahead of its judgement, and its certificate was valid by it."""
    token, bearer, judged = entry.stamp, entry.bearer, entry.judged_at
    if token is None or bearer is None or judged is None:
        return False
    return token.at <= judged + CLOCKS_DIFFER and bearer.since <= token.at <= bearer.until


def _intact(entry: Signature) -> bool:
    found = entry.container
    return found is not None and found.digest_matches and found.signature_valid


def _certificates(entry: Signature) -> tuple[bytes, ...]:
    carrier = entry.stamp if entry.timestamp else entry.container
    return () if carrier is None else (carrier.certificate, *carrier.others)
