# SPDX-License-Identifier: Apache-2.0
"""`esign book enter`: give a paper document its number."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from esign.cli.chosen_kind import chosen_kind, kind_options
from esign.cli.command import spoken_command
from esign.cli.hits import hit_as_json
from esign.cli.options import DAY, json_option, settings_option
from esign.cli.output import emit, put, say
from esign.cli.words import day_text, word
from esign.register import PaperDocument
from esign.register_wiring import open_register
from esign.settings import agency_of, load_settings
from esign.system import SystemClock, account

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path


@spoken_command("enter", "book")
@kind_options
@click.option("--subject", required=True, help=word("cli.book_enter.subject"))
@click.option("--signer", required=True, help=word("cli.book_enter.signer"))
@click.option("--signer-title", default="", help=word("cli.book_enter.signer_title"))
@click.option("--recipient", multiple=True, help=word("cli.book_enter.recipient"))
@click.option("--copies", type=int, default=1, help=word("cli.book_enter.copies"))
@click.option("--note", default="", help=word("cli.book_enter.note"))
@click.option("--dated", type=DAY, help=word("cli.book_enter.dated"))
@click.option("--reserved", default="", help=word("cli.book_enter.reserved"))
@click.option("--electronic", is_flag=True, help=word("cli.book_enter.electronic"))
@click.option("--id", "entry_id", default="", help=word("cli.book_enter.id"))
@settings_option
@json_option
def command(
    kind: str,
    stated: tuple[str, ...],
    *,
    subject: str,
    signer: str,
    signer_title: str,
    recipient: tuple[str, ...],
    copies: int,
    note: str,
    dated: datetime | None,
    reserved: str,
    entry_id: str,
    electronic: bool,
    settings: Path | None,
    as_json: bool,
) -> None:
    """Enter a paper document in the series that electronic ones share."""
    loaded = load_settings(settings)
    document = PaperDocument(
        kind=chosen_kind(kind, stated, loaded),
        subject=subject,
        signer_title=signer_title,
        signer_name=signer,
        recipients=recipient,
        copies=copies,
        note=note,
        dated_on=dated.date() if dated else None,
        was_electronic=electronic,
    )
    agency, given = agency_of(loaded.values), {"entry_id": entry_id, "reserved": reserved}
    with open_register(loaded.values, SystemClock()) as register:
        entry = register.bookkeeping.enter_paper(document, agency, actor=account(), **given)
    if as_json:
        emit("esign.entered/1", hit_as_json(entry))
        return
    put(word("cli.book_enter.done", number=entry.number.text, day=day_text(entry.issued_on)))
    say(word("cli.book_enter.advice", request_id=entry.request_id))
