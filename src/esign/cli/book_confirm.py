# SPDX-License-Identifier: Apache-2.0
"""`esign book confirm BOOK…`: say, after a restore, which number was really the last one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import click

from esign.cli.acts import ask_again, says_yes, somebody_sits_there, yes_option
from esign.cli.command import spoken_command
from esign.cli.entries import office_register
from esign.cli.hits import hit_as_json
from esign.cli.issued_files import issued_since
from esign.cli.options import json_option, settings_option
from esign.cli.output import emit, put
from esign.cli.words import count_text, word
from esign.errors import UsageError
from esign.recovery import Series, refuse_beyond
from esign.register_wiring import books_of
from esign.settings import agency_of, load_settings
from esign.system import account

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from esign.model import Agency
    from esign.register import Bookkeeping, Confirmed

ARRIVALS = "incoming"


@spoken_command("confirm", "book")
@click.argument("books", nargs=-1, required=True)
@click.option("--year", type=click.IntRange(1900, 9998), help=word("cli.book_confirm.year"))
@click.option("--last", type=click.IntRange(min=0), help=word("cli.book_confirm.last"))
@click.option("--unused", multiple=True, help=word("cli.book_confirm.unused"))
@yes_option
@settings_option
@json_option
def command(
    books: tuple[str, ...],
    *,
    year: int | None,
    last: int | None,
    unused: tuple[str, ...],
    settings: Path | None,
    yes: bool,
    as_json: bool,
) -> None:
    """Let books of a restored register give numbers again."""
    if (last is not None or unused) and len(books) > 1:
        raise UsageError("usage.last_of_one_book")
    if not yes and not somebody_sits_there():
        raise UsageError("usage.confirm_needs_yes")
    loaded = load_settings(settings)
    agency = agency_of(loaded.values)
    with office_register(settings, writable=True) as register:
        kept = register.bookkeeping
        year = year or kept.today.year
        known = kept.list_books(agency, year)
        lasts = {each.book.name: each.last for each in known}
        titles = {each.book.name: each.book.title for each in known}
        since = issued_since(loaded, register)
        for book in books:
            title = titles.get(book, book)
            stands = {"title": title, "year": year, "found": count_text(lasts.get(book, 0))}
            stated = lasts.get(book, 0) if last is None else last
            refuse_beyond(Series(book, year, stated), since, books_of(loaded.values))
            question = word("cli.book_confirm.confirm", last=count_text(stated), **stands)
            ask_again(question, yes=yes)
        for book in books if unused else ():
            kept.confirm_unused(book, agency, year, unused, actor=account())
        done = [kept.confirm(book, agency, year, actor=account(), last=last) for book in books]
        done = [_asked_of_reserved(each, kept, agency, yes=yes) for each in done]
    if as_json:
        emit("esign.confirmed/1", {"books": [_as_json(each) for each in done]})
    else:
        told = (_lines(each, titles.get(each.book, each.book)) for each in done)
        put("\n".join(line for lines in told for line in lines))


def _asked_of_reserved(
    done: Confirmed, kept: Bookkeeping, agency: Agency, *, yes: bool
) -> Confirmed:
    """Ask the person at the terminal of each reservation, and let the record know the answers.

    Who only agrees to all (`--yes`) has said nothing of them: they stay in doubt.
    """
    if yes or not done.reserved:
        return done
    unused = []
    for entry in done.reserved:
        facts = {"number": entry.number.text, "note": entry.note}
        if says_yes(word("cli.book_confirm.was_unused", **facts)):
            unused.append(entry.number.text)
    kept.confirm_unused(done.book, agency, done.year, unused, actor=account())
    left = tuple(each for each in done.reserved if each.number.text not in unused)
    return replace(done, reserved=left)


def _lines(done: Confirmed, title: str) -> Iterator[str]:
    facts = {"title": title, "year": done.year, "last": count_text(done.last)}
    if done.anew:
        yield word("cli.book_confirm.done", next=count_text(done.last + 1), **facts)
    else:
        yield word("cli.book_confirm.again", **facts)
    if done.last > done.found:
        first, name = count_text(done.found + 1), "arrivals" if done.book == ARRIVALS else "lost"
        yield "  " + word(f"cli.book_confirm.{name}", first=first, **facts)
    if done.reserved:
        yield "  " + word("cli.book_confirm.reserved", book=done.book)
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
