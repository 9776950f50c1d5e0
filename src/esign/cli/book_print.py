# SPDX-License-Identifier: Apache-2.0
"""`esign book print BOOK`: a register as a bound book, sealed if wanted, or as a table."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from esign.cli.command import spoken_command
from esign.cli.options import (
    json_option,
    output_option,
    overwrite_option,
    passphrase_option,
    settings_option,
)
from esign.cli.output import emit, say, say_reservations, written
from esign.cli.words import count_text, word
from esign.errors import InputError, UsageError
from esign.files import write_whole
from esign.printing import Medium, Volume, bind, print_book, print_sealed
from esign.register_wiring import find_register
from esign.settings import agency_of, load_settings
from esign.system import SystemClock
from esign.wiring import open_renderer, open_seal, secret_prompt

if TYPE_CHECKING:
    from esign.model import BookPrint
    from esign.settings import LoadedSettings

NUMBER = click.IntRange(min=1)


@spoken_command("print", group="book")
@click.argument("book")
@click.option("--year", type=click.IntRange(1900, 9998), help=word("cli.book_print.year"))
@click.option("--from", "first", type=NUMBER, default=1, help=word("cli.book_print.from"))
@click.option("--to", "last", type=NUMBER, help=word("cli.book_print.to"))
@click.option(
    "--format",
    "form",
    type=click.Choice([each.value for each in Medium]),
    help=word("cli.book_print.format"),
)
@click.option("--seal", is_flag=True, help=word("cli.book_print.seal"))
@output_option
@overwrite_option
@passphrase_option
@settings_option
@json_option
def command(
    book: str,
    *,
    year: int | None,
    first: int,
    last: int | None,
    form: str | None,
    output: Path | None,
    passphrase_fd: int | None,
    settings: Path | None,
    seal: bool,
    overwrite: bool,
    as_json: bool,
) -> None:
    """Print a book of the register."""
    medium = _medium(form, output)
    if seal and medium is not Medium.PDF:
        raise UsageError("printing.only_pdf_is_sealed")
    loaded = load_settings(settings)
    bound = _bound(loaded, book, year, (first, last))
    data = _sealed(bound, loaded, passphrase_fd) if seal else _printed(bound, loaded, medium)
    path = output or _path(book, bound, medium, whole=first == 1 and last is None)
    write_whole(path, data, overwrite=overwrite)
    if as_json:
        emit("esign.book_print/1", _as_json(path, bound, sealed=seal))
        return
    say(word("cli.book_print.bound", name=bound.name, rows=count_text(len(bound.rows))))
    written(path, "cli.book_print.written")


def _medium(form: str | None, output: Path | None) -> Medium:
    """The one asked for, else that of the output's name, else PDF.

    Raises:
        UsageError: the output's name says none.
    """
    if form is not None or output is None:
        return Medium(form or Medium.PDF)
    suffix = output.suffix.removeprefix(".").lower()
    if suffix not in [*Medium]:
        known = ", ".join(f".{each}" for each in Medium)
        raise UsageError("printing.unknown_suffix", name=str(output), known=known)
    return Medium(suffix)


def _bound(
    loaded: LoadedSettings, book: str, year: int | None, numbers: tuple[int, int | None]
) -> BookPrint:
    register = find_register(loaded.values, SystemClock(), writable=False)
    if register is None:
        raise InputError("find.no_register")
    with register:
        books = register.bookkeeping
        volume = Volume(book, year or books.today.year, *numbers)
        return bind(books, agency_of(loaded.values), volume)


def _printed(bound: BookPrint, loaded: LoadedSettings, medium: Medium) -> bytes:
    renderer = open_renderer(loaded)
    if medium is Medium.PDF:
        say_reservations(renderer)
    return print_book(bound, medium, renderer)


def _sealed(bound: BookPrint, loaded: LoadedSettings, descriptor: int | None) -> bytes:
    renderer = open_renderer(loaded)
    say_reservations(renderer)
    prompt = secret_prompt(loaded.values, descriptor)
    return print_sealed(bound, renderer, open_seal(loaded.values, prompt, SystemClock())).data


def _path(book: str, bound: BookPrint, medium: Medium, *, whole: bool) -> Path:
    """In the current folder, named after book, year and numbers."""
    numbers = "" if whole or not bound.rows else f"-{bound.first}-{bound.last}"
    return Path(f"{book}-{bound.year}{numbers}.{medium}")


def _as_json(path: Path, bound: BookPrint, *, sealed: bool) -> dict[str, object]:
    return {
        "path": str(path),
        "title": bound.title,
        "year": bound.year,
        "first": bound.first,
        "last": bound.last,
        "rows": len(bound.rows),
        "closed_on": bound.closed_on.isoformat() if bound.closed_on else None,
        "sealed": sealed,
    }
