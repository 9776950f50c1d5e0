# SPDX-License-Identifier: Apache-2.0
"""Attacks on signed files of any origin; none is accepted, and each is called by its name."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
from pyhanko.pdf_utils.generic import (
    BooleanObject,
    DictionaryObject,
    IndirectObject,
    StreamObject,
    pdf_name,
    pdf_string,
)
from pyhanko.sign.fields import MDPPerm

from esign.model import Changes, Verdict
from support.foreign_cms import cms_by
from support.foreign_files import (
    LINE,
    appended,
    filled,
    page,
    plain_pdf,
    remarked,
    rewritten,
    signed,
    stream,
)
from support.pki import make_pki
from support.proving import judged, reader
from support.sealed import rules
from support.timestamps import Stamper

if TYPE_CHECKING:
    from asn1crypto import cms
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    from esign.model import Report

FAILED, OPEN = Verdict.FAILED, Verdict.INDETERMINATE


@cache
def base() -> bytes:
    return signed(page(), cms_by(make_pki().director))


def report_on(data: bytes) -> Report:
    return judged(data, reader(), policy="signed")


def told(report: Report) -> set[str]:
    return {entry.code for entry in report.findings if entry.verdict is not Verdict.PASSED}


def test_a_strangers_perfect_signature_is_not_accepted() -> None:
    report = report_on(signed(page(), cms_by(make_pki().stranger.director)))
    assert (report.verdict, told(report)) == (OPEN, {"trust.certificate_untrusted"})
    assert report.signatures[0].sub_indication == "NO_CERTIFICATE_CHAIN_FOUND"


def test_an_authority_of_the_same_name_is_not_ours() -> None:
    report = report_on(signed(page(), cms_by(make_pki().lookalike.director)))
    assert (report.verdict, told(report)) == (OPEN, {"trust.certificate_untrusted"})


def test_a_stranger_who_signs_after_a_trusted_signer_is_not_accepted() -> None:
    data = signed(base(), cms_by(make_pki().stranger.seal), field="Signature2")
    report = report_on(data)
    assert report.verdict is OPEN
    assert [entry.verdict for entry in report.signatures] == [Verdict.PASSED, OPEN]


@pytest.mark.parametrize("fault", ["revoked", "wrong_usage", "tls_only", "expired", "weak"])
def test_a_signer_with_a_fault_is_not_accepted(fault: str) -> None:
    report = report_on(signed(page(), cms_by(getattr(make_pki().faulty, fault))))
    assert report.verdict is (OPEN if fault in {"expired", "weak"} else FAILED)
    assert rules(report) == {"certificate"}


def test_changed_content_is_noticed() -> None:
    report = report_on(base().replace(b"100 euros", b"900 euros"))
    assert (report.verdict, told(report)) == (FAILED, {"verification.content_changed"})
    assert report.signatures[0].sub_indication == "HASH_FAILURE"
    assert report.signatures[0].intact is False


@pytest.mark.parametrize("permission", [None, *MDPPerm])
def test_a_page_that_shows_something_else_is_noticed(permission: MDPPerm | None) -> None:
    data = signed(page(), cms_by(make_pki().director), permission=permission)
    report = report_on(rewritten(data))
    assert (report.verdict, told(report)) == (FAILED, {"verification.later.page"})
    assert report.signatures[0].changes is Changes.FORBIDDEN


def test_a_stream_that_is_exchanged_is_noticed() -> None:
    def change(writer: IncrementalPdfFileWriter) -> None:
        sheet = writer.root["/Pages"]["/Kids"][0]
        content = sheet["/Contents"]
        assert isinstance(content, StreamObject)
        content._data = LINE.replace(b"100", b"900")
        content._encoded_data = None
        writer.update_container(content)

    assert told(report_on(appended(base(), change))) == {"verification.later.page"}


def test_a_page_more_is_noticed() -> None:
    def change(writer: IncrementalPdfFileWriter) -> None:
        tree = writer.root["/Pages"]
        kid = tree["/Kids"][0]
        tree["/Kids"].append(writer.add_object(DictionaryObject(kid)))
        writer.update_container(tree)

    assert report_on(appended(base(), change)).verdict is FAILED


def test_a_field_that_shows_something_else_than_its_value_is_noticed() -> None:
    report = report_on(filled(base(), "100", "900"))
    assert (report.verdict, told(report)) == (FAILED, {"verification.later.filled_otherwise"})


def test_letters_drawn_as_shapes_are_not_taken_for_the_value() -> None:
    report = report_on(filled(base(), "100", "100) Tj 3 Tr 0 0 m 5 5 l S (100"))
    assert report.verdict is not Verdict.PASSED


def test_a_form_that_is_to_be_drawn_anew_is_noticed() -> None:
    def change(writer: IncrementalPdfFileWriter) -> None:
        form = writer.root["/AcroForm"]
        form["/NeedAppearances"] = BooleanObject(value=True)
        writer.update_container(form)

    report = report_on(appended(base(), change))
    assert (report.verdict, told(report)) == (OPEN, {"verification.later.redrawn"})


def test_what_the_signer_forbade_is_noticed() -> None:
    data = signed(page(), cms_by(make_pki().director), permission=MDPPerm.NO_CHANGES)
    second = signed(data, cms_by(make_pki().second_director), field="Signature2")
    for changed in (filled(data, "agreed"), second):
        report = report_on(changed)
        assert (report.verdict, told(report)) == (FAILED, {"verification.later.locked"})


@pytest.mark.parametrize(
    "tail",
    [
        b"junk",
        b"9 0 obj\n<< >>\nendobj\n",
        b"4 0 obj\n" + stream(LINE.replace(b"100", b"900")) + b"\nendobj\n",
        b"trailer\n<< /Root 1 0 R /Size 9 >>\n",
    ],
)
def test_bytes_behind_the_end_are_noticed(tail: bytes) -> None:
    report = report_on(base() + tail)
    assert report.verdict is FAILED
    assert report.signatures[0].changes is Changes.FORBIDDEN


def test_objects_that_no_table_lists_are_noticed() -> None:
    shadow = b"4 0 obj\n" + stream(LINE.replace(b"100", b"900")) + b"\nendobj\n"
    report = report_on(filled(base() + shadow, "agreed"))
    assert (report.verdict, told(report)) == (FAILED, {"verification.later.unlisted"})


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"/ByteRange [0 ", b"/ByteRange [1 "),
        (b"/ByteRange [0 ", b"/ByteRange [-1 "),
        (b"/ByteRange", b"/ByteRangX"),
        (b"/Contents <3", b"/Contents <4"),
        (b"/Contents <30", b"/Contents <00"),
        (b"/Contents <", b"/ContentX <"),
        (b"/SubFilter /adbe.pkcs7.detached", b"/SubFilter /adbe.pkcs7.detachex"),
        (b"/SubFilter /adbe.pkcs7.detached", b"/SubFilter /ETSI.RFC3161       "),
    ],
)
def test_a_broken_dictionary_of_a_signature_is_noticed(old: bytes, new: bytes) -> None:
    assert base().count(old) == 1
    assert report_on(base().replace(old, new)).verdict is not Verdict.PASSED


def test_a_second_signer_in_one_container_is_not_accepted() -> None:
    def spoilt(content: cms.SignedData) -> None:
        content["signer_infos"].append(content["signer_infos"][0])

    report = report_on(signed(page(), cms_by(make_pki().director, spoilt=spoilt)))
    assert (report.verdict, rules(report)) == (OPEN, {"container-readable"})


def test_a_broken_container_does_not_hide_the_other_signature() -> None:
    data = signed(page(), lambda _: b"\x30\x80rubbish", field="Broken")
    report = report_on(signed(data, cms_by(make_pki().second_director), field="Good"))
    assert report.verdict is not Verdict.PASSED
    assert [(entry.field, entry.verdict is Verdict.PASSED) for entry in report.signatures] == [
        ("Broken", False),
        ("Good", True),
    ]


def test_a_time_stamp_of_another_signature_is_noticed() -> None:
    other = Stamper().timestamp(bytes(32))
    report = report_on(signed(page(), cms_by(make_pki().director, stamp=lambda _: other)))
    assert (report.verdict, rules(report)) == (OPEN, {"signature-time-stamp"})


def test_two_fields_with_one_signature_are_one_signer() -> None:
    def change(writer: IncrementalPdfFileWriter) -> None:
        form = writer.root["/AcroForm"]
        value = form["/Fields"][1].raw_get("/V")
        assert isinstance(value, IndirectObject)
        field: dict[Any, Any] = {
            pdf_name("/FT"): pdf_name("/Sig"),
            pdf_name("/T"): pdf_string("Twin"),
            pdf_name("/V"): value,
        }
        form["/Fields"].append(writer.add_object(DictionaryObject(field)))
        writer.update_container(form)

    report = report_on(appended(base(), change))
    assert len(report.signatures) == 1
    assert report.verdict is not Verdict.PASSED


@pytest.mark.parametrize(
    "catalogue",
    [
        b"/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>",
        b"/AA << /WC << /S /JavaScript /JS (x) >> >>",
        b"/Names << /JavaScript << /Names [] >> >>",
        b"/OpenAction << /S /GoTo /Next << /S /Hide /T (Comment) >> >>",
    ],
)
def test_what_can_act_by_itself_is_never_passed(catalogue: bytes) -> None:
    report = report_on(signed(page(catalogue), cms_by(make_pki().director)))
    assert (report.verdict, rules(report)) == (OPEN, {"acting-content"})


def test_an_unsigned_file_is_not_signed() -> None:
    assert told(report_on(page())) == {"verification.no_signature"}


def test_a_signature_that_the_form_does_not_list_is_noticed() -> None:
    data = plain_pdf(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Annots [4 0 R] >>",
        b"<< /Type /Annot /Subtype /Widget /FT /Sig /T (S) /Rect [0 0 9 9] /V 5 0 R >>",
        b"<< /Type /Sig >>",
    )
    own = signed(data, cms_by(make_pki().director))
    assert told(report_on(own)) == {"verification.stray_signatures"}


def test_a_remark_cannot_hide_behind_a_filled_form() -> None:
    report = report_on(remarked(filled(base(), "agreed"), "FreeText"))
    assert report.verdict is not Verdict.PASSED


@pytest.mark.parametrize("place", ["page", "remark"])
def test_a_part_that_was_missing_when_it_was_signed_is_noticed(place: str) -> None:
    shown = b"/XObject << /X 90 0 R >>" if place == "page" else b""
    remark = b"/Type /Annot /Subtype /Stamp /Rect [0 0 99 99] /F 4"
    data = plain_pdf(
        b"<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [] >> >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Annots [5 0 R]"
        b" /Resources << %b >> >>" % shown,
        stream(b"/X Do"),
        b"<< %b /AP << /N %b >> >>" % (remark, b"90 0 R" if place == "remark" else b"4 0 R"),
    )
    own = signed(data, cms_by(make_pki().director))
    start = int(own[own.rindex(b"startxref\n") + 10 :].split()[0])
    body = b"90 0 obj\n" + stream(LINE, b"/Type /XObject /Subtype /Form /BBox [0 0 9 9]")
    table = len(own) + len(body) + len(b"\nendobj\n")
    later = own + body + b"\nendobj\nxref\n90 1\n%010d 00000 n \n" % len(own)
    later += b"trailer\n<< /Size 91 /Root 1 0 R /Prev %d >>\nstartxref\n%d\n%%%%EOF\n" % (
        start,
        table,
    )
    assert report_on(own).verdict is Verdict.PASSED
    report = report_on(later)
    assert (report.verdict, told(report)) == (FAILED, {"verification.later.gap"})
