# SPDX-License-Identifier: Apache-2.0
"""`esign axis demo`: two trial offices and the simulator, and what they send each other."""

from __future__ import annotations

import sys
import time
from contextlib import ExitStack, contextmanager, redirect_stdout
from pathlib import Path
from shlex import quote
from shutil import rmtree
from tempfile import mkdtemp
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click

from esign.axis import (
    DEFAULT,
    Axis,
    Desk,
    FolderJournal,
    Script,
    Server,
    keep_secrets,
    read_faults,
    with_secrets,
)
from esign.cli.axis_serve import Chance
from esign.cli.boundary import run
from esign.cli.command import spoken_command
from esign.cli.options import PATH, json_option
from esign.cli.output import emit, put, say
from esign.cli.words import word
from esign.demo.exchange import (
    Stage,
    expected_outcome,
    join_axis,
    make_partners,
    outcome_of,
    play,
)
from esign.errors import ExitStatus, OutputError
from esign.system import SystemClock, SystemRandom
from esign.wiring import font_file

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

FAULTS = (
    "timeout-before:0.2=0.04, timeout-after:0.2@sendEdoc=0.1, 500=0.04, 500-after@sendEdoc=0.06, "
    "truncated@sendEdoc=0.06, truncated-answer=0.04, no-id@sendEdoc=0.05, garbled=0.04, "
    "duplicate@sendEdoc=0.3, late@sendEdoc=0.3, reorder=0.3, slow:0.3=0.1"
)
"""What goes wrong with `--faults`."""

_SEEDS = 32


@spoken_command("demo", "axis")
@click.option("--faults", is_flag=True, help=word("cli.axis_demo.faults"))
@click.option("--seed", type=int, help=word("cli.axis_demo.seed"))
@click.option("--folder", type=PATH, help=word("cli.axis_demo.folder"))
@click.option("--keep", is_flag=True, help=word("cli.axis_demo.keep"))
@json_option
def command(
    *, faults: bool, seed: int | None, folder: Path | None, keep: bool, as_json: bool
) -> int:
    """Play the story, and compare where it ends."""
    chosen = SystemRandom().bits(_SEEDS) if seed is None else seed
    with ExitStack() as shown, _place(folder, keep=keep) as place:
        if as_json:
            shown.enter_context(redirect_stdout(sys.stderr))
        _say("cli.axis_demo.begin", folder=place)
        if faults:
            _say("cli.axis_demo.seeded", faults=FAULTS, seed=chosen)
        script = Script(read_faults(FAULTS if faults else ""), Chance(chosen))
        found, port = _played(place, script)
    same = found == expected_outcome()
    emit("esign.axis_demo/1", {"offices": found, "faults": faults, "as_expected": same})
    if keep or folder is not None:
        say(word("cli.axis_demo.kept", folder=place))
        say(word("cli.axis_demo.serve", data=quote(str(place / "truc")), port=port))
    say(word("cli.axis_demo.same" if same else "cli.axis_demo.differs", seed=chosen))
    return ExitStatus.DONE if same else ExitStatus.BUG


@contextmanager
def _place(folder: Path | None, *, keep: bool) -> Iterator[Path]:
    """The folder of both offices: a new one; without a name, gone afterwards unless kept.

    Raises:
        OutputError: something lies in the folder already.
    """
    if folder is None:
        made = Path(mkdtemp(prefix="esign-axis-demo-"))
        try:
            yield made
        finally:
            if not keep:
                rmtree(made)
        return
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise OutputError("demo.folder_not_empty", name=str(folder))
    yield folder


def _played(place: Path, script: Script) -> tuple[dict[str, object], int]:
    """The story from setting up both offices to what both registers hold in the end.

    With it the port of the axis, which stands in the settings of both.
    """
    clock, random = SystemClock(), SystemRandom()
    partners = make_partners(place, clock, random, font_file())
    members = with_secrets(DEFAULT, {}, random)
    journal = FolderJournal(place / "truc")
    keep_secrets(place / "truc", members.secrets)
    axis = Axis(members, journal, clock, random)
    with Server(axis, Desk(axis, script)) as server:
        _say("cli.axis_demo.axis", url=server.url)
        join_axis(partners, server.url, members.secrets)
        play(Stage(_run, _say, time.sleep, axis), *partners)
        return outcome_of(partners), urlsplit(server.url).port or 0


def _run(line: Sequence[str]) -> int:
    """A command line as the script `esign` runs it."""
    root = click.get_current_context().find_root().command
    return run(root, line)


def _say(code: str, /, **facts: object) -> None:
    put(word(code, **facts))
