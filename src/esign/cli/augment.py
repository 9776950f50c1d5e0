# SPDX-License-Identifier: Apache-2.0
"""`esign augment FILE|FOLDER…`: time-stamps and evidence appended, archive time-stamps renewed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from esign.augmenting import Order, augment
from esign.cli.command import spoken_command
from esign.cli.options import PATH, json_option, settings_option
from esign.cli.output import emit, error_as_json, put, say, say_error
from esign.cli.words import LANGUAGE, word
from esign.errors import ConfigurationError, EsignError, ExitStatus, InputError
from esign.level_wiring import raising_of
from esign.model import Level
from esign.settings import load_settings
from esign.system import SystemClock

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from esign.augmenting import Augmented, Raising

Outcome = tuple["Path", "Augmented | EsignError"]

LEVELS = click.Choice([level.value for level in Level if level is not Level.B_B])


@spoken_command("augment")
@click.argument("places", type=PATH, nargs=-1, required=True)
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
    places: tuple[Path, ...], level: str, settings: Path | None, *, renew: bool, as_json: bool
) -> int:
    """Raise or renew each file in turn."""
    raising = raising_of(load_settings(settings).values, SystemClock())
    if raising is None:
        raise ConfigurationError("level.no_authority")
    order = Order(Level(level), renew)
    paths = list(_files(places))
    outcomes = [_tried(path, order, raising) for path in paths]
    if as_json:
        emit("esign.augment/1", {"files": [_as_json(outcome) for outcome in outcomes]})
    else:
        put("\n".join(map(_line, outcomes)))
    if len(outcomes) > 1:
        say(_summary(outcomes))
    return _exit_status(outcomes)


def _files(places: Sequence[Path]) -> Iterator[Path]:
    for place in places:
        if not place.is_dir():
            yield place
            continue
        found = sorted(path for path in place.iterdir() if path.suffix.lower() == ".pdf")
        if not found:
            raise InputError("cli.augment.nothing", name=str(place))
        yield from found


def _tried(path: Path, order: Order, raising: Raising) -> Outcome:
    try:
        done = augment(path, order, raising)
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
        "outcome": "fell_short" if why else "augmented" if done.changed else "unchanged",
        "before": done.before,
        "level": done.after,
        "lapses": done.lapses.isoformat() if done.lapses else None,
        "foreseen": [detail.message(LANGUAGE) for detail in done.foreseen],
        "error": error_as_json(why) if why else None,
    }
