# SPDX-License-Identifier: Apache-2.0
"""Whom a hub's certificate convinces, and what it is shown."""

from __future__ import annotations

import ipaddress
import ssl
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from esign.errors import ConfigurationError, ServiceError
from esign.exchange.transports import HttpProfile, HubProfile, HubTransport
from esign.model import OutcomeUnknownError
from support.hubs import SECRET, SYSTEM, Hub, serving
from support.ports import FixedClock
from support.ways import consignment

if TYPE_CHECKING:
    from pathlib import Path

KEY_PASSPHRASE = "of the client's key"  # noqa: S105 - of a key that lives for a test


class Pair(NamedTuple):
    """A certificate and its key."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey


def made(name: str, issuer: Pair | None = None, address: str = "127.0.0.1") -> Pair:
    """An authority, or what one has issued."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    signer, signed_by = (issuer.key, issuer.certificate.subject) if issuer else (key, subject)
    public = key.public_key()
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(signed_by)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=issuer is None, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False
        )
    )
    if issuer is not None:
        names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(address))])
        builder = builder.add_extension(names, critical=False)
    else:
        usage = dict.fromkeys(
            (
                *("digital_signature", "content_commitment", "key_encipherment"),
                *("data_encipherment", "key_agreement", "encipher_only", "decipher_only"),
            ),
            False,
        )
        builder = builder.add_extension(
            x509.KeyUsage(**usage, key_cert_sign=True, crl_sign=True), critical=True
        )
    return Pair(builder.sign(signer, hashes.SHA256()), key)


def written(folder: Path, name: str, pair: Pair, secret: str = "") -> tuple[Path, Path]:
    """A pair's files."""
    pem = serialization.Encoding.PEM
    locked = (
        serialization.BestAvailableEncryption(secret.encode())
        if secret
        else serialization.NoEncryption()
    )
    certificate, key = folder / f"{name}.pem", folder / f"{name}.key"
    certificate.write_bytes(pair.certificate.public_bytes(pem))
    key.write_bytes(pair.key.private_bytes(pem, serialization.PrivateFormat.PKCS8, locked))
    return certificate, key


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`ca`, `other-ca`, `server` (of ca), `elsewhere` (another address), `client` (of ca)."""
    folder = tmp_path_factory.mktemp("tls")
    authority = made("ca")
    written(folder, "ca", authority)
    written(folder, "other-ca", made("other"))
    written(folder, "server", made("server", authority))
    written(folder, "elsewhere", made("elsewhere", authority, "192.0.2.1"))
    written(folder, "client", made("client", authority), KEY_PASSPHRASE)
    return folder


def context(files: Path, name: str = "server", *, client: bool = False) -> ssl.SSLContext:
    found = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    found.load_cert_chain(files / f"{name}.pem", files / f"{name}.key")
    if client:
        found.verify_mode = ssl.CERT_REQUIRED
        found.load_verify_locations(files / "ca.pem")
    return found


def transport(url: str, ca: Path | None, *client: Path) -> HubTransport:
    http = HttpProfile(url, ca, *client, key_passphrase=lambda: KEY_PASSPHRASE, seconds=5)
    if not client:
        http = HttpProfile(url, ca, seconds=5)
    return HubTransport("axis", HubProfile(http, SYSTEM, 30, 1 << 20), SECRET, FixedClock())


def test_a_hub_is_reached_that_the_named_authority_vouches_for(files: Path) -> None:
    with serving(Hub(), context(files)) as url:
        assert transport(url, files / "ca.pem").send(consignment())


@pytest.mark.parametrize(
    ("server", "ca"), [("server", "other-ca.pem"), ("server", None), ("elsewhere", "ca.pem")]
)
def test_nothing_is_said_to_a_hub_that_nobody_vouches_for(
    files: Path, server: str, ca: str | None
) -> None:
    hub = Hub()
    with serving(hub, context(files, server)) as url:
        with pytest.raises(ServiceError) as fault:
            transport(url, files / ca if ca else None).send(consignment())
        assert not isinstance(fault.value, OutcomeUnknownError)
        assert "CERTIFICATE" in str(fault.value.facts["reason"])
    assert hub.requests == []


def test_a_client_certificate_is_shown_where_one_is_wanted(files: Path) -> None:
    client = (files / "client.pem", files / "client.key")
    with serving(Hub(), context(files, client=True)) as url:
        assert transport(url, files / "ca.pem", *client).send(consignment())
        with pytest.raises((ConfigurationError, ServiceError)):
            transport(url, files / "ca.pem").send(consignment())


@pytest.mark.parametrize("name", ["ca.key", "missing.pem"])
def test_a_file_that_is_no_certificate_is_named(files: Path, name: str) -> None:
    for ca, client in ((files / name, ()), (files / "ca.pem", (files / name,))):
        with pytest.raises(ConfigurationError) as fault:
            transport("https://127.0.0.1:1", ca, *client)
        assert fault.value.code == "transport.tls_file"
        assert name in str(fault.value)
