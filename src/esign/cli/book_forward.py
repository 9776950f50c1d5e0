# SPDX-License-Identifier: Apache-2.0
"""`esign book forward NUMBER`: note to whom an incoming document was passed on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from esign.cli.command import spoken_command
from esign.cli.entries import office_register
from esign.cli.hits import arrival_as_json
from esign.cli.options import DAY, json_option, settings_option
from esign.cli.output import emit, put
from esign.cli.words import day_text, word
from esign.register import Forwarding
from esign.settings import agency_of, load_settings
from esign.system import account

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path


@spoken_command("forward", "book")
@click.argument("number", type=click.IntRange(min=1))
@click.option("--to", "addressee", default="", help=word("cli.book_forward.to"))
@click.option("--on", type=DAY, help=word("cli.book_forward.on"))
@click.option("--received-by", default="", help=word("cli.book_forward.received_by"))
@click.option("--year", type=click.IntRange(1900, 9998), help=word("cli.book_forward.year"))
@settings_option
@json_option
def command(
    number: int,
    *,
    addressee: str,
    on: datetime | None,
    received_by: str,
    year: int | None,
    settings: Path | None,
    as_json: bool,
) -> None:
    """Fill in the columns that tell where a document went."""
    agency = agency_of(load_settings(settings).values)
    with office_register(settings, writable=True) as register:
        books = register.bookkeeping
        passed = Forwarding(
            number=number,
            year=year or books.today.year,
            addressee=addressee,
            on=on.date() if on else None,
            received_by=received_by,
        )
        arrival = books.forward(passed, agency, actor=account())
    if as_json:
        emit("esign.arrival/1", arrival_as_json(arrival))
        return
    day, to = day_text(arrival.forwarded_on or books.today), arrival.document.addressee
    put(word("cli.book_forward.done", number=arrival.number, to=to, day=day))
