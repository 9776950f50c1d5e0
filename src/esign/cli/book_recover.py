# SPDX-License-Identifier: Apache-2.0
"""`esign book recover [FILE…]`: after a restore, let the register know issued files again."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

import click

from esign.cli.command import spoken_command
from esign.cli.entries import office_register
from esign.cli.hits import hit_as_json
from esign.cli.issued_files import files_in_output, records_of
from esign.cli.options import PATH, json_option, settings_option
from esign.cli.output import emit, error_as_json, put, say_error
from esign.cli.words import count_text, day_text, word
from esign.errors import EsignError, ExitStatus
from esign.files import read_bounded
from esign.issuance import load_request
from esign.recovery import missing_beside, read_back
from esign.settings import load_settings
from esign.system import account

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from esign.model import Request
    from esign.recovery import Records
    from esign.register import Entry, Register


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What became of a file: the entry it has now, or why it has none.

    `beside` names the stages of what came back with it; `missing` the annexes that did not.
    """

    path: Path
    entry: Entry | None = None
    error: EsignError | None = None
    beside: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


@spoken_command("recover", "book")
@click.argument("files", type=PATH, nargs=-1)
@click.option(
    "--request", "requests", type=PATH, multiple=True, help=word("cli.book_recover.request")
)
@settings_option
@json_option
def command(
    files: tuple[Path, ...], requests: tuple[Path, ...], settings: Path | None, *, as_json: bool
) -> int:
    """Read each file and enter it under its own number; without any, those of the output folder."""
    loaded = load_settings(settings)
    records = records_of(loaded)
    asked = [load_request(path, records.kinds) for path in requests]
    with office_register(settings, writable=True) as register:
        chosen = files or tuple(files_in_output(loaded, register))
        tried = [_attempt(path, register, records, asked) for path in chosen]
        outcomes = [each for each in tried if not _came_back_beside(each, register)]
        missing = tuple(entry for entry in register.unfinished() if entry.lost)
    for each in outcomes:
        if each.error is not None:
            say_error(each.error)
    if as_json:
        emit("esign.recovered/1", _as_json(outcomes, missing))
    else:
        put("\n".join(_lines(outcomes, missing)))
    failed = any(outcome.error is not None for outcome in outcomes)
    return ExitStatus.BATCH if failed else ExitStatus.DONE


def _attempt(path: Path, register: Register, records: Records, asked: list[Request]) -> _Outcome:
    try:
        file = read_back(path, records, asked)
        entry = register.bookkeeping.bring_back(file, records.agency, actor=account())
    except EsignError as error:
        return _Outcome(path, error=error)
    return _Outcome(path, entry, beside=tuple(file.beside), missing=missing_beside(file))


def _came_back_beside(outcome: _Outcome, register: Register) -> bool:
    """Whether a file that is no document came back as the annex of one."""
    if outcome.error is None or not outcome.path.is_file():
        return False
    return register.by_sha256(sha256(read_bounded(outcome.path)).hexdigest()) is not None


def _lines(outcomes: list[_Outcome], missing: tuple[Entry, ...]) -> Iterator[str]:
    for outcome in outcomes:
        if outcome.entry is None:
            yield word("cli.book_recover.left", path=outcome.path)
        else:
            facts = {"number": outcome.entry.number.text, "day": day_text(outcome.entry.issued_on)}
            yield word("cli.book_recover.done", path=outcome.path, **facts)
            annexes = sum(each.startswith("annex-") for each in outcome.beside)
            if annexes:
                yield "  " + word("cli.book_recover.annexes", count=count_text(annexes))
            if "package" in outcome.beside:
                yield "  " + word("cli.book_recover.package")
            for title in outcome.missing:
                yield "  " + word("cli.book_recover.no_annex", title=title, path=outcome.path)
    count = sum(outcome.entry is not None for outcome in outcomes)
    yield word("cli.book_recover.count", count=count_text(count), of=count_text(len(outcomes)))
    if missing:
        numbers = ", ".join(entry.number.text for entry in missing)
        yield word("cli.book_recover.missing", numbers=numbers)


def _as_json(outcomes: list[_Outcome], missing: tuple[Entry, ...]) -> dict[str, object]:
    return {
        "files": [
            {
                "file": str(outcome.path),
                "entry": hit_as_json(outcome.entry) if outcome.entry else None,
                "beside": list(outcome.beside),
                "missing_annexes": list(outcome.missing),
                "error": error_as_json(outcome.error) if outcome.error else None,
            }
            for outcome in outcomes
        ],
        "lost": [hit_as_json(entry) for entry in missing],
    }
