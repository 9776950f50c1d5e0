# SPDX-License-Identifier: Apache-2.0
"""A dossier as the commands about dossiers name it and show it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from esign.cli.words import word
from esign.settings import agency_of, load_settings

if TYPE_CHECKING:
    from pathlib import Path

    from esign.register import Dossier, Register

year_option = click.option("--year", type=click.IntRange(1900, 9998), help=word("cli.dossier.year"))


def dossier_meant(
    notation: str, year: int | None, register: Register, settings: Path | None
) -> Dossier:
    """The dossier of the configured agency.

    Raises:
        InputError: there is none of that notation in that year.
    """
    agency = agency_of(load_settings(settings).values)
    return register.dossiers.find(agency.code, notation, year or register.bookkeeping.today.year)


def code_text(dossier: Dossier) -> str:
    """`H99.12.2026.12.KTKĐ`: agency, year, notation (Annex VI Part II, FileCode)."""
    return f"{dossier.agency_code}.{dossier.year}.{dossier.notation}"


def dossier_as_json(dossier: Dossier) -> dict[str, object]:
    """The same for a program."""
    return {
        "agency": dossier.agency_code,
        "year": dossier.year,
        "notation": dossier.notation,
        "title": dossier.title,
        "maintenance": dossier.maintenance,
        "opened_at": dossier.opened_at.isoformat(),
        "documents": dossier.documents,
    }
