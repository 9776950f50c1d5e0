# SPDX-License-Identifier: Apache-2.0
"""`esign audit check`: was anything in the record or the register rewritten?"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from esign.cli.command import spoken_command
from esign.cli.entries import office_register
from esign.cli.options import json_option, settings_option
from esign.cli.output import emit, put
from esign.cli.words import LANGUAGE, count_text, tenths_text, word
from esign.evidence import check_record
from esign.messages import message
from esign.model import Verdict
from esign.settings import load_settings
from esign.system import SystemClock
from esign.trust import TrustStore

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from esign.evidence import RecordReport
    from esign.model import Finding


@spoken_command("check", group="audit")
@settings_option
@json_option
def command(settings: Path | None, *, as_json: bool) -> None:
    """Check the record and say what was looked at."""
    trust = TrustStore.load(load_settings(settings).values.trust.folder)
    with office_register(settings, writable=False) as register:
        start = time.monotonic()
        report = check_record(register, trust, SystemClock().now())
        seconds = max(time.monotonic() - start, 0.001)
    if as_json:
        emit("esign.audit_check/1", _as_json(report, seconds))
    else:
        put("\n".join(_lines(report, seconds)))


def _lines(report: RecordReport, seconds: float) -> Iterator[str]:
    checked = report.checked
    rows, speed = count_text(checked.rows), count_text(round(checked.rows / seconds))
    yield word("cli.audit_check.rows", rows=rows, seconds=tenths_text(seconds), speed=speed)
    yield "  " + word("cli.audit_check.entries", count=count_text(checked.entries))
    if not report.seals:
        yield "  " + word("cli.audit_check.no_heads")
        return
    last = checked.heads[-1].head
    facts = {"count": count_text(len(report.seals)), "size": count_text(last.size)}
    yield "  " + word("cli.audit_check.heads", **facts)
    for kept, finding in _doubts(report):
        size, text = count_text(kept), message(finding.code, LANGUAGE, finding.facts)
        yield "  " + word("cli.audit_check.doubt", size=size, text=text)


def _doubts(report: RecordReport) -> Iterator[tuple[int, Finding]]:
    """The heads whose seals can no longer be judged, and why."""
    for kept, seal in report.seals:
        for finding in seal.findings:
            if finding.verdict is not Verdict.PASSED:
                yield kept.head.size, finding


def _as_json(report: RecordReport, seconds: float) -> dict[str, object]:
    return {
        "rows": report.checked.rows,
        "entries": report.checked.entries,
        "seconds": round(seconds, 3),
        "heads": [
            {
                "size": kept.head.size,
                "root": kept.head.root,
                "verdict": seal.verdict,
                "timestamped_at": seal.timestamped_at.isoformat() if seal.timestamped_at else None,
            }
            for kept, seal in report.seals
        ],
    }
