# SPDX-License-Identifier: Apache-2.0
"""Certification paths of more than one authority, put together certificate by certificate."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.x509.oid import AuthorityInformationAccessOID

from esign.demo.pki import (
    CERTIFYING,
    Authority,
    Identity,
    Profile,
    authority_name,
    ecdsa_key,
    issue,
    revocation_list,
    root_authority,
)
from esign.demo.trust_files import Anchor, trust_toml
from esign.trust import TrustStore
from support.pki import AUTHORITIES, FRESH, HOLDERS, PERSON

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from esign.demo.pki import Key, Validity

URL = "http://crl.example.invalid/list.crl"
ANY_DEPTH = Profile(CERTIFYING, (), path_length=4)


def named(name: str) -> x509.Name:
    """The subject of an authority by that name."""
    return authority_name(name, "Cơ quan chứng thực mẫu")


def root(name: str = "Root") -> Authority:
    """An authority that vouches for itself."""
    return root_authority(named(name), ecdsa_key(), AUTHORITIES, URL)


def below(
    parent: Authority,
    name: str,
    profile: Profile = ANY_DEPTH,
    *,
    key: Key | None = None,
    validity: Validity = AUTHORITIES,
) -> Authority:
    """An authority that `parent` certifies."""
    return Authority(issue(parent, named(name), key or ecdsa_key(), validity, profile), URL)


def holder(authority: Authority) -> Identity:
    """A director whom that authority certifies."""
    return issue(authority, PERSON, ecdsa_key(), HOLDERS)


def extended(identity: Identity, issuer: Authority, *extensions: x509.ExtensionType) -> Identity:
    """The identity with further extensions, all critical, in its certificate."""
    old = identity.certificate
    builder = (
        x509.CertificateBuilder()
        .subject_name(old.subject)
        .issuer_name(old.issuer)
        .public_key(identity.key.public_key())
        .serial_number(old.serial_number)
        .not_valid_before(old.not_valid_before_utc)
        .not_valid_after(old.not_valid_after_utc)
    )
    for entry in old.extensions:
        builder = builder.add_extension(entry.value, entry.critical)
    for extension in extensions:
        builder = builder.add_extension(extension, critical=True)
    return replace(identity, certificate=builder.sign(issuer.identity.key, hashes.SHA256()))


def with_addresses(identity: Identity, by: Authority, *, crl: str, issuer: str) -> Identity:
    """The identity, whose certificate names where its list and its issuer's certificate lie."""
    old = identity.certificate
    builder = (
        x509.CertificateBuilder()
        .subject_name(old.subject)
        .issuer_name(old.issuer)
        .public_key(identity.key.public_key())
        .serial_number(old.serial_number)
        .not_valid_before(old.not_valid_before_utc)
        .not_valid_after(old.not_valid_after_utc)
    )
    for entry in old.extensions:
        if not isinstance(entry.value, x509.CRLDistributionPoints):
            builder = builder.add_extension(entry.value, entry.critical)
    if crl:
        point = x509.DistributionPoint([x509.UniformResourceIdentifier(crl)], None, None, None)
        builder = builder.add_extension(x509.CRLDistributionPoints([point]), critical=False)
    access = x509.AccessDescription(
        AuthorityInformationAccessOID.CA_ISSUERS, x509.UniformResourceIdentifier(issuer)
    )
    builder = builder.add_extension(x509.AuthorityInformationAccess([access]), critical=False)
    return replace(identity, certificate=builder.sign(by.identity.key, hashes.SHA256()))


@dataclass(frozen=True)
class Recipient:
    """Somebody who trusts one root, and holds the empty lists of some authorities."""

    folder: Path
    root: Authority

    def store(self, listing: Iterable[Authority], held: Iterable[Identity] = ()) -> TrustStore:
        """The trust store.

        Args:
            listing: the authorities whose revocation lists are at hand; nobody is revoked.
            held: identities whose certificates are held locally.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        anchor = Anchor("Root", "root.pem", self.root.identity, AUTHORITIES)
        (self.folder / "trust.toml").write_text(trust_toml((anchor,)), encoding="utf-8")
        (self.folder / "root.pem").write_bytes(self.root.identity.pem)
        for number, identity in enumerate(held):
            (self.folder / f"held-{number}.pem").write_bytes(identity.pem)
        for number, authority in enumerate(listing):
            der = revocation_list(authority, (), FRESH, 1)
            (self.folder / f"list-{number}.crl").write_bytes(der)
        return TrustStore.load(self.folder)
