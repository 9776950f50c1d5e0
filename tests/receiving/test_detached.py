# SPDX-License-Identifier: Apache-2.0
"""A detached signature is worth something only beside what it is over, by signers we trust."""

from __future__ import annotations

from base64 import encodebytes
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from asn1crypto import cms, core

from esign.errors import InputError
from esign.messages import Language
from esign.model import Report, Role, Verdict
from esign.receiving import Given, Judges, Means, Nature, Piece, Sources, judge
from esign.trust import TrustStore
from support.pki import make_pki
from support.ports import FIXED_NOW
from support.received import LETTER, detached, detached_by
from support.sealed import AnyKey

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def means(trust_dir: Path) -> Means:
    return Means(TrustStore.open(trust_dir), FIXED_NOW)


def judged(signature: bytes, means: Means, content: bytes | None = LETTER) -> Report:
    report = judge(Piece("letter.docx.p7s", signature, content), means).report
    assert report is not None
    return report


def test_content_that_was_changed_fails(means: Means) -> None:
    report = judged(detached(), means, LETTER + b" ")
    assert report.verdict is Verdict.FAILED
    assert report.signatures[0].intact is False
    assert report.signatures[0].sub_indication == "HASH_FAILURE"


def test_a_signature_over_other_content_fails(means: Means) -> None:
    assert judged(detached(b"another letter"), means).verdict is Verdict.FAILED


def test_a_strangers_perfectly_valid_signature_is_not_accepted(means: Means) -> None:
    report = judged(detached(LETTER, make_pki().stranger.seal), means)
    assert report.verdict is Verdict.INDETERMINATE
    assert report.signatures[0].intact is True


def test_an_honest_signer_whose_certificate_shows_no_role_is_accepted(tmp_path: Path) -> None:
    folder = make_pki().trust_dir(tmp_path / "trust")
    table = folder / "trust.toml"
    before, *roles = table.read_text(encoding="utf-8").split("[[role]]")
    assert roles
    table.write_text(before, encoding="utf-8")
    trusted = Means(TrustStore.open(folder), FIXED_NOW)
    report = judged(detached(), trusted)
    assert report.signatures[0].role is None
    assert report.verdict is Verdict.PASSED
    assert report.findings[1].code == "verification.detached_by_signer"
    assert judged(detached(), trusted, LETTER + b" ").verdict is Verdict.FAILED
    stranger = detached(LETTER, make_pki().stranger.seal)
    assert judged(stranger, trusted).verdict is Verdict.INDETERMINATE


def test_a_lookalike_authority_is_not_accepted(means: Means) -> None:
    assert judged(detached(LETTER, make_pki().lookalike.seal), means).verdict is not Verdict.PASSED


def test_a_revoked_signer_fails(means: Means) -> None:
    report = judged(detached(LETTER, make_pki().faulty.revoked_seal), means)
    assert report.verdict is Verdict.FAILED
    assert report.signatures[0].sub_indication.startswith("REVOKED")


def test_a_signature_that_names_no_certificate_of_its_own_is_not_accepted(means: Means) -> None:
    signed = cms.ContentInfo.load(detached())
    info = signed["content"]["signer_infos"][0]
    kept = [
        each for each in info["signed_attrs"] if each["type"].native != "signing_certificate_v2"
    ]
    info["signed_attrs"] = cms.CMSAttributes(kept)
    key = AnyKey(make_pki().seal)
    encoded = info["signed_attrs"].untag().dump(force=True)
    info["signature"] = key.sign(encoded, info["digest_algorithm"]["algorithm"].native)
    report = judged(signed.dump(force=True), means)
    assert report.verdict is Verdict.INDETERMINATE
    assert report.signatures[0].intact is True


def test_before_its_certificate_was_valid_it_is_not_accepted(means: Means) -> None:
    before = replace(means, at=FIXED_NOW - timedelta(days=4000))
    assert judged(detached(), before).verdict is Verdict.INDETERMINATE


@pytest.mark.parametrize("step", [7, 8, 9, 10, 11, 13])
def test_a_changed_byte_is_never_worth_more(means: Means, step: int) -> None:
    data = bytearray(detached())
    good = judged(bytes(data), means)
    assert good.verdict is Verdict.PASSED
    for place in range(step, len(data), 97):
        changed = bytes(data[:place]) + bytes((data[place] ^ 4,)) + bytes(data[place + 1 :])
        try:
            report = judged(changed, means)
        except InputError:
            continue
        signer = report.signatures[0]
        assert report.verdict is not Verdict.PASSED or signer == good.signatures[0], place


def test_the_agencys_signature_is_accepted_as_der_and_pem(means: Means) -> None:
    lines = encodebytes(detached())
    pem = b"-----BEGIN PKCS7-----\n" + lines + b"-----END PKCS7-----\n"
    for data in (detached(), pem):
        report = judged(data, means)
        assert report.verdict is Verdict.PASSED
        assert [signature.role for signature in report.signatures] == [Role.AGENCY]


def test_every_one_of_two_signers_counts(means: Means) -> None:
    both = detached_by(make_pki().director, make_pki().seal)
    report = judged(both, means)
    assert report.verdict is Verdict.PASSED
    assert {signature.role for signature in report.signatures} == {Role.PERSON, Role.AGENCY}
    assert judged(both, means, b"other").verdict is Verdict.FAILED


def test_one_bad_signer_of_two_decides(means: Means) -> None:
    pki = make_pki()
    report = judged(detached_by(pki.director, pki.seal, pki.stranger.seal), means)
    assert report.verdict is Verdict.INDETERMINATE
    assert len(report.signatures) == 3


@pytest.mark.parametrize("data", [b"", b"0", b"garbage", b"-----BEGIN CMS-----\n", b"0\x80\0\0"])
def test_what_is_no_signature_cannot_be_read(data: bytes, means: Means) -> None:
    with pytest.raises(InputError) as caught:
        judge(Piece("a.p7s", data, LETTER), means)
    assert caught.value.code == "receiving.no_signature"
    assert all("a.p7s" in caught.value.message(language) for language in Language)


def test_without_its_content_it_cannot_be_judged(means: Means) -> None:
    with pytest.raises(InputError, match="no_content"):
        judge(Piece("a.p7s", detached()), means)


def test_content_that_is_enclosed_must_be_the_one_beside_it(means: Means) -> None:
    signed = cms.ContentInfo.load(detached())
    inner = signed["content"]["encap_content_info"]
    inner["content"] = core.OctetString(LETTER)
    enclosing = signed.dump(force=True)
    assert judged(enclosing, means, None).verdict is Verdict.PASSED
    assert judged(enclosing, means, LETTER + b"!").verdict is Verdict.FAILED


def test_in_a_folder_the_signed_file_is_not_called_unsigned(judges: Judges, tmp_path: Path) -> None:
    (tmp_path / "letter.docx").write_bytes(LETTER)
    (tmp_path / "letter.docx.p7s").write_bytes(detached())
    (tmp_path / "alone.txt").write_bytes(b"notes")
    found = {each.path.rpartition("/")[2]: each for each in judges.each(Sources([tmp_path]))}
    assert found["letter.docx"].nature is Nature.CONTENT
    assert found["letter.docx.p7s"].verdict is Verdict.PASSED
    assert (found["alone.txt"].nature, found["alone.txt"].verdict) == (Nature.OTHER, None)


def test_the_content_may_lie_elsewhere(judges: Judges, tmp_path: Path) -> None:
    content = tmp_path / "elsewhere.bin"
    content.write_bytes(LETTER)
    (one,) = judges.each(Sources([Given("stdin.p7s", detached())], content))
    assert one.verdict is Verdict.PASSED
