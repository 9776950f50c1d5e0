# SPDX-License-Identifier: Apache-2.0
"""What a report says, in the order in which its reader asks: verdict, document, signers, what now.

TT 15/2025/TT-BKHCN has issuer, signer, time, integrity and validity shown of every signature.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from esign.model import Changes, Verdict
from esign.reporting.words import Words, finding_advice, finding_words, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from esign.model import Finding, Report, SignatureReport
    from esign.reporting.pages import Comparison, Pictures

GRAVEST_FIRST: Final = (Verdict.FAILED, Verdict.INDETERMINATE, Verdict.PASSED)
MOST_REASONS: Final = 4
REGISTER: Final = "register"


@dataclass(frozen=True, slots=True)
class Row:
    """A label and what stands behind it."""

    label: Words
    value: Words


@dataclass(frozen=True, slots=True)
class Card:
    """One signature or time-stamp; `status` is its verdict in words."""

    heading: Words
    verdict: Verdict
    status: Words
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Remark:
    """What one rule found, about what, and what to do; the last is empty where nothing is."""

    verdict: Verdict
    concerns: Words
    text: Words
    advice: Words
    rule: str


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the report; the parts of it stand in this order."""

    title: Words
    lead: tuple[Words, ...] = ()
    rows: tuple[Row, ...] = ()
    cards: tuple[Card, ...] = ()
    remarks: tuple[Remark, ...] = ()
    closing: tuple[Words, ...] = ()


@dataclass(frozen=True, slots=True)
class Mark:
    """A frame on a page: left, bottom, right, top in points from the page's lower left corner."""

    ordinal: int
    page: int
    box: tuple[float, float, float, float]
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Shown:
    """The pages with their marks, and the comparison, each with what is to be said of it."""

    title: Words
    lead: tuple[Words, ...]
    pictures: Pictures | None = None
    marks: tuple[Mark, ...] = ()
    comparison: Comparison | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """What is known of this verification beyond its report.

    Attributes:
        size: of the file, in bytes.
        program: name and version of this program.
        trust_folder: whose certificates were believed.
        pictures: the pages; None if they were not drawn, or it has none.
        pictures_fault: why they could not be drawn; empty otherwise.
        comparison: what came after the signed version looks like; None if nothing came.
        comparison_fault: why it could not be made.
    """

    size: int
    program: str
    trust_folder: str = ""
    pictures: Pictures | None = None
    pictures_fault: Words = field(default=Words("", ""))
    comparison: Comparison | None = None
    comparison_fault: Words = field(default=Words("", ""))


@dataclass(frozen=True, slots=True)
class Content:
    """A whole report, in both languages."""

    title: Words
    verdict: Verdict
    headline: Words
    meaning: Words
    why: Words
    reasons: tuple[Words, ...]
    sections: tuple[Section, ...]
    shown: tuple[Shown, ...]
    details: tuple[Section, ...]
    notice: Words


def standing_of(signature: SignatureReport) -> tuple[Verdict, Words]:
    """How a signature stands before the reader, and that in words.

    A signature that is good for an older state of the file must not look good beside a page that
    was changed since.
    """
    if signature.verdict is Verdict.PASSED and signature.changes is Changes.FORBIDDEN:
        return Verdict.FAILED, words("reporting.verdict.overtaken")
    return signature.verdict, words(f"reporting.verdict.{signature.verdict}")


def reasons(report: Report) -> Iterator[Words]:
    """Why the verdict is not better; nothing of a file that is valid."""
    decisive = [each for each in report.findings if each.verdict is report.verdict]
    if report.verdict is Verdict.PASSED:
        return
    for finding in decisive[:MOST_REASONS]:
        text, about = finding_words(finding), concerns(finding, report)
        yield Words(f"{about.vi}: {text.vi}", f"{about.en}: {text.en}")
    if len(decisive) > MOST_REASONS:
        yield words("reporting.more_reasons", more=len(decisive) - MOST_REASONS)


def concerns(finding: Finding, report: Report) -> Words:
    """What a finding is about: the document, or one of its signatures or time-stamps."""
    numbers = {stamp.ordinal: stamp.number for stamp in report.timestamps}
    if finding.signature in numbers:
        return words("reporting.card.time_stamp", number=numbers[finding.signature])
    if finding.signature:
        return words("reporting.card.signature", ordinal=finding.signature)
    return words("reporting.concerns.document")


def remark(finding: Finding, report: Report) -> Remark:
    """A finding as it is read; advice only where it did not pass."""
    passed = finding.verdict is Verdict.PASSED
    return Remark(
        verdict=finding.verdict,
        concerns=concerns(finding, report),
        text=finding_words(finding),
        advice=Words("", "") if passed else finding_advice(finding),
        rule=finding.rule,
    )


def remarks(report: Report, *verdicts: Verdict) -> Iterator[Remark]:
    """The findings of these verdicts, the gravest first."""
    for verdict in GRAVEST_FIRST:
        if verdict in verdicts:
            yield from (remark(each, report) for each in report.findings if each.verdict is verdict)
