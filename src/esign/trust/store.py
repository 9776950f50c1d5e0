# SPDX-License-Identifier: Apache-2.0
"""The trust store: a folder of anchors, intermediates and revocation lists, and its judgement."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from esign.model import Role
from esign.trust.certificate import ATTRIBUTES, der, is_authority, parse, parse_all, serial
from esign.trust.folder import read_folder
from esign.trust.grounds import Grounds
from esign.trust.judging import Judge
from esign.trust.path import find_paths
from esign.trust.plain_folder import read_any_folder
from esign.trust.standing import Candidate, CertificateStanding, Standing
from esign.trust.vouching import vouched

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime
    from pathlib import Path

    from cryptography import x509

    from esign.errors import Detail
    from esign.trust.folder import TrustFolder
    from esign.trust.policy import Anchor

MOST_INTERMEDIATES = 16
"""How many certificates of a caller are looked at; no honest path needs as many."""
MOST_REMEMBERED = 512
# Where no path is good, a revocation is the worst news; a path that can never become good counts
# only where there is none that still may.
_ORDER = {Standing.REVOKED: 0, Standing.UNSUITABLE: 2}
_OPEN = 1


class TrustStore:
    """Judges certificates by a trust folder; nothing else is ever consulted."""

    def __init__(self, folder: TrustFolder) -> None:
        self._folder = folder
        self._judge = Judge(folder)
        self._remembered: dict[object, CertificateStanding] = {}

    @classmethod
    def load(cls, directory: Path, crl_files: Sequence[Path] = ()) -> TrustStore:
        """The store of a folder with `trust.toml`, `*.pem` and `*.crl`.

        Args:
            directory: the trust folder.
            crl_files: further revocation lists, DER or PEM.

        Raises:
            ConfigurationError: the folder or a file is missing, unreadable or unsound, a pin does
                not match, or a private key lies in the folder.
        """
        return cls(read_folder(directory, crl_files))

    @classmethod
    def open(cls, directory: Path, crl_files: Sequence[Path] = ()) -> TrustStore:
        """The store of a trust folder, or of a folder of bare certificates; arguments as `load`.

        Raises:
            ConfigurationError: as `load`, or there is no certificate in the folder.
        """
        return cls(read_any_folder(directory, crl_files))

    @property
    def remarks(self) -> tuple[Detail, ...]:
        """What the reader of a report should know of the folder."""
        return self._folder.remarks

    @property
    def anchor_names(self) -> tuple[str, ...]:
        """The anchors by name, those without a file included."""
        return tuple(anchor.name for anchor in self._folder.anchors)

    @property
    def pinned_names(self) -> tuple[str, ...]:
        """The anchors known by their pin only; they count where a file brings their certificate."""
        return tuple(anchor.name for anchor in self._folder.anchors if not anchor.file)

    @property
    def has_lists(self) -> bool:
        """Whether there is any revocation list."""
        return bool(self._folder.lists)

    def stale_lists(self, at: datetime) -> tuple[str, ...]:
        """The issuers whose newest revocation list has run out at a moment."""
        newest: dict[x509.Name, datetime] = {}
        for entry in self._folder.lists:
            until = entry.next_update_utc or entry.last_update_utc
            newest[entry.issuer] = max(until, newest.get(entry.issuer, until))
        return tuple(_called(issuer) for issuer, until in newest.items() if until < at)

    def assess(
        self,
        certificate: bytes,
        intermediates: Iterable[bytes],
        at: datetime,
        grounds: Grounds | None = None,
    ) -> CertificateStanding:
        """How a certificate stands for signing documents at a moment.

        Args:
            certificate: the signer's certificate, DER.
            intermediates: certificates that came with the signature, DER, in any order.
            at: the moment, aware. Judgements without grounds are remembered by the minute.
            grounds: what else the file brings, and whether it proves the moment; by default
                nothing, and the moment is now.
        """
        return self._known(certificate, intermediates, at, (None, grounds))

    def assess_timestamp(
        self,
        certificate: bytes,
        intermediates: Iterable[bytes],
        at: datetime,
        grounds: Grounds | None = None,
    ) -> CertificateStanding:
        """How a certificate stands for stamping times; arguments as `assess`.

        Only anchors with the role `timestamp` vouch for such certificates.
        """
        return self._known(certificate, intermediates, at, (Role.TIMESTAMP, grounds))

    def vouches(self, certificates: Iterable[bytes]) -> frozenset[x509.Certificate]:
        """Those of some certificates (DER) that lead to an anchor, and all that is held here.

        By verified signatures alone: neither periods nor revocation are looked at.
        """
        return vouched(self._folder, parse_all(certificates))

    def _known(
        self,
        certificate: bytes,
        intermediates: Iterable[bytes],
        at: datetime,
        ask: tuple[Role | None, Grounds | None],
    ) -> CertificateStanding:
        role, grounds = ask
        came = tuple(sorted({*intermediates}))[:MOST_INTERMEDIATES]
        if grounds is not None:
            return self._assess(certificate, came, at, (role, grounds))
        key = (certificate, came, at.replace(second=0, microsecond=0), role)
        if key not in self._remembered:
            if len(self._remembered) >= MOST_REMEMBERED:
                self._remembered.clear()
            found = self._assess(certificate, came, at, (role, Grounds(now=at)))
            self._remembered[key] = found
        return self._remembered[key]

    def _assess(
        self,
        certificate: bytes,
        came: Sequence[bytes],
        at: datetime,
        ask: tuple[Role | None, Grounds],
    ) -> CertificateStanding:
        role, grounds = ask
        leaf = parse(certificate)
        if leaf is None:
            return CertificateStanding(Standing.UNSUITABLE, "trust.certificate_unreadable")
        brought = (*parse_all(came), *grounds.material.issuers_of(leaf)[:MOST_INTERMEDIATES])
        held = () if grounds.alone else self._folder.intermediates
        anchors = self._anchors(brought, at)
        found: list[CertificateStanding] = []
        # Where several paths are good, the one is told that is made of what came with the file.
        paths = find_paths(leaf, (*brought, *held), anchors)
        for path in sorted(paths, key=lambda path: {*map(der, path[1:-1])} != {*came}):
            candidate = Candidate(path, anchors[path[-1]], role or self._role(path[0]), at)
            found.append(self._judge.path(candidate, grounds))
            if found[-1].standing is Standing.GOOD:
                return found[-1]
        pin = self._pin(leaf, at)
        if pin is not None:
            candidate = Candidate((leaf,), pin, role or self._role(leaf), at)
            found.append(self._judge.pinned(candidate, brought, held, grounds))
            if found[-1].standing is Standing.GOOD:
                return found[-1]
        if not found:
            facts = {"serial": serial(leaf)}
            return CertificateStanding(Standing.UNTRUSTED, "trust.certificate_untrusted", facts)
        return min(found, key=lambda standing: _ORDER.get(standing.standing, _OPEN))

    def _anchors(
        self, intermediates: Sequence[x509.Certificate], at: datetime
    ) -> dict[x509.Certificate, Anchor]:
        """The anchors trusted at a moment; one known by its pin only may come with the file."""
        by_pin = {anchor.sha256: anchor for anchor in self._folder.anchors}
        known = {}
        for certificate in (*self._folder.anchor_certificates, *intermediates):
            anchor = by_pin.get(sha256(der(certificate)).hexdigest())
            if (
                anchor is not None
                and not anchor.is_signer
                and anchor.trusted_from <= at <= anchor.trusted_until
                and is_authority(certificate)
                and certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc
            ):
                known[certificate] = anchor
        return known

    def _pin(self, leaf: x509.Certificate, at: datetime) -> Anchor | None:
        """The entry by which a signer is trusted for himself at a moment."""
        digest = sha256(der(leaf)).hexdigest()
        for anchor in self._folder.anchors:
            if anchor.is_signer and anchor.sha256 == digest:
                return anchor if anchor.trusted_from <= at <= anchor.trusted_until else None
        return None

    def _role(self, leaf: x509.Certificate) -> Role | None:
        present = {attribute.oid for attribute in leaf.subject}
        matching = {
            rule.role
            for rule in self._folder.roles
            if all(ATTRIBUTES[name] in present for name in rule.subject_has)
            and not any(ATTRIBUTES[name] in present for name in rule.subject_lacks)
        }
        return matching.pop() if len(matching) == 1 else None


def _called(name: x509.Name) -> str:
    """How people call an authority: its common name, where it has one."""
    common = name.get_attributes_for_oid(ATTRIBUTES["commonName"])
    return str(common[0].value) if common else name.rfc4514_string()
