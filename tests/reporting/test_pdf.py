# SPDX-License-Identifier: Apache-2.0
"""The report in PDF: the same words, whatever a hostile file is called."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from pypdf import PdfReader

from esign.reporting.compose import compose
from esign.reporting.content import Run
from esign.reporting.forms.pdf import as_pdf
from esign.reporting.pages import came_later, compare_pages, draw_pages
from support.ports import FIXED_NOW
from support.witnesses import verapdf

if TYPE_CHECKING:
    from pathlib import Path

    from esign.model import Report
    from reporting.conftest import Found


def laid_out(report: Report, run: Run | None = None) -> bytes:
    return as_pdf(compose(report, run or Run(1, "esign 0")), FIXED_NOW)


def text(pdf: bytes) -> str:
    pages = PdfReader(io.BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).replace("\u200b", "").split())


@pytest.fixture(scope="module")
def whole(painted: Found) -> bytes:
    """A report with everything in it, pages and comparison too."""
    version = came_later(painted.report, painted.data)
    assert version is not None
    run = Run(
        len(painted.data),
        "esign 0",
        pictures=draw_pages(painted.data, name="x"),
        comparison=compare_pages(version, painted.data, name="x"),
    )
    return laid_out(painted.report, run)


def test_it_says_the_same_in_both_languages(whole: bytes, painted: Found) -> None:
    said = text(whole)
    assert said.index("KHÔNG HỢP LỆ") < said.index("1. Đây là văn bản gì")
    assert "NOT VALID – do not use this file" in said
    assert "Pages that look different: 2." in said
    for finding in painted.report.findings:
        assert finding.rule in said


def test_it_has_the_pages_and_both_versions(whole: bytes) -> None:
    images = [image for page in PdfReader(io.BytesIO(whole)).pages for image in page.images]
    assert len(images) >= 4


def test_the_same_report_gives_the_same_bytes(good: Found) -> None:
    assert laid_out(good.report) == laid_out(good.report)


@pytest.mark.parametrize(
    "name",
    [
        '#panic("x") $ \\ ` [*_',
        "\u202egnp.exe\u0000",
        "日本語 العربية 🙂 ﷽",
        "a\u0301\u0301\u0301\u0301\u0301" * 200,
        "x" * 5000,
    ],
)
def test_no_name_keeps_it_from_being_laid_out(good: Found, name: str) -> None:
    signature = replace(good.report.signatures[0], signer=name, text=name)
    report = replace(good.report, name=name, signatures=(signature,))
    assert "VALID – the document is genuine" in text(laid_out(report))


def test_what_the_font_lacks_is_shown_by_its_code_point(good: Found) -> None:
    said = text(laid_out(replace(good.report, name="🙂.pdf")))
    assert "[U+1F642].pdf" in said


@pytest.mark.long
@pytest.mark.witness
def test_it_is_kept_and_read_aloud_like_every_document(whole: bytes, tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"
    path.write_bytes(whole)
    for flavour in ("3a", "ua1"):
        assert verapdf([path], flavour)[path] == ()
