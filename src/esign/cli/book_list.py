# SPDX-License-Identifier: Apache-2.0
"""`esign book list`: how far each book has come, and which numbers are kept free."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import click

from esign.cli.command import spoken_command
from esign.cli.entries import office_register
from esign.cli.hits import hit_as_json
from esign.cli.options import json_option, settings_option
from esign.cli.output import emit, put
from esign.cli.words import count_text, day_text, moment_text, word
from esign.register import State, Waits
from esign.settings import agency_of, load_settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from esign.register import BookSummary, Register, UnnumberedDocument


@spoken_command("list", "book")
@click.option("--year", type=click.IntRange(1900, 9998), help=word("cli.book_list.year"))
@settings_option
@json_option
def command(year: int | None, settings: Path | None, *, as_json: bool) -> None:
    """Show the books of a year."""
    agency = agency_of(load_settings(settings).values)
    with office_register(settings) as register:
        books = register.bookkeeping
        found = books.list_books(agency, year or books.today.year)
        waiting = _unnumbered(register) if year in {None, books.today.year} else []
    if as_json:
        emit("esign.books/1", {"books": [_as_json(summary, waiting) for summary in found]})
    else:
        put("\n".join(line for summary in found for line in _lines(summary, waiting)))


def _lines(summary: BookSummary, waiting: list[UnnumberedDocument]) -> Iterator[str]:
    facts = {"title": summary.book.title, "name": summary.book.name, "year": summary.year}
    yield word("cli.book_list.book", **facts)
    if summary.awaits is not None:
        at = moment_text(summary.awaits)
        yield "  " + word("cli.book_list.awaits", at=at, name=summary.book.name, year=summary.year)
    for waits, count in _without_number(summary, waiting).items():
        yield f"  {word(f'cli.unnumbered.{waits}')}: {count_text(count)}"
    if summary.last_day is None:
        yield "  " + word("cli.book_list.empty")
        return
    last, day = count_text(summary.last), day_text(summary.last_day)
    yield "  " + word("cli.book_list.last", last=last, day=day)
    for state, count in _states(summary).items():
        yield f"    {word(f'state.{state}')}: {count_text(count)}"
    if lost := sum(entry.lost for entry in summary.reserved):
        yield f"    {word('cli.book_list.lost_count')}: {count_text(lost)}"
    for entry in summary.reserved:
        facts = {"number": entry.number.text, "note": entry.note}
        if entry.lost:
            yield "  " + word("cli.book_list.lost", **facts)
        else:
            day = day_text(entry.issued_on)
            yield "  " + word("cli.book_list.reserved", day=day, **facts)


def _states(summary: BookSummary) -> dict[State, int]:
    """How many numbers stand in each state; lost ones were given, and are no reservations."""
    states = dict(summary.states)
    lost = sum(entry.lost for entry in summary.reserved)
    if lost:
        states[State.RESERVED] -= lost
    return {state: count for state, count in states.items() if count}


def _unnumbered(register: Register) -> list[UnnumberedDocument]:
    """What is laid out before it takes its number."""
    return [
        each
        for waits in (Waits.SIGNATURE, Waits.NUMBER)
        for each in register.unnumbered.waiting(waits)
    ]


def _without_number(summary: BookSummary, waiting: list[UnnumberedDocument]) -> dict[Waits, int]:
    """How many will take their number from this book, by what they wait for."""
    return dict(Counter(each.waits for each in waiting if each.document.book == summary.book.name))


def _as_json(summary: BookSummary, waiting: list[UnnumberedDocument]) -> dict[str, object]:
    return {
        "name": summary.book.name,
        "title": summary.book.title,
        "abbreviation": summary.book.abbreviation or None,
        "year": summary.year,
        "last": summary.last,
        "last_day": summary.last_day.isoformat() if summary.last_day else None,
        "states": {state.value: count for state, count in _states(summary).items()},
        "lost": sum(entry.lost for entry in summary.reserved),
        "unnumbered": {
            waits.value: count for waits, count in _without_number(summary, waiting).items()
        },
        "awaits_confirmation": summary.awaits is not None,
        "reserved": [hit_as_json(entry) for entry in summary.reserved],
    }
