# SPDX-License-Identifier: Apache-2.0
"""What every key promises, wherever it is kept: in a file or on a token."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import TYPE_CHECKING

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from esign.demo.pki import Identity, issue
from esign.model import Role, SignatureScheme, Verdict
from esign.signing import KeyOptions, Signatory, open_key, seal, sign
from esign.signing.algorithms import DIGESTS, pss_padding
from support.pages import prepared
from support.pki import HOLDERS, PERSON, make_pki
from support.ports import CountingPrompt
from support.sealed import judged
from support.signatories import Bench
from support.tokens import PIN, SoftToken, soft_token

if TYPE_CHECKING:
    from pathlib import Path

    from esign.ports import SigningKey

PKI = make_pki()
KEYS = {
    "RSA-2048": lambda: rsa.generate_private_key(65537, 2048),
    "RSA-3072": lambda: rsa.generate_private_key(65537, 3072),
    "P-256": lambda: ec.generate_private_key(ec.SECP256R1()),
    "P-384": lambda: ec.generate_private_key(ec.SECP384R1()),
}
PSS = SignatureScheme.RSA_PSS
CASES = [(kind, None) for kind in KEYS] + [("RSA-2048", PSS), ("RSA-3072", PSS)]
PLACES = ("pkcs12", "pem", "token")


@cache
def identity(kind: str) -> Identity:
    return issue(PKI.ours.issuing, PERSON, KEYS[kind](), HOLDERS)


@cache
def token() -> SoftToken:
    return soft_token(**{kind: identity(kind) for kind in KEYS})


@pytest.fixture(params=PLACES)
def place(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(params=CASES, ids=lambda case: f"{case[0]} {case[1] or ''}".strip())
def case(request: pytest.FixtureRequest) -> tuple[str, SignatureScheme | None]:
    kind, scheme = request.param
    return kind, scheme


@pytest.fixture
def prompt(place: str) -> CountingPrompt:
    return CountingPrompt(PIN) if place == "token" else CountingPrompt()


@pytest.fixture
def key(
    place: str,
    case: tuple[str, SignatureScheme | None],
    prompt: CountingPrompt,
    tmp_path: Path,
) -> SigningKey:
    kind, scheme = case
    options = KeyOptions(scheme, sessions=2)
    if place == "token":
        return open_key(token().reference(f"object={kind}"), prompt, options)
    p12 = PKI.p12(identity(kind), tmp_path / "key.p12")
    if place == "pkcs12":
        return open_key(f"pkcs12:{p12}", prompt, options)
    pem = tmp_path / "key.pem"
    pem.write_bytes(_encrypted(identity(kind)) + identity(kind).pem)
    return open_key(f"pem:{pem}", prompt, options)


def _encrypted(holder: Identity) -> bytes:
    from cryptography.hazmat.primitives import serialization as form  # noqa: PLC0415

    encryption = form.BestAvailableEncryption(CountingPrompt.answer.encode())
    return holder.key.private_bytes(form.Encoding.PEM, form.PrivateFormat.PKCS8, encryption)


def verify(key: SigningKey, kind: str, signature: bytes, data: bytes, digest: str) -> None:
    public, algorithm = identity(kind).certificate.public_key(), DIGESTS[digest]
    if isinstance(public, ec.EllipticCurvePublicKey):
        public.verify(signature, data, ec.ECDSA(algorithm))
    else:
        assert isinstance(public, rsa.RSAPublicKey)
        pss = key.scheme is SignatureScheme.RSA_PSS
        filling = pss_padding(algorithm) if pss else padding.PKCS1v15()
        public.verify(signature, data, filling, algorithm)


def test_it_shows_its_certificate_and_scheme_and_nothing_secret(
    key: SigningKey, case: tuple[str, SignatureScheme | None]
) -> None:
    kind, scheme = case
    usual = SignatureScheme.ECDSA if kind.startswith("P-") else SignatureScheme.RSA_PKCS1
    assert key.certificate == identity(kind).der
    assert key.scheme is (scheme or usual)
    assert "PrivateKey" not in repr(key)
    assert PIN not in repr(key)


@pytest.mark.parametrize("digest", DIGESTS)
def test_its_signatures_verify_and_over_nothing_else(
    key: SigningKey, case: tuple[str, SignatureScheme | None], digest: str
) -> None:
    signature = key.sign(b"words", digest)
    verify(key, case[0], signature, b"words", digest)
    with pytest.raises(InvalidSignature):
        verify(key, case[0], signature, b"sword", digest)


def test_it_is_asked_for_once_however_often_it_signs_and_from_however_many_threads(
    key: SigningKey, case: tuple[str, SignatureScheme | None], prompt: CountingPrompt
) -> None:
    data = [b"document %d" % ordinal for ordinal in range(24)]
    with ThreadPoolExecutor(6) as threads:
        signatures = list(threads.map(lambda entry: key.sign(entry, "sha256"), data))
    for entry, signature in zip(data, signatures, strict=True):
        verify(key, case[0], signature, entry, "sha256")
    assert len(prompt.labels) <= 1


def test_documents_signed_and_sealed_with_it_pass(key: SigningKey, tmp_path: Path) -> None:
    bench = Bench(tmp_path / "bench")
    person = Signatory(key, bench.marks[Role.PERSON], Role.PERSON, bench.trust, bench.clock)
    page = prepared()
    report = judged(seal(sign(page, person), bench.seal).data, bench.trust)
    assert report.verdict is Verdict.PASSED, report.findings
