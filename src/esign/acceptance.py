# SPDX-License-Identifier: Apache-2.0
"""The story of receiving: a file is read within bounds, its facts judged, the verdict raised."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from esign import verification
from esign.errors import InputError, UsageError
from esign.files import LARGEST_INPUT, read_bounded
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
    name: str = "",
) -> Report:
    """Judge a signed PDF and report, whatever the verdict.

    Args:
        source: the file's path, or its bytes.
        trust: whose certificates are accepted, for what.
        at: the moment for which the file is judged, aware; normally now.
        policy: name of the policy to judge by.
        name: how the report calls the file; by default its own name, or `PDF` for bytes.

    Raises:
        InputError: the file cannot be read as a PDF at all, or is too large.
        UsageError: `at` has no time zone.
    """
    if at.tzinfo is None:
        raise UsageError("verification.naive_time")
    data = source if isinstance(source, bytes) else read_bounded(Path(source))
    if len(data) > LARGEST_INPUT:
        raise InputError("input.too_large", name=name, limit_mb=LARGEST_INPUT // 1024**2)
    name = name or ("PDF" if isinstance(source, bytes) else Path(source).name)
    return verification.inspect(data, name=name, trust=trust, at=at, policy=policy)


def verify(
    source: Path | str | bytes,
    *,
    trust: TrustStore,
    at: datetime,
    policy: str = verification.DEFAULT_POLICY,
    name: str = "",
) -> Report:
    """Judge a signed PDF and return only if the verdict is “passed”; arguments as `inspect`.

    Raises:
        FailedVerificationError: the file is not what it claims to be; the report is attached.
        IndeterminateVerificationError: it cannot be told; the report is attached.
        InputError: the file cannot be read as a PDF at all.
    """
    report = inspect(source, trust=trust, at=at, policy=policy, name=name)
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
