# SPDX-License-Identifier: Apache-2.0
"""What verification says: three-valued verdicts with their reasons, never a boolean."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, NoReturn

from esign.errors import EsignError, ExitStatus

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime


class Verdict(StrEnum):
    """ETSI EN 319 102-1 §5.1.3: TOTAL-PASSED, TOTAL-FAILED, INDETERMINATE."""

    PASSED = "passed"
    FAILED = "failed"
    INDETERMINATE = "indeterminate"


class Role(StrEnum):
    """In which capacity a certificate's holder signs; from trust policy and certificate alone.

    A time-stamp authority signs no document: its certificate says so, no attribute of its subject.
    """

    PERSON = "person"
    AGENCY = "agency"
    TIMESTAMP = "timestamp"


class TimeSource(StrEnum):
    """Where the moment comes from for which a certificate is judged; never the signer's word."""

    TIME_STAMP = "time-stamp"
    NOW = "now"


class Changes(StrEnum):
    """What came after a signature, as the one who signed may have permitted it or not."""

    NONE = "none"
    PERMITTED = "permitted"
    FORBIDDEN = "forbidden"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a signature is seen.

    Attributes:
        page: 1-based.
        box: left, bottom, right, top, in points from the lower left corner of the page as shown.
    """

    page: int
    box: tuple[float, float, float, float]


_SEVERITIES = {
    Verdict.PASSED: "info",
    Verdict.INDETERMINATE: "warning",
    Verdict.FAILED: "error",
}


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

    @property
    def severity(self) -> str:
        """`info` for what passed, `warning` for what cannot be told, `error` for what failed."""
        return _SEVERITIES[self.verdict]


@dataclass(frozen=True, slots=True)
class SignatureReport:
    """One signature as a reader needs to see it (TT 15/2025/TT-BKHCN: the five items to show).

    Attributes:
        claimed_at: the signer's own word about the time; decides nothing.
        time: the moment for which the certificate was judged; None when there is none to judge.
        time_source: where that moment comes from.
        text: what the signature shows in words in place of a picture; empty when it shows none.
        field: full name of the form field that holds it.
        subfilter: how the file names the signature's encoding, `ETSI.CAdES.detached`.
        intact: what was signed is unchanged and the signature fits; None when that cannot be told.
        changes: what came after it.
        indication: of ETSI EN 319 102-1 §5.1.3: `TOTAL-PASSED`, `TOTAL-FAILED`, `INDETERMINATE`.
        sub_indication: the reason in the words of that standard, `HASH_FAILURE`; empty when passed.
        signed_bytes: the version that was signed is the file's first so many bytes; 0 when that
            cannot be told.
        place: where it is seen; None when it is invisible, or its place cannot be told.
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
    time: datetime | None = None
    time_source: TimeSource = TimeSource.NOW
    text: str = ""
    field: str = ""
    subfilter: str = ""
    intact: bool | None = None
    changes: Changes = Changes.UNKNOWN
    indication: str = ""
    sub_indication: str = ""
    signed_bytes: int = 0
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class TimestampReport:
    """One document time-stamp as a reader needs to see it.

    Attributes:
        ordinal: 1-based among all signatures and time-stamps, as findings name it.
        number: 1-based among the time-stamps.
        at: the moment it certifies, worth what `verdict` is worth; None when it cannot be read.
        authority: who gave it, by its certificate.
        issuer: who issued that certificate.
        serial: its serial number, upper-case hexadecimal.
        certificate_sha256: its digest.
        time, time_source: for which moment it was judged, as of a signature.
        field: full name of the form field that holds it.
        signed_bytes: it covers the file's first so many bytes; 0 when that cannot be told.
    """

    ordinal: int
    number: int
    at: datetime | None
    authority: str
    issuer: str
    serial: str
    certificate_sha256: str
    verdict: Verdict
    time: datetime | None = None
    time_source: TimeSource = TimeSource.NOW
    field: str = ""
    signed_bytes: int = 0


class Knowledge(StrEnum):
    """What the issuing office's register says of a file."""

    IN_FORCE = "in_force"
    CORRECTED = "corrected"
    REPLACED = "replaced"
    RECALLED = "recalled"
    VOIDED = "voided"
    UNRELEASED = "unreleased"
    OTHER_FILE = "other_file"
    UNKNOWN = "unknown"
    NOT_ASKED = "not_asked"


@dataclass(frozen=True, slots=True)
class LinkedDocument:
    """A document that replaces or corrects another one: number with symbol, and date."""

    number: str
    issued_on: date


@dataclass(frozen=True, slots=True)
class RegisterStanding:
    """What the issuing office's register knows of a file.

    Attributes:
        known: what that comes to; all the rest is empty for a file that nothing is known of.
        state: where the document stands, a value of `register.State`.
        request_id: the request it was issued for.
        number: number and symbol.
        issued_on: the document's date.
        since: since when it stands there.
        reason: why, where a reason was given; for the office's own eyes.
        by: the documents that it was replaced or corrected by.
        fault: code of the error, if the register could not be asked.
    """

    known: Knowledge
    state: str = ""
    request_id: str = ""
    number: str = ""
    issued_on: date | None = None
    since: datetime | None = None
    reason: str = ""
    by: tuple[LinkedDocument, ...] = ()
    fault: str = ""


@dataclass(frozen=True, slots=True)
class SignedContent:
    """What a detached signature is over.

    Attributes:
        name: the file's; empty when the signature file holds the content itself.
        signature_sha256: digest (hex) of the signature file.
    """

    name: str
    signature_sha256: str


@dataclass(frozen=True, slots=True)
class Report:
    """The judgement of one file; ask for `verdict`, truth-testing it is an error.

    `document` holds what the signed file says about itself (number, date, subject, agency), and is
    worth what the verdict is worth. `register` is None unless the issuing office's register was
    asked as well. `level` is how long the signatures can be proven by what the file brings ("B-B"
    to "B-LTA", a value of `Level`); empty when they are not intact, or the verdict is “failed”.
    `sha256` is the file's; of a detached signature it is that of the content, and `content` says
    which file that is.
    """

    name: str
    sha256: str
    policy: str
    judged_at: datetime
    verdict: Verdict
    findings: tuple[Finding, ...]
    signatures: tuple[SignatureReport, ...]
    document: Mapping[str, str] = field(default_factory=dict)
    register: RegisterStanding | None = None
    timestamps: tuple[TimestampReport, ...] = ()
    level: str = ""
    content: SignedContent | None = None

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
