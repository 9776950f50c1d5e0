# SPDX-License-Identifier: Apache-2.0
"""`esign book confirm BOOK…`: say, after a restore, which number was really the last one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from esign.cli.acts import ask_again, yes_option
from esign.cli.command import spoken_command
from esign.cli.entries import office_register
from esign.cli.hits import hit_as_json
from esign.cli.options import json_option, settings_option
from esign.cli.output import emit, put
from esign.cli.words import count_text, word
from esign.errors import UsageError
from esign.settings import agency_of, load_settings
from esign.system import account

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from esign.register import Confirmed

ARRIVALS = "incoming"


@spoken_command("confirm", "book")
@click.argument("books", nargs=-1, required=True)
@click.option("--year", type=click.IntRange(1900, 9998), help=word("cli.book_confirm.year"))
@click.option("--last", type=click.IntRange(min=0), help=word("cli.book_confirm.last"))
@yes_option
@settings_option
@json_option
def command(
    books: tuple[str, ...],
    *,
    year: int | None,
    last: int | None,
    settings: Path | None,
    yes: bool,
    as_json: bool,
) -> None:
    """Let books of a restored register give numbers again."""
    if last is not None and len(books) > 1:
        raise UsageError("usage.last_of_one_book")
    agency = agency_of(load_settings(settings).values)
    with office_register(settings, writable=True) as register:
        kept = register.bookkeeping
        year = year or kept.today.year
        lasts = {each.book.name: each.last for each in kept.list_books(agency, year)}
        for book in books:
            stands = {"book": book, "year": year, "found": count_text(lasts.get(book, 0))}
            said = count_text(lasts.get(book, 0) if last is None else last)
            ask_again(word("cli.book_confirm.confirm", last=said, **stands), yes=yes)
        done = [kept.confirm(book, agency, year, actor=account(), last=last) for book in books]
    if as_json:
        emit("esign.confirmed/1", {"books": [_as_json(each) for each in done]})
    else:
        put("\n".join(line for each in done for line in _lines(each)))


def _lines(done: Confirmed) -> Iterator[str]:
    facts = {"book": done.book, "year": done.year, "last": count_text(done.last)}
    if not done.anew:
        yield word("cli.book_confirm.again", **facts)
        return
    yield word("cli.book_confirm.done", next=count_text(done.last + 1), **facts)
    if done.last > done.found:
        first, name = count_text(done.found + 1), "arrivals" if done.book == ARRIVALS else "lost"
        yield "  " + word(f"cli.book_confirm.{name}", first=first, **facts)
    if done.reserved:
        yield "  " + word("cli.book_confirm.reserved")
        yield from (f"  - {entry.number.text}: {entry.note}" for entry in done.reserved)


def _as_json(done: Confirmed) -> dict[str, object]:
    return {
        "book": done.book,
        "year": done.year,
        "found": done.found,
        "last": done.last,
        "confirmed_now": done.anew,
        "reserved": [hit_as_json(entry) for entry in done.reserved],
    }
