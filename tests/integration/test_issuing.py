# SPDX-License-Identifier: Apache-2.0
"""From a request to a released document, and what happens when something is in the way."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from pypdf import PdfReader
from pypdf.generic import StreamObject

import esign
from esign import issuance
from esign.model import Role, VerificationError
from support.office import DECISION, DIPLOMA_COPY, issued_samples, make_office
from support.pki import make_pki
from support.ports import FIXED_NOW, FixedClock

if TYPE_CHECKING:
    from pathlib import Path

    from esign.issuance import Office


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return make_office(tmp_path)


def _request(office: Office, *, request_id: str = "", subject: str = "") -> esign.Request:
    """The example decision, under another id or with another subject."""
    text = DECISION.read_text(encoding="utf-8")
    if request_id:
        text = re.sub(
            r'^request_id = ".*"$', f'request_id = "{request_id}"', text, flags=re.MULTILINE
        )
    if subject:
        text = re.sub(r'^subject = ".*"$', f'subject = "{subject}"', text, flags=re.MULTILINE)
    path = office.output.parent / "request.toml"
    path.write_text(text, encoding="utf-8")
    return esign.load_request(path, office.kinds)


def test_an_issued_decision_carries_two_signatures_in_order_and_verifies() -> None:
    samples = issued_samples()
    report = esign.verify(samples.decision.pdf, trust=samples.office.trust, at=FIXED_NOW)
    assert [signature.role for signature in report.signatures] == [Role.PERSON, Role.AGENCY]
    assert samples.decision.numbered.number.text == "01/QĐ-SGDĐT"
    assert report.document["number"] == "01/QĐ-SGDĐT"


def test_diploma_copies_have_a_book_of_their_own() -> None:
    samples = issued_samples()
    assert samples.diploma_copy.numbered.number.book == "copies"
    assert samples.diploma_copy.numbered.number.value == 1
    assert samples.decision.numbered.number.book == "outgoing"


def test_the_same_request_again_yields_the_same_original_and_no_new_number(office: Office) -> None:
    first = esign.issue(_request(office), office)
    original = first.pdf.read_bytes()
    first.pdf.unlink()
    again = esign.issue(_request(office), office)
    assert again.repeated
    assert again.pdf.read_bytes() == original
    other = esign.issue(_request(office, request_id="another-request"), office)
    assert other.numbered.number.value == first.numbered.number.value + 1


def test_the_same_id_with_other_content_is_refused(office: Office) -> None:
    esign.issue(_request(office), office)
    with pytest.raises(esign.InputError) as refused:
        esign.issue(_request(office, subject="Về việc khác hẳn"), office)
    assert refused.value.code == "register.request_changed"


def test_a_run_cut_off_before_signing_continues_with_its_number_on_a_later_day(
    tmp_path: Path,
) -> None:
    clock = FixedClock()
    office = make_office(tmp_path, clock=clock)
    prepared = esign.prepare(_request(office), office)
    clock.moment += timedelta(days=1)
    issued = esign.issue(_request(office), office)
    assert issued.numbered.number == prepared.numbered.number
    assert issued.numbered.issued_on == prepared.numbered.issued_on


def test_a_release_that_finds_another_file_in_its_place_keeps_both(office: Office) -> None:
    first = esign.issue(_request(office), office)
    original = first.pdf.read_bytes()
    first.pdf.write_bytes(b"something else")
    with pytest.raises(esign.OutputError) as refused:
        esign.issue(_request(office), office)
    assert refused.value.code == "output.exists"
    assert first.pdf.read_bytes() == b"something else"
    again = issuance.issue(_request(office), office, overwrite=True)
    assert again.pdf.read_bytes() == original


def test_nothing_is_numbered_for_a_key_that_may_not_sign(tmp_path: Path) -> None:
    office = make_office(tmp_path, director=make_pki().faulty.revoked)
    with pytest.raises(esign.KeyFaultError):
        esign.issue(_request(office), office)
    assert office.register.unfinished() == ()
    assert not list(office.output.glob("*"))


def test_a_page_that_prints_another_signer_is_not_signed(tmp_path: Path) -> None:
    office = make_office(tmp_path, director=make_pki().second_director)
    with pytest.raises(esign.KeyFaultError) as refused:
        esign.issue(_request(office), office)
    assert refused.value.code == "key.other_name"


def test_what_a_recipient_would_not_pass_is_not_released_and_keeps_its_number(
    office: Office, tmp_path: Path
) -> None:
    strangers = esign.TrustStore.load(
        make_pki().trust_dir(tmp_path / "strangers", anchors=("stranger",), include_issuing=False)
    )
    with pytest.raises(VerificationError) as refused:
        esign.issue(_request(office), replace(office, trust=strangers))
    assert refused.value.code == "self_check.indeterminate"
    assert not list(office.output.glob("*"))
    assert [entry.number.value for entry in office.register.unfinished()] == [1]
    assert esign.issue(_request(office), office).numbered.number.value == 1


def test_a_request_without_electronic_receivers_makes_no_package(office: Office) -> None:
    text = DIPLOMA_COPY.read_text(encoding="utf-8")
    path = office.output.parent / "copy.toml"
    path.write_text(
        re.sub(r"^\[\[receivers\]\]\n(?:\w+ = .*\n)+", "", text, flags=re.MULTILINE)
        if "[[receivers]]" in text
        else re.sub(
            r"^receivers = \[.*?\]$", "receivers = []", text, flags=re.MULTILINE | re.DOTALL
        ),
        encoding="utf-8",
    )
    text = path.read_text(encoding="utf-8")
    if "receivers" not in text:
        path.write_text("receivers = []\n" + text, encoding="utf-8")
    issued = esign.issue(esign.load_request(path, office.kinds), office)
    assert issued.package is None
    assert issued.pdf.is_file()


def test_the_package_holds_the_original(tmp_path: Path) -> None:
    del tmp_path
    samples = issued_samples()
    assert samples.decision.package is not None
    package = esign.unpack(samples.decision.package.read_bytes())
    assert package.attachments[0].data == samples.decision.pdf.read_bytes()
    assert package.document_id == samples.decision.numbered.document_id


def test_internal_fields_appear_in_no_file() -> None:
    issued = issued_samples().diploma_copy
    applicant = issued.numbered.request.content["applicant"]
    assert isinstance(applicant, dict)
    assert issued.package is not None
    reader = PdfReader(issued.pdf)
    streams = b"".join(
        each.get_data()
        for number in range(1, reader.trailer["/Size"])
        if isinstance(each := reader.get_object(number), StreamObject)
    )
    everything = issued.pdf.read_bytes() + streams + issued.package.read_bytes()
    assert b"A 01234567" in everything, "the carried data should be found by this search"
    for secret in (applicant["personal_id"], applicant["telephone"]):
        assert str(secret).encode() not in everything
        assert str(secret).encode("utf-16-be") not in everything
