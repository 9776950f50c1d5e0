# SPDX-License-Identifier: Apache-2.0
"""Somebody with good certificates of his own issues in another agency's name."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

import pytest
from cryptography import x509
from cryptography.x509.oid import NameOID

from esign.demo.pki import agency_name, issue, person_name, rsa_key
from esign.model import Role, Verdict
from support.pages import prepared
from support.pki import AGENCY, AGENCY_CODE, DIRECTOR, HOLDERS, PARENT, TITLE, make_pki
from support.sealed import forge, judged, rules

if TYPE_CHECKING:
    from esign.demo.pki import Identity
    from esign.trust import TrustStore

RULE = "signers-are-those-named"
OTHER_AGENCY = "Trường Tiểu học xã Khác"
KEY = rsa_key()
ATTRIBUTES = {
    "CN": NameOID.COMMON_NAME,
    "title": NameOID.TITLE,
    "O": NameOID.ORGANIZATION_NAME,
    "id": NameOID.ORGANIZATION_IDENTIFIER,
}


def certified(subject: x509.Name) -> Identity:
    """A subscriber of the same authority as everybody else."""
    return issue(make_pki().ours.issuing, subject, KEY, HOLDERS)


def subject(*entries: tuple[str, str]) -> x509.Name:
    return x509.Name([x509.NameAttribute(ATTRIBUTES[name], text) for name, text in entries])


def document(
    person: Identity | None = None, agency: Identity | None = None, page: bytes | None = None
) -> bytes:
    pki = make_pki()
    data = prepared().data if page is None else page
    signed = forge().sign(data, person or pki.director, Role.PERSON)
    return forge().sign(signed, agency or pki.seal, Role.AGENCY)


def assert_failed(data: bytes, trust: TrustStore) -> None:
    report = judged(data, trust)
    assert report.verdict is Verdict.FAILED
    assert rules(report) == {RULE}


def assert_open(data: bytes, trust: TrustStore) -> None:
    report = judged(data, trust)
    assert report.verdict is Verdict.INDETERMINATE
    assert rules(report) == {RULE}


def test_two_subscribers_of_the_anchor_cannot_issue_in_the_agencys_name(trust: TrustStore) -> None:
    somebody = certified(person_name("Phạm Văn Lạ", "Giáo viên", OTHER_AGENCY))
    elsewhere = certified(agency_name(OTHER_AGENCY, "H99.99", "Ủy ban nhân dân xã Khác"))
    report = judged(document(somebody, elsewhere), trust)
    assert report.verdict is Verdict.FAILED
    assert rules(report) == {RULE}
    assert {entry.verdict for entry in report.signatures} == {Verdict.FAILED}


@pytest.mark.parametrize(
    ("name", "code"),
    [(OTHER_AGENCY, AGENCY_CODE), (AGENCY, "H99.13"), (AGENCY + " ", AGENCY_CODE)],
)
def test_another_agencys_seal_is_not_accepted(name: str, code: str, trust: TrustStore) -> None:
    assert_failed(document(agency=certified(agency_name(name, code, PARENT))), trust)


@pytest.mark.parametrize(
    ("name", "title", "agency"),
    [
        ("Nguyễn Minh Chau", TITLE, AGENCY),
        (f"{DIRECTOR} A", TITLE, AGENCY),
        (DIRECTOR, "Phó Giám đốc", AGENCY),
        (DIRECTOR, TITLE, OTHER_AGENCY),
        (DIRECTOR.replace("C", "\u0421"), TITLE, AGENCY),
        (DIRECTOR + "\u200b", TITLE, AGENCY),
    ],
)
def test_another_person_is_not_accepted(
    name: str, title: str, agency: str, trust: TrustStore
) -> None:
    assert_failed(document(certified(person_name(name, title, agency))), trust)


def test_the_second_director_cannot_sign_for_the_first(trust: TrustStore) -> None:
    assert_failed(document(make_pki().second_director), trust)


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_upper_case_and_another_normal_form_are_the_same_name(form: str, trust: TrustStore) -> None:
    name = unicodedata.normalize(form, DIRECTOR.upper()) if form == "NFC" else DIRECTOR
    person = person_name(unicodedata.normalize(form, name), TITLE.upper(), AGENCY.upper())
    assert judged(document(certified(person)), trust).verdict is Verdict.PASSED


def test_who_is_certified_for_the_parent_body_may_sign_for_the_agency(trust: TrustStore) -> None:
    person = certified(person_name(DIRECTOR, TITLE, PARENT))
    assert judged(document(person), trust).verdict is Verdict.PASSED


@pytest.mark.parametrize(
    "entries",
    [
        [("CN", DIRECTOR), ("CN", "Phạm Văn Lạ"), ("title", TITLE), ("O", AGENCY)],
        [("CN", DIRECTOR), ("title", TITLE), ("title", "Giáo viên"), ("O", AGENCY)],
        [("CN", DIRECTOR), ("title", TITLE), ("O", AGENCY), ("O", OTHER_AGENCY)],
        [("CN", DIRECTOR), ("title", " "), ("O", AGENCY)],
        [("CN", DIRECTOR), ("title", TITLE)],
        [("title", TITLE), ("O", AGENCY)],
    ],
)
def test_a_certificate_that_names_its_holder_twice_or_not_at_all_is_not_accepted(
    entries: list[tuple[str, str]], trust: TrustStore
) -> None:
    report = judged(document(certified(subject(*entries))), trust)
    assert report.verdict is Verdict.INDETERMINATE
    assert RULE in rules(report)


@pytest.mark.parametrize(
    "entries",
    [
        [("CN", AGENCY), ("id", AGENCY_CODE), ("id", "H99.99"), ("O", PARENT)],
        [("CN", AGENCY), ("CN", OTHER_AGENCY), ("id", AGENCY_CODE), ("O", PARENT)],
    ],
)
def test_a_seal_of_two_agencies_is_not_accepted(
    entries: list[tuple[str, str]], trust: TrustStore
) -> None:
    report = judged(document(agency=certified(subject(*entries))), trust)
    assert report.verdict is Verdict.INDETERMINATE
    assert RULE in rules(report)


@pytest.mark.parametrize("name", [b"OrganName", b"OrganId", b"SignerInfo.FullName"])
def test_a_file_that_does_not_say_who_should_have_signed_is_not_accepted(
    name: bytes, trust: TrustStore
) -> None:
    packet = b"<esign:" + name + b">"
    page = prepared().data
    assert page.count(packet) == 1
    assert_open(document(page=page.replace(packet, packet.replace(name, name[::-1]))), trust)
