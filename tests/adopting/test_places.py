# SPDX-License-Identifier: Apache-2.0
"""Number, date and signatures go where the author left room, or where the clerk says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import pytest
from pyhanko.pdf_utils import generic

from esign.errors import InputError
from esign.stamping.adopting.task import examine
from support.word_files import (
    DIRECTOR_LINE,
    made,
    name,
    page_of,
    tampered,
    with_annotation,
    word_pdf,
)

if TYPE_CHECKING:
    from pyhanko.pdf_utils.writer import PdfFileWriter

MM = 72 / 25.4
HEIGHT = 297 * MM


def found(pdf: bytes, **boxes: list[float]) -> dict[str, Any]:
    options = {"name": "a.pdf", "signer": DIRECTOR_LINE, "symbol": "QĐ-SGDĐT", "boxes": boxes}
    return cast("dict[str, Any]", examine(pdf, cast("dict[str, object]", options)))


def refused(pdf: bytes, **boxes: list[float]) -> set[str]:
    with pytest.raises(InputError) as raised:
        found(pdf, **boxes)
    return {each.code for each in raised.value.details}


def test_the_room_above_the_printed_name_is_the_signature() -> None:
    places = found(word_pdf())
    signer, seal = places["signer"], places["seal"]
    width = signer["right"] - signer["left"]
    assert width == pytest.approx(45 * MM)
    assert seal["right"] - seal["left"] == pytest.approx(36 * MM)
    assert (seal["right"] - signer["left"]) / width == pytest.approx(1 / 3)


def test_the_blanks_of_number_and_date_are_found() -> None:
    places = found(word_pdf())
    assert [each["means"] for each in places["blanks"]] == ["number", "day", "month"]
    assert places["year"] == 2026


def test_a_year_that_is_left_open_is_filled_in_too() -> None:
    places = found(word_pdf(date="Ví Dụ, ngày#h(9mm)tháng#h(9mm)năm#h(15mm)"))
    assert [each["means"] for each in places["blanks"]][-1] == "year"
    assert places["year"] == 0


def test_a_name_with_its_accents_apart_is_found() -> None:
    assert found(word_pdf(name="Nguye\u0302\u0303n Minh Cha\u0302u"))["signer"]["page"] == 1


@pytest.mark.parametrize(
    ("pdf", "code"),
    [
        (word_pdf(name="Trần Văn Khác"), "adopt.no_name"),
        (word_pdf(room="8mm"), "adopt.no_room"),
        (word_pdf(number="Số: 12/QĐ-SGDĐT"), "adopt.number_filled"),
        (word_pdf(number="Số: ......../QĐ-SGDĐT"), "adopt.dots"),
        (word_pdf(number="Số:#h(12mm)/QĐ-UBND"), "adopt.other_symbol"),
        (word_pdf(number=""), "adopt.no_number_place"),
        (word_pdf(date="Ví Dụ, ngày 05 tháng 01 năm 2026"), "adopt.date_filled"),
        (word_pdf(date="Ví Dụ, ngày ... tháng ... năm 2026"), "adopt.dots"),
        (word_pdf(date=""), "adopt.no_date_place"),
    ],
)
def test_a_page_without_room_is_refused(pdf: bytes, code: str) -> None:
    assert code in refused(pdf)


def test_a_box_that_the_clerk_names_comes_first() -> None:
    pdf = word_pdf(number="", date="", name="Trần Văn Khác")
    places = found(
        pdf,
        signer=[1, 120, 200, 45, 20],
        number=[1, 40, 40, 50, 6],
        date=[1, 120, 40, 70, 6],
    )
    assert places["signer"]["left"] == pytest.approx(120 * MM)
    assert places["signer"]["top"] == pytest.approx(HEIGHT - 200 * MM, abs=0.1)
    assert [each["means"] for each in places["blanks"]] == ["notation", "date"]


@pytest.mark.parametrize("box", [[1, 200, 200, 45, 20], [2, 100, 200, 45, 20], [1, 9, 9, 0, 20]])
def test_a_box_beyond_the_page_is_refused(box: list[float]) -> None:
    assert "adopt.box_off_page" in refused(word_pdf(), signer=box)


def test_boxes_on_two_pages_are_refused() -> None:
    pdf = word_pdf(more="#pagebreak() Trang hai")
    assert "adopt.boxes_apart" in refused(pdf, seal=[2, 50, 100, 36, 36])


def test_prepared_signature_fields_are_the_places() -> None:
    def change(writer: PdfFileWriter) -> None:
        fields = generic.ArrayObject()
        for text, left in (("Signature1", 350), ("Signature2", 260)):
            box = generic.ArrayObject(map(generic.NumberObject, (left, 300, left + 110, 402)))
            field = made(
                Type=name("Annot"),
                Subtype=name("Widget"),
                FT=name("Sig"),
                T=generic.pdf_string(text),
                Rect=box,
            )
            fields.append(writer.add_object(field))
        page = page_of(writer)
        page["/Annots"] = generic.ArrayObject([*page["/Annots"], *fields])
        writer.root["/AcroForm"] = made(Fields=fields)

    places = found(tampered(change))
    assert (places["signer"]["left"], places["seal"]["left"]) == (350, 260)


def test_links_of_ours_are_the_places() -> None:
    def change(writer: PdfFileWriter) -> None:
        for text in ("signer", "number"):
            action = made(S=name("URI"), URI=generic.pdf_string(f"esign:{text}"))
            with_annotation(writer, Subtype=name("Link"), A=action)

    places = found(tampered(change, word_pdf(number="")))
    assert places["signer"]["left"] == 300
    assert places["blanks"][0]["means"] == "notation"
