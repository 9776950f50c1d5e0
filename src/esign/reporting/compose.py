# SPDX-License-Identifier: Apache-2.0
"""The whole report put together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from esign.model import Verdict
from esign.reporting.content import Content, reasons
from esign.reporting.details import details
from esign.reporting.sections import (
    comparison_shown,
    document_section,
    open_section,
    pages_shown,
    register_section,
    signatures_section,
)
from esign.reporting.verdicts import headline, meaning, warnings
from esign.reporting.words import same, words

if TYPE_CHECKING:
    from esign.model import Report
    from esign.reporting.content import Run


def compose(report: Report, run: Run) -> Content:
    """What the report on a file says, in both languages.

    Args:
        report: the judgement.
        run: what else is known of the file and this verification.
    """
    return Content(
        title=words("reporting.title", policy=same(report.policy)),
        verdict=report.verdict,
        headline=headline(report),
        meaning=meaning(report),
        why=words(f"reporting.{'note' if report.verdict is Verdict.PASSED else 'why'}"),
        reasons=(*reasons(report), *(warned.text for warned in warnings(report))),
        sections=(
            document_section(report),
            signatures_section(report),
            open_section(report),
            register_section(report),
        ),
        shown=(*pages_shown(report, run), *comparison_shown(run)),
        details=tuple(details(report, run)),
        notice=words("reporting.no_original"),
    )
