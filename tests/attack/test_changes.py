# SPDX-License-Identifier: Apache-2.0
"""Somebody changes a document after it was signed or sealed."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from esign.model import Verdict
from support.sealed import forge, judged, rules, sealed_page, signed_page, verdict_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from esign.trust import TrustStore

    Change = Callable[[IncrementalPdfFileWriter], None]


def changed(data: bytes, change: Change) -> bytes:
    """The file with one more revision."""
    writer = IncrementalPdfFileWriter(BytesIO(data))
    change(writer)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def page_of(writer: IncrementalPdfFileWriter) -> generic.DictionaryObject:
    return writer.root["/Pages"]["/Kids"][0]


def add_page(writer: IncrementalPdfFileWriter) -> None:
    pages = writer.root["/Pages"]
    page = generic.DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/Page"),
            pdf_name("/Parent"): writer.root.raw_get("/Pages"),
            pdf_name("/MediaBox"): page_of(writer).get("/MediaBox"),
        }
    )
    pages["/Kids"].append(writer.add_object(page))
    pages[pdf_name("/Count")] = generic.NumberObject(2)
    writer.update_container(pages)


def add_annotation(writer: IncrementalPdfFileWriter) -> None:
    page = page_of(writer)
    note = generic.DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/Annot"),
            pdf_name("/Subtype"): pdf_name("/FreeText"),
            pdf_name("/Rect"): generic.ArrayObject(map(generic.NumberObject, (0, 0, 300, 300))),
            pdf_name("/Contents"): generic.pdf_string("Đã hủy"),
        }
    )
    page["/Annots"].append(writer.add_object(note))
    writer.update_container(page)


def replace_content(writer: IncrementalPdfFileWriter) -> None:
    page = page_of(writer)
    page[pdf_name("/Contents")] = writer.add_object(generic.StreamObject(stream_data=b"q Q"))
    writer.update_container(page)


def need_appearances(writer: IncrementalPdfFileWriter) -> None:
    form = writer.root["/AcroForm"]
    form[pdf_name("/NeedAppearances")] = generic.BooleanObject(value=True)
    writer.update_container(form)


def orphan(writer: IncrementalPdfFileWriter) -> None:
    writer.add_object(generic.StreamObject(stream_data=b"waiting to be called"))


def run_script(writer: IncrementalPdfFileWriter) -> None:
    action = {pdf_name("/S"): pdf_name("/JavaScript"), pdf_name("/JS"): generic.pdf_string("1")}
    writer.root[pdf_name("/OpenAction")] = generic.DictionaryObject(action)
    writer.update_root()


def other_subject(writer: IncrementalPdfFileWriter) -> None:
    writer.set_info(generic.DictionaryObject({pdf_name("/Title"): generic.pdf_string("Khác")}))


def other_appearance(writer: IncrementalPdfFileWriter) -> None:
    widget = writer.root["/AcroForm"]["/Fields"][0]
    entries = {
        pdf_name("/Subtype"): pdf_name("/Form"),
        pdf_name("/BBox"): generic.ArrayObject(map(generic.NumberObject, (0, 0, 9, 9))),
    }
    mark = generic.StreamObject(entries, stream_data=b"0 0 9 9 re f")
    widget["/AP"][pdf_name("/N")] = writer.add_object(mark)
    writer.update_container(widget)


CHANGES = (
    add_page,
    add_annotation,
    replace_content,
    need_appearances,
    orphan,
    run_script,
    other_subject,
    other_appearance,
)


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_after_the_seal_is_not_accepted(change: Change, trust: TrustStore) -> None:
    report = judged(changed(sealed_page(), change), trust)
    assert report.verdict is Verdict.FAILED
    assert {"changes-after-signature", "nothing-after-seal"} <= rules(report)


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_between_signature_and_seal_is_not_accepted(
    change: Change, trust: TrustStore
) -> None:
    report = judged(forge().seal(changed(signed_page(), change)), trust)
    assert report.verdict is Verdict.FAILED
    assert "changes-after-signature" in rules(report)


@pytest.mark.parametrize("tail", [b"\n", b"%", b"\0", b"1 0 obj\n<<>>\nendobj\n"])
def test_bytes_after_the_end_are_not_accepted(tail: bytes, trust: TrustStore) -> None:
    report = judged(sealed_page() + tail, trust)
    assert report.verdict is Verdict.FAILED
    assert "nothing-after-seal" in rules(report)


def test_a_second_end_is_not_accepted(trust: TrustStore) -> None:
    start = sealed_page().rindex(b"startxref")
    report = judged(sealed_page() + sealed_page()[start:], trust)
    assert report.verdict is Verdict.FAILED
    assert verdict_of(sealed_page() + b"\nstartxref\n0\n%%EOF\n", trust) is None


def test_the_signed_version_alone_is_not_accepted(trust: TrustStore) -> None:
    report = judged(signed_page(), trust)
    assert report.verdict is Verdict.FAILED
    assert "signature-count" in rules(report)


def test_the_good_document_is_accepted(trust: TrustStore) -> None:
    report = judged(sealed_page(), trust)
    assert report.verdict is Verdict.PASSED
    assert rules(report) == set()
