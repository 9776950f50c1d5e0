# SPDX-License-Identifier: Apache-2.0
"""`esign dossier list [NOTATION]`: a year's dossiers, or what lies in one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from esign.cli.command import spoken_command
from esign.cli.dossiers import code_text, dossier_as_json, dossier_meant, year_option
from esign.cli.entries import office_register
from esign.cli.options import json_option, settings_option
from esign.cli.output import emit, put
from esign.cli.words import day_text, word
from esign.settings import agency_of, load_settings

if TYPE_CHECKING:
    from pathlib import Path

    from esign.register import Dossier, Filed


@spoken_command("list", "dossier")
@click.argument("notation", required=False)
@year_option
@settings_option
@json_option
def command(
    notation: str | None, year: int | None, settings: Path | None, *, as_json: bool
) -> None:
    """Show dossiers, or the documents of one in the order of time."""
    with office_register(settings, writable=False) as register:
        if notation is not None:
            dossier = dossier_meant(notation, year, register, settings)
            _show_one(dossier, register.dossiers.documents(dossier), as_json=as_json)
            return
        agency = agency_of(load_settings(settings).values)
        year = year or register.bookkeeping.today.year
        _show_all(register.dossiers.listed(agency.code, year), year, as_json=as_json)


def _show_all(dossiers: tuple[Dossier, ...], year: int, *, as_json: bool) -> None:
    if as_json:
        emit("esign.dossiers/1", {"dossiers": [dossier_as_json(each) for each in dossiers]})
    elif dossiers:
        put("\n".join(_line(each) for each in dossiers))
    else:
        put(word("cli.dossier_list.none", year=year))


def _show_one(dossier: Dossier, documents: tuple[Filed, ...], *, as_json: bool) -> None:
    if as_json:
        content = [_as_json(place, filed) for place, filed in enumerate(documents, start=1)]
        emit("esign.dossier/1", {**dossier_as_json(dossier), "content": content})
        return
    put(_line(dossier))
    for place, filed in enumerate(documents, start=1):
        put("  " + _document_line(place, filed))


def _line(dossier: Dossier) -> str:
    return word(
        "cli.dossier_list.dossier",
        code=code_text(dossier),
        title=dossier.title,
        maintenance=dossier.maintenance,
        count=dossier.documents,
    )


def _document_line(place: int, filed: Filed) -> str:
    facts: dict[str, object] = {"place": f"{place:03d}", "day": day_text(filed.on)}
    if filed.entry is not None:
        facts |= {"number": filed.entry.number.text, "subject": filed.entry.subject}
        return word("cli.dossier_list.issued", **facts)
    if filed.arrival is not None:
        facts |= {"number": filed.arrival.number, "subject": filed.arrival.document.subject}
    return word("cli.dossier_list.received", **facts)


def _as_json(place: int, filed: Filed) -> dict[str, object]:
    entry, arrival = filed.entry, filed.arrival
    return {
        "place": place,
        "on": filed.on.isoformat(),
        "request_id": entry.request_id if entry else None,
        "number": entry.number.text if entry else None,
        "arrival": arrival.number if arrival else None,
    }
