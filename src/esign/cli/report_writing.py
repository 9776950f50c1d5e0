# SPDX-License-Identifier: Apache-2.0
"""Writes the reports of one verification, and the version that was signed."""

from __future__ import annotations

import json
from dataclasses import replace
from hashlib import sha256
from importlib import import_module, metadata
from typing import TYPE_CHECKING, Any

from esign.cli.reports import report_as_json
from esign.cli.words import LANGUAGE, word
from esign.errors import InputError
from esign.files import write_whole
from esign.messages import Language
from esign.reporting.compose import compose
from esign.reporting.content import Run
from esign.reporting.pages import came_later, compare_pages, draw_pages, signed_version
from esign.reporting.sections import comparison_lines
from esign.reporting.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from esign.cli.report_files import ReportFiles
    from esign.model import Report
    from esign.reporting.pages import Comparison

PDF = b"%PDF-"
HEAD = 1024
"""Bytes within which a PDF says that it is one (ISO 32000-1 Annex H)."""
DRAWN = {".html", ".pdf"}
"""Forms that show the pages."""


def write_all(wanted: ReportFiles, report: Report, data: bytes, trust_folder: str) -> Iterator[str]:
    """Write everything that is wanted; yields what to tell, when it is done.

    Raises:
        InputError: the file is another by now, or the version that was signed cannot be had.
        OutputError: a file cannot be written.
    """
    if PDF in data[:HEAD] and sha256(data).hexdigest() != report.sha256:
        raise InputError("report_file.changed", name=report.name)
    if wanted.version is not None:
        version = signed_version(report, data, wanted.signature)
        write_whole(wanted.version, version.data, overwrite=wanted.overwrite)
        yield word("cli.verify.version_written", path=wanted.version)
    run = _run(wanted, report, data, trust_folder)
    if wanted.compare:
        for line in comparison_lines(run):
            yield getattr(line, LANGUAGE.value)
    for path in wanted.reports:
        form = _written(path.suffix.lower(), report, data, run)
        write_whole(path, form, overwrite=wanted.overwrite)
        yield word("cli.verify.report_written", path=path)


def _run(wanted: ReportFiles, report: Report, data: bytes, trust_folder: str) -> Run:
    """What is known beyond the report; pages are drawn and compared only where that is shown."""
    run = Run(len(data), f"esign {metadata.version('esign')}", trust_folder)
    shown = any(path.suffix.lower() in DRAWN for path in wanted.reports)
    if wanted.compare:
        run = replace(run, comparison=_comparison(wanted, report, data))
    elif shown:
        run = _with_later_changes(run, wanted, report, data)
    return _with_pictures(run, report, data) if shown and PDF in data[:HEAD] else run


def _comparison(wanted: ReportFiles, report: Report, data: bytes) -> Comparison:
    version = signed_version(report, data, wanted.signature)
    return compare_pages(version, data, name=report.name)


def _with_later_changes(run: Run, wanted: ReportFiles, report: Report, data: bytes) -> Run:
    if wanted.signature is None and came_later(report, data) is None:
        return run
    try:
        return replace(run, comparison=_comparison(wanted, report, data))
    except InputError as fault:
        return replace(run, comparison_fault=_said(fault))


def _with_pictures(run: Run, report: Report, data: bytes) -> Run:
    places = {each.place.page for each in report.signatures if each.place is not None}
    try:
        return replace(run, pictures=draw_pages(data, name=report.name, wanted=sorted(places)))
    except InputError as fault:
        return replace(run, pictures_fault=_said(fault))


def _said(fault: InputError) -> Words:
    return Words(fault.message(Language.VIETNAMESE), fault.message(Language.ENGLISH))


def _written(suffix: str, report: Report, data: bytes, run: Run) -> bytes:
    """The report in the form of that suffix; each form loads what it needs."""
    if suffix == ".json":
        return (json.dumps(report_as_json(report), ensure_ascii=False, indent=2) + "\n").encode()
    forms: Any
    if suffix == ".xml":
        forms = import_module("esign.reporting.forms.etsi")
        return bytes(forms.as_etsi_xml(report, data, run.program))
    content = compose(report, run)
    if suffix == ".html":
        forms = import_module("esign.reporting.forms.html")
        return bytes(forms.as_html(content))
    forms = import_module("esign.reporting.forms.pdf")
    return bytes(forms.as_pdf(content, report.judged_at))
