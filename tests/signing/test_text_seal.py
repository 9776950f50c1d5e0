# SPDX-License-Identifier: Apache-2.0
"""The agency's signature as a text: what it says, where it stands, and what does not fit."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from esign.errors import ConfigurationError
from esign.model import VIETNAM, CopyForm
from esign.signing import Box, TextSeal
from support.words import font_file

AT = datetime(2026, 11, 20, 3, 15, 30, tzinfo=UTC).astimezone(VIETNAM)
ROOM = Box(77 / 25.4 * 72, 9 / 25.4 * 72)
AGENCY = "Sở Giáo dục và Đào tạo tỉnh Ví Dụ"
CONTENT = re.compile(
    rb"q 0 g BT /Text 10 Tf(?: 1 0 0 1 (?P<x>[\d.]+) (?P<y>[\d.]+) Tm <(?:[0-9A-F]{4})+> Tj)+ ET Q"
)
PLACE = re.compile(rb"1 0 0 1 ([\d.]+) ([\d.]+) Tm")


def content_of(seal: TextSeal, box: Box = ROOM) -> bytes:
    stream = seal.drawing(box, AT, exact=True)[-1].stream
    assert stream is not None
    return stream


def test_a_copy_says_its_form_the_agency_and_when() -> None:
    seal = TextSeal.of_copy(CopyForm.COPY.words, AGENCY, font_file())
    assert seal.text(AT) == f"SAO Y; {AGENCY}; 20/11/2026; 10:15:30 +07:00"


def test_an_annex_says_its_documents_number_and_when() -> None:
    seal = TextSeal.of_annex("123/QĐ-SGDĐT", font_file())
    assert seal.text(AT) == "Số: 123/QĐ-SGDĐT; 20/11/2026; 10:15:30 +07:00"


@pytest.mark.parametrize(
    ("form", "words"), [("SY", "SAO Y"), ("TrS", "TRÍCH SAO"), ("SL", "SAO LỤC")]
)
def test_each_form_has_its_words(form: str, words: str) -> None:
    assert CopyForm(form).words == words


def test_a_short_text_stands_in_one_line_and_a_long_one_in_two() -> None:
    short = content_of(TextSeal.of_annex("123/QĐ-SGDĐT", font_file()))
    long = content_of(TextSeal.of_copy("SAO Y", AGENCY, font_file()))
    assert [len(PLACE.findall(content)) for content in (short, long)] == [1, 2]
    for content in (short, long):
        assert CONTENT.fullmatch(content)


def test_the_text_stays_within_its_box() -> None:
    name = "Sở Giáo dục và Đào tạo Thành phố Hồ Chí Minh"
    for x, y in PLACE.findall(content_of(TextSeal.of_copy("TRÍCH SAO", name, font_file()))):
        assert 0 <= float(x) < ROOM.width
        assert 0 < float(y) < ROOM.height


def test_a_text_too_long_for_its_box_is_refused_and_never_shrunk() -> None:
    with pytest.raises(ConfigurationError, match="too_long"):
        content_of(TextSeal.of_copy("SAO Y", "Sở Giáo dục và Đào tạo " * 6, font_file()))
    with pytest.raises(ConfigurationError, match="too_long"):
        content_of(TextSeal.of_annex("123/QĐ-SGDĐT", font_file()), Box(60.0, 200.0))


def test_a_character_that_the_font_lacks_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="no_character"):
        content_of(TextSeal.of_copy("SAO Y", "Sở \u4e2d", font_file()))


def test_the_font_travels_along_and_only_what_is_shown_of_it() -> None:
    drawing = TextSeal.of_annex("05/QĐ-SGDĐT", font_file()).drawing(ROOM, AT, exact=True)
    program = drawing[0].stream
    assert program is not None
    assert len(program) < Path(font_file()).stat().st_size / 20
    assert len(drawing) == 6
    references = [entry for item in drawing for entry in item.entries if isinstance(entry, int)]
    assert sorted(references) == [0, 1, 2, 3, 4]


def test_the_same_text_and_time_give_the_same_drawing() -> None:
    seals = [TextSeal.of_annex("05/QĐ-SGDĐT", font_file()) for _ in range(2)]
    assert len({repr(seal.drawing(ROOM, AT, exact=True)) for seal in seals}) == 1
