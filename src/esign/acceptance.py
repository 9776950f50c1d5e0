# SPDX-License-Identifier: Apache-2.0
"""The story of receiving: a file is read within bounds, its facts judged, the verdict raised."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from esign import verification
from esign.files import read_bounded
from esign.model import (
    FailedVerificationError,
    IndeterminateVerificationError,
    Report,
    Verdict,
)

if TYPE_CHECKING:
    from datetime import datetime

    from esign.trust import TrustStore


def inspect(
    source: Path | str | bytes,
    *,
    trust: TrustStore,
    at: datetime,
    policy: str = verification.DEFAULT_POLICY,
) -> Report:
    """Judge a signed PDF and report, whatever the verdict.

    Args:
        source: the file's path, or its bytes.
        trust: whose certificates are accepted, for what.
        at: the moment for which the file is judged, aware; normally now.
        policy: name of the policy to judge by.

    Raises:
        InputError: the file cannot be read as a PDF at all.
    """
    data = source if isinstance(source, bytes) else read_bounded(Path(source))
    name = "" if isinstance(source, bytes) else Path(source).name
    return verification.inspect(data, name=name, trust=trust, at=at, policy=policy)


def verify(
    source: Path | str | bytes,
    *,
    trust: TrustStore,
    at: datetime,
    policy: str = verification.DEFAULT_POLICY,
) -> Report:
    """Judge a signed PDF and return only if the verdict is “passed”; arguments as `inspect`.

    Raises:
        FailedVerificationError: the file is not what it claims to be; the report is attached.
        IndeterminateVerificationError: it cannot be told; the report is attached.
        InputError: the file cannot be read as a PDF at all.
    """
    report = inspect(source, trust=trust, at=at, policy=policy)
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
