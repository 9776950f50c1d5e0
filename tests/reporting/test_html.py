# SPDX-License-Identifier: Apache-2.0
"""The report in HTML: what its reader sees first, and what a hostile file cannot make of it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from lxml import html

from esign.model import (
    Changes,
    Finding,
    Knowledge,
    LinkedDocument,
    RegisterStanding,
    Verdict,
)
from esign.reporting.compose import compose
from esign.reporting.content import Run
from esign.reporting.forms.html import as_html
from esign.reporting.pages import came_later, compare_pages, draw_pages
from esign.reporting.words import Words
from support.ports import FIXED_NOW
from support.sealed import judged, signed_page

if TYPE_CHECKING:
    from esign.model import Report
    from esign.trust import TrustStore
    from reporting.conftest import Found

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</style><svg onload=alert(1)>",
    "{{ 7*7 }}{% include 'x' %}",
    "javascript:alert(1)",
    "GENUINE\u202egnihton\u2066\u200f",
    "line\nHỢP LỆ\r\n\u2028VALID",
    "x" * 100_000,
    "\x00\x1b[31m\ufffe\ud800",
)
QUIET = {"html", "head", "meta", "title", "style", "body", "header", "main", "section", "article"}
QUIET |= {"footer", "div", "p", "span", "b", "code", "h1", "h2", "h3", "ul", "li"}
QUIET |= {"table", "tr", "th", "td", "figure", "figcaption", "img", "svg", "g", "rect", "circle"}
QUIET |= {"text"}


def page(report: Report, run: Run | None = None) -> html.HtmlElement:
    return html.fromstring(as_html(compose(report, run or Run(1234, "esign 0"))).decode())


def first_lines(report: Report) -> str:
    head = page(report).find(".//header")
    return " ".join(head.text_content().split())


def hostile(report: Report, text: str) -> Report:
    """The report with that text wherever a file, a certificate or a register may put one."""
    signature = replace(report.signatures[0], signer=text, title=text, issuer=text, serial=text)
    named = replace(signature, organisation=text, field=text, subfilter=text, text=text)
    facts = {"holder": text, "printed": text, "names": text}
    finding = Finding("x", Verdict.FAILED, "verification.unusual_content", facts)
    standing = RegisterStanding(
        Knowledge.REPLACED, number=text, reason=text, by=(LinkedDocument(text, FIXED_NOW.date()),)
    )
    return replace(
        report,
        name=text,
        document=dict.fromkeys(("type_name", "number", "issued_on", "agency", "subject"), text),
        signatures=(named, *report.signatures[1:]),
        findings=(*report.findings, finding),
        verdict=Verdict.FAILED,
        register=standing,
    )


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_of_a_file_becomes_anything_but_text(good: Found, text: str) -> None:
    fault = Words(text, text)
    run = Run(1, text, trust_folder=text, pictures_fault=fault, comparison_fault=fault)
    shown = page(hostile(good.report, text), run)
    assert {str(each.tag) for each in shown.iter()} <= QUIET
    names = {name for each in shown.iter() for name in each.attrib}
    assert not [name for name in names if name.startswith("on")]
    assert not names & {"href", "srcset", "action", "style", "xlink:href"}
    said = shown.text_content()
    assert not re.search("[\u202a-\u202e\u2066-\u2069\u200e\u200f\u2028\x1b]", said)
    assert len(said) < 100_000


def test_marks_heaped_on_a_letter_do_not_reach_over_other_lines(good: Found) -> None:
    said = page(replace(good.report, name="a" + "\u0301" * 500 + "ế\u0323")).text_content()
    assert "\u0301" * 4 not in said
    assert "ế\u0323" in said


def test_it_needs_nothing_from_outside_and_runs_nothing(painted: Found) -> None:
    pictures = draw_pages(painted.data, name="x")
    version = came_later(painted.report, painted.data)
    assert version is not None
    comparison = compare_pages(version, painted.data, name="x")
    run = Run(len(painted.data), "esign 0", pictures=pictures, comparison=comparison)
    text = as_html(compose(painted.report, run)).decode()
    shown = html.fromstring(text)
    sources = [each.get("src", "") for each in shown.iter("img")]
    assert len(sources) == 4
    assert all(each.startswith("data:image/png;base64,iVBOR") for each in sources)
    assert all(each.get("alt") for each in shown.iter("img"))
    assert "url(" not in text
    assert "@import" not in text
    assert not re.findall(r"(?:https?:)?//\w", re.sub(r'base64,[^"]*', "", text))
    rules = shown.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert rules == ["default-src 'none'; img-src data:; style-src 'unsafe-inline'"]


def test_each_verdict_is_said_first_in_both_languages(
    good: Found, painted: Found, strange: Found
) -> None:
    assert "HỢP LỆ VALID – the document is genuine" in first_lines(
        replace(good.report, signatures=good.report.signatures[1:])
    )
    assert "KHÔNG HỢP LỆ NOT VALID – do not use this file" in first_lines(painted.report)
    said = first_lines(strange.report)
    assert "CHƯA XÁC ĐỊNH INDETERMINATE – it cannot be told" in said
    assert "Vì sao" in said


def test_a_good_verdict_says_what_it_rests_on(good: Found) -> None:
    said = first_lines(good.report)
    assert "nội dung còn nguyên như khi ký" in said
    assert "Vì sao" not in said
    last = replace(good.report.signatures[-1], changes=Changes.PERMITTED)
    grown = replace(good.report, signatures=(*good.report.signatures[:-1], last))
    assert "only what the signers had permitted was added" in first_lines(grown)


def test_what_is_missing_or_recalled_is_not_called_a_forgery(
    good: Found, trust: TrustStore
) -> None:
    assert "others that an issued document must have are missing" in first_lines(
        judged(signed_page(), trust)
    )
    recalled = Finding(
        "register",
        Verdict.FAILED,
        "standing.recalled",
        {"number": "05/QĐ", "day": "21/11/2026", "reason": "nhầm", "by": ""},
    )
    report = replace(
        good.report,
        verdict=Verdict.FAILED,
        findings=(*good.report.findings, recalled),
        register=RegisterStanding(Knowledge.RECALLED),
    )
    assert "the document no longer stands" in first_lines(report)
    assert "no digital signature" in first_lines(
        replace(good.report, verdict=Verdict.FAILED, signatures=())
    )


def test_a_stranger_is_shown_as_somebody_who_claims_to_be(good: Found, strange: Found) -> None:
    assert "Claims to be Nguyễn Minh Châu" in page(strange.report).text_content()
    assert "Claims to be" not in page(good.report).text_content()


def test_a_signature_that_was_overtaken_does_not_look_good(painted: Found) -> None:
    assert {each.verdict for each in painted.report.signatures} == {Verdict.PASSED}
    shown = page(painted.report, Run(1, "x", pictures=draw_pages(painted.data, name="x")))
    assert not shown.xpath("//article[contains(@class, 'passed')]")
    assert not shown.xpath("//*[name()='g'][@class='passed']")


def test_its_parts_stand_in_the_order_in_which_a_reader_asks(good: Found) -> None:
    fault = Words("Không vẽ được.", "Cannot.")
    shown = page(good.report, Run(1, "x", pictures_fault=fault))
    titles = [each.text for each in shown.iter("h2")]
    assert [title[:2] for title in titles[:5]] == ["1.", "2.", "3.", "4.", "5."]
    assert len(titles) == 8
    assert all(title.startswith("Chi tiết: ") for title in titles[5:])


def test_the_details_name_every_rule_certificate_and_digest(good: Found) -> None:
    shown = page(good.report)
    said = shown.text_content()
    assert {each.rule for each in good.report.findings} == set(shown.xpath("//code/text()"))
    for signature in good.report.signatures:
        assert signature.certificate_sha256 in said
        assert signature.serial in said
        assert signature.indication in said
    assert good.report.sha256 in said
    assert "esign 0" in said
    assert "issued" in said


def test_a_frame_stands_where_the_signature_is_seen(good: Found) -> None:
    pictures = draw_pages(good.data, name="x")
    shown = page(good.report, Run(len(good.data), "x", pictures=pictures))
    frames = shown.xpath("//*[name()='rect'][@class='frame']")
    for frame, signature in zip(frames, good.report.signatures, strict=True):
        place = signature.place
        assert place is not None
        left, bottom, right, top = place.box
        height = pictures.pages[0].height
        found = [float(frame.get(side)) for side in ("x", "y", "width", "height")]
        wanted = (left, height - top, right - left, top - bottom)
        assert found == pytest.approx(wanted, abs=0.02)


def test_what_has_no_pages_has_no_part_about_pages(good: Found) -> None:
    assert "5." not in [each.text[:2] for each in page(good.report).iter("h2")]


def test_what_could_not_be_drawn_is_said(good: Found) -> None:
    fault = Words("Không vẽ được.", "Cannot.")
    said = page(good.report, Run(1, "x", pictures_fault=fault)).text_content()
    assert "The pages of the file could not be drawn: Cannot." in said
