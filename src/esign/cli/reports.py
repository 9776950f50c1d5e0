# SPDX-License-Identifier: Apache-2.0
"""A verification report, for a lay person and for a program."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from esign.cli.findings import SIGNS, finding_as_json, finding_lines, finding_text
from esign.cli.words import LANGUAGE, day_text, moment_text, word
from esign.model import Knowledge, Level, TimeSource, Verdict
from esign.reporting.verdicts import (
    headline,
    is_foreign,
    meaning,
    only_proof_fails,
    warnings,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from esign.model import (
        Finding,
        RegisterStanding,
        Report,
        SignatureReport,
        SignedContent,
        TimestampReport,
    )
    from esign.reporting.words import Words

ALWAYS_SHOWN = {
    *("integrity", "certificate", "later-changes", "register"),
    *("moment-judged", "signers-are-those-expected"),
}
ALWAYS_SAID = {"verification.person_named_otherwise"}
"""What a reader should know although it has passed."""
ANNEX = "Phụ lục"
"""What a separate annex says it is; the number that it states is its document's."""
SEALED = "sealed"
"""The policy for what nobody signs but the agency, printed books among it."""


def report_lines(report: Report, *, every_rule: bool = False) -> Iterator[str]:
    """A report as a lay person reads it: the verdict first, then who, then why.

    What TT 15/2025/TT-BKHCN demands to be shown (issuer, signer, time, integrity, validity) and
    everything that did not pass is always there; `every_rule` adds the rest.
    """
    verdict = "proof" if only_proof_fails(report) else report.verdict
    yield f"{word(f'cli.verdict.{verdict}')} — {report.name}"
    yield "  " + word("cli.report.by_policy", policy=report.policy, meaning=_said(meaning(report)))
    for warned in warnings(report):
        yield f"  ! {_said(warned.text)}"
    yield from content_lines(report)
    yield from document_line(report)
    for signature in report.signatures:
        yield f"  {judged_signature_line(signature)}"
    for stamp in report.timestamps:
        yield f"  {SIGNS[stamp.verdict]} {_stamp_line(stamp)}"
    for finding in report.findings:
        always = finding.rule in ALWAYS_SHOWN or finding.code in ALWAYS_SAID
        if every_rule or always or finding.verdict is not Verdict.PASSED:
            yield from _finding_lines(finding, report)
    yield from _register_lines(report)
    at = moment_text(report.judged_at)
    if report.verdict is Verdict.PASSED:
        yield "  " + word("cli.report.passed", at=at, count=len(report.findings))
        yield "  " + _lasting(report)
    else:
        yield "  " + word("cli.report.judged", at=at)


def _register_lines(report: Report) -> Iterator[str]:
    """What the register could not say; what it did say stands among the findings."""
    standing = report.register
    if standing is not None and standing.known is Knowledge.UNKNOWN:
        book = report.policy == SEALED and "number" not in dict(report.document)
        yield "    · " + word(f"cli.report.register.{'not_listed' if book else 'unknown'}")
    if standing is not None and standing.known is Knowledge.NOT_ASKED:
        yield "    · " + word("cli.report.register.not_asked", fault=standing.fault)


def content_lines(report: Report) -> Iterator[str]:
    """Which file a detached signature is over, and whose digest is shown."""
    if report.content is None:
        return
    held = "content" if report.content.name else "enclosed"
    facts = {"name": report.content.name, "sha256": report.sha256}
    yield "  " + word(f"cli.report.{held}", **facts)
    yield "  " + word("cli.report.signature_file", sha256=report.content.signature_sha256)


def _said(text: Words) -> str:
    """What is said in both languages, in that of this run."""
    said: str = getattr(text, LANGUAGE.value)
    return said


def document_line(report: Report) -> Iterator[str]:
    """Which document the file says it is, if it says so."""
    document = dict(report.document)
    if {"type_name", "number", "issued_on", "subject", "agency"} <= document.keys():
        day = day_text(date.fromisoformat(document["issued_on"]))
        code = "cli.report.annex" if document["type_name"] == ANNEX else "cli.report.document"
        yield "  " + word(code, **document | {"issued_on": day})
    elif {"issued_on", "subject", "agency"} <= document.keys():  # a book has no number of its own
        day = day_text(date.fromisoformat(document["issued_on"]))
        yield "  " + word("cli.report.book", **document | {"issued_on": day})


def judged_signature_line(signature: SignatureReport) -> str:
    """One signature with what was found of it."""
    return f"{SIGNS[signature.verdict]} {signature_line(signature)}"


def signature_line(signature: SignatureReport) -> str:
    """One signature: in which capacity, who, by whose certificate, when it was made.

    When, by a time-stamp where there is one, and by their own word.
    """
    facts = {
        "ordinal": signature.ordinal,
        "role": word(f"cli.role.{signature.role}" if signature.role else "cli.role.unknown"),
        "holder": ", ".join(
            filter(None, (signature.signer, signature.title, signature.organisation))
        ),
        "issuer": signature.issuer,
        "claimed": moment_text(signature.claimed_at) if signature.claimed_at else "—",
    }
    if signature.time_source is TimeSource.TIME_STAMP and signature.time is not None:
        return word("cli.report.signature_proven", time=moment_text(signature.time), **facts)
    return word("cli.report.signature", **facts)


def _stamp_line(stamp: TimestampReport) -> str:
    """One time-stamp: by whom, by whose certificate, when."""
    return word(
        "cli.report.time_stamp",
        number=stamp.number,
        authority=stamp.authority,
        issuer=stamp.issuer,
        at=moment_text(stamp.at) if stamp.at else "—",
    )


def _lasting(report: Report) -> str:
    """For how long the verdict will hold."""
    if report.level in {"", Level.B_B}:
        return word("cli.report.only_now")
    return word(f"cli.report.lasts.{report.level.lower().replace('-', '_')}")


def _where(finding: Finding, report: Report) -> str:
    """Which signature or time-stamp a finding is about; empty if it is about the document."""
    numbers = {stamp.ordinal: stamp.number for stamp in report.timestamps}
    if finding.signature in numbers:
        return word("cli.report.of_time_stamp", number=numbers[finding.signature])
    return word("cli.report.of_signature", ordinal=finding.signature) if finding.signature else ""


def _finding_lines(finding: Finding, report: Report) -> Iterator[str]:
    for line in finding_lines(finding, _where(finding, report)):
        yield f"    {line}"


def reason_line(report: Report) -> str:
    """Why the verdict is what it is, in one sentence: its first gravest finding.

    Of a file in a form of its own that is said first: its findings would mislead.
    """
    if is_foreign(report):
        return _said(meaning(report))
    decisive = next((each for each in report.findings if each.verdict is report.verdict), None)
    if decisive is None:
        return ""
    return f"{finding_text(decisive)} [{decisive.rule}]"


def report_as_json(report: Report) -> dict[str, object]:
    """A report as the versioned document `esign.report/2`."""
    return {
        "schema": "esign.report/2",
        "name": report.name,
        "sha256": report.sha256,
        "content": None if report.content is None else _content_as_json(report.content),
        "policy": report.policy,
        "judged_at": report.judged_at.isoformat(),
        "verdict": report.verdict,
        "headline": _said(headline(report)),
        "meaning": _said(meaning(report)),
        "warnings": [{"code": code, "message": _said(text)} for code, text in warnings(report)],
        "level": report.level or None,
        "document": dict(report.document),
        "signatures": [
            {
                **signature_as_json(signature),
                **_moment_as_json(signature),
                **_found_as_json(signature),
                "text": signature.text or None,
                "verdict": signature.verdict,
            }
            for signature in report.signatures
        ],
        "time_stamps": [_stamp_as_json(stamp) for stamp in report.timestamps],
        "findings": list(map(finding_as_json, report.findings)),
        "register": None if report.register is None else _standing_as_json(report.register),
    }


def _content_as_json(content: SignedContent) -> dict[str, object]:
    """What a detached signature is over; `sha256` of the report is that content's."""
    return {"name": content.name or None, "signature_sha256": content.signature_sha256}


def _moment_as_json(judged: SignatureReport | TimestampReport) -> dict[str, object]:
    """For which moment a certificate was judged, and where that moment comes from."""
    return {
        "time": judged.time.isoformat() if judged.time else None,
        "time_source": judged.time_source,
    }


def _found_as_json(signature: SignatureReport) -> dict[str, object]:
    """What was found of a signature; places in points from the lower left of the page."""
    place = signature.place
    return {
        "field": signature.field,
        "subfilter": signature.subfilter,
        "intact": signature.intact,
        "changes": signature.changes,
        "indication": signature.indication,
        "sub_indication": signature.sub_indication or None,
        "signed_bytes": signature.signed_bytes or None,
        "place": None if place is None else {"page": place.page, "box": list(place.box)},
    }


def _stamp_as_json(stamp: TimestampReport) -> dict[str, object]:
    return {
        "ordinal": stamp.ordinal,
        "number": stamp.number,
        "at": stamp.at.isoformat() if stamp.at else None,
        "authority": stamp.authority,
        "issuer": stamp.issuer,
        "serial": stamp.serial,
        "certificate_sha256": stamp.certificate_sha256,
        "field": stamp.field,
        "signed_bytes": stamp.signed_bytes or None,
        **_moment_as_json(stamp),
        "verdict": stamp.verdict,
    }


def _standing_as_json(standing: RegisterStanding) -> dict[str, object]:
    return {
        "known": standing.known,
        "state": standing.state or None,
        "request_id": standing.request_id or None,
        "number": standing.number or None,
        "issued_on": standing.issued_on.isoformat() if standing.issued_on else None,
        "since": standing.since.isoformat() if standing.since else None,
        "reason": standing.reason or None,
        "by": [
            {"number": each.number, "issued_on": each.issued_on.isoformat()} for each in standing.by
        ],
        "fault": standing.fault or None,
    }


def signature_as_json(signature: SignatureReport) -> dict[str, object]:
    """What a signature says of itself; nothing of what was found."""
    return {
        "ordinal": signature.ordinal,
        "role": signature.role,
        "signer": signature.signer,
        "title": signature.title,
        "organisation": signature.organisation,
        "issuer": signature.issuer,
        "serial": signature.serial,
        "certificate_sha256": signature.certificate_sha256,
        "claimed_at": signature.claimed_at.isoformat() if signature.claimed_at else None,
    }
