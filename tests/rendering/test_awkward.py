# SPDX-License-Identifier: Apache-2.0
"""Content that is hard to lay out is laid out as the decree says, and nothing of it is lost."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from esign.kinds import takes_file
from support.awkward import LETTERS, LONG_NAME, free_texts, listed, with_text, without_options
from support.documents import KINDS, fields
from support.layout_rules import broken, laid_from

if TYPE_CHECKING:
    from esign.rendering import TypstRenderer
    from support.layout import Laid

NAMES = tuple(name for name, kind in KINDS.kinds().items() if not takes_file(kind))


def text_of(laid: Laid) -> str:
    """All that the pages show, without white space, in the order of the columns."""
    rows = [line.text for _, line in laid.lines]
    return "".join("".join(rows).split())


def squeezed(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("name", NAMES)
def test_a_document_without_any_optional_part_stands_as_well(
    renderer: TypstRenderer, name: str
) -> None:
    content = fields(name)
    whole = KINDS.kind(name).schema
    head = {"kind": name, "request_id": content["request_id"]}
    bare = without_options(whole, content) | head
    if "signer" in content:
        bare["signer"] = content["signer"]
    if "unit" in content:
        bare["unit"] = content["unit"]
    assert broken(laid_from(bare, renderer, KINDS)) == {}


@pytest.mark.parametrize("name", NAMES)
def test_every_letter_of_vietnamese_is_shown_wherever_text_is_free(
    renderer: TypstRenderer, name: str
) -> None:
    content = fields(name)
    schema = KINDS.kind(name).schema
    parts = [LETTERS[start : start + 4] for start in range(0, len(LETTERS), 4)]
    for path in free_texts(schema, content)[:4]:
        shown = text_of(laid_from(with_text(content, path, " ".join(parts)), renderer, KINDS))
        for part in parts:
            assert part in shown or part.upper() in shown, path


@pytest.mark.parametrize(
    ("place", "shown"),
    [
        ((1, date(2026, 1, 5)), ("Số: 01/", "ngày 05 tháng 01 năm 2026")),
        ((9, date(2026, 2, 28)), ("Số: 09/", "ngày 28 tháng 02 năm 2026")),
        ((10, date(2026, 3, 1)), ("Số: 10/", "ngày 01 tháng 3 năm 2026")),
        ((123456, date(2026, 10, 31)), ("Số: 123456/", "ngày 31 tháng 10 năm 2026")),
    ],
)
@pytest.mark.parametrize("name", ["decision", "official-letter", "diploma-copy"])
def test_numbers_and_dates_of_any_length_stand_in_their_boxes(
    renderer: TypstRenderer, name: str, place: tuple[int, date], shown: tuple[str, str]
) -> None:
    laid = laid_from(fields(name), renderer, KINDS, place)
    number, words = shown
    assert broken(laid) == {}
    texts = [line.text for line in laid.first.lines]
    assert any(text.startswith(number) for text in texts)
    assert f"Ví Dụ, {words}" in texts


@pytest.mark.parametrize("count", [12, 13, 40, 300])
def test_any_number_of_recipients_leaves_signature_and_last_lines_together(
    renderer: TypstRenderer, count: int
) -> None:
    content = fields("decision") | {"recipients": listed(count, "Trường Trung học phổ thông")}
    laid = laid_from(content, renderer, KINDS)
    assert broken(laid) == {}
    shown = text_of(laid)
    assert squeezed(f"- Trường Trung học phổ thông số {count}.") in shown
    assert squeezed("- Trường Trung học phổ thông số 1;") in shown


def test_long_recipients_do_not_run_off_the_page(renderer: TypstRenderer) -> None:
    long = "Ủy ban nhân dân các xã, phường, đặc khu trên địa bàn tỉnh và các đơn vị trực thuộc"
    content = fields("decision") | {"recipients": listed(12, long)}
    laid = laid_from(content, renderer, KINDS)
    assert broken(laid) == {}
    assert text_of(laid).count(squeezed("trực thuộc số")) == 12


def test_three_hundred_addressees_go_on_over_the_pages(renderer: TypstRenderer) -> None:
    names = listed(300, "Trường Trung học phổ thông")
    laid = laid_from(fields("official-letter") | {"addressees": names}, renderer, KINDS)
    assert len(laid.pages) >= 5
    shown = text_of(laid)
    assert all(squeezed(f"- {name}") in shown for name in names)
    assert {"paper", "left margin", "bottom margin", "end mark"}.isdisjoint(broken(laid))


def test_three_hundred_receivers_are_carried(renderer: TypstRenderer) -> None:
    receivers = [{"code": f"H99.{n}", "name": f"Đơn vị {n}"} for n in range(300)]
    laid = laid_from(fields("notice") | {"receivers": receivers}, renderer, KINDS)
    assert len(laid.numbered.request.content["receivers"]) == 300
    assert broken(laid) == {}


def test_a_table_of_twenty_pages_repeats_its_head_and_divides_no_row(
    renderer: TypstRenderer,
) -> None:
    content = fields("decision-award")
    persons = content["persons"] * 12
    content["persons"] = [each | {"name": f"{LONG_NAME} {n}"} for n, each in enumerate(persons, 1)]
    laid = laid_from(content, renderer, KINDS)
    assert broken(laid) == {}
    tables = laid.pages[1:]
    assert len(tables) >= 20
    for page in tables[:-1]:
        assert page.line("STT") is not None
    ordinals = [
        int(line.text.split()[0])
        for page in tables
        for line in page.lines
        if line.left < laid.left + 12 * 72 / 25.4
        and line.text.split()[0].isdecimal()
        and not laid.is_number(page, line)
    ]
    assert ordinals == list(range(1, len(persons) + 1))


def test_long_names_wrap_and_stay_in_their_boxes(renderer: TypstRenderer) -> None:
    content = fields("decision")
    content["subject"] = "Về việc " + "công nhận trường đạt chuẩn quốc gia mức độ 1 " * 4
    content["subject"] = content["subject"].strip()
    content["articles"][0]["table"]["rows"][0][1] = LONG_NAME
    content["signer"] = {
        "authority": "KT. GIÁM ĐỐC",
        "title": "Phó Giám đốc phụ trách lĩnh vực giáo dục phổ thông, giáo dục thường xuyên",
        "name": LONG_NAME[:49],
    }
    laid = laid_from(content, renderer, KINDS)
    assert broken(laid) == {}
    assert squeezed(LONG_NAME[:49]) in text_of(laid)


@pytest.mark.parametrize("lines", [1, 12, 25, 45])
def test_a_last_paragraph_of_any_length_is_shown_whole(renderer: TypstRenderer, lines: int) -> None:
    words = " ".join(f"chữ {number}" for number in range(lines * 12))
    content: dict[str, Any] = fields("notice")
    content.pop("table")
    content["text"] = f"Mở đầu.\n{words}"
    laid = laid_from(content, renderer, KINDS)
    assert broken(laid) == {}
    assert squeezed(words) in text_of(laid)
