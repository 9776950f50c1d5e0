# SPDX-License-Identifier: Apache-2.0
"""Certificates as other countries' authorities make them, and what other programs say of them."""

from __future__ import annotations

import asyncio
import subprocess
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import PathError, ValidationError

from support.ports import FIXED_NOW

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey
DAY = timedelta(days=1)
SIGNS = ("digital_signature", "content_commitment")
CERTIFIES = ("key_cert_sign", "crl_sign")
FLAGS = (
    *("digital_signature", "content_commitment", "key_encipherment", "data_encipherment"),
    *("key_agreement", "key_cert_sign", "crl_sign", "encipher_only", "decipher_only"),
)


class Entity(NamedTuple):
    """A certificate and its key."""

    certificate: x509.Certificate
    key: Key

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(Encoding.DER)

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(Encoding.PEM)


@dataclass(frozen=True)
class Shape:
    """What a certificate says; None leaves an extension out.

    Attributes:
        usage: key usage.
        ca: basic constraints' cA; None for none at all.
        depth: its pathLenConstraint.
        purposes: extended key usage.
        more: further extensions, each with whether it is critical.
        days: how long it is valid, from a day ago.
        pss: signed by RSASSA-PSS.
        point: whether it says where its list lies.
    """

    usage: tuple[str, ...] | None = SIGNS
    ca: bool | None = False
    depth: int | None = None
    purposes: tuple[str, ...] | None = None
    more: tuple[tuple[x509.ExtensionType, bool], ...] = ()
    days: int = 365
    pss: bool = False
    point: bool = True
    organisation: str = "Foreign Ltd"


CA = Shape(usage=CERTIFIES, ca=True, days=3650)


def entity(name: str, shape: Shape, by: Entity | None = None, key: Key | None = None) -> Entity:
    """A certificate of that shape, by an issuer or by itself."""
    own = key or ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "EE"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, shape.organisation),
            x509.NameAttribute(NameOID.COMMON_NAME, name),
        ]
    )
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(by.certificate.subject if by else subject)
        .public_key(own.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(FIXED_NOW - DAY)
        .not_valid_after(FIXED_NOW - DAY + shape.days * DAY)
    )
    for value, critical in _extensions(shape):
        builder = builder.add_extension(value, critical)
    return Entity(_signed(builder, (by.key if by else own), pss=shape.pss), own)


def _extensions(shape: Shape) -> Iterable[tuple[x509.ExtensionType, bool]]:
    if shape.ca is not None:
        yield x509.BasicConstraints(shape.ca, shape.depth), True
    if shape.usage is not None:
        yield x509.KeyUsage(**{flag: flag in shape.usage for flag in FLAGS}), True
    if shape.purposes is not None:
        yield x509.ExtendedKeyUsage(map(x509.ObjectIdentifier, shape.purposes)), False
    if shape.point:
        name = x509.UniformResourceIdentifier("http://crl.example.invalid/list.crl")
        point = x509.DistributionPoint([name], None, None, None)
        yield x509.CRLDistributionPoints([point]), False
    yield from shape.more


def _signed(builder: x509.CertificateBuilder, key: Key, *, pss: bool) -> x509.Certificate:
    if isinstance(key, ed25519.Ed25519PrivateKey | ed448.Ed448PrivateKey):
        return builder.sign(key, None)
    if pss:
        scheme = padding.PSS(padding.MGF1(hashes.SHA256()), 32)
        return builder.sign(key, hashes.SHA256(), rsa_padding=scheme)
    return builder.sign(key, hashes.SHA256())


def crl(
    by: Entity,
    *revoked: x509.Certificate,
    more: Iterable[tuple[x509.ExtensionType, bool]] = (),
    reason: x509.ReasonFlags = x509.ReasonFlags.key_compromise,
) -> bytes:
    """The issuer's list of that day, DER."""
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(by.certificate.subject)
        .last_update(FIXED_NOW - DAY)
        .next_update(FIXED_NOW + 30 * DAY)
        .add_extension(x509.CRLNumber(2), critical=False)
    )
    for certificate in revoked:
        builder = builder.add_revoked_certificate(
            x509.RevokedCertificateBuilder()
            .serial_number(certificate.serial_number)
            .revocation_date(FIXED_NOW - DAY)
            .add_extension(x509.CRLReason(reason), critical=False)
            .build()
        )
    for value, critical in more:
        builder = builder.add_extension(value, critical)
    plain = isinstance(by.key, ed25519.Ed25519PrivateKey)
    return builder.sign(by.key, None if plain else hashes.SHA256()).public_bytes(Encoding.DER)


@dataclass
class Case:
    """A signer, those above him, and their lists."""

    path: tuple[Entity, ...]
    lists: tuple[bytes, ...] = field(default=())

    def lay_out(self, folder: Path) -> None:
        """The root and the lists in a folder of bare certificates."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "root.pem").write_bytes(self.path[-1].pem)
        for place, content in enumerate(self.lists):
            (folder / f"{place}.crl").write_bytes(content)

    def openssl(self, folder: Path, at: datetime = FIXED_NOW) -> bool:
        """What `openssl verify` says, with revocation asked of every step."""
        folder.mkdir(parents=True, exist_ok=True)
        names = {"leaf": self.path[0].pem, "root": self.path[-1].pem}
        names["between"] = b"".join(entry.pem for entry in self.path[1:-1])
        names["lists"] = b"".join(
            x509.load_der_x509_crl(entry).public_bytes(Encoding.PEM) for entry in self.lists
        )
        for name, content in names.items():
            (folder / name).write_bytes(content)
        words = ["-attime", str(int(at.timestamp())), "-crl_check_all", "-extended_crl"]
        words += ["-CAfile", str(folder / "root")]
        words += ["-no-CApath", "-no-CAstore", "-purpose", "any"]
        for option, name in (("-untrusted", "between"), ("-CRLfile", "lists")):
            words += [option, str(folder / name)] if names[name] else []
        done = subprocess.run(
            ["openssl", "verify", *words, str(folder / "leaf")],
            capture_output=True,
            check=False,
        )
        return done.returncode == 0

    def certvalidator(self, at: datetime = FIXED_NOW) -> bool:
        """What pyhanko-certvalidator says, with revocation required of every step."""
        context = ValidationContext(
            trust_roots=[_asn1(self.path[-1])],
            crls=list(self.lists),
            moment=at,
            allow_fetching=False,
            revocation_mode="require",
        )
        between = [_asn1(entry) for entry in self.path[1:-1]]
        validator = CertificateValidator(_asn1(self.path[0]), between, validation_context=context)
        try:
            asyncio.run(validator.async_validate_usage(set()))
        except (PathError, ValidationError):
            return False
        return True


def _asn1(entry: Entity) -> object:
    return asn1_x509.Certificate.load(entry.der)
