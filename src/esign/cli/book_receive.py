# SPDX-License-Identifier: Apache-2.0
"""`esign book receive`: enter a document in the register of incoming ones."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

import click

from esign.cli.command import spoken_command
from esign.cli.hits import arrival_as_json
from esign.cli.options import DAY, PATH, json_option, settings_option
from esign.cli.output import emit, put
from esign.cli.words import day_text, word
from esign.files import read_bounded
from esign.register import Incoming
from esign.register_wiring import open_register
from esign.settings import agency_of, load_settings
from esign.system import SystemClock, account

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path


@spoken_command("receive", "book")
@click.option("--author", required=True, help=word("cli.book_receive.author"))
@click.option("--subject", required=True, help=word("cli.book_receive.subject"))
@click.option("--symbol", default="", help=word("cli.book_receive.symbol"))
@click.option("--dated", type=DAY, help=word("cli.book_receive.dated"))
@click.option("--to", "addressee", default="", help=word("cli.book_receive.to"))
@click.option("--note", default="", help=word("cli.book_receive.note"))
@click.option("--file", type=PATH, help=word("cli.book_receive.file"))
@click.option("--message-id", help=word("cli.book_receive.message_id"))
@settings_option
@json_option
def command(
    *,
    author: str,
    subject: str,
    symbol: str,
    dated: datetime | None,
    addressee: str,
    note: str,
    file: Path | None,
    message_id: str | None,
    settings: Path | None,
    as_json: bool,
) -> None:
    """Give an incoming document its arrival number."""
    loaded = load_settings(settings)
    document = Incoming(
        author=author,
        symbol=symbol,
        dated_on=dated.date() if dated else None,
        subject=subject,
        addressee=addressee,
        note=note,
        sha256=sha256(read_bounded(file)).hexdigest() if file else None,
        message_id=message_id,
    )
    with open_register(loaded.values, SystemClock()) as register:
        agency = agency_of(loaded.values)
        arrival = register.bookkeeping.receive(document, agency, actor=account())
    if as_json:
        emit("esign.arrival/1", arrival_as_json(arrival))
    else:
        day = day_text(arrival.arrived_on)
        put(word("cli.book_receive.done", number=arrival.number, year=arrival.year, day=day))
