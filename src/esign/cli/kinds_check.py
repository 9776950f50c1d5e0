# SPDX-License-Identifier: Apache-2.0
"""`esign kinds check DIR`: is a template folder a kind that can be issued?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from esign.cli.command import spoken_command
from esign.cli.options import PATH, json_option, settings_option
from esign.cli.output import emit, put, say
from esign.cli.words import LANGUAGE, word
from esign.errors import ExitStatus
from esign.kind_check import check_kind
from esign.settings import load_settings
from esign.system import SystemClock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from esign.kind_check import KindReport
    from esign.kinds import FileFault


@spoken_command("check", group="kinds")
@click.argument("directory", type=PATH, metavar="DIR")
@settings_option
@json_option
def command(directory: Path, settings: Path | None, *, as_json: bool) -> int:
    """Explain every fault of a kind's template folder."""
    values = load_settings(settings).values
    report = check_kind(
        directory, base=values.templates.folder, clock=SystemClock(), fonts=values.fonts.folders
    )
    if as_json:
        emit("esign.kinds.check/1", _as_json(report))
    else:
        for line in _lines(report):
            put(line)
        for each in report.remarks:
            say(f"! {_said(each)}\n  → {_advice(each)}")
    return ExitStatus.CONFIGURATION if report.faults else ExitStatus.DONE


def _lines(report: KindReport) -> Iterator[str]:
    for fault in report.faults:
        yield f"✗ {_said(fault)}\n  → {_advice(fault)}"
    if report.faults:
        yield word("cli.kinds_check.faulty", kind=report.name, count=len(report.faults))
        return
    pages = ", ".join(f"{name}: {count}" for name, count in report.pages.items())
    yield word("cli.kinds_check.sound", kind=report.name, pages=pages)


def _said(fault: FileFault) -> str:
    place = f"{fault.file}:{fault.line}" if fault.line else fault.file
    return f"{place}: {fault.detail.message(LANGUAGE)}"


def _advice(fault: FileFault) -> str:
    return fault.detail.remedy(LANGUAGE) or word("cli.kinds_check.mend_field")


def _as_json(report: KindReport) -> dict[str, object]:
    return {
        "kind": report.name,
        "sound": not report.faults,
        "faults": [_fault_as_json(each) for each in report.faults],
        "remarks": [_fault_as_json(each) for each in report.remarks],
        "pages": dict(report.pages),
    }


def _fault_as_json(fault: FileFault) -> dict[str, object]:
    return {
        "file": fault.file,
        "line": fault.line,
        "field": fault.detail.path,
        "code": fault.detail.code,
        "message": fault.detail.message(LANGUAGE),
        "remedy": _advice(fault),
    }
