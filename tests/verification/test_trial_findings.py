# SPDX-License-Identifier: Apache-2.0
"""What readers with fresh eyes stumbled over: files that fooled, and words that were not true."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from esign.model import Changes, Verdict
from support.foreign_cms import cms_by
from support.foreign_files import LINE, page, plain_pdf, signed, stream
from support.pki import make_pki
from support.proving import judged, reader
from support.sealed import forge, rules, sealed_page, signed_page
from support.timestamps import Stamper
from support.two_tables import two_tables

if TYPE_CHECKING:
    from esign.model import Report

PASSED, OPEN, FAILED = Verdict.PASSED, Verdict.INDETERMINATE, Verdict.FAILED
TREE = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
ELSEWHERE = b"<< /Type /Filespec /FS /URL /F (https://example.org/x) >>"


def by_director(data: bytes, **how: Any) -> bytes:
    return signed(data, cms_by(make_pki().director, **how))


def report_on(data: bytes, policy: str = "signed") -> Report:
    return judged(data, reader(), policy=policy)


def codes(report: Report) -> set[str]:
    return {entry.code for entry in report.findings}


@pytest.mark.parametrize(
    "data",
    [
        two_tables(4),
        two_tables(8),
        two_tables(2),
        two_tables(4, twice=stream(b"BT /F1 24 Tf 72 720 Td (900 euros) Tj ET")),
        two_tables(5, twice=b"<< /Type /StructTreeRoot /K [] >>"),
    ],
    ids=["content", "font", "pages", "two contents", "two structures"],
)
def test_two_tables_that_make_readers_differ_are_not_passed(data: bytes) -> None:
    report = report_on(by_director(data))
    assert (report.verdict, rules(report)) == (OPEN, {"structure"})


def drawn(entries: bytes = b"", *, content: bytes = LINE, of_content: bytes = b"") -> bytes:
    """A page that draws an external object."""
    return plain_pdf(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        TREE,
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /XObject << /X 5 0 R >> >> >>",
        stream(content, of_content),
        stream(b"", b"/Type /XObject " + entries),
    )


@pytest.mark.parametrize(
    "data",
    [
        drawn(of_content=b"/F " + ELSEWHERE),
        drawn(b"/Subtype /Image /Width 1 /Height 1 /F " + ELSEWHERE),
        drawn(b"/Subtype /Form /BBox [0 0 1 1] /Ref << /F (other.pdf) /Page 0 >>"),
        drawn(b"/Subtype /Form /BBox [0 0 1 1] /OPI << /1.3 << /F (high.tif) >> >>"),
        drawn(b"/Subtype /Image /Width 1 /Height 1 /Alternates []"),
    ],
    ids=["content", "picture", "page of another file", "OPI", "alternates"],
)
def test_what_is_shown_and_not_in_the_file_is_not_passed(data: bytes) -> None:
    report = report_on(by_director(data))
    assert (report.verdict, rules(report)) == (OPEN, {"acting-content"})
    assert "verification.shown_from_outside" in codes(report)


@pytest.mark.parametrize(
    "action",
    [
        b"/S /Launch /F (calc.exe)",
        b"/S /GoToR /F (other.pdf) /D [0 /Fit]",
        b"/S /GoToE /T << /R /C /N (x) >> /D [0 /Fit]",
        b"/S /SubmitForm /F (https://example.org)",
        b"/S /URI /URI (https://example.org)",
        b"/S /ResetForm",
        b"/S /ImportData /F (x.fdf)",
        b"/S /GoTo /D [3 0 R /Fit] /Next [<< /S /Launch /F (x) >>]",
    ],
)
@pytest.mark.parametrize("trigger", [b"/OpenAction <<%b>>", b"/AA << /WP <<%b>> >>"])
def test_what_leads_away_without_a_click_fails(trigger: bytes, action: bytes) -> None:
    report = report_on(by_director(page(trigger % action)))
    assert report.verdict is FAILED
    assert "verification.acting_at_once" in codes(report)


@pytest.mark.parametrize(
    ("catalogue", "verdict"),
    [
        (b"/OpenAction << /S /Named /N /Print >>", OPEN),
        (b"/OpenAction << /S /GoTo /D [3 0 R /Fit] >>", PASSED),
        (b"/OpenAction [3 0 R /Fit]", PASSED),
        (b"/PageMode /UseNone", PASSED),
    ],
)
def test_showing_a_place_of_the_file_is_no_harm(catalogue: bytes, verdict: Verdict) -> None:
    assert report_on(by_director(page(catalogue))).verdict is verdict


def layered(switched: bytes, usage: bytes) -> bytes:
    group = b"<< /Type /OCG /Name (L) /Usage << %b >> >>" % usage
    settings = b"/OCProperties << /OCGs [7 0 R] /D << /OFF [7 0 R] /AS [%b] >> >>" % switched
    return plain_pdf(
        b"<< /Type /Catalog /Pages 2 0 R %b >>" % settings,
        TREE,
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>",
        stream(LINE),
        b"null",
        b"null",
        group,
    )


@pytest.mark.parametrize(
    ("switched", "usage", "verdict"),
    [
        (b"", b"/Print << /PrintState /ON >>", PASSED),
        (
            b"<< /Event /Print /Category [/Print] /OCGs [7 0 R] >>",
            b"/Print << /PrintState /ON >>",
            OPEN,
        ),
        (
            b"<< /Event /Print /Category [/Print] /OCGs [7 0 R] >>",
            b"/Print << /PrintState /OFF >>",
            PASSED,
        ),
        (b"<< /Event /View /Category [/Zoom] /OCGs [7 0 R] >>", b"", OPEN),
    ],
)
def test_layers_may_not_show_on_paper_what_the_screen_hides(
    switched: bytes, usage: bytes, verdict: Verdict
) -> None:
    assert report_on(by_director(layered(switched, usage))).verdict is verdict


@pytest.mark.parametrize("policy", ["issued", "sealed", "archive", "signed"])
def test_of_a_file_without_a_signature_nothing_is_said_about_signatures(policy: str) -> None:
    report = report_on(page(), policy)
    assert report.verdict is FAILED
    assert rules(report) <= {"structure", "active-content", "signature-count"}
    assert "verification.no_signature" in codes(report)


@pytest.mark.parametrize("policy", ["issued", "signed"])
def test_bytes_behind_the_end_are_told_as_that(policy: str) -> None:
    report = report_on(sealed_page() + b"%junk", policy)
    assert report.verdict is FAILED
    told = {"issued": "bytes_follow", "signed": "later.tail"}[policy]
    assert f"verification.{told}" in codes(report)
    assert "verification.appended" not in codes(report)


def test_a_line_feed_behind_the_end_is_told() -> None:
    report = report_on(by_director(page()) + b"\n")
    assert report.verdict is PASSED
    assert "verification.later.blank" in codes(report)
    assert "verification.later.nothing" not in codes(report)
    assert report.signatures[0].changes is Changes.NONE
    assert report_on(sealed_page() + b"\n", "issued").verdict is FAILED


def test_a_weak_imprint_proves_nothing_and_is_not_called_false() -> None:
    weak = Stamper(hashed="sha1").timestamp
    report = report_on(by_director(page(), stamp=weak, stamp_over="sha1"))
    assert (report.verdict, rules(report)) == (PASSED, set())
    assert "verification.token_weak" in codes(report)
    assert report.level == "B-B"
    of_another = Stamper(hashed="sha1", imprint=lambda digest: bytes(len(digest))).timestamp
    report = report_on(by_director(page(), stamp=of_another, stamp_over="sha1"))
    assert "verification.token_broken" in codes(report)


def test_a_strangers_names_are_no_reassurance() -> None:
    stranger = make_pki().stranger
    report = report_on(forge().document(stranger.director, stranger.seal), "issued")
    named = [entry for entry in report.findings if entry.rule == "signers-are-those-named"]
    assert {entry.code for entry in named} == {"verification.name_only_claimed"}
    assert {entry.verdict for entry in named} == {OPEN}


def test_a_decision_judged_as_a_seal_alone_is_told_that_the_policy_does_not_fit() -> None:
    report = report_on(sealed_page(), "sealed")
    assert report.verdict is FAILED
    assert {"verification.policy_of_seals", "verification.policy_does_not_fit"} <= codes(report)
    assert "verification.not_the_agency" not in codes(report)


@pytest.mark.parametrize("policy", ["issued", "signed"])
@pytest.mark.parametrize("missing", [1, 30, 2000])
def test_a_file_that_was_cut_is_told_so(missing: int, policy: str) -> None:
    data = sealed_page()
    assert len(data) - missing > len(signed_page())
    report = report_on(data[:-missing], policy)
    assert report.verdict is FAILED
    assert "verification.cut_short" in codes(report)
    false = ("appended", "content_changed", "too_few_signatures", "not_closed", "not_locked")
    assert not codes(report) & {f"verification.{code}" for code in false}


def reserved(data: bytes) -> tuple[int, int]:
    start = data.index(b"/Contents <") + len(b"/Contents <")
    return start, data.index(b">", start)


def test_an_erased_signature_fails() -> None:
    data = by_director(page())
    start, end = reserved(data)
    report = report_on(data[:start] + b"0" * (end - start) + data[end:])
    assert (report.verdict, report.signatures[0].sub_indication) == (FAILED, "FORMAT_FAILURE")


def test_bytes_beside_a_signature_are_not_passed() -> None:
    data = by_director(page())
    _, end = reserved(data)
    report = report_on(data[: end - 8] + b"0BAD" + data[end - 4 :])
    assert (report.verdict, rules(report)) == (OPEN, {"container-readable"})
    assert "verification.padding_filled" in codes(report)
