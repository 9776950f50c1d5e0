# SPDX-License-Identifier: Apache-2.0
"""What may not become of a page whose number comes after its signature; all of it is refused."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.sign.fields import MDPPerm
from pyhanko.sign.signers.cms_embedder import SigMDPSetup

from esign.errors import ConfigurationError, InputError
from esign.lettering import Lettering, glyphs_of
from esign.model import OpenField, SignatureField, SignedOpen, SignedPdf, Verdict
from esign.signing import certify, complete, seal
from esign.signing.filling import fill
from esign.signing.revision import Revision
from support.open_forgeries import (
    GOOD,
    certified,
    field_of,
    filled,
    set_entry,
    signed,
    written,
)
from support.open_pages import (
    DAY,
    certified_page,
    completed_page,
    digit_fonts,
    numbered,
    prepared_open,
    unnumbered,
)
from support.sealed import forge, judged, rules, signed_page
from support.tampering import changed

if TYPE_CHECKING:
    from esign.trust import TrustStore


def refused_by(data: bytes, trust: TrustStore) -> set[str]:
    """The rules broken; the file must have failed, not merely be in doubt."""
    report = judged(data, trust)
    assert report.verdict is Verdict.FAILED
    return rules(report)


def test_the_honest_document_passes_with_its_number_and_date(trust: TrustStore) -> None:
    report = judged(completed_page(), trust)
    assert report.verdict is Verdict.PASSED, rules(report)
    said = {name: report.document[name] for name in ("number", "issued_on", "document_id")}
    assert said == {
        "number": "45/QĐ-SGDĐT",
        "issued_on": "2026-11-20",
        "document_id": "H99.12,2026/11/20,45/QĐ-SGDĐT",
    }


def test_glyphs_that_are_not_the_value_are_noticed(trust: TrustStore) -> None:
    def lie(revision: Revision) -> None:
        set_entry(revision, "number", "/V", generic.pdf_string("99"))

    assert refused_by(filled(lie), trust) == {"number-after-signature"}


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("/MK", generic.DictionaryObject()),
        ("/DA", generic.pdf_string("/EsignDigits 99 Tf 0 g")),
        ("/Q", generic.NumberObject(0)),
        ("/Rect", generic.ArrayObject(map(generic.NumberObject, (10, 10, 90, 40)))),
        ("/Ff", generic.NumberObject(0)),
        ("/F", generic.NumberObject(2)),
        ("/TU", generic.pdf_string("Số 99")),
    ],
)
def test_no_entry_but_value_and_appearance_may_change(
    key: str, value: generic.PdfObject, trust: TrustStore
) -> None:
    forged = filled(lambda revision: set_entry(revision, "number", key, value))
    assert "changes-after-signature" in refused_by(forged, trust)


@pytest.mark.parametrize(
    "content",
    [
        b"/Tx BMC q BT /EsignDigits 13 Tf 0 g 0.000 2.808 Td <00050006> Tj ET Q EMC 0 0 9 9 re f",
        b"/Tx BMC q BT /EsignDigits 1 Tf 0 g 0.000 2.808 Td <00050006> Tj ET Q EMC",
        b"/Tx BMC q BT /EsignDigits 13 Tf 1 g 0.000 2.808 Td <00050006> Tj ET Q EMC",
        b"/Tx BMC q BT /EsignDigits 13 Tf 0 g 30.000 2.808 Td <00050006> Tj ET Q EMC",
        b"/Tx BMC q BT /EsignDigits 13 Tf 0 g 0.000 40.000 Td <00050006> Tj ET Q EMC",
        b"/Tx BMC q BT /EsignDigits 13 Tf 0 g 0.000 2.808 Td <0000> Tj ET Q EMC",
        b"",
    ],
)
def test_a_number_is_shown_as_one_line_of_digits_and_in_no_other_way(
    content: bytes, trust: TrustStore
) -> None:
    def redraw(revision: Revision) -> None:
        drawn = field_of(revision, "number")["/AP"]["/N"]
        drawn._data = content
        drawn._encoded_data = None

    assert "changes-after-signature" in refused_by(filled(redraw), trust)


def test_a_font_that_calls_one_digit_another_is_noticed(trust: TrustStore) -> None:
    def swap(revision: Revision) -> None:
        font = revision.root["/AcroForm"]["/DR"]["/Font"]["/EsignDigits"]
        mapping = font["/ToUnicode"]
        swapped = mapping.data.replace(b"> <0034>", b"> <XX>").replace(b"> <0039>", b"> <0034>")
        mapping._data = swapped.replace(b"> <XX>", b"> <0039>")
        mapping._encoded_data = None
        revision.update_container(mapping)

    assert "active-content" in refused_by(filled(data=certified(swap)), trust)


def test_a_number_cannot_change_after_the_seal(trust: TrustStore) -> None:
    revision = Revision(completed_page())
    fill(revision, {**GOOD, OpenField.NUMBER: "99"})
    broken = refused_by(written(revision), trust)
    assert {"changes-after-signature", "nothing-after-seal"} <= broken


def test_a_field_filled_before_the_person_signs_is_no_open_field(trust: TrustStore) -> None:
    early = certified(lambda revision: fill(revision, GOOD))
    sealed = signed(Revision(early), SignatureField.SEAL, forge().bench.seal)
    assert {"active-content", "number-after-signature"} <= refused_by(sealed, trust)


def test_fields_filled_before_the_seal_by_somebody_else_are_refused(trust: TrustStore) -> None:
    revision = Revision(certified_page().data)
    fill(revision, GOOD)
    sealed = signed(Revision(written(revision)), SignatureField.SEAL, forge().bench.seal)
    assert "changes-after-signature" in refused_by(sealed, trust)


def test_a_fourth_field_is_refused(trust: TrustStore) -> None:
    def add(revision: Revision) -> None:
        form = revision.root["/AcroForm"]
        field = generic.DictionaryObject(field_of(revision, "number"))
        field[pdf_name("/T")] = generic.pdf_string("year")
        form["/Fields"].append(revision.add_object(field))
        revision.update_container(form)

    assert "active-content" in refused_by(filled(data=certified(add)), trust)


def test_a_fourth_field_that_comes_with_the_number_is_refused(trust: TrustStore) -> None:
    def add(revision: Revision) -> None:
        form = revision.root["/AcroForm"]
        field = generic.DictionaryObject(field_of(revision, "number"))
        field[pdf_name("/T")] = generic.pdf_string("year")
        form["/Fields"].append(revision.add_object(field))
        revision.update_container(form)

    assert "changes-after-signature" in refused_by(filled(add), trust)


def test_all_three_fields_are_filled_or_the_document_is_refused(trust: TrustStore) -> None:
    some = {name: text for name, text in GOOD.items() if name is not OpenField.MONTH}
    assert "changes-after-signature" in refused_by(filled(values=some), trust)


def test_a_document_without_its_number_is_refused(trust: TrustStore) -> None:
    sealed = signed(Revision(certified_page().data), SignatureField.SEAL, forge().bench.seal)
    assert refused_by(sealed, trust) == {"number-after-signature"}


def test_a_number_painted_into_the_page_is_refused(trust: TrustStore) -> None:
    def paint(revision: Revision) -> None:
        page = revision.root["/Pages"]["/Kids"][0]
        painted = generic.StreamObject(stream_data=b"BT /f0 13 Tf 120 700 Td (45) Tj ET")
        page[pdf_name("/Contents")] = generic.ArrayObject(
            [page.raw_get("/Contents"), revision.add_object(painted)]
        )
        revision.update_container(page)

    assert "changes-after-signature" in refused_by(filled(paint), trust)


def test_an_approval_signature_leaves_nothing_open(trust: TrustStore) -> None:
    sealed = filled(data=certified(certifying=False))
    assert "number-after-signature" in refused_by(sealed, trust)


@pytest.mark.parametrize("permitted", [MDPPerm.NO_CHANGES, MDPPerm.ANNOTATE])
def test_the_person_permits_filling_fields_and_neither_more_nor_less(
    permitted: MDPPerm, trust: TrustStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def other(algorithm: str, **facts: object) -> SigMDPSetup:
        wanted = {**facts, "docmdp_perms": permitted} if "certify" in facts else facts
        return SigMDPSetup(algorithm, **wanted)

    monkeypatch.setattr("esign.signing.revision.SigMDPSetup", other)
    certified_otherwise = certified()
    monkeypatch.undo()
    assert "number-after-signature" in refused_by(filled(data=certified_otherwise), trust)


@pytest.mark.parametrize(
    "values",
    [
        {OpenField.NUMBER: "045"},
        {OpenField.NUMBER: "5"},
        {OpenField.NUMBER: "00"},
        {OpenField.DAY: "31"},
        {OpenField.DAY: "00"},
        {OpenField.DAY: "5"},
        {OpenField.DAY: "05", OpenField.MONTH: "06"},
        {OpenField.MONTH: "13"},
    ],
)
def test_number_and_date_are_written_as_the_decree_has_them(
    values: dict[OpenField, str], trust: TrustStore
) -> None:
    assert "number-after-signature" in refused_by(filled(values={**GOOD, **values}), trust)


@pytest.mark.parametrize("day", ["19", "21"])
def test_the_date_lies_between_the_two_signatures(day: str, trust: TrustStore) -> None:
    report = judged(filled(values={**GOOD, OpenField.DAY: day}), trust)
    assert report.verdict is not Verdict.PASSED
    assert rules(report) == {"claimed-times"}


def test_each_order_refuses_the_signature_of_the_other() -> None:
    bench, waiting = forge().bench, unnumbered()
    with pytest.raises(InputError) as refused:
        seal(SignedPdf(numbered(), certified_page().data, "", 1), bench.seal)
    assert refused.value.code == "signing.other_order"
    approved = certified(certifying=False)
    with pytest.raises(InputError) as refused:
        complete(SignedOpen(waiting, approved, "", 1), numbered(), bench.seal)
    assert refused.value.code == "signing.other_order"
    with pytest.raises(InputError) as refused:
        complete(SignedOpen(waiting, signed_page(), "", 1), numbered(), bench.seal)
    assert refused.value.code == "signing.other_order"


def test_a_document_is_sealed_with_its_own_number_only() -> None:
    bench, page = forge().bench, certified_page()
    other = numbered()._replace(lookup_code="0000-0000-0000")
    with pytest.raises(InputError, match="other_document"):
        complete(page, other, bench.seal)
    next_year = numbered(1, DAY.replace(year=2027))
    with pytest.raises((InputError, ConfigurationError)):
        complete(page, next_year, bench.seal)
    with pytest.raises(InputError, match="no_room"):
        complete(page, numbered(123_456), bench.seal)


def test_nobody_signs_or_seals_twice() -> None:
    bench = forge().bench
    again = replace(prepared_open(), data=certified_page().data)
    with pytest.raises(InputError, match="signed_already"):
        certify(again, bench.director)
    with pytest.raises(InputError, match="sealed_already"):
        complete(replace(certified_page(), data=completed_page()), numbered(), bench.seal)


def test_a_damaged_font_program_is_never_more_than_unreadable() -> None:
    program = Lettering(digit_fonts().upright, "0123456789").program
    read = [_readable(changed(program, place, program[place] ^ 0xFF)) for place in _places(program)]
    assert 0 < sum(read) < len(read)


def _places(program: bytes) -> range:
    return range(0, len(program), 7)


def _readable(program: bytes) -> bool:
    try:
        return bool(glyphs_of(program))
    except ValueError:
        return False
