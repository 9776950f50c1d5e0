# SPDX-License-Identifier: Apache-2.0
"""The parts of a report that everybody reads: the document, its signers, what is open."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Final

from esign.model import Changes, Knowledge, Level, TimeSource, Verdict
from esign.reporting.content import (
    REGISTER,
    Card,
    Mark,
    Row,
    Section,
    Shown,
    remark,
    remarks,
    standing_of,
)
from esign.reporting.words import Words, count, day, finding_words, moment, same, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from esign.model import Finding, Report, SignatureReport
    from esign.reporting.content import Run

SEALED_POLICY: Final = "sealed"
DOCUMENT_LABELS: Final = ("type_name", "number", "issued_on", "agency", "subject", "lookup_code")
CERTIFICATE: Final = frozenset(("certificate", "detached-certificate"))
"""Rules that judge whether a signer's certificate can be trusted."""
DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
OF_THE_END: Final = frozenset(
    ("verification.bytes_follow", "verification.later.tail", "verification.cut_short")
)
"""What is said where no page was touched, and the file only ends otherwise than as signed."""
INTACT: Final = {True: "yes", False: "no", None: "unknown"}


def document_section(report: Report) -> Section:
    """What the file says that it is."""
    document = dict(report.document)
    rows = [
        Row(words(f"reporting.label.{name}"), _document_text(name, document[name]))
        for name in DOCUMENT_LABELS
        if document.get(name)
    ]
    doubtful = report.verdict is not Verdict.PASSED
    lead = [words("reporting.says_nothing")] if not rows else []
    lead += [words("reporting.by_itself")] if rows and doubtful else []
    rows.append(Row(words("reporting.label.file"), same(report.name)))
    if report.content is not None:
        over = report.content.name
        held = same(over) if over else words("reporting.enclosed")
        rows.append(Row(words("reporting.label.content"), held))
    return Section(words("reporting.section.document"), lead=tuple(lead), rows=tuple(rows))


def _document_text(name: str, text: str) -> Words:
    if name == "issued_on" and DAY.fullmatch(text):
        try:
            return day(date.fromisoformat(text))
        except ValueError:
            return same(text)
    return same(text)


def signatures_section(report: Report) -> Section:
    """Who signed in which capacity, when, whether it is intact and can be trusted."""
    cards = tuple(_card(each, report) for each in report.signatures)
    lead = () if cards else (words("reporting.no_signatures"),)
    return Section(words("reporting.section.signatures"), lead=lead, cards=cards)


def _card(signature: SignatureReport, report: Report) -> Card:
    role = f"cli.role.{signature.role}" if signature.role else "cli.role.unknown"
    rows = [
        Row(words("reporting.label.signer"), _signer(signature, report)),
        Row(words("reporting.label.role"), words(role)),
        Row(words("reporting.label.when"), _when(signature, report)),
        Row(words("reporting.label.intact"), words(f"reporting.intact.{INTACT[signature.intact]}")),
        Row(words("reporting.label.changes"), _changes(signature, report)),
        Row(words("reporting.label.trust"), _trust(signature, report)),
        Row(words("reporting.label.place"), _place(signature)),
    ]
    if signature.text:
        rows.append(Row(words("reporting.label.text"), same(signature.text)))
    heading = words("reporting.card.signature", ordinal=signature.ordinal)
    return Card(heading, *standing_of(signature), tuple(rows))


def _changes(signature: SignatureReport, report: Report) -> Words:
    """What came after it; bytes behind the end, or missing there, change nothing that is seen."""
    found = {each.code for each in report.findings if each.signature in {0, signature.ordinal}}
    plain = signature.changes is Changes.FORBIDDEN and found & OF_THE_END
    return words(f"reporting.changes.{'end' if plain else signature.changes}")


def _signer(signature: SignatureReport, report: Report) -> Words:
    """Whom the certificate names; without anybody trusted behind it, that is only a claim."""
    parts = filter(None, (signature.signer, signature.title, signature.organisation))
    holder = same(", ".join(parts) or "–")
    found = _about_certificate(signature, report)
    if not found or any(each.verdict is not Verdict.PASSED for each in found):
        return words("reporting.claims_to_be", holder=holder)
    return holder if signature.intact is True else words("reporting.named_only", holder=holder)


def _about_certificate(signature: SignatureReport, report: Report) -> list[Finding]:
    return [
        each
        for each in report.findings
        if each.rule in CERTIFICATE and each.signature == signature.ordinal
    ]


def _when(signature: SignatureReport, report: Report) -> Words:
    claimed = signature.claimed_at
    if signature.time_source is not TimeSource.TIME_STAMP or signature.time is None:
        if claimed is None:
            return words("reporting.when.unknown")
        return words("reporting.when.claimed", time=moment(claimed))
    found = (each.authority for each in report.timestamps if each.at == signature.time)
    authority = same(next(found, "") or "–")
    proven = words("reporting.when.proven", time=moment(signature.time), authority=authority)
    if claimed is None:
        return proven
    said = words("reporting.also_claimed", time=moment(claimed))
    return Words(f"{proven.vi} {said.vi}", f"{proven.en} {said.en}")


def _trust(signature: SignatureReport, report: Report) -> Words:
    """What was found of the certificate, the gravest first, and who issued it."""
    found = _about_certificate(signature, report)
    worst = [each for each in found if each.verdict is not Verdict.PASSED] or found
    return finding_words(worst[0]) if worst else words("reporting.trust.unknown")


def _place(signature: SignatureReport) -> Words:
    if signature.place is None:
        return words("reporting.place.unseen")
    return words("reporting.place.seen", ordinal=signature.ordinal, page=signature.place.page)


def open_section(report: Report) -> Section:
    """What is wrong or could not be checked, and what to do; for how long a good verdict holds."""
    title = words("reporting.section.open")
    if report.verdict is Verdict.PASSED:
        return Section(title, lead=(words("reporting.nothing_open"), _lasting(report)))
    found = tuple(remarks(report, Verdict.FAILED, Verdict.INDETERMINATE))
    return Section(title, remarks=found, closing=(words(f"reporting.caution.{report.verdict}"),))


def _lasting(report: Report) -> Words:
    if report.level in {"", Level.B_B}:
        return words("cli.report.only_now")
    return words(f"cli.report.lasts.{report.level.lower().replace('-', '_')}")


def register_section(report: Report) -> Section:
    """What the register of the office that verifies said, if it was asked."""
    title, standing = words("reporting.section.register"), report.register
    if standing is None:
        return Section(title, lead=(words("reporting.register.not_consulted"),))
    said = tuple(remark(each, report) for each in report.findings if each.rule == REGISTER)
    lead = [words("reporting.register.own")]
    if standing.known is Knowledge.UNKNOWN:
        book = report.policy == SEALED_POLICY and "number" not in report.document
        lead.append(words(f"cli.report.register.{'not_listed' if book else 'unknown'}"))
    if standing.known is Knowledge.NOT_ASKED:
        lead.append(words("cli.report.register.not_asked", fault=standing.fault))
    return Section(title, lead=tuple(lead), remarks=said)


def pages_shown(report: Report, run: Run) -> Iterator[Shown]:
    """The pages with a numbered frame where each signature is seen; nothing of what has none."""
    title, pictures = words("reporting.section.pages"), run.pictures
    if run.pictures_fault:
        yield Shown(title, (words("reporting.pages.not_drawn", reason=run.pictures_fault),))
    if pictures is None:
        return
    lead = [words("reporting.pages.no_proof")]
    drawn = len(pictures.pages)
    if drawn + len(pictures.unreadable) < pictures.total:
        total = count(pictures.total)
        lead.append(words("reporting.pages.omitted", total=total, drawn=drawn))
    lead += [words("reporting.pages.unreadable", number=each) for each in pictures.unreadable]
    marks = tuple(
        Mark(each.ordinal, each.place.page, each.place.box, standing_of(each)[0])
        for each in report.signatures
        if each.place is not None
    )
    yield Shown(title, tuple(lead), pictures=pictures, marks=marks)


def comparison_shown(run: Run) -> Iterator[Shown]:
    """How what came after the signed version looks; nothing where nothing came."""
    title, found = words("reporting.section.comparison"), run.comparison
    if run.comparison_fault:
        yield Shown(title, (words("reporting.comparison.failed", reason=run.comparison_fault),))
    if found is not None:
        framed = [words("reporting.comparison.framed")] if found.differing else []
        yield Shown(title, (*comparison_lines(run), *framed), comparison=found)


def comparison_lines(run: Run) -> Iterator[Words]:
    """The comparison in sentences."""
    found = run.comparison
    if found is None:
        return
    if found.signed_bytes == run.size:
        yield words("reporting.comparison.untouched", ordinal=found.ordinal)
        return
    base = {"bytes": count(found.signed_bytes), "ordinal": found.ordinal}
    yield words("reporting.comparison.base", **base)
    if found.alike:
        yield words("reporting.comparison.alike", pages=found.present)
    if found.signed != found.present:
        counts = {"signed": found.signed, "present": found.present}
        yield words("reporting.comparison.counts", **counts)
    if found.differing:
        numbers = ", ".join(str(each.number) for each in found.differing)
        yield words("reporting.comparison.differing", pages=numbers)
    if found.unreadable:
        numbers = ", ".join(map(str, found.unreadable))
        yield words("reporting.comparison.unread", pages=numbers)
    if found.compared < min(found.signed, found.present):
        yield words("reporting.comparison.cut", compared=found.compared)
    yield words("reporting.comparison.caution")
