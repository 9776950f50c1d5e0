# SPDX-License-Identifier: Apache-2.0
"""`esign book reserve`: take numbers now for documents that come later."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from esign.cli.chosen_kind import chosen_kind, kind_options
from esign.cli.command import spoken_command
from esign.cli.hits import hit_as_json
from esign.cli.options import json_option, settings_option
from esign.cli.output import emit, put, say
from esign.cli.words import day_text, word
from esign.register_wiring import open_register
from esign.settings import agency_of, load_settings
from esign.system import SystemClock, account

if TYPE_CHECKING:
    from pathlib import Path


@spoken_command("reserve", "book")
@kind_options
@click.option("--note", required=True, help=word("cli.book_reserve.note"))
@click.option("--count", type=int, default=1, help=word("cli.book_reserve.count"))
@settings_option
@json_option
def command(
    kind: str,
    stated: tuple[str, ...],
    note: str,
    count: int,
    settings: Path | None,
    *,
    as_json: bool,
) -> None:
    """Keep numbers free."""
    loaded = load_settings(settings)
    chosen, agency = chosen_kind(kind, stated, loaded), agency_of(loaded.values)
    with open_register(loaded.values, SystemClock()) as register:
        kept = register.bookkeeping.reserve(chosen, agency, note, actor=account(), count=count)
    if as_json:
        emit("esign.reserved/1", {"entries": [hit_as_json(entry) for entry in kept]})
        return
    for entry in kept:
        day = day_text(entry.issued_on)
        put(word("cli.book_reserve.done", number=entry.number.text, day=day))
    code = "cli.book_reserve.advice_copy" if chosen.sealed_alone else "cli.book_reserve.advice"
    say(word(code, number=kept[0].number.text))
