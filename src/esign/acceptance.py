# SPDX-License-Identifier: Apache-2.0
"""The story of receiving: a file is read within bounds, its facts judged, the verdict raised.

Whoever issued the file can ask the own register as well: a recalled document stays well signed, and
only the register knows of the recall.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Final

from esign import verification
from esign.errors import Detail, EsignError, InputError, UsageError
from esign.files import LARGEST_RECEIVED, read_regular
from esign.model import (
    VIETNAM,
    FailedVerificationError,
    Finding,
    IndeterminateVerificationError,
    Knowledge,
    RegisterStanding,
    Report,
    Verdict,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from esign.ports import IssueRecord
    from esign.trust import TrustStore
    from esign.verification import Expectation

MOST_EARLIER: Final = 16
"""How many earlier revisions of a file the register is asked for."""

_REVISION_END: Final = re.compile(rb"\nstartxref\n\d+\n%%EOF\n")

_CLOSED_WORLD: Final = frozenset({"structure", "active-content"})
"""Rules that speak of the page itself, signed or not."""

_CONCLUSIONS: Final = {
    Knowledge.IN_FORCE: Verdict.PASSED,
    Knowledge.CORRECTED: Verdict.PASSED,
    Knowledge.REPLACED: Verdict.FAILED,
    Knowledge.RECALLED: Verdict.FAILED,
    Knowledge.VOIDED: Verdict.FAILED,
    Knowledge.UNRELEASED: Verdict.INDETERMINATE,
    Knowledge.OTHER_FILE: Verdict.INDETERMINATE,
}
"""What the register's word alone would conclude; on the rest it has none and decides nothing."""


def inspect(  # noqa: PLR0913 - all but the source are named
    source: Path | str | bytes,
    *,
    trust: TrustStore,
    at: datetime,
    policy: str = verification.DEFAULT_POLICY,
    name: str = "",
    register: IssueRecord | None = None,
    expected: Expectation = verification.NOBODY,
    today: datetime | None = None,
) -> Report:
    """Judge a signed PDF and report, whatever the verdict.

    Args:
        source: the file's path, or its bytes.
        trust: whose certificates are accepted, for what.
        at: the moment for which the file is judged, aware; normally now.
        policy: name of the policy to judge by.
        name: how the report calls the file; by default its own name, or `PDF` for bytes.
        register: the issuing office's own register; None for everybody else.
        expected: who should have signed, beside what the policy expects.
        today: the present, aware, where `at` is a past moment: the report then says what it would
            be today; None where `at` is the present.

    Raises:
        InputError: the file cannot be read as a PDF at all, or is too large.
        UsageError: `at` has no time zone, or the policy expects somebody else.
    """
    if at.tzinfo is None:
        raise UsageError("verification.naive_time")
    data = source if isinstance(source, bytes) else read_regular(Path(source))
    if len(data) > LARGEST_RECEIVED:
        raise InputError("input.too_large", name=name, limit_mb=LARGEST_RECEIVED // 1024**2)
    name = name or ("PDF" if isinstance(source, bytes) else Path(source).name)
    judge = partial(
        verification.inspect, data, name=name, trust=trust, policy=policy, expected=expected
    )
    report = judge(at=at)
    if today is not None:
        report = verification.told_as_past(report, judge(at=today))
    return report if register is None else with_standing(report, register, earlier_digests(data))


def verify(  # noqa: PLR0913 - all but the source are named
    source: Path | str | bytes,
    *,
    trust: TrustStore,
    at: datetime,
    policy: str = verification.DEFAULT_POLICY,
    name: str = "",
    register: IssueRecord | None = None,
) -> Report:
    """Judge a signed PDF and return only if the verdict is “passed”; arguments as `inspect`.

    Raises:
        FailedVerificationError: the file is not what it claims to be; the report is attached.
        IndeterminateVerificationError: it cannot be told; the report is attached.
        InputError: the file cannot be read as a PDF at all.
    """
    report = inspect(source, trust=trust, at=at, policy=policy, name=name, register=register)
    return require_passed(report, "verification")


def require_passed(report: Report, occasion: str) -> Report:
    """The report, if its verdict is “passed”.

    Args:
        report: the judgement.
        occasion: `verification`, or `self_check` for a document of our own about to be released.

    Raises:
        FailedVerificationError: the verdict is “failed”.
        IndeterminateVerificationError: the verdict is “indeterminate”.
    """
    if report.verdict is Verdict.FAILED:
        raise FailedVerificationError(f"{occasion}.failed", report)
    if report.verdict is Verdict.INDETERMINATE:
        raise IndeterminateVerificationError(f"{occasion}.indeterminate", report)
    return report


def refuse_unusual(page: bytes, *, trust: TrustStore, at: datetime) -> None:
    """Refuse a page, still unsigned, that a recipient would object to whoever signed it.

    Raises:
        InputError: it has what does not belong into an official document.
    """
    if details := unusual(inspect(page, trust=trust, at=at)):
        raise InputError("adopt.not_accepted", details=details)


def unusual(report: Report) -> tuple[Detail, ...]:
    """What a recipient would object to in the page itself, whoever has signed it or will."""
    return tuple(
        Detail(finding.code, facts=finding.facts)
        for finding in report.findings
        if finding.rule in _CLOSED_WORLD and finding.verdict is not Verdict.PASSED
    )


def earlier_digests(data: bytes) -> Iterator[str]:
    """SHA-256 (hex) of what the file was before each of its last revisions, the latest first."""
    ends = [end.end() for end in _REVISION_END.finditer(data) if end.end() < len(data)]
    return (sha256(data[:end]).hexdigest() for end in ends[: -MOST_EARLIER - 1 : -1])


def with_standing(report: Report, register: IssueRecord, earlier: Iterable[str]) -> Report:
    """The report with what the register knows; one that cannot be asked decides nothing.

    Args:
        report: of a file.
        register: the issuing office's own.
        earlier: `earlier_digests` of the file.
    """
    try:
        standing = _standing(report, register, earlier)
    except EsignError as error:
        return replace(report, register=RegisterStanding(Knowledge.NOT_ASKED, fault=error.code))
    known = standing.known
    if known not in _CONCLUSIONS:
        return replace(report, register=standing)
    finding = Finding("register", _CONCLUSIONS[known], f"standing.{known}", _facts(standing))
    findings = (*report.findings, finding)
    verdict = verification.worst(findings)
    return replace(report, verdict=verdict, findings=findings, register=standing)


def _standing(report: Report, register: IssueRecord, earlier: Iterable[str]) -> RegisterStanding:
    """What the register knows of the file, or of what it was before proof was appended to it.

    A file that is found good has nothing but proof behind its seal; so what holds of an earlier
    revision of it holds of the whole.
    """
    standing = register.standing(report.sha256, report.document)
    if standing.known is not Knowledge.OTHER_FILE or report.verdict is not Verdict.PASSED:
        return standing
    said = (register.standing(digest, report.document) for digest in earlier)
    known = (each for each in said if each.known is not Knowledge.OTHER_FILE)
    return next(known, standing)


def _facts(standing: RegisterStanding) -> dict[str, str]:
    since = standing.since
    return {
        "number": standing.number,
        "day": f"{since.astimezone(VIETNAM):%d/%m/%Y}" if since else "",
        "reason": standing.reason,
        "by": ", ".join(f"{each.number} ({each.issued_on:%d/%m/%Y})" for each in standing.by),
    }
