# SPDX-License-Identifier: Apache-2.0
"""Will a file still verify in years to come, offline, if its time-stamps are renewed in time?

Everything in the file is taken to be proven to exist today, as renewals will go on proving it. Then
every certificate must be good for the moment at which its signature is proven, by what the file
holds and the anchors alone (ETSI EN 319 102-1 §5.6.2).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from esign.errors import Detail
from esign.signing.levels.reading import read_sealed
from esign.trust import Grounds, Material, Standing

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from esign.signing.levels.reading import SealedFile
    from esign.trust import CertificateStanding, TrustStore


def foreseen_faults(
    data: bytes, trust: TrustStore, now: datetime, then: datetime
) -> tuple[Detail, ...]:
    """What will keep the file from being verified at a moment to come; empty when nothing will.

    Args:
        data: the file.
        trust: the anchors.
        now: the moment at which everything in the file exists, aware.
        then: the moment of the verification, aware.

    Raises:
        InputError: the file is no sealed document.
    """
    found = read_sealed(data)
    if not found.stamps:
        return (Detail("foresight.no_timestamp"),)
    standings = _standings(found, trust, now, then)
    return tuple(
        Detail(standing.code, facts=standing.facts)
        for standing in standings
        if standing.standing is not Standing.GOOD
    )


def _standings(
    found: SealedFile, trust: TrustStore, now: datetime, then: datetime
) -> Iterator[CertificateStanding]:
    store = found.store
    material = Material(store.certificates, store.lists, store.responses)
    seen = dict.fromkeys((*store.lists, *store.responses), now)
    grounds = Grounds(then, proven=True, alone=True, material=material, seen=seen)
    moments = [stamp.token.at for stamp in found.stamps]
    for signer in found.signers:
        yield trust.assess(signer.certificate, signer.others, moments[0], grounds)
    for stamp, proven_at in zip(found.stamps, (*moments[1:], now), strict=True):
        token = stamp.token
        yield trust.assess_timestamp(token.certificate, token.others, proven_at, grounds)
