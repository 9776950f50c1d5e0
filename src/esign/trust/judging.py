# SPDX-License-Identifier: Apache-2.0
"""Judging one path, or one pinned signer, by all that is said of its certificates."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from esign.trust.certificate import der, is_authority
from esign.trust.fitness import spares_revocation
from esign.trust.path import is_issued
from esign.trust.revocation import RevocationLists
from esign.trust.standing import Candidate, CertificateStanding, Standing, walk, walk_pinned
from esign.trust.status import Revocation, Status, When, decide

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from cryptography import x509

    from esign.trust.folder import TrustFolder
    from esign.trust.grounds import Grounds
    from esign.trust.standing import Outcome

_SILENT = (Revocation.UNKNOWN, Revocation.STALE)
# What counts where several authorities speak of one certificate: bad news, then good, then none.
_GRAVITY = {
    Revocation.REVOKED: 0,
    Revocation.REVOKED_LATER: 1,
    Revocation.NOT_REVOKED: 2,
    Revocation.STALE: 3,
    Revocation.UNKNOWN: 4,
}


class Judge:
    """Judges by a trust folder's anchors and lists, and by what a file brings."""

    def __init__(self, folder: TrustFolder) -> None:
        self._anchors = folder.anchor_certificates
        self._lists = RevocationLists(folder.lists)

    def path(self, candidate: Candidate, grounds: Grounds) -> CertificateStanding:
        """How a path stands; its signatures are verified."""
        status_of = self._status_of(candidate, grounds)
        top = candidate.path[-1]
        others = (entry for entry in self._anchors if entry != top)
        above = [status_of(top, entry) for entry in others if is_issued(top, entry)]
        return _told(candidate, walk(candidate, status_of, above))

    def pinned(
        self,
        candidate: Candidate,
        came: Iterable[x509.Certificate],
        held: Iterable[x509.Certificate],
        grounds: Grounds,
    ) -> CertificateStanding:
        """How a signer stands who is trusted for himself.

        Who issued the certificate need not be trusted: by its signature it shows whose word on
        its revocation counts.

        Args:
            candidate: the signer; the path is his certificate alone.
            came: certificates that came along; those of his issuers are told as the path.
            held: further ones among which his issuer may be.
            grounds: what the file brings.
        """
        status_of = self._status_of(candidate, grounds)
        leaf = candidate.path[0]
        known = dict.fromkeys((*came, *held, *self._anchors))
        said = [status_of(leaf, entry) for entry in _issuers(leaf, known)]
        # Nobody but its holder could revoke what vouches for itself.
        nobody = is_issued(leaf, leaf)
        said.append(Status(Revocation.NOT_REVOKED if nobody else Revocation.UNKNOWN))
        gravest = min(said, key=lambda status: _GRAVITY[status.revocation])
        outcome = walk_pinned(candidate, gravest)
        if len(said) == 1 and outcome[0] is Standing.REVOCATION_UNKNOWN:
            outcome = (outcome[0], "trust.issuer_missing", outcome[2])
        return _told(replace(candidate, path=_upwards(leaf, tuple(came))), outcome)

    def _status_of(
        self, candidate: Candidate, grounds: Grounds
    ) -> Callable[[x509.Certificate, x509.Certificate], Status]:
        when = When(candidate.at, grounds.now, grounds.proven)

        def status_of(certificate: x509.Certificate, issuer: x509.Certificate) -> Status:
            held = () if grounds.alone else self._lists.words(certificate, issuer)
            words = (*(said for _, said in held), *grounds.words(certificate, issuer))
            status = decide(words, certificate, when)
            silent = status.revocation in _SILENT and spares_revocation(certificate)
            return Status(Revocation.NOT_REVOKED) if silent else status

        return status_of


def _issuers(
    certificate: x509.Certificate, known: Iterable[x509.Certificate]
) -> list[x509.Certificate]:
    return [entry for entry in known if is_authority(entry) and is_issued(certificate, entry)]


def _upwards(
    leaf: x509.Certificate, known: Sequence[x509.Certificate]
) -> tuple[x509.Certificate, ...]:
    """A certificate and those above it, each by a verified signature."""
    path = [leaf]
    for certificate in path:
        above = [entry for entry in _issuers(certificate, known) if entry not in path]
        path.extend(above[:1])
    return tuple(path)


def _told(candidate: Candidate, outcome: Outcome) -> CertificateStanding:
    standing, code, facts = outcome
    chain = tuple(der(entry) for entry in candidate.path)
    return CertificateStanding(standing, code, facts, candidate.role, chain, candidate.anchor.name)
