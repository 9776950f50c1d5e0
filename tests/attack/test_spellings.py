# SPDX-License-Identifier: Apache-2.0
"""A certificate spells the signer's name otherwise: only the agency's own seal may say so."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

import pytest
from cryptography import x509
from cryptography.x509.oid import NameOID

from esign.cli.reports import report_lines
from esign.demo.pki import agency_name, issue, person_name, rsa_key
from esign.model import Role, Spellings, Verdict, same_person_spelt
from esign.stamping import stamp
from support.pages import KIND, rendered
from support.pki import AGENCY, AGENCY_CODE, DIRECTOR, HOLDERS, PARENT, TITLE, make_pki
from support.sealed import forge, judged, rules, trust_store

if TYPE_CHECKING:
    from pathlib import Path

    from esign.demo.pki import Identity
    from esign.model import Finding, Report
    from esign.trust import TrustStore

RULE = "signers-are-those-named"
PLAIN = "NGUYEN MINH CHAU"
OTHER_AGENCY = "Trường Tiểu học xã Khác"
KEY = rsa_key()
ENTRY = "<esign:SignerInfo.CertifiedName>{}</esign:SignerInfo.CertifiedName>"


@cache
def certified(name: str, title: str = TITLE, agency: str = AGENCY) -> Identity:
    return issue(make_pki().ours.issuing, person_name(name, title, agency), KEY, HOLDERS)


@cache
def sealer(name: str, code: str, parent: str = PARENT) -> Identity:
    return issue(make_pki().ours.issuing, agency_name(name, code, parent), KEY, HOLDERS)


@cache
def page(spelt: str) -> bytes:
    """A page that says how the certificate spells its signer's name."""
    pairs = ((spelt, DIRECTOR),) if spelt else ()
    return stamp(rendered(), KIND, Spellings(pairs)).data


def document(spelt: str, person: Identity, seal: Identity | None = None) -> bytes:
    signed = forge().sign(page(spelt), person, Role.PERSON)
    return forge().sign(signed, seal or make_pki().seal, Role.AGENCY)


def word_on_the_person(report: Report) -> Finding:
    return next(each for each in report.findings if (each.rule, each.signature) == (RULE, 1))


@pytest.mark.parametrize("name", [PLAIN, "Nguyễn Châu", "Nguyễn Thị Minh Châu", "nguyễn minh chau"])
def test_a_spelling_that_the_seal_covers_is_accepted_and_both_names_are_said(
    name: str, trust: TrustStore
) -> None:
    report = judged(document(name, certified(name)), trust)
    assert report.verdict is Verdict.PASSED
    found = word_on_the_person(report)
    assert found.code == "verification.person_named_otherwise"
    assert found.facts == {"certified": name, "printed": DIRECTOR}
    shown = [line for line in report_lines(report) if f"[{RULE}]" in line]
    assert len(shown) == 1
    assert all(f"“{each}”" in shown[0] for each in (name, DIRECTOR))


def test_the_name_as_printed_needs_no_such_word(trust: TrustStore) -> None:
    report = judged(document(PLAIN, make_pki().director), trust)
    assert report.verdict is Verdict.PASSED
    assert word_on_the_person(report).code == "verification.person_named"


@pytest.mark.parametrize(
    ("spelt", "signed_by"),
    [
        ("", PLAIN),
        (PLAIN, "NGUYEN MINH CHAN"),
        (PLAIN, "Nguyen Chau"),
        ("Nguyễn Minh", "Nguyễn Minh"),
        ("Trần Thị Bình An", "Trần Thị Bình An"),
        ("Châu", "Châu"),
        ("Nguyễn Minh Châu Anh", "Nguyễn Minh Châu Anh"),
        (PLAIN.replace("C", "\u0421"), PLAIN.replace("C", "\u0421")),
        (DIRECTOR + "\u200b", DIRECTOR + "\u200b"),
    ],
)
def test_whatever_is_no_spelling_said_in_the_file_is_another_person(
    spelt: str, signed_by: str, trust: TrustStore
) -> None:
    report = judged(document(spelt, certified(signed_by)), trust)
    assert report.verdict is Verdict.FAILED
    assert word_on_the_person(report).code == "verification.not_the_signer"


@pytest.mark.parametrize(("title", "agency"), [("Giáo viên", AGENCY), (TITLE, OTHER_AGENCY)])
def test_a_spelling_excuses_neither_title_nor_agency(
    title: str, agency: str, trust: TrustStore
) -> None:
    report = judged(document(PLAIN, certified(PLAIN, title, agency)), trust)
    assert report.verdict is Verdict.FAILED
    assert rules(report) == {RULE}


@pytest.mark.parametrize(
    "seal", [(OTHER_AGENCY, "H99.99"), (OTHER_AGENCY, AGENCY_CODE), (AGENCY, "H99.99")]
)
def test_another_agency_s_seal_vouches_for_no_spelling(
    seal: tuple[str, str], trust: TrustStore
) -> None:
    report = judged(document(PLAIN, certified(PLAIN), sealer(*seal)), trust)
    assert report.verdict is Verdict.FAILED
    assert word_on_the_person(report).code == "verification.spelling_not_vouched"


@pytest.mark.parametrize("fault", ["expired", "revoked_seal", "roleless", "two_roles"])
def test_a_seal_that_is_not_good_vouches_for_no_spelling(fault: str, trust: TrustStore) -> None:
    twin = getattr(make_pki().faulty, fault)
    report = judged(document(PLAIN, certified(PLAIN), twin), trust)
    assert report.verdict is not Verdict.PASSED
    assert word_on_the_person(report).verdict is not Verdict.PASSED


def test_a_seal_by_a_stranger_s_authority_vouches_for_no_spelling(trust: TrustStore) -> None:
    report = judged(document(PLAIN, certified(PLAIN), make_pki().lookalike.seal), trust)
    assert report.verdict is not Verdict.PASSED
    assert word_on_the_person(report).verdict is not Verdict.PASSED


def test_a_file_without_a_seal_vouches_for_no_spelling(trust: TrustStore) -> None:
    signed = forge().sign(page(PLAIN), certified(PLAIN), Role.PERSON)
    report = judged(signed, trust)
    assert report.verdict is not Verdict.PASSED
    assert word_on_the_person(report).code == "verification.spelling_not_vouched"


def test_a_person_s_own_signature_in_the_seal_s_place_vouches_for_nothing(
    trust: TrustStore,
) -> None:
    report = judged(document(PLAIN, certified(PLAIN), certified(AGENCY)), trust)
    assert report.verdict is Verdict.FAILED
    assert word_on_the_person(report).verdict is not Verdict.PASSED


def test_a_spelling_that_was_changed_after_signing_is_not_believed(trust: TrustStore) -> None:
    data = document(PLAIN, certified("NGUYEN CHAU"))
    before, after = (ENTRY.format(each).encode() for each in (PLAIN, "NGUYEN      CHAU"))
    assert data.count(before) == 1
    report = judged(data.replace(before, after), trust)
    assert report.verdict is Verdict.FAILED
    assert word_on_the_person(report).verdict is not Verdict.PASSED


def test_a_spelling_that_stands_twice_counts_as_none(trust: TrustStore) -> None:
    source = page(PLAIN)
    (digest,) = re.findall(rb"<esign:RequestDigest>[0-9a-f]{64}</esign:RequestDigest>", source)
    room = len(digest) - len(ENTRY.format(""))
    doubled = source.replace(digest, ENTRY.format("NGUYEN CHAU".ljust(room)).encode())
    signed = forge().sign(doubled, certified(PLAIN), Role.PERSON)
    report = judged(forge().seal(signed), trust)
    assert rules(report) == {RULE}
    assert word_on_the_person(report).code == "verification.not_the_signer"


def test_no_agency_is_known_by_another_spelling(trust: TrustStore) -> None:
    plain = "SO GIAO DUC VA DAO TAO TINH VI DU"
    assert same_person_spelt(plain, AGENCY)
    report = judged(document(PLAIN, certified(PLAIN), sealer(plain, AGENCY_CODE)), trust)
    assert report.verdict is Verdict.FAILED


def test_a_certificate_of_two_names_is_nobody_s_spelling(trust: TrustStore) -> None:
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.COMMON_NAME, PLAIN),
            x509.NameAttribute(NameOID.COMMON_NAME, "Phạm Văn Lạ"),
            x509.NameAttribute(NameOID.TITLE, TITLE),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, AGENCY),
        ]
    )
    twice = issue(make_pki().ours.issuing, subject, KEY, HOLDERS)
    assert judged(document(PLAIN, twice), trust).verdict is not Verdict.PASSED


def test_a_reader_without_lists_leaves_the_spelling_open(tmp_path: Path) -> None:
    bare = trust_store(tmp_path, "stale")
    report = judged(document(PLAIN, certified(PLAIN)), bare)
    assert report.verdict is Verdict.INDETERMINATE
    assert word_on_the_person(report).verdict is Verdict.INDETERMINATE
