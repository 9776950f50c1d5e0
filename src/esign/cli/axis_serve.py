# SPDX-License-Identifier: Apache-2.0
"""`esign axis serve`: a simulated document axis on this machine, until it is told to stop."""

from __future__ import annotations

import random
import signal
from typing import TYPE_CHECKING

import click

from esign.axis import (
    DEFAULT,
    Axis,
    Desk,
    FolderJournal,
    Habit,
    MemoryJournal,
    Script,
    Server,
    keep_secrets,
    kept_secrets,
    read_faults,
    read_members,
    with_secrets,
)
from esign.cli.command import spoken_command
from esign.cli.options import PATH, json_option
from esign.cli.output import emit_line, put, say
from esign.cli.words import word
from esign.files import read_bounded
from esign.system import SystemClock, SystemRandom

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from esign.axis import Member, Members

_HERE = frozenset({"127.0.0.1", "::1", "localhost"})
_ENDS = frozenset({signal.SIGINT, signal.SIGTERM})


class Chance:
    """Chance that is the same in every run with the same seed; for faults, never for secrets."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311 - decides which faults happen

    def bits(self, count: int) -> int:
        """So many bits."""
        return self._random.getrandbits(count)


@spoken_command("serve", "axis")
@click.option("--host", default="127.0.0.1", show_default=True, help=word("cli.axis_serve.host"))
@click.option("--port", type=click.IntRange(0, 65535), default=0, help=word("cli.axis_serve.port"))
@click.option("--data", type=PATH, help=word("cli.axis_serve.data"))
@click.option("--agencies", type=PATH, help=word("cli.axis_serve.agencies"))
@click.option("--faults", default="", help=word("cli.axis_serve.faults"))
@click.option("--seed", type=int, help=word("cli.axis_serve.seed"))
@click.option(
    "--duplicates",
    type=click.Choice([habit.value for habit in Habit]),
    default=Habit.DELIVER.value,
    help=word("cli.axis_serve.duplicates"),
)
@json_option
def command(
    *,
    host: str,
    port: int,
    data: Path | None,
    agencies: Path | None,
    faults: str,
    seed: int | None,
    duplicates: str,
    as_json: bool,
) -> None:
    """Answer until SIGINT or SIGTERM comes."""
    chance = SystemRandom() if seed is None else Chance(seed)
    script = Script(read_faults(faults), chance)
    journal = MemoryJournal() if data is None else FolderJournal(data)
    members = _members(agencies, data)
    axis = Axis(members, journal, SystemClock(), SystemRandom(), Habit(duplicates))
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _ENDS)  # every thread leaves them to us
    try:
        with Server(axis, Desk(axis, script), host, port) as server:
            _announce(server.url, members, as_json=as_json)
            if host not in _HERE:
                say(word("cli.axis_serve.open"))
            signal.sigwait(_ENDS)
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
    say(word("cli.axis_serve.ended"))


def _members(agencies: Path | None, data: Path | None) -> Members:
    """Who is on the axis; secrets that nobody gave are drawn, and kept with the messages."""
    known: tuple[Member, ...] = DEFAULT
    secrets: dict[str, str] = {}
    if agencies is not None:
        known, secrets = read_members(read_bounded(agencies), str(agencies))
    if data is None:
        return with_secrets(known, secrets, SystemRandom())
    kept = kept_secrets(data)
    members = with_secrets(known, kept | secrets, SystemRandom())
    if not members.secrets.items() <= kept.items():
        keep_secrets(data, kept | members.secrets)
    return members


def _announce(url: str, members: Members, *, as_json: bool) -> None:
    """The one line, or the few, that tell that requests are answered from now on."""
    say(word("cli.axis_serve.training"))
    if as_json:
        emit_line(_as_json(url, members))
        return
    put("\n".join(_lines(url, members)))


def _as_json(url: str, members: Members) -> dict[str, object]:
    return {
        "schema": "esign.axis/1",
        "vxp": f"{url}/XrdAdapter/adapter",
        "hub": url,
        "control": f"{url}/control",
        "agencies": [
            {
                "code": member.code,
                "name": member.name,
                "system_id": member.system_id,
                "secret": members.secrets.get(member.system_id, ""),
                "locked": member.locked,
                "closed": member.closed,
            }
            for member in members.by_code.values()
        ],
    }


def _lines(url: str, members: Members) -> Iterator[str]:
    yield word("cli.axis_serve.vxp", url=f"{url}/XrdAdapter/adapter")
    yield word("cli.axis_serve.hub", url=url)
    yield word("cli.axis_serve.control", url=f"{url}/control")
    for member in members.by_code.values():
        yield word("cli.axis_serve.agency", code=member.code, name=member.name)
        if member.closed or member.locked:
            yield "    " + word(f"cli.axis_serve.{'closed' if member.closed else 'locked'}")
        if member.system_id:
            secret = members.secrets[member.system_id]
            yield "    " + word(
                "cli.axis_serve.credential", system_id=member.system_id, secret=secret
            )
