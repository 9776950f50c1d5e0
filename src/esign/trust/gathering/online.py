# SPDX-License-Identifier: Apache-2.0
"""A trust store that asks the network for what a file and the trust folder lack.

What comes is judged as if the file had brought it. Who did not answer is said in the judgement.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Protocol

from cryptography.hazmat.primitives.serialization import Encoding

from esign.trust.certificate import der, is_authority, parse, parse_all, serial
from esign.trust.gathering.addresses import hosts_named, list_addresses, responder_addresses
from esign.trust.gathering.finding import StatusSupply
from esign.trust.grounds import Grounds, Material
from esign.trust.path import is_issued
from esign.trust.standing import Standing
from esign.trust.store import TrustStore

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from cryptography import x509

    from esign.ports import Clock
    from esign.trust.folder import TrustFolder
    from esign.trust.gathering.reach import Miss
    from esign.trust.standing import CertificateStanding

    Assess = Callable[[bytes, Iterable[bytes], datetime, Grounds | None], CertificateStanding]

MOST_STEPS = 4
"""How many issuers are fetched one above the other."""
MOST_REMEMBERED = 512
_MISSING = frozenset(("trust.revocation_unknown", "trust.revocation_stale"))
_OPEN = {Standing.REVOCATION_UNKNOWN, Standing.REVOCATION_STALE}


class OnlineSupply(StatusSupply, Protocol):
    """A supply that also knows where issuers can be had, and who could not be used."""

    @property
    def misses(self) -> tuple[Miss, ...]:
        """Who could not be used in this run."""
        ...

    def issuers(self, certificate: x509.Certificate) -> tuple[x509.Certificate, ...]:
        """Authorities that have issued a certificate; by verified signature, not yet believed."""
        ...


class OnlineTrustStore(TrustStore):
    """Judges as `TrustStore` does, by what a supply has as well.

    Where the moment that is judged is now, the newest status is asked for in any case; of a proven
    moment only where it is open.

    Args:
        folder: the trust folder.
        supply: asks the network.
        clock: tells the present, in which services answer whatever moment is judged.
    """

    def __init__(self, folder: TrustFolder, supply: OnlineSupply, clock: Clock) -> None:
        super().__init__(folder)
        self._supply = supply
        self._clock = clock
        self._answered: dict[object, CertificateStanding] = {}

    @property
    def misses(self) -> tuple[Miss, ...]:
        """Who could not be used in this run."""
        return self._supply.misses

    def assess(
        self,
        certificate: bytes,
        intermediates: Iterable[bytes],
        at: datetime,
        grounds: Grounds | None = None,
    ) -> CertificateStanding:
        """As `TrustStore.assess`; a judgement by the file alone asks nobody."""
        came = tuple(sorted({*intermediates}))
        if grounds is not None:
            return self._assessed(super().assess, (certificate, came), at, grounds)
        key = (certificate, came, at.replace(second=0, microsecond=0))
        if key not in self._answered:
            if len(self._answered) >= MOST_REMEMBERED:
                self._answered.clear()
            found = self._assessed(super().assess, (certificate, came), at, Grounds(at))
            self._answered[key] = found
        return self._answered[key]

    def assess_timestamp(
        self,
        certificate: bytes,
        intermediates: Iterable[bytes],
        at: datetime,
        grounds: Grounds | None = None,
    ) -> CertificateStanding:
        """As `TrustStore.assess_timestamp`; a judgement by the file alone asks nobody."""
        came = tuple(sorted({*intermediates}))
        known = grounds or Grounds(at)
        return self._assessed(super().assess_timestamp, (certificate, came), at, known)

    def _assessed(
        self,
        assess: Assess,
        asked: tuple[bytes, tuple[bytes, ...]],
        at: datetime,
        grounds: Grounds,
    ) -> CertificateStanding:
        certificate, came = asked
        found = assess(certificate, came, at, grounds)
        if grounds.alone:
            return found
        if not found.path:
            grounds = self._with_issuers(certificate, came, grounds)
            found = assess(certificate, came, at, grounds)
        if found.standing in _OPEN or (found.standing is Standing.GOOD and not grounds.proven):
            grounds = self._with_statuses(self._steps(found.path, came, grounds), grounds)
            found = assess(certificate, came, at, grounds)
        return self._told(found, certificate)

    def _with_issuers(
        self, certificate: bytes, came: tuple[bytes, ...], grounds: Grounds
    ) -> Grounds:
        """The grounds with what can be had of the authorities above a certificate."""
        leaf = parse(certificate)
        if leaf is None:
            return grounds
        known = [*parse_all(came), *grounds.material.certificates]
        top, fetched = leaf, list[bytes]()
        for _ in range(MOST_STEPS):
            above = _issuers(top, known) or self._supply.issuers(top)
            if not above or is_issued(top, top):
                break
            fetched.extend(der(entry) for entry in above if entry not in known)
            known.extend(above)
            top = above[0]
        return _extended(grounds, certificates=fetched)

    def _steps(
        self, path: tuple[bytes, ...], came: tuple[bytes, ...], grounds: Grounds
    ) -> list[tuple[x509.Certificate, x509.Certificate]]:
        """Certificates with those who say whether they are revoked."""
        parsed = parse_all(path)
        if len(parsed) != 1:  # a signer who is trusted for himself, and came alone
            return list(pairwise(parsed))
        known = [*parse_all(came), *grounds.material.certificates]
        return [(parsed[0], entry) for entry in _issuers(parsed[0], known)]

    def _with_statuses(
        self, steps: list[tuple[x509.Certificate, x509.Certificate]], grounds: Grounds
    ) -> Grounds:
        lists: list[bytes] = []
        responses: list[bytes] = []
        present = max(grounds.now, self._clock.now())
        for issued, issuer in steps:
            found = self._supply.lists(issued, issuer, present)
            lists.extend(entry.public_bytes(Encoding.DER) for entry in found)
            if not found:
                responses.extend(self._supply.responses(issued, issuer, present))
        return _extended(grounds, lists=lists, responses=responses)

    def _told(self, found: CertificateStanding, certificate: bytes) -> CertificateStanding:
        """The judgement, with the hosts on whose silence it rests."""
        if found.path and found.standing not in _OPEN:
            return found
        open_ones = [
            entry
            for entry in parse_all(found.path or (certificate,))
            if not found.path or serial(entry) == found.facts.get("serial")
        ]
        named = hosts_named(open_ones)
        hosts = dict.fromkeys(miss.host for miss in self.misses if miss.host in named)
        askable = any(list_addresses(entry) or responder_addresses(entry) for entry in open_ones)
        if found.code in _MISSING and not askable:
            return replace(found, code="online.no_address_known")
        if not hosts:
            return found
        code = "online.status_unanswered" if found.path else "online.issuer_unanswered"
        return replace(found, code=code, facts={**found.facts, "hosts": ", ".join(hosts)})


def _issuers(
    certificate: x509.Certificate, known: Iterable[x509.Certificate]
) -> list[x509.Certificate]:
    return [entry for entry in known if is_authority(entry) and is_issued(certificate, entry)]


def _extended(
    grounds: Grounds,
    certificates: Iterable[bytes] = (),
    lists: Iterable[bytes] = (),
    responses: Iterable[bytes] = (),
) -> Grounds:
    """The grounds with further material, known to exist since now."""
    old = grounds.material
    material = Material(
        (*map(der, old.certificates), *certificates),
        (*old.lists, *lists),
        (*old.responses, *responses),
    )
    return Grounds(grounds.now, grounds.proven, grounds.alone, material, grounds.seen)
