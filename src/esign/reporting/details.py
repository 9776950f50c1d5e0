# SPDX-License-Identifier: Apache-2.0
"""The parts of a report for whoever wants to know exactly: rules, certificates, bytes."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from esign.model import TimeSource, Verdict
from esign.reporting.content import Card, Row, Section, remarks, standing_of
from esign.reporting.words import Words, count, moment, same, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from esign.model import Report, SignatureReport, TimestampReport
    from esign.reporting.content import Run


def details(report: Report, run: Run) -> Iterator[Section]:
    """Every rule, every certificate and time-stamp, and the file itself."""
    yield Section(words("reporting.section.rules"), remarks=tuple(remarks(report, *Verdict)))
    if report.signatures:
        cards = tuple(map(_signature_card, report.signatures))
        yield Section(words("reporting.section.certificates"), cards=cards)
    if report.timestamps:
        cards = tuple(map(_stamp_card, report.timestamps))
        yield Section(words("reporting.section.stamps"), cards=cards)
    yield Section(words("reporting.section.file"), rows=tuple(_file_rows(report, run)))


def _signature_card(signature: SignatureReport) -> Card:
    holder = ", ".join(filter(None, (signature.signer, signature.title, signature.organisation)))
    indication = " / ".join(filter(None, (signature.indication, signature.sub_indication)))
    rows = _filled(
        ("holder", same(holder)),
        *_certificate(signature),
        ("field", same(signature.field)),
        ("subfilter", same(signature.subfilter)),
        ("indication", same(indication)),
    )
    heading = words("reporting.card.signature", ordinal=signature.ordinal)
    return Card(heading, *standing_of(signature), tuple(rows))


def _stamp_card(stamp: TimestampReport) -> Card:
    at = same("–") if stamp.at is None else _vietnamese(moment(stamp.at))
    rows = _filled(
        ("authority", same(stamp.authority)),
        ("at", at),
        *_certificate(stamp),
        ("field", same(stamp.field)),
    )
    heading = words("reporting.card.time_stamp", number=stamp.number)
    status = words(f"reporting.verdict.{stamp.verdict}")
    return Card(heading, stamp.verdict, status, tuple(rows))


def _certificate(judged: SignatureReport | TimestampReport) -> Iterator[tuple[str, Words]]:
    yield "issuer", same(judged.issuer)
    yield "serial", same(judged.serial)
    yield "certificate_sha256", same(judged.certificate_sha256)
    if judged.time is not None:
        stamped = judged.time_source is TimeSource.TIME_STAMP
        source = "time_stamp" if stamped else "now"
        yield "judged_for", words(f"reporting.moment.{source}", time=moment(judged.time))
    if judged.signed_bytes:
        yield "signed_bytes", words("reporting.first_bytes", bytes=count(judged.signed_bytes))


def _filled(*entries: tuple[str, Words]) -> Iterator[Row]:
    for name, value in entries:
        if value:
            yield Row(words(f"reporting.label.{name}"), value)


def _file_rows(report: Report, run: Run) -> Iterator[Row]:
    yield from _filled(
        ("file", same(report.name)),
        ("size", words("reporting.bytes", bytes=count(run.size))),
        *_digests(report),
    )
    for part in _parts(report, run):
        yield Row(words("reporting.label.revisions"), part)
    yield from _filled(
        ("policy", same(report.policy)),
        ("level", same(f"PAdES {report.level}" if report.level else "")),
        ("judged_at", _vietnamese(moment(report.judged_at))),
        ("trust_folder", same(run.trust_folder)),
        ("program", same(run.program)),
    )


def _digests(report: Report) -> Iterator[tuple[str, Words]]:
    """Whose SHA-256 it is: of a detached signature that of the content, and its own beside it."""
    if report.content is None:
        yield "sha256", same(report.sha256)
        return
    yield "content_sha256", same(report.sha256)
    yield "signature_sha256", same(report.content.signature_sha256)


def _parts(report: Report, run: Run) -> Iterator[Words]:
    """Up to where each signature and time-stamp covers the file, and what none covers."""
    named: Iterable[tuple[int, Words]] = chain(
        (
            (each.signed_bytes, words("reporting.card.signature", ordinal=each.ordinal))
            for each in report.signatures
        ),
        (
            (each.signed_bytes, words("reporting.card.time_stamp", number=each.number))
            for each in report.timestamps
        ),
    )
    covered = sorted((each for each in named if each[0]), key=lambda each: each[0])
    for size, what in covered:
        yield words("reporting.revision.covered", bytes=count(size), what=what)
    if covered and run.size > covered[-1][0]:
        yield words("reporting.revision.after", bytes=count(run.size - covered[-1][0]))


def _vietnamese(at: Words) -> Words:
    return words("reporting.vietnamese_time", time=at)
