# SPDX-License-Identifier: Apache-2.0
"""Signature, seal and look-up picture stand where nothing is hidden by them."""

import io
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pypdf
import pypdfium2
import pytest
from PIL import Image

from esign.rendering import TypstRenderer, page_images
from support.documents import NAMES, fields, kind_of, numbered_of, request_of

MM = 72 / 25.4
LOOKUP_URL = "https://tracuu.example.gov.vn/v/7K3M-9QXD-2TFA"
DPI = 200
LONG_TITLE = "Phó Giám đốc phụ trách lĩnh vực giáo dục phổ thông, giáo dục thường xuyên"
SIGNERS = {
    "one line": {"title": "Giám đốc", "name": "Nguyễn Minh Châu"},
    "deputy": {"authority": "KT. GIÁM ĐỐC", "title": "Phó Giám đốc", "name": "Đỗ Thị Ngọc Ẩn"},
    "long title": {"authority": "KT. GIÁM ĐỐC", "title": LONG_TITLE, "name": "Ẩn Ngọc Hoàng Minh"},
    "long name": {"title": "Giám đốc", "name": "Công Tằng Tôn Nữ Nguyễn Phúc Hoàng Thiên Bảo Ẩn"},
}


@dataclass(frozen=True)
class Box:
    """A place on the page in points from its lower left corner."""

    left: float
    bottom: float
    right: float
    top: float


def rendered(renderer: TypstRenderer, content: dict[str, Any], lookup_url: str = "") -> bytes:
    request = request_of(content)
    numbered = numbered_of(request, lookup_url=lookup_url)
    return renderer.render(numbered, kind_of(request.kind)).data


def marker(pdf: bytes, role: str) -> Box:
    page = pypdf.PdfReader(io.BytesIO(pdf)).pages[-1]
    for reference in page["/Annots"]:
        annotation = reference.get_object()
        if annotation["/A"]["/URI"] == f"esign:{role}":
            return Box(*map(float, annotation["/Rect"]))
    raise AssertionError(role)


def letters(pdf: bytes, text: str) -> Box:
    """Around the last occurrence of a text on the last page."""
    with pypdfium2.PdfDocument(pdf) as document:
        page = document[len(document) - 1].get_textpage()
        searcher, found = page.search(text, match_case=True), None
        while place := searcher.get_next():
            found = place
        assert found, text
        boxes = [page.get_charbox(found[0] + each) for each in range(found[1])]
    lefts, bottoms, rights, tops = zip(*boxes, strict=True)
    return Box(min(lefts), min(bottoms), max(rights), max(tops))


@pytest.mark.parametrize("signer", SIGNERS.values(), ids=SIGNERS)
@pytest.mark.parametrize("name", NAMES)
def test_the_seal_touches_neither_title_nor_name(
    renderer: TypstRenderer, name: str, signer: dict[str, str]
) -> None:
    pdf = rendered(renderer, fields(name) | {"signer": signer}, LOOKUP_URL)
    seal = marker(pdf, "seal")
    title = letters(pdf, signer["title"].upper().split()[-1])
    assert title.bottom > seal.top
    assert letters(pdf, signer["name"].split()[0]).top < seal.bottom


@pytest.mark.parametrize("name", NAMES)
def test_the_sample_with_its_picture_still_fits_on_one_page(
    renderer: TypstRenderer, name: str
) -> None:
    for signer in ("one line", "deputy"):
        pdf = rendered(renderer, fields(name) | {"signer": SIGNERS[signer]}, LOOKUP_URL)
        assert len(pypdf.PdfReader(io.BytesIO(pdf)).pages) == 1


def test_the_picture_begins_where_the_text_begins(renderer: TypstRenderer) -> None:
    pdf = rendered(renderer, fields("decision"), LOOKUP_URL)
    image = Image.open(io.BytesIO(page_images(pdf, DPI)[0])).convert("L")
    scale = DPI / 72
    code = letters(pdf, "Mã tra cứu")
    below = round(image.height - code.top * scale)
    above = below - round(24 * MM * scale)
    strip = image.crop((0, above, round(60 * MM * scale), below)).point(lambda v: 255 * (v < 128))
    box = strip.getbbox()
    assert box is not None
    left, _, right, bottom = box
    assert left / scale / MM == pytest.approx(30, abs=0.2)
    assert (right - left) / scale / MM == pytest.approx(20, abs=0.3)
    gap = (strip.height - bottom) / scale / MM
    assert 2 < gap < 4


@pytest.mark.parametrize("name", NAMES)
def test_the_picture_reads_as_the_look_up_address(
    renderer: TypstRenderer, name: str, tmp_path: Path
) -> None:
    if shutil.which("zbarimg") is None:
        pytest.skip("zbarimg is not installed (Debian package zbar-tools)")
    pdf = rendered(renderer, fields(name), LOOKUP_URL)
    picture = tmp_path / "page.png"
    picture.write_bytes(page_images(pdf, DPI)[-1])
    read = subprocess.run(
        ["zbarimg", "--quiet", "--raw", "-Sdisable", "-Sqrcode.enable", str(picture)],
        capture_output=True,
        check=True,
        encoding="utf-8",
        timeout=60,
    )
    assert read.stdout.splitlines() == [LOOKUP_URL]


def lines_of(pdf: bytes) -> list[str]:
    return pypdf.PdfReader(io.BytesIO(pdf)).pages[0].extract_text().splitlines()


def test_the_first_clause_of_an_article_stands_on_a_line_of_its_own(
    renderer: TypstRenderer,
) -> None:
    content = fields("decision")
    content["articles"][1]["text"] = "1. Khoản thứ nhất.\n2. Khoản thứ hai."
    lines = [line.strip() for line in lines_of(rendered(renderer, content))]
    first = lines.index("Điều 2.")
    assert lines[first + 1 : first + 3] == ["1. Khoản thứ nhất.", "2. Khoản thứ hai."]


def test_a_text_that_merely_begins_with_a_number_follows_its_article(
    renderer: TypstRenderer,
) -> None:
    content = fields("decision")
    content["articles"][1]["text"] = "15 trường được công nhận. Thời hạn 05 năm."
    assert any(
        line.strip().startswith("Điều 2. 15 trường")
        for line in lines_of(rendered(renderer, content))
    )
