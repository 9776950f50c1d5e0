# SPDX-License-Identifier: Apache-2.0
"""`esign find WHAT`: what the register holds under a code, a number, a file or any words."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from esign.cli.command import spoken_command
from esign.cli.entries import entry_as_json, entry_lines, entry_meant, office_register
from esign.cli.hits import refuse_none, tell_arrivals, tell_hits
from esign.cli.options import DAY, json_option, settings_option
from esign.cli.output import emit, put
from esign.cli.words import word
from esign.errors import InputError
from esign.register import Query, State

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from esign.register import Entry, Register

LIMIT = click.IntRange(1, 1000)


def _fields(command: Callable[..., object]) -> Callable[..., object]:
    """One option a field of the register."""
    for name in ("subject", "recipient", "signer", "book", "kind", "number"):
        command = click.option(f"--{name}", default="", help=word(f"cli.find_by.{name}"))(command)
    return command


@spoken_command("find")
@click.argument("what", nargs=-1)
@_fields
@click.option(
    "--state", type=click.Choice([state.value for state in State]), help=word("cli.find.state")
)
@click.option("--since", type=DAY, help=word("cli.find.since"))
@click.option("--until", type=DAY, help=word("cli.find.until"))
@click.option("--limit", type=LIMIT, default=50, help=word("cli.find.limit"))
@click.option("--incoming", is_flag=True, help=word("cli.find.incoming"))
@settings_option
@json_option
def command(
    what: tuple[str, ...],
    *,
    state: str | None,
    since: datetime | None,
    until: datetime | None,
    limit: int,
    incoming: bool,
    settings: Path | None,
    as_json: bool,
    **fields: str,
) -> None:
    """Print the documents that somebody asks about."""
    words = " ".join(what).strip()
    query = Query(
        words=words,
        state=state or "",
        since=since.date() if since else None,
        until=until.date() if until else None,
        limit=limit + 1,
        **fields,
    )
    with office_register(settings) as register:
        if incoming:
            arrivals = register.bookkeeping.arrivals(query)
            tell_arrivals(refuse_none(arrivals, words), limit, as_json=as_json)
            return
        found = _found(words, query, register)
        if isinstance(found, tuple):
            waiting = register.unnumbered.search(query)
            if not found and not waiting:
                _refuse_lost(query.number or words, register)
            refuse_none((*waiting, *found), words)
            tell_hits(found, limit, as_json=as_json, waiting=waiting)
        elif as_json:
            emit("esign.entry/1", entry_as_json(found, register))
        else:
            put("\n".join(entry_lines(found, register)))


def _refuse_lost(number: str, register: Register) -> None:
    """Point from a number that nothing is found under to a lost one of that value.

    Raises:
        InputError: there is one.
    """
    lost = register.bookkeeping.lost(number)
    if lost:
        names = ", ".join(entry.number.text for entry in lost)
        raise InputError("find.number_lost", what=number, lost=names)


def _found(words: str, query: Query, register: Register) -> Entry | tuple[Entry, ...]:
    """The one entry that a file, an id, a code or a number names; else all that hold the words."""
    if words and query == Query(words=words, limit=query.limit):
        if Path(words).is_file():
            return entry_meant(words, register)
        one = register.find(words) or register.by_lookup_code(words)
        numbered = (one,) if one else register.by_number(words)
        if numbered:
            return numbered[0] if len(numbered) == 1 else numbered
    return register.search(query)
