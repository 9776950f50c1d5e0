# SPDX-License-Identifier: Apache-2.0
"""The demonstration PKI, with OpenSSL as the judge."""

from __future__ import annotations

import shutil
import subprocess
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from esign.demo.pki import Validity, issue
from support.pki import PASSPHRASE, PERSON, START, chain_of, make_pki
from support.ports import FIXED_NOW

if TYPE_CHECKING:
    from pathlib import Path

    from esign.demo.pki import Identity

pytestmark = [
    pytest.mark.witness,
    pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed"),
]


def openssl(*arguments: str | Path) -> str:
    """All it says, led by its exit status."""
    command = ["openssl", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, check=False, timeout=30)
    return f"{done.returncode}\n{done.stdout.decode()}{done.stderr.decode()}"


def verify(identity: Identity, folder: Path, state: str = "good") -> str:
    """`openssl verify` of the whole chain with revocation, at the fixed time."""
    ours = make_pki().ours
    texts = {"root.pem": ours.root.identity.pem, "issuing.pem": ours.issuing.identity.pem}
    texts |= {"leaf.pem": identity.pem}
    texts |= {
        name: x509.load_der_x509_crl(der).public_bytes(Encoding.PEM)
        for name, der in make_pki().crls(state).items()
    }
    for name, text in texts.items():
        (folder / name).write_bytes(text)
    lists = [("-CRLfile", folder / name) for name in texts if name.endswith(".crl")]
    return openssl(
        *("verify", "-x509_strict", "-no-CApath", "-no-CAstore"),
        *("-attime", str(int(FIXED_NOW.timestamp())), "-crl_check_all"),
        *("-CAfile", folder / "root.pem", "-untrusted", folder / "issuing.pem"),
        *(word for pair in lists for word in pair),
        folder / "leaf.pem",
    )


@pytest.mark.parametrize(
    ("name", "complaint"),
    [
        ("expired", "certificate has expired"),
        ("future", "certificate is not yet valid"),
        ("revoked", "certificate revoked"),
        ("revoked_seal", "certificate revoked"),
    ],
)
def test_a_faulty_holder_is_refused_for_exactly_his_fault(
    name: str, complaint: str, tmp_path: Path
) -> None:
    said = verify(getattr(make_pki().faulty, name), tmp_path)
    assert said.startswith("2")
    assert said.count(" lookup: ") == 1
    assert complaint in said


@pytest.mark.parametrize(
    ("state", "complaint"),
    [
        ("stale", "CRL has expired"),
        ("future", "CRL is not yet valid"),
        ("foreign", "unable to get certificate CRL"),
        ("root_only", "unable to get certificate CRL"),
        ("issuing_revoked", "certificate revoked"),
        ("none", "unable to get certificate CRL"),
    ],
)
def test_a_good_holder_is_not_accepted_on_bad_revocation_lists(
    state: str, complaint: str, tmp_path: Path
) -> None:
    said = verify(make_pki().director, tmp_path, state)
    assert said.startswith("2")
    assert complaint in said


def test_a_holder_of_a_lookalike_authority_is_refused(tmp_path: Path) -> None:
    lookalike = make_pki().lookalike
    assert lookalike.director.certificate.issuer == make_pki().director.certificate.issuer
    assert verify(lookalike.director, tmp_path).startswith("2")


@pytest.mark.parametrize("name", ["director", "seal", "second_director", "ecdsa_director"])
def test_a_good_holder_is_accepted_with_every_list_checked(name: str, tmp_path: Path) -> None:
    assert verify(getattr(make_pki(), name), tmp_path).startswith("0")


def test_a_holder_is_certified_for_five_years_at_most() -> None:
    too_long = Validity(START, START + timedelta(days=5 * 365 + 3))
    pki = make_pki()
    with pytest.raises(ValueError, match="five years"):
        issue(pki.ours.issuing, PERSON, pki.director.key, too_long)


def test_a_key_file_opens_with_its_passphrase_alone_and_is_strongly_encrypted(
    tmp_path: Path,
) -> None:
    file = make_pki().p12(make_pki().director, tmp_path / "director.p12")
    refused = openssl("pkcs12", "-in", file, "-noout", "-passin", "pass:wrong")
    assert refused.startswith("1")
    said = openssl("pkcs12", "-info", "-in", file, "-nokeys", "-passin", f"pass:{PASSPHRASE}")
    assert said.startswith("0")
    assert "MAC: sha256" in said
    assert "Shrouded Keybag: PBES2, PBKDF2, AES-256-CBC" in said
    assert "Certificate bag" in said
    assert "Demo Root CA" not in said.split("subject=")[1].splitlines()[0]


def test_a_certificate_says_whom_it_names_and_what_it_is_for(tmp_path: Path) -> None:
    (tmp_path / "seal.pem").write_bytes(make_pki().seal.pem)
    said = openssl("x509", "-in", tmp_path / "seal.pem", "-noout", "-text", "-nameopt", "utf8")
    for line in (
        "organizationIdentifier=H99.12",
        "X509v3 Key Usage: critical\n                Digital Signature, Non Repudiation",
        "X509v3 Basic Constraints: critical\n                CA:FALSE",
        "URI:http://crl.example.invalid/issuing.crl",
        "X509v3 Authority Key Identifier",
        "X509v3 Subject Key Identifier",
    ):
        assert line in said


def test_the_chain_of_a_holder_ends_below_the_root() -> None:
    pki = make_pki()
    assert chain_of(pki.director) == (pki.ours.issuing.identity.der,)
