# SPDX-License-Identifier: Apache-2.0
"""A register on paper: the cover, the ten columns of Annex IV on every page, the last lines."""

from __future__ import annotations

import io
import re
import shutil
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pypdf
import pypdfium2
import pytest

from esign.errors import ConfigurationError, InputError
from esign.kinds import template_digest
from esign.messages import Language
from esign.rendering import TypstRenderer
from support.documents import TEMPLATES
from support.printed_books import (
    bound,
    copies_book,
    incoming_book,
    outgoing_book,
    outgoing_lines,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from esign.model import BookPdf

GOLDEN = Path(__file__).parent / "golden"
MM = 72 / 25.4
TEXT_LEFT, TEXT_RIGHT = 20 * MM, 277 * MM
ROOM = 1.5  # points; glyphs may reach a little beyond their widths


def texts(pdf: bytes) -> list[str]:
    """Each page's text in the order of its content, white space made one."""
    document = pypdfium2.PdfDocument(pdf)
    pages = [page.get_textpage().get_text_range() for page in document]
    pages = [page.replace("\ufffe", "-") for page in pages]  # so it writes one that ends a line
    return [re.sub(r"\s+", " ", page).strip() for page in pages]


def places(pdf: bytes, page: int, words: str) -> list[tuple[float, float, float, float]]:
    """Where words stand on a page (from 0): left, bottom, right, top in points."""
    text = pypdfium2.PdfDocument(pdf)[page].get_textpage()
    searched = text.search(words, match_case=True)
    found = []
    while (place := searched.get_next()) is not None:
        first, count = place
        boxes = [text.get_charbox(first + at) for at in range(count)]
        found.append(
            (
                min(box[0] for box in boxes),
                min(box[1] for box in boxes),
                max(box[2] for box in boxes),
                max(box[3] for box in boxes),
            )
        )
    return found


def golden(name: str) -> str:
    text = (GOLDEN / f"{name}.txt").read_text(encoding="utf-8")
    return re.sub(r"\s+", " ", text).strip()


@pytest.fixture(scope="module")
def forty(renderer: TypstRenderer) -> BookPdf:
    return renderer.book(outgoing_book(40))


@pytest.mark.parametrize(
    ("name", "book"),
    [
        ("outgoing", outgoing_book(2)),
        ("copies", copies_book(1)),
        ("incoming", incoming_book(2)),
        ("empty", outgoing_book(0, closed_on=None)),
    ],
)
def test_a_book_says_what_it_said_before(renderer: TypstRenderer, name: str, book: Any) -> None:
    assert " ".join(texts(renderer.book(book).data)) == golden(name)


def test_the_pages_are_a4_in_landscape(forty: BookPdf) -> None:
    sizes = {tuple(map(round, page.get_size())) for page in pypdfium2.PdfDocument(forty.data)}
    assert sizes == {(842, 595)}


def test_the_cover_stands_alone_and_without_a_page_number(forty: BookPdf) -> None:
    cover, *others = texts(forty.data)
    assert "Ngày chuyển" not in cover
    assert "Trang" not in cover
    assert [re.search(r"Trang (\d+)/(\d+)$", page)[0] for page in others] == [  # type: ignore[index]
        f"Trang {number}/{forty.pages}" for number in range(2, forty.pages + 1)
    ]


def test_the_head_is_repeated_on_every_page_that_has_rows(forty: BookPdf) -> None:
    with_rows = [page for page in texts(forty.data) if re.search(r"\d\d/(QĐ|TB)-SGDĐT", page)]
    assert len(with_rows) == forty.pages - 2  # but the cover, and the last lines on their own page
    for page in with_rows:
        assert page.startswith("Số, ký hiệu văn bản Ngày tháng văn bản Tên loại và trích yếu")
        assert "(1) (2) (3) (4) (5) (6) (7) (8) (9) (10)" in page


def test_the_columns_stand_in_their_order_at_one_place_throughout(forty: BookPdf) -> None:
    lefts = [
        [round(places(forty.data, page, f"({column})")[0][0]) for column in range(1, 11)]
        for page in range(1, forty.pages - 1)
    ]
    assert lefts[0] == sorted(lefts[0])
    assert all(row == lefts[0] for row in lefts)


def test_everything_stands_between_the_margins(forty: BookPdf) -> None:
    for number in range(1, forty.pages):
        text = pypdfium2.PdfDocument(forty.data)[number].get_textpage()
        boxes = [text.get_charbox(at) for at in range(text.count_chars())]
        assert min(box[0] for box in boxes) >= TEXT_LEFT - ROOM
        assert max(box[2] for box in boxes) <= TEXT_RIGHT + ROOM


def test_every_row_is_there_once_and_in_its_order(forty: BookPdf) -> None:
    body = " ".join(texts(forty.data)[1:])
    found = re.findall(r"(\d\d)/(?:QĐ|TB)-SGDĐT", body)
    assert found == [f"{number:02d}" for number in range(1, 41)]


def test_a_usual_row_stays_on_one_page(forty: BookPdf) -> None:
    for line in outgoing_lines(40):
        pages = [page for page in texts(forty.data) if line.number in page]
        assert len(pages) == 1
        assert line.subject in pages[0]


def test_a_row_longer_than_a_page_goes_on_under_the_head(renderer: TypstRenderer) -> None:
    first, second = outgoing_lines(2)
    schools = [f"Trường Trung học phổ thông số {number}" for number in range(1, 121)]
    book = renderer.book(bound((first, replace(second, recipients="; ".join(schools)))))
    body = " ".join(texts(book.data))
    lost = [number for number in range(1, 121) if not re.search(rf"\bsố {number}\b", body)]
    assert lost == []
    assert book.pages > 4
    assert all("(10)" in page for page in texts(book.data)[1:-1])


def test_a_word_wider_than_its_column_stays_in_it(renderer: TypstRenderer) -> None:
    line = replace(outgoing_lines(1)[0], signer="W" * 90)
    data = renderer.book(bound((line,))).data
    text = pypdfium2.PdfDocument(data)[1].get_textpage()
    marks = [
        text.get_charbox(at)
        for at in range(text.count_chars())
        if text.get_text_range(at, 1) == "W"
    ]
    ((left, *_),) = places(data, 1, "Người ký")
    ((right, *_),) = places(data, 1, "Nơi nhận")
    assert len(marks) == 90
    assert min(box[0] for box in marks) > left - 12
    assert max(box[2] for box in marks) < right


def test_a_character_without_a_glyph_is_named_with_its_row_and_column(
    renderer: TypstRenderer,
) -> None:
    first, second, third = outgoing_lines(3)
    book = bound((first, replace(second, subject="Về chữ 漢"), replace(third, note="ghi 字")))
    with pytest.raises(InputError) as raised:
        renderer.book(book)
    assert raised.value.code == "render.book_characters"
    named = [(each.facts["row"], each.facts["column"]) for each in raised.value.details]
    assert named == [(2, "Tên loại và trích yếu nội dung văn bản"), (3, "Ghi chú")]
    assert "dòng 2, cột “Tên loại" in raised.value.details[0].message(Language.VIETNAMESE)


@pytest.mark.parametrize(
    "subject",
    ['#panic("x")', "*đậm* _nghiêng_ $x^2$ @nhãn", "]; #let x = 1 //", "\\u{41} #[", "= 1"],
)
def test_what_looks_like_code_is_printed_as_it_is(renderer: TypstRenderer, subject: str) -> None:
    line = replace(outgoing_lines(1)[0], subject=subject)
    assert subject in texts(renderer.book(bound((line,))).data)[1]


def test_the_last_lines_stay_together(renderer: TypstRenderer) -> None:
    for count in range(6, 12):
        last = texts(renderer.book(outgoing_book(count)).data)[-1]
        assert f"ghi {count} văn bản đi, từ số 01 đến số {count:02d}" in last
        assert "VĂN THƯ CƠ QUAN" in last
        assert "(Ký, ghi rõ họ tên, đóng dấu)" in last


def elements(node: Any, kind: str) -> Iterator[Any]:
    """The structure elements of a kind (ISO 32000-1 §14.7.2)."""
    node = node.get_object()
    if isinstance(node, list):
        for child in node:
            yield from elements(child, kind)
    elif isinstance(node, dict):
        if node.get("/S") == kind:
            yield node
        if "/K" in node:
            yield from elements(node["/K"], kind)


def test_the_file_is_tagged_as_a_table_in_vietnamese(forty: BookPdf) -> None:
    root = pypdf.PdfReader(io.BytesIO(forty.data)).trailer["/Root"]
    tree = root["/StructTreeRoot"]
    heads = list(elements(tree, "/TH"))
    assert root["/Lang"] == "vi-VN"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert len(list(elements(tree, "/H1"))) == 1
    assert len(list(elements(tree, "/Table"))) == 1
    assert len(heads) == 20
    assert len(list(elements(tree, "/TD"))) == 400


def test_the_title_names_book_year_and_numbers(forty: BookPdf) -> None:
    information = pypdf.PdfReader(io.BytesIO(forty.data)).metadata
    assert information is not None
    assert information.title == "Sổ đăng ký văn bản đi năm 2026, từ số 01 đến số 40"


def test_the_same_rows_give_the_same_bytes(renderer: TypstRenderer) -> None:
    book = outgoing_book(3)
    assert renderer.book(book) == renderer.book(book)


def test_a_book_to_print_has_no_box_for_a_seal(renderer: TypstRenderer, forty: BookPdf) -> None:
    assert b"esign:seal" not in forty.data
    assert b"esign:seal" in renderer.book_to_seal(outgoing_book(1)).data


def test_a_fault_of_the_template_is_named_with_its_place(tmp_path: Path) -> None:
    templates = tmp_path / "templates"
    shutil.copytree(TEMPLATES, templates)
    page = templates / "_books" / "book.typ.j2"
    page.write_text(page.read_text("utf-8").replace("#register(", "#registre("), encoding="utf-8")
    with pytest.raises(ConfigurationError) as raised:
        TypstRenderer(templates).book(outgoing_book(1))
    faulty = page.read_text("utf-8").partition("#registre(")[0].count("\n") + 1
    assert raised.value.code == "template.typst"
    assert raised.value.facts["file"] == "_books/book.typ.j2"
    assert abs(int(str(raised.value.facts["line"])) - faulty) <= 1


def test_templates_without_books_are_named(tmp_path: Path) -> None:
    templates = tmp_path / "templates"
    shutil.copytree(TEMPLATES, templates, ignore=shutil.ignore_patterns("_books"))
    with pytest.raises(ConfigurationError) as raised:
        TypstRenderer(templates).book(outgoing_book(1))
    assert raised.value.code == "template.jinja"


def test_the_books_are_no_part_of_a_kind(tmp_path: Path) -> None:
    templates = tmp_path / "templates"
    shutil.copytree(TEMPLATES, templates)
    before = template_digest(templates / "decision")
    own = template_digest(templates / "_books")
    page = templates / "_books" / "book.typ"
    page.write_text(page.read_text("utf-8") + "\n", encoding="utf-8")
    assert template_digest(templates / "decision") == before
    assert template_digest(templates / "_books") != own
