# SPDX-License-Identifier: Apache-2.0
"""A key is opened once; whatever is wrong with its file is said plainly and never retried."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    pkcs12,
)

from esign.errors import ConfigurationError, KeyFaultError
from esign.model import SignatureScheme
from esign.signing import KeyOptions, open_key
from support.pki import PASSPHRASE, chain_of, make_pki
from support.ports import CountingPrompt
from support.signatories import der

if TYPE_CHECKING:
    from pathlib import Path

PKI = make_pki()


def fault(path: Path, prompt: CountingPrompt | None = None) -> KeyFaultError:
    with pytest.raises(KeyFaultError) as caught:
        open_key(f"pkcs12:{path}", prompt or CountingPrompt())
    return caught.value


def written(path: Path, *parts: object) -> Path:
    encryption = BestAvailableEncryption(PASSPHRASE.encode())
    path.write_bytes(pkcs12.serialize_key_and_certificates(b"x", *parts, encryption))
    return path


def test_a_wrong_passphrase_is_asked_for_exactly_once(tmp_path: Path) -> None:
    path = PKI.p12(PKI.director, tmp_path / "director.p12")
    prompt = CountingPrompt("wrong")
    error = fault(path, prompt)
    assert error.code == "key.wrong_passphrase"
    assert prompt.labels == ["director"]
    assert "wrong" not in str(error.facts)


def test_a_damaged_file_is_taken_for_a_wrong_passphrase(tmp_path: Path) -> None:
    path = PKI.p12(PKI.director, tmp_path / "director.p12")
    path.write_bytes(path.read_bytes()[:-40])
    assert fault(path).code == "key.wrong_passphrase"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"hello",
        PKI.director.pem,
        PKI.director.der,
        b"\x30\x82\x10\x00\x02\x01\x03",
        bytes(2 << 20),
    ],
    ids=["empty", "text", "PEM", "certificate", "truncated", "huge"],
)
def test_no_passphrase_is_asked_for_what_is_no_key_file(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "director.p12"
    path.write_bytes(content)
    prompt = CountingPrompt()
    assert fault(path, prompt).code == "key.not_pkcs12"
    assert prompt.labels == []


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    error = fault(tmp_path / "nobody.p12")
    assert error.code == "key.missing_file"
    assert error.facts["name"] == str(tmp_path / "nobody.p12")


def test_a_folder_is_no_key_file(tmp_path: Path) -> None:
    assert fault(tmp_path).code == "key.unreadable_file"


def test_a_file_without_a_key_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path / "a.p12", None, None, [PKI.director.certificate])
    assert fault(path).code == "key.no_key"


def test_a_key_without_its_certificate_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path / "a.p12", PKI.director.key, None, None)
    assert fault(path).code == "key.no_certificate"


def test_a_short_rsa_key_is_refused(tmp_path: Path) -> None:
    path = PKI.p12(PKI.faulty.weak, tmp_path / "a.p12")
    assert fault(path).code == "key.unsupported_key"


@pytest.mark.parametrize(
    "private",
    [ec.generate_private_key(ec.SECP256K1()), ed25519.Ed25519PrivateKey.generate()],
    ids=["secp256k1", "ed25519"],
)
def test_an_unusual_key_is_refused(tmp_path: Path, private: object) -> None:
    path = written(tmp_path / "a.p12", private, None, None)
    assert fault(path).code == "key.unsupported_key"


def test_a_certificate_beside_the_file_is_refused_for_there_is_one_inside(tmp_path: Path) -> None:
    path = PKI.p12(PKI.director, tmp_path / "director.p12")
    prompt = CountingPrompt()
    with pytest.raises(ConfigurationError) as caught:
        open_key(f"pkcs12:{path}", prompt, KeyOptions(certificate=path))
    assert caught.value.code == "key.certificate_inside"
    assert prompt.labels == []


def test_a_scheme_that_the_key_does_not_have_is_refused(tmp_path: Path) -> None:
    path = PKI.p12(PKI.ecdsa_director, tmp_path / "director.p12")
    with pytest.raises(ConfigurationError) as caught:
        open_key(f"pkcs12:{path}", CountingPrompt(), KeyOptions(SignatureScheme.RSA_PSS))
    assert caught.value.code == "key.unfit_scheme"


def test_the_chain_is_nearest_first_and_without_the_root(tmp_path: Path) -> None:
    root = PKI.ours.root.identity.certificate
    (issuing,) = PKI.director.chain
    path = written(tmp_path / "a.p12", PKI.director.key, PKI.director.certificate, [root, issuing])
    key = open_key(f"pkcs12:{path}", CountingPrompt())
    assert key.certificate == der(PKI.director)
    assert key.chain == chain_of(PKI.director)


def test_certificates_of_others_in_the_file_are_left_out(tmp_path: Path) -> None:
    others = [PKI.stranger.issuing.identity.certificate, *PKI.director.chain]
    path = written(tmp_path / "a.p12", PKI.director.key, PKI.director.certificate, others)
    assert open_key(f"pkcs12:{path}", CountingPrompt()).chain == chain_of(PKI.director)


@pytest.mark.parametrize("name", ["director", "ecdsa_director"])
def test_the_key_signs_and_does_not_show_itself(tmp_path: Path, name: str) -> None:
    identity = getattr(PKI, name)
    key = open_key(f"pkcs12:{PKI.p12(identity, tmp_path / 'a.p12')}", CountingPrompt())
    signature = key.sign(b"words", "sha256")
    public = identity.certificate.public_key()
    if name == "director":
        public.verify(signature, b"words", padding.PKCS1v15(), hashes.SHA256())
    else:
        public.verify(signature, b"words", ec.ECDSA(hashes.SHA256()))
    assert "PrivateKey" not in repr(key)
