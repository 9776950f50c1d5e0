# SPDX-License-Identifier: Apache-2.0
"""What verification says: three-valued verdicts with their reasons, never a boolean."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, NoReturn

from esign.errors import EsignError, ExitStatus

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime


class Verdict(StrEnum):
    """ETSI EN 319 102-1 §5.1.3: TOTAL-PASSED, TOTAL-FAILED, INDETERMINATE."""

    PASSED = "passed"
    FAILED = "failed"
    INDETERMINATE = "indeterminate"


class Role(StrEnum):
    """In which capacity a certificate's holder signs; from trust policy and certificate alone."""

    PERSON = "person"
    AGENCY = "agency"


@dataclass(frozen=True, slots=True)
class Finding:
    """The outcome of one rule.

    Attributes:
        rule: stable id of the rule, `changes-after-seal`.
        verdict: what this rule alone would conclude.
        code: the message in the catalogue, with texts and remedy in both languages.
        facts: values the message names.
        signature: 1-based ordinal of the signature concerned; 0 = the whole document.
    """

    rule: str
    verdict: Verdict
    code: str
    facts: Mapping[str, str] = field(default_factory=dict)
    signature: int = 0


@dataclass(frozen=True, slots=True)
class SignatureReport:
    """One signature as a reader needs to see it (TT 15/2025/TT-BKHCN: the five items to show).

    `claimed_at` is the signer's own word about the time and decides nothing.
    """

    ordinal: int
    role: Role | None
    signer: str
    title: str
    organisation: str
    issuer: str
    serial: str
    certificate_sha256: str
    claimed_at: datetime | None
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Report:
    """The judgement of one file; ask for `verdict`, truth-testing it is an error.

    `document` holds what the signed file says about itself (number, date, subject, agency), and is
    worth what the verdict is worth.
    """

    name: str
    sha256: str
    policy: str
    judged_at: datetime
    verdict: Verdict
    findings: tuple[Finding, ...]
    signatures: tuple[SignatureReport, ...]
    document: Mapping[str, str] = field(default_factory=dict)

    def __bool__(self) -> NoReturn:
        raise TypeError("a report is neither true nor false: compare report.verdict")


class VerificationError(EsignError):
    """A file was read and judged, and the verdict is not “passed”; `report` holds the reasons."""

    def __init__(self, code: str, report: Report) -> None:
        super().__init__(code, name=report.name)
        self.report = report

    def __reduce__(self) -> tuple[type[VerificationError], tuple[str, Report]]:
        return type(self), (self.code, self.report)


class FailedVerificationError(VerificationError):
    """The verdict is “failed”."""

    exit_status = ExitStatus.FAILED


class IndeterminateVerificationError(VerificationError):
    """The verdict is “indeterminate”."""

    exit_status = ExitStatus.INDETERMINATE
