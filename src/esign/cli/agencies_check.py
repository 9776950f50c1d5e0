# SPDX-License-Identifier: Apache-2.0
"""`esign agencies check CODE...`: whether something can be sent there, and who else is meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from esign.cli.agency_lines import agency_as_json, list_as_json, say_list
from esign.cli.command import spoken_command
from esign.cli.entries import office_register
from esign.cli.options import json_option, settings_option
from esign.cli.output import emit, put
from esign.cli.words import LANGUAGE, word
from esign.errors import ExitStatus
from esign.exchange_wiring import directory_days_of
from esign.settings import load_settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from esign.model import AgencyRecord
    from esign.model.directory import DirectoryFinding

    _Checked = tuple[str, DirectoryFinding | None, AgencyRecord | None]


@spoken_command("check", "agencies")
@click.argument("codes", nargs=-1, required=True)
@settings_option
@json_option
def command(codes: tuple[str, ...], *, settings: Path | None, as_json: bool) -> int:
    """Say what the list has against each code."""
    days = directory_days_of(load_settings(settings).values)
    with office_register(settings) as register:
        directory = register.directory
        latest = directory.latest()
        checked = [(code, directory.check(code, days=days), directory.find(code)) for code in codes]
    if as_json:
        content = [_as_json(*each) for each in checked]
        emit("esign.agencies_check/1", {"list": list_as_json(latest), "codes": content})
    else:
        say_list(latest)
        put("\n".join(line for each in checked for line in _lines(*each)))
    refused = any(finding is not None and finding.refused for _, finding, _ in checked)
    return ExitStatus.INPUT if refused else ExitStatus.DONE


def _lines(
    code: str, finding: DirectoryFinding | None, agency: AgencyRecord | None
) -> Iterator[str]:
    if finding is None and agency is None:
        yield word("cli.agencies_check.unchecked", agency=code)
    elif finding is None and agency is not None:
        yield word("cli.agencies_check.fine", agency=agency.code, name=agency.name)
    elif finding is not None:
        yield f"{'✗' if finding.refused else '!'} {finding.detail().message(LANGUAGE)}"
        for each in finding.suggestions:
            meant = {"agency": each.agency.code, "name": each.agency.name}
            yield "    " + word(f"cli.agencies_check.suggestion.{each.likeness}", **meant)


def _as_json(
    code: str, finding: DirectoryFinding | None, agency: AgencyRecord | None
) -> dict[str, object]:
    known = None if agency is None else agency_as_json(agency)
    if finding is None:
        return {"code": code, "fault": None, "refused": False, "agency": known, "suggestions": []}
    suggestions = [
        {"likeness": each.likeness.value, "agency": agency_as_json(each.agency)}
        for each in finding.suggestions
    ]
    return {
        "code": code,
        "fault": finding.fault.value,
        "refused": finding.refused,
        "agency": known,
        "suggestions": suggestions,
    }
