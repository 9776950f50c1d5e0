# SPDX-License-Identifier: Apache-2.0
"""A folder of bare certificates, trusted for one run: first what it must not open."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID

from esign.demo.pki import (
    CERTIFYING,
    SIGNING,
    Authority,
    Profile,
    ecdsa_key,
    issue,
    revocation_list,
    revoked,
)
from esign.errors import ConfigurationError
from esign.messages import Language
from esign.model import Role, Verdict
from esign.trust import Grounds, Standing, TrustStore, vietnam_time
from support.paths import URL, below, extended, holder, named, root
from support.pki import AUTHORITIES, EXPIRED, FRESH, HOLDERS, PERSON, REVOKED_AT, make_pki
from support.ports import FIXED_NOW
from support.sealed import close_forge, judged, sealed_page

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from esign.demo.pki import Identity

DAY = timedelta(days=1)
STAMPING = Profile(SIGNING, (ExtendedKeyUsageOID.TIME_STAMPING,))


@pytest.fixture(scope="module", autouse=True)
def _forge() -> Iterator[None]:
    yield
    close_forge()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "certificates"
    made.mkdir()
    return made


@pytest.fixture(scope="module")
def top() -> Authority:
    return root("Top")


def listing(authority: Authority, *entries: x509.RevokedCertificate) -> bytes:
    return revocation_list(authority, entries, FRESH, 1)


def standing(folder: Path, identity: Identity, *came: Identity, stamps: bool = False) -> Standing:
    store = TrustStore.open(folder)
    assess = store.assess_timestamp if stamps else store.assess
    return assess(identity.der, [entry.der for entry in came], FIXED_NOW).standing


def refusal(folder: Path) -> str:
    with pytest.raises(ConfigurationError) as caught:
        TrustStore.open(folder)
    for language in Language:
        assert caught.value.message(language)
        assert caught.value.remedy(language)
    return caught.value.code


def test_a_pinned_signer_is_no_issuer(folder: Path, top: Authority) -> None:
    signer = holder(top)
    (folder / "signer.pem").write_bytes(signer.pem)
    (folder / "top.crl").write_bytes(listing(top))
    forged = holder(Authority(signer, URL))
    assert standing(folder, forged, signer) is Standing.UNTRUSTED
    assert standing(folder, forged, signer, top.identity) is Standing.UNTRUSTED
    (folder / "signer.crl").write_bytes(listing(Authority(signer, URL)))
    assert standing(folder, forged, signer, top.identity) is Standing.UNTRUSTED


def test_a_pinned_signer_vouches_for_no_proof(folder: Path, top: Authority) -> None:
    signer = holder(top)
    (folder / "signer.pem").write_bytes(signer.pem)
    forged = holder(Authority(signer, URL))
    store = TrustStore.open(folder)
    came = [signer.der, forged.der, top.identity.der]
    assert store.vouches(came) == {signer.certificate, top.identity.certificate}


def test_an_authority_that_is_pinned_nowhere_is_not_believed_for_a_pin_below_it(
    folder: Path, top: Authority
) -> None:
    (folder / "signer.pem").write_bytes(holder(top).pem)
    (folder / "top.crl").write_bytes(listing(top))
    assert standing(folder, holder(top), top.identity) is Standing.UNTRUSTED


def test_the_revocation_of_a_pinned_signer_is_judged(folder: Path, top: Authority) -> None:
    signer = holder(top)
    (folder / "signer.pem").write_bytes(signer.pem)
    assert standing(folder, signer) is Standing.REVOCATION_UNKNOWN
    (folder / "top.crl").write_bytes(listing(top))
    assert standing(folder, signer) is Standing.REVOCATION_UNKNOWN
    assert standing(folder, signer, top.identity) is Standing.GOOD
    told = revoked(signer.certificate, REVOKED_AT, x509.ReasonFlags.superseded)
    (folder / "top.crl").write_bytes(listing(top, told))
    assert standing(folder, signer, top.identity) is Standing.REVOKED


def test_without_its_issuer_a_pinned_signer_is_told_what_is_missing(
    folder: Path, top: Authority
) -> None:
    signer = holder(top)
    (folder / "signer.pem").write_bytes(signer.pem)
    (folder / "top.crl").write_bytes(listing(top))
    store = TrustStore.open(folder)
    assert store.assess(signer.der, [], FIXED_NOW).code == "trust.issuer_missing"
    (folder / "top.crl").unlink()
    store = TrustStore.open(folder)
    assert (
        store.assess(signer.der, [top.identity.der], FIXED_NOW).code == "trust.revocation_unknown"
    )


def test_lists_that_drop_who_has_expired_are_told_apart_from_old_ones(
    folder: Path, top: Authority
) -> None:
    signer = issue(top, PERSON, ecdsa_key(), EXPIRED)
    (folder / "top.pem").write_bytes(top.identity.pem)
    (folder / "top.crl").write_bytes(listing(top))
    grounds = Grounds(FIXED_NOW, proven=True)
    found = TrustStore.open(folder).assess(signer.der, [], EXPIRED.start + DAY, grounds)
    assert (found.standing, found.code) == (Standing.REVOCATION_STALE, "trust.revocation_late")
    assert found.facts["moment"] == vietnam_time(EXPIRED.end)


def test_the_list_of_a_namesake_says_nothing_of_a_pinned_signer(
    folder: Path, top: Authority
) -> None:
    signer, impostor = holder(top), root("Top")
    (folder / "signer.pem").write_bytes(signer.pem)
    (folder / "top.crl").write_bytes(listing(impostor))
    assert standing(folder, signer, impostor.identity) is Standing.REVOCATION_UNKNOWN


def test_a_pinned_signer_out_of_his_period_is_not_good(folder: Path, top: Authority) -> None:
    signer = issue(top, PERSON, ecdsa_key(), EXPIRED)
    (folder / "signer.pem").write_bytes(signer.pem)
    (folder / "top.crl").write_bytes(listing(top))
    assert standing(folder, signer, top.identity) is Standing.EXPIRED


def self_signed(key: object, *, ca: bool = False) -> bytes:
    usage = dict.fromkeys(
        ("key_encipherment", "data_encipherment", "key_agreement", "crl_sign"), False
    )
    rest = dict.fromkeys(("encipher_only", "decipher_only"), False)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(PERSON)
        .issuer_name(PERSON)
        .public_key(key.public_key())  # type: ignore[attr-defined]
        .serial_number(7)
        .not_valid_before(HOLDERS.start)
        .not_valid_after(HOLDERS.end)
        .add_extension(x509.BasicConstraints(ca, None), critical=True)
        .add_extension(
            x509.KeyUsage(True, True, key_cert_sign=ca, **usage, **rest),  # noqa: FBT003
            critical=True,
        )
        .sign(key, hashes.SHA256())  # type: ignore[arg-type]
    )
    return certificate.public_bytes(Encoding.DER)


def test_nobody_need_say_that_what_vouches_for_itself_is_not_revoked(folder: Path) -> None:
    der = self_signed(ecdsa_key())
    (folder / "signer.cer").write_bytes(der)
    assert TrustStore.open(folder).assess(der, (), FIXED_NOW).standing is Standing.GOOD


def test_an_authority_that_signs_a_document_itself_is_not_good(folder: Path) -> None:
    der = self_signed(ecdsa_key(), ca=True)
    (folder / "signer.cer").write_bytes(der)
    found = TrustStore.open(folder).assess(der, (), FIXED_NOW)
    assert found.standing is not Standing.GOOD


def test_an_authority_revoked_by_another_of_the_folder_is_no_anchor(
    folder: Path, top: Authority
) -> None:
    middle = below(top, "Middle")
    signer = holder(middle)
    for name, authority in (("top", top), ("middle", middle)):
        (folder / f"{name}.pem").write_bytes(authority.identity.pem)
    (folder / "middle.crl").write_bytes(listing(middle))
    assert standing(folder, signer) is Standing.GOOD
    told = revoked(middle.identity.certificate, REVOKED_AT, x509.ReasonFlags.ca_compromise)
    (folder / "top.crl").write_bytes(listing(top, told))
    assert standing(folder, signer) is Standing.REVOKED


@pytest.mark.parametrize("form", ["root.pem", "root.crt", "root.cer", "root.DER", "bundle.pem"])
def test_an_authority_is_an_anchor_in_every_usual_form(
    form: str, folder: Path, top: Authority
) -> None:
    pem, der = top.identity.pem, top.identity.der
    content = {"root.pem": pem, "root.crt": pem, "bundle.pem": root("Other").identity.pem + pem}
    (folder / form).write_bytes(content.get(form, der))
    signer = holder(top)
    assert standing(folder, signer) is Standing.REVOCATION_UNKNOWN
    (folder / "list.pem").write_bytes(
        x509.load_der_x509_crl(listing(top)).public_bytes(Encoding.PEM)
    )
    assert standing(folder, signer) is Standing.GOOD


def test_a_document_of_ours_passes_by_root_by_issuer_or_by_both(folder: Path) -> None:
    ours = make_pki().ours
    for name, content in make_pki().crls().items():
        (folder / name).write_bytes(content)
    for held in ((ours.root,), (ours.root, ours.issuing), (ours.issuing,)):
        for place, authority in enumerate(held):
            (folder / f"{place}.pem").write_bytes(authority.identity.pem)
        (folder / "1.pem").unlink() if len(held) == 1 and (folder / "1.pem").exists() else None
        assert judged(sealed_page(), TrustStore.open(folder)).verdict is Verdict.PASSED


def test_a_document_of_ours_passes_by_its_two_signers(folder: Path) -> None:
    pki = make_pki()
    for name, content in pki.crls().items():
        (folder / name).write_bytes(content)
    (folder / "director.pem").write_bytes(pki.director.pem)
    assert judged(sealed_page(), TrustStore.open(folder)).verdict is Verdict.INDETERMINATE
    (folder / "seal.pem").write_bytes(pki.seal.pem)
    assert judged(sealed_page(), TrustStore.open(folder)).verdict is Verdict.PASSED


def test_a_pinned_time_stamp_authority_signs_nothing_else(folder: Path, top: Authority) -> None:
    stamping = issue(top, named("Stamps"), ecdsa_key(), HOLDERS, STAMPING)
    critical = _with_critical_purpose(top)
    for name, identity in (("loose", stamping), ("proper", critical)):
        (folder / f"{name}.pem").write_bytes(identity.pem)
    (folder / "top.crl").write_bytes(listing(top))
    assert standing(folder, critical, top.identity, stamps=True) is Standing.GOOD
    assert standing(folder, critical, top.identity) is Standing.UNSUITABLE
    assert standing(folder, stamping, top.identity, stamps=True) is Standing.UNSUITABLE


def _with_critical_purpose(authority: Authority) -> Identity:
    plain = issue(authority, named("Stamps"), ecdsa_key(), HOLDERS, Profile(SIGNING, ()))
    purpose = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
    return extended(plain, authority, purpose)


def test_a_pinned_signer_stamps_no_times(folder: Path, top: Authority) -> None:
    signer = holder(top)
    (folder / "signer.pem").write_bytes(signer.pem)
    (folder / "top.crl").write_bytes(listing(top))
    assert standing(folder, signer, top.identity, stamps=True) is Standing.UNSUITABLE


def test_an_authority_limited_to_other_purposes_vouches_for_nobody(
    folder: Path, top: Authority
) -> None:
    for name, purpose in (
        ("tls", ExtendedKeyUsageOID.SERVER_AUTH),
        ("stamps", ExtendedKeyUsageOID.TIME_STAMPING),
    ):
        profile = Profile(CERTIFYING, (purpose,), path_length=1)
        authority = Authority(issue(top, named(name), ecdsa_key(), AUTHORITIES, profile), URL)
        (folder / f"{name}.pem").write_bytes(authority.identity.pem)
        (folder / f"{name}.crl").write_bytes(listing(authority))
        assert standing(folder, holder(authority)) is not Standing.GOOD
        expected = Standing.GOOD if name == "stamps" else Standing.UNTRUSTED
        assert standing(folder, _with_critical_purpose(authority), stamps=True) is expected


def test_a_folder_for_time_stamps_parts_them_from_signers(folder: Path, top: Authority) -> None:
    other = root("Stamps")
    (folder / "timestamp").mkdir()
    (folder / "top.pem").write_bytes(top.identity.pem)
    (folder / "timestamp" / "other.pem").write_bytes(other.identity.pem)
    for name, authority in (("top", top), ("other", other)):
        (folder / f"{name}.crl").write_bytes(listing(authority))
    assert standing(folder, holder(top)) is Standing.GOOD
    assert standing(folder, holder(other)) is Standing.UNSUITABLE
    assert standing(folder, _with_critical_purpose(other), stamps=True) is Standing.GOOD
    assert standing(folder, _with_critical_purpose(top), stamps=True) is Standing.UNSUITABLE


def test_without_such_a_folder_the_certificates_say_what_they_are_for(
    folder: Path, top: Authority
) -> None:
    (folder / "top.pem").write_bytes(top.identity.pem)
    (folder / "top.crl").write_bytes(listing(top))
    assert standing(folder, _with_critical_purpose(top), stamps=True) is Standing.GOOD
    assert standing(folder, holder(top), stamps=True) is Standing.UNSUITABLE


def test_what_is_no_certificate_is_left_aside_and_said(folder: Path, top: Authority) -> None:
    (folder / "top.pem").write_bytes(top.identity.pem)
    (folder / "README.txt").write_text("Chứng thư của đối tác", encoding="utf-8")
    (folder / ".DS_Store").write_bytes(b"\0")
    (remark,) = TrustStore.open(folder).remarks
    assert remark.code == "trust.ignored_files"
    assert "README.txt" in remark.message(Language.VIETNAMESE)


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("nothing.txt", b"words", "trust.empty_folder"),
        ("broken.pem", b"-----BEGIN CERTIFICATE-----\nAAAA\n", "trust.unreadable_certificate"),
        ("empty.crt", b"", "trust.unreadable_certificate"),
        ("broken.crl", b"\x30\x00", "trust.unreadable_list"),
        ("key.pem", b"-----BEGIN PRIVATE KEY-----\n", "trust.private_key"),
        ("holder.p12", b"\x30\x00", "trust.private_key"),
        ("notes.txt", b"-----BEGIN EC PRIVATE KEY-----\n", "trust.private_key"),
    ],
)
def test_an_unsound_folder_is_refused_in_words(
    name: str, content: bytes, code: str, folder: Path
) -> None:
    (folder / name).write_bytes(content)
    assert refusal(folder) == code


def test_a_key_in_the_inner_folder_is_found_as_well(folder: Path, top: Authority) -> None:
    (folder / "top.pem").write_bytes(top.identity.pem)
    (folder / "timestamp").mkdir()
    (folder / "timestamp" / "key.pem").write_bytes(b"-----BEGIN RSA PRIVATE KEY-----\n")
    assert refusal(folder) == "trust.private_key"


def test_a_folder_that_is_not_there_is_refused(folder: Path) -> None:
    assert refusal(folder / "elsewhere") == "trust.no_folder"


def test_what_holders_are_is_read_as_in_the_shipped_trust_file(folder: Path) -> None:
    pki = make_pki()
    (folder / "root.pem").write_bytes(pki.ours.root.identity.pem)
    for name, content in pki.crls().items():
        (folder / name).write_bytes(content)
    store = TrustStore.open(folder)
    came = (pki.ours.issuing.identity.der,)
    assert store.assess(pki.director.der, came, FIXED_NOW).role is Role.PERSON
    assert store.assess(pki.seal.der, came, FIXED_NOW).role is Role.AGENCY
    nobody = store.assess(pki.faulty.roleless.der, came, FIXED_NOW)
    assert (nobody.standing, nobody.role) == (Standing.GOOD, None)


def test_a_signer_pinned_and_revoked_by_his_authority_is_revoked(
    folder: Path, top: Authority
) -> None:
    signer = holder(top)
    told = revoked(signer.certificate, REVOKED_AT, x509.ReasonFlags.key_compromise)
    for name, identity in (("signer", signer), ("top", replace(top.identity))):
        (folder / f"{name}.pem").write_bytes(identity.pem)
    (folder / "top.crl").write_bytes(listing(top, told))
    assert standing(folder, signer) is Standing.REVOKED
