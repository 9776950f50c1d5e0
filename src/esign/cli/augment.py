# SPDX-License-Identifier: Apache-2.0
"""`esign augment FILE|FOLDER|NUMBER…`: proof appended, archive time-stamps renewed."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from esign.augmenting import Archive, Order, augment, files_of
from esign.cli.command import spoken_command
from esign.cli.entries import entry_meant
from esign.cli.options import json_option, settings_option
from esign.cli.output import emit, error_as_json, put, say, say_error
from esign.cli.words import LANGUAGE, word
from esign.errors import ConfigurationError, EsignError, ExitStatus, InputError
from esign.level_wiring import raising_of
from esign.model import Level
from esign.register_wiring import find_register
from esign.settings import load_settings
from esign.system import SystemClock, account

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from esign.augmenting import Augmented, Raising
    from esign.settings import Settings

Outcome = tuple[Path, "Augmented | EsignError"]

LEVELS = click.Choice([level.value for level in Level if level is not Level.B_B])


@spoken_command("augment")
@click.argument("places", nargs=-1, required=True)
@click.option(
    "--level",
    type=LEVELS,
    default=Level.B_LTA.value,
    show_default=True,
    help=word("cli.augment.level"),
)
@click.option("--renew", is_flag=True, help=word("cli.augment.renew"))
@settings_option
@json_option
def command(
    places: tuple[str, ...], level: str, settings: Path | None, *, renew: bool, as_json: bool
) -> int:
    """Raise or renew each file in turn."""
    values = load_settings(settings).values
    raising = raising_of(values, SystemClock())
    if raising is None:
        raise ConfigurationError("level.no_authority")
    order = Order(Level(level), renew)
    with _archive(values) as archive:
        paths = dict.fromkeys(path for place in places for path in _files(place, archive))
        outcomes = [_tried(path, order, raising, archive) for path in paths]
    if as_json:
        emit("esign.augment/1", {"files": [_as_json(outcome) for outcome in outcomes]})
    else:
        put("\n".join(map(_line, outcomes)))
    if len(outcomes) > 1:
        say(_summary(outcomes))
    return _exit_status(outcomes)


@contextmanager
def _archive(settings: Settings) -> Iterator[Archive | None]:
    """The office's register, where it has one; it keeps what becomes of its documents."""
    if settings.books is None or settings.output is None:
        yield None
        return
    register = find_register(settings, SystemClock())
    if register is None:
        yield None
        return
    with register:
        yield Archive(register, settings.output.folder, account())


def _files(place: str, archive: Archive | None) -> Iterator[Path]:
    """The files that somebody means: one, all of a folder, or those of a document."""
    path = Path(place)
    if path.is_dir():
        found = sorted(each for each in path.iterdir() if each.suffix.lower() == ".pdf")
        if not found:
            raise InputError("cli.augment.nothing", name=place)
        yield from found
    elif archive is None or path.is_file() or path.suffix.lower() == ".pdf":
        yield path
    else:
        yield from files_of(entry_meant(place, archive.register).request_id, archive)


def _tried(path: Path, order: Order, raising: Raising, archive: Archive | None) -> Outcome:
    try:
        done = augment(path, order, raising, archive)
    except EsignError as error:
        say_error(error)
        return path, error
    if done.why_not_more is not None:
        say_error(done.why_not_more)
    return path, done


def _line(outcome: Outcome) -> str:
    path, done = outcome
    if isinstance(done, EsignError):
        return word("cli.augment.refused", path=path, why=done.message(LANGUAGE))
    line = _done_line(path, done)
    return f"{line} {word('cli.augment.kept', number=done.number)}" if done.number else line


def _done_line(path: Path, done: Augmented) -> str:
    facts = {"path": path, "before": done.before, "after": done.after}
    if done.why_not_more is not None:
        return word("cli.augment.not_raised", **facts, why=done.why_not_more.message(LANGUAGE))
    if not done.changed:
        return word("cli.augment.unchanged", **facts)
    code = "raised" if done.before is not done.after else "renewed"
    return word(f"cli.augment.{code}", **facts)


def _summary(outcomes: Sequence[Outcome]) -> str:
    done = [each for _, each in outcomes if not isinstance(each, EsignError)]
    short = [each for each in done if each.why_not_more is not None]
    changed = [each for each in done if each.changed and each not in short]
    return word(
        "cli.augment.summary",
        changed=len(changed),
        unchanged=len(done) - len(changed) - len(short),
        short=len(short),
        refused=len(outcomes) - len(done),
    )


def _exit_status(outcomes: Sequence[Outcome]) -> ExitStatus:
    errors = [each if isinstance(each, EsignError) else each.why_not_more for _, each in outcomes]
    if not any(errors):
        return ExitStatus.DONE
    first = next(error for error in errors if error is not None)
    return first.exit_status if len(outcomes) == 1 else ExitStatus.BATCH


def _as_json(outcome: Outcome) -> dict[str, object]:
    path, done = outcome
    if isinstance(done, EsignError):
        return {"path": str(path), "outcome": "refused", "error": error_as_json(done)}
    why = done.why_not_more
    return {
        "path": str(path),
        "number": done.number or None,
        "outcome": "fell_short" if why else "augmented" if done.changed else "unchanged",
        "before": done.before,
        "level": done.after,
        "lapses": done.lapses.isoformat() if done.lapses else None,
        "foreseen": [detail.message(LANGUAGE) for detail in done.foreseen],
        "error": error_as_json(why) if why else None,
    }
