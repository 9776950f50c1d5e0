# SPDX-License-Identifier: Apache-2.0
"""Keys in PEM files: encrypted ones are asked for, plain ones must be nobody else's to read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ed25519, padding
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)

from esign.errors import KeyFaultError
from esign.signing import KeyOptions, open_key
from support.pki import PASSPHRASE, Identity, chain_of, make_pki
from support.ports import CountingPrompt

if TYPE_CHECKING:
    from pathlib import Path

    from cryptography.hazmat.primitives.serialization import KeySerializationEncryption

PKI = make_pki()
ENCRYPTED = BestAvailableEncryption(PASSPHRASE.encode())


def pem(
    key: object,
    encryption: KeySerializationEncryption = ENCRYPTED,
    form: PrivateFormat = PrivateFormat.PKCS8,
) -> bytes:
    content: bytes = key.private_bytes(Encoding.PEM, form, encryption)  # type: ignore[attr-defined]
    return content


def written(folder: Path, identity: Identity = PKI.director, **parts: bytes) -> Path:
    """`director.key` and `director.crt`, but for what `parts` replaces."""
    path = folder / "director.key"
    path.write_bytes(parts.get("key", pem(identity.key)))
    path.chmod(0o600)
    chain = b"".join(entry.public_bytes(Encoding.PEM) for entry in identity.chain)
    path.with_suffix(".crt").write_bytes(parts.get("crt", identity.pem + chain))
    return path


def refusal(path: Path, prompt: CountingPrompt | None = None) -> KeyFaultError:
    with pytest.raises(KeyFaultError) as caught:
        open_key(f"pem:{path}", prompt or CountingPrompt())
    return caught.value


def test_a_wrong_passphrase_is_asked_for_exactly_once(tmp_path: Path) -> None:
    prompt = CountingPrompt("wrong")
    error = refusal(written(tmp_path), prompt)
    assert error.code == "key.wrong_passphrase"
    assert prompt.labels == ["director"]
    assert "wrong" not in str(error.facts)


def test_a_plain_key_that_others_may_read_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, key=pem(PKI.director.key, NoEncryption()))
    path.chmod(0o640)
    assert refusal(path).code == "key.plain_open_to_others"


@pytest.mark.parametrize("form", [PrivateFormat.PKCS8, PrivateFormat.TraditionalOpenSSL])
@pytest.mark.parametrize("identity", [PKI.director, PKI.ecdsa_director], ids=["RSA", "ECDSA"])
def test_a_plain_key_of_one_s_own_works_and_is_told(
    tmp_path: Path, form: PrivateFormat, identity: Identity
) -> None:
    prompt = CountingPrompt()
    path = written(tmp_path, identity, key=pem(identity.key, NoEncryption(), form))
    assert open_key(f"pem:{path}", prompt).certificate == identity.der
    assert prompt.told == ["key.plain_file"]
    assert prompt.labels == []


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "key.not_pem"),
        (b"hello", "key.not_pem"),
        (PKI.director.pem, "key.not_pem"),
        (bytes(2 << 20), "key.not_pem"),
        (b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", "key.not_pem"),
        (pem(ed25519.Ed25519PrivateKey.generate()), "key.unsupported_key"),
        (
            pem(PKI.director.key, ENCRYPTED, PrivateFormat.TraditionalOpenSSL),
            "key.unsupported_file",
        ),
    ],
    ids=["empty", "text", "certificate", "huge", "truncated", "ed25519", "old encryption"],
)
def test_what_is_no_usable_key_file_is_refused(tmp_path: Path, content: bytes, code: str) -> None:
    assert refusal(written(tmp_path, key=content)).code == code


def test_a_key_without_its_certificate_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, crt=PKI.seal.pem)
    assert refusal(path).code == "key.no_certificate"
    path.with_suffix(".crt").write_bytes(b"-----BEGIN nothing")
    assert refusal(path).code == "key.not_a_certificate"
    path.with_suffix(".crt").unlink()
    assert refusal(path).code == "key.missing_file"


def test_the_certificate_may_stand_beside_in_the_same_file_or_elsewhere(tmp_path: Path) -> None:
    path = written(tmp_path)
    beside = open_key(f"pem:{path}", CountingPrompt())
    certificates = path.with_suffix(".crt").rename(tmp_path / "elsewhere.pem")
    named = open_key(f"pem:{path}", CountingPrompt(), KeyOptions(certificate=certificates))
    path.write_bytes(path.read_bytes() + certificates.read_bytes())
    together = open_key(f"pem:{path}", CountingPrompt())
    for key in (beside, named, together):
        assert (key.certificate, key.chain) == (PKI.director.der, chain_of(PKI.director))
    public = PKI.director.certificate.public_key()
    public.verify(together.sign(b"words", "sha256"), b"words", padding.PKCS1v15(), hashes.SHA256())
    assert "PrivateKey" not in repr(together)
