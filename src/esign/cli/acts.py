# SPDX-License-Identifier: Apache-2.0
"""What the commands that change a document's state have in common."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from esign.cli.entries import entry_as_json, told_as_json, told_lines
from esign.cli.output import emit, put, remarks_as_json
from esign.cli.words import day_text, word
from esign.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from esign.errors import Detail
    from esign.register import Entry, Register

reason_option = click.option("--reason", required=True, help=word("cli.act.reason"))
year_option = click.option("--year", type=int, help=word("cli.act.year"))
yes_option = click.option("--yes", is_flag=True, help=word("cli.act.yes"))


def confirm(act: str, entry: Entry, *, yes: bool, by: Entry | None = None) -> None:
    """Ask the person at the terminal once more; where none sits there `--yes` must have been given.

    Raises:
        UsageError: nobody has agreed, and nobody can be asked.
        click.Abort: the answer is not yes.
    """
    refuse_unasked(yes=yes)
    facts = {"number": entry.number.text, "day": day_text(entry.issued_on)}
    if by is not None:
        facts["by"] = by.number.text
    ask_again(word(f"cli.{act}.confirm", subject=entry.subject, **facts), yes=yes)


def somebody_sits_there() -> bool:
    """Whether there is a terminal, and so a person who can be asked."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def refuse_unasked(*, yes: bool) -> None:
    """Refuse what cannot be undone where nobody has agreed to it.

    Raises:
        UsageError: there is neither `--yes` nor a terminal to ask at.
    """
    if not yes and not somebody_sits_there():
        raise UsageError("usage.act_needs_yes")


def ask_again(question: str, *, yes: bool) -> None:
    """Ask the person at the terminal, unless he has agreed already or none sits there.

    Raises:
        click.Abort: the answer is not yes.
    """
    if yes or not somebody_sits_there():
        return
    if not says_yes(question):
        raise click.Abort


def reason_given(reason: str | None, question: str) -> str:
    """The reason of an act: as it was given, or as the person at the terminal answers.

    Raises:
        UsageError: none was given, and nobody can be asked.
    """
    if reason is not None:
        return reason
    if not somebody_sits_there():
        raise UsageError("usage.act_needs_reason")
    click.echo(question, nl=False, err=True)
    return sys.stdin.readline().strip()


def says_yes(question: str) -> bool:
    """Whether the person at the terminal answers yes."""
    click.echo(question, nl=False, err=True)
    return sys.stdin.readline().strip().casefold() in {"c", "có", "y", "yes"}


def tell(
    act: str,
    entry: Entry,
    register: Register,
    *,
    as_json: bool,
    remarks: Sequence[Detail] | None = None,
) -> None:
    """What was done, and who must still be told of it; a program also, what was remarked before."""
    if as_json:
        content = entry_as_json(entry, register)
        content["to_tell"] = told_as_json(entry, register)
        if remarks is not None:
            content["remarks"] = remarks_as_json(remarks)
        emit(f"esign.{act}/1", content)
        return
    day = day_text(entry.issued_on)
    put(word(f"cli.{act}.done", number=entry.number.text, day=day))
    for line in told_lines(entry, register):
        put(line)
