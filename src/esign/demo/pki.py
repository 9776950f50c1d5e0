# SPDX-License-Identifier: Apache-2.0
"""A certification authority in miniature, for demonstration and tests only.

Certificates and CRLs follow RFC 5280. The subject shows in which capacity a holder signs: a person
has a title (X.520 `title`), an agency has its code (`organizationIdentifier`, ETSI EN 319 412-1).
Keys and serial numbers are drawn by the cryptographic library; every date is handed in.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, ObjectIdentifier

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey

LEAF_LIMIT = timedelta(days=5 * 365 + 2)
DOCUMENT_SIGNING = ObjectIdentifier("1.3.6.1.5.5.7.3.36")
# Mail protection stands beside document signing (RFC 9336) because widespread validators know no
# other purpose for a signature over a document.
SIGNING_PURPOSES = (DOCUMENT_SIGNING, ExtendedKeyUsageOID.EMAIL_PROTECTION)
SIGNING = frozenset({"digital_signature", "content_commitment"})
CERTIFYING = frozenset({"key_cert_sign", "crl_sign"})


@dataclass(frozen=True, slots=True)
class Validity:
    """The period in which a certificate is valid; both ends aware."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Identity:
    """A private key with its certificate.

    Attributes:
        key: RSA or ECDSA.
        certificate: over the key's public half.
        chain: certificates of the authorities above, nearest first, without the root.
    """

    key: Key
    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...] = ()

    @property
    def der(self) -> bytes:
        """The certificate, DER."""
        return self.certificate.public_bytes(serialization.Encoding.DER)

    @property
    def pem(self) -> bytes:
        """The certificate, PEM."""
        return self.certificate.public_bytes(serialization.Encoding.PEM)


@dataclass(frozen=True, slots=True)
class Authority:
    """An identity that certifies others and publishes its revocations at `crl_url`."""

    identity: Identity
    crl_url: str

    @property
    def chain(self) -> tuple[x509.Certificate, ...]:
        """What a holder certified here adds to his own certificate."""
        own = self.identity.certificate
        return () if own.issuer == own.subject else (own, *self.identity.chain)


@dataclass(frozen=True, slots=True)
class Profile:
    """What a certificate allows: `KeyUsage` flags, extended usages, certifying others.

    `path_length` is the number of authorities allowed below; None = the holder certifies nobody.
    """

    usage: frozenset[str] = SIGNING
    purposes: tuple[ObjectIdentifier, ...] = SIGNING_PURPOSES
    path_length: int | None = None


def rsa_key(bits: int = 2048) -> rsa.RSAPrivateKey:
    """A fresh RSA key."""
    return rsa.generate_private_key(public_exponent=65537, key_size=bits)


def ecdsa_key() -> ec.EllipticCurvePrivateKey:
    """A fresh key on the curve P-256."""
    return ec.generate_private_key(ec.SECP256R1())


def authority_name(name: str, organisation: str) -> x509.Name:
    """The subject of an authority."""
    return _name((NameOID.COMMON_NAME, name), (NameOID.ORGANIZATION_NAME, organisation))


def person_name(name: str, title: str, agency: str) -> x509.Name:
    """The subject of an official: full name, title, agency."""
    return _name(
        (NameOID.COMMON_NAME, name),
        (NameOID.TITLE, title),
        (NameOID.ORGANIZATION_NAME, agency),
    )


def agency_name(name: str, code: str, parent: str) -> x509.Name:
    """The subject of an agency seal: full name, electronic identifier, parent body."""
    return _name(
        (NameOID.COMMON_NAME, name),
        (NameOID.ORGANIZATION_IDENTIFIER, code),
        (NameOID.ORGANIZATION_NAME, parent),
    )


def root_authority(subject: x509.Name, key: Key, validity: Validity, crl_url: str) -> Authority:
    """An authority that vouches for itself."""
    profile = Profile(CERTIFYING, (), path_length=1)
    builder = _builder(subject, key, validity, profile)
    certificate = builder.issuer_name(subject).sign(key, hashes.SHA256())
    return Authority(Identity(key, certificate), crl_url)


def issuing_authority(
    parent: Authority, subject: x509.Name, key: Key, validity: Validity, crl_url: str
) -> Authority:
    """An authority below `parent` that certifies persons and agencies."""
    profile = Profile(CERTIFYING, (), path_length=0)
    return Authority(issue(parent, subject, key, validity, profile), crl_url)


def issue(
    authority: Authority,
    subject: x509.Name,
    key: Key,
    validity: Validity,
    profile: Profile = Profile(),
) -> Identity:
    """The key as an identity that `authority` certifies.

    Raises:
        ValueError: a holder's certificate would live longer than five years (NĐ 68/2024 Đ9).
    """
    if profile.path_length is None and validity.end - validity.start > LEAF_LIMIT:
        raise ValueError("a holder's certificate is valid for five years at most")
    issuer = authority.identity
    certificate = (
        _builder(subject, key, validity, profile)
        .issuer_name(issuer.certificate.subject)
        .add_extension(_authority_key(issuer.certificate), critical=False)
        .add_extension(_distribution_point(authority.crl_url), critical=False)
        .sign(issuer.key, hashes.SHA256())
    )
    return Identity(key, certificate, authority.chain)


def revoked(
    certificate: x509.Certificate, at: datetime, reason: x509.ReasonFlags
) -> x509.RevokedCertificate:
    """The entry of a certificate that is no longer to be trusted (RFC 5280 §5.3.1)."""
    return (
        x509.RevokedCertificateBuilder()
        .serial_number(certificate.serial_number)
        .revocation_date(at)
        .add_extension(x509.CRLReason(reason), critical=False)
        .build()
    )


def revocation_list(
    authority: Authority,
    entries: Iterable[x509.RevokedCertificate],
    window: Validity,
    number: int,
) -> bytes:
    """The authority's complete CRL, DER; `window` holds this update and next update."""
    issuer = authority.identity
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(issuer.certificate.subject)
        .last_update(window.start)
        .next_update(window.end)
        .add_extension(_authority_key(issuer.certificate), critical=False)
        .add_extension(x509.CRLNumber(number), critical=False)
    )
    for entry in entries:
        builder = builder.add_revoked_certificate(entry)
    return builder.sign(issuer.key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


def to_pkcs12(identity: Identity, label: str, passphrase: str, rounds: int) -> bytes:
    """Key and certificates as PKCS#12: AES-256-CBC under PBKDF2, HMAC with SHA-256 (RFC 7292)."""
    protection = (
        serialization.PrivateFormat.PKCS12.encryption_builder()
        .kdf_rounds(rounds)
        .key_cert_algorithm(pkcs12.PBES.PBESv2SHA256AndAES256CBC)
        .hmac_hash(hashes.SHA256())
        .build(passphrase.encode())
    )
    return pkcs12.serialize_key_and_certificates(
        label.encode(), identity.key, identity.certificate, identity.chain, protection
    )


def from_pkcs12(file: bytes, passphrase: str) -> Identity:
    """The identity that `to_pkcs12` wrote.

    Raises:
        ValueError: the file is damaged, the passphrase is another, or no key is inside.
    """
    opened = pkcs12.load_pkcs12(file, passphrase.encode())
    if opened.cert is None or not isinstance(opened.key, Key):
        raise ValueError("no RSA or ECDSA key with its certificate is in the file")
    chain = tuple(entry.certificate for entry in opened.additional_certs)
    return Identity(opened.key, opened.cert.certificate, chain)


def _name(*attributes: tuple[ObjectIdentifier, str]) -> x509.Name:
    country = x509.NameAttribute(NameOID.COUNTRY_NAME, "VN")
    return x509.Name([country, *(x509.NameAttribute(oid, text) for oid, text in attributes)])


def _builder(
    subject: x509.Name, key: Key, validity: Validity, profile: Profile
) -> x509.CertificateBuilder:
    certifies = profile.path_length is not None
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(validity.start)
        .not_valid_after(validity.end)
        .add_extension(x509.BasicConstraints(certifies, profile.path_length), critical=True)
        .add_extension(_key_usage(profile.usage), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    if profile.purposes:
        builder = builder.add_extension(x509.ExtendedKeyUsage(profile.purposes), critical=False)
    return builder


def _key_usage(usage: frozenset[str]) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature="digital_signature" in usage,
        content_commitment="content_commitment" in usage,
        key_encipherment="key_encipherment" in usage,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign="key_cert_sign" in usage,
        crl_sign="crl_sign" in usage,
        encipher_only=False,
        decipher_only=False,
    )


def _authority_key(certificate: x509.Certificate) -> x509.AuthorityKeyIdentifier:
    identifier = certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier)
    return x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identifier.value)


def _distribution_point(url: str) -> x509.CRLDistributionPoints:
    point = x509.DistributionPoint([x509.UniformResourceIdentifier(url)], None, None, None)
    return x509.CRLDistributionPoints([point])
