# SPDX-License-Identifier: Apache-2.0
"""How fast numbers are taken, beside the bare database doing literally the same statements.

python benchmarks/register.py [--quick]
"""

from __future__ import annotations

import pickle
import shutil
import sys
import tempfile
import time
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from typing import TYPE_CHECKING, Any, NamedTuple
from unittest.mock import patch

from esign.register import statements

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from filling import fill
from writers import (
    PATIENCE,
    WRITERS,
    SeededSource,
    Team,
    TickingClock,
    a_request_of_its_own,
    replay_there,
    take,
    take_there,
)

from support.places import Place
from support.postgres import Cluster, missing, running_cluster

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable, Iterator, Sequence

    import sqlalchemy as sa

    from esign.model import Request
    from esign.register.statements import Cursor

    Statements = list[tuple[str, Any]]

LEAST_SHARE = 0.7
"""Of the bare database's rate."""
MOST_GROWTH = 0.1
"""Of the cost of a number, from the small table to the large one."""


@dataclass(frozen=True)
class Extent:
    """How much is measured: rounds, numbers a round and writer, and rows of the two tables."""

    rounds: int
    numbers: int
    small: int
    large: int


FULL = Extent(rounds=60, numbers=60, small=1_000, large=1_000_000)
QUICK = Extent(rounds=30, numbers=40, small=1_000, large=50_000)


class Spent(NamedTuple):
    """What a contestant's part of a round took, in seconds.

    Attributes:
        clock: by the clock, with all waiting for the disk and for other work.
        processor: of this process alone; nothing where other processes do the work.
    """

    clock: float
    processor: float


def register_speed(folder: Path, extent: Extent) -> dict[str, Any]:
    """Numbers a second of both databases, their shares of the bare rate, and the growth of cost."""
    found: dict[str, Any] = {"sqlite": _sqlite(folder, extent)}
    if reason := missing():
        found["left_out"] = {"postgresql": reason}
        return found
    with running_cluster(durable=True) as cluster:
        found["postgresql"] = _postgresql(folder, cluster, extent)
    return found


def _sqlite(folder: Path, extent: Extent) -> dict[str, Any]:
    """One writer."""
    ours, bare, large = (Place(folder / name) for name in ("ours", "bare", "large"))
    fill(ours, extent.small)
    shutil.copytree(ours.folder, bare.folder)
    shutil.copytree(ours.folder, folder / "rehearsed")
    fill(large, extent.large)
    batches = [
        [a_request_of_its_own(each) for each in _request_ids("ours", turn, extent.numbers)]
        for turn in range(extent.rounds)
    ]
    rehearsed = _rehearsed(Place(folder / "rehearsed"), batches)
    with ExitStack() as opened:
        registers = [
            opened.enter_context(each.open(TickingClock(), SeededSource(1)))
            for each in (ours, large)
        ]
        connection = opened.enter_context(closing(bare.connect()))
        for pragma in ("synchronous = FULL", "foreign_keys = ON"):
            connection.execute(f"PRAGMA {pragma}")
        rounds = [
            _timed(
                turn,
                {
                    "ours": lambda batch=batch: take(registers[0], batch),
                    "bare": lambda said=said: _replay(connection, said),
                    "large": lambda batch=batch: take(registers[1], batch),
                },
            )
            for turn, (batch, said) in enumerate(zip(batches, rehearsed, strict=True))
        ]
    head = "SELECT seq, entry_hash FROM audit_head"
    assert ours.rows(head) == bare.rows(head), "the bare database did something else"
    _refuse_gaps(ours)
    return {
        **_figures(rounds, extent.numbers),
        "share_of_processor_time": _spread(
            each["bare"].processor / each["ours"].processor for each in rounds
        ),
        "growth": _spread(each["large"].processor / each["ours"].processor - 1 for each in rounds),
    }


def _postgresql(folder: Path, cluster: Cluster, extent: Extent) -> dict[str, Any]:
    """As many writers as `WRITERS`, each a process; the server waits for the disk."""
    ours, bare, large = (Place(folder / "pg", cluster, cluster.create()) for _ in range(3))
    for place, rows in ((ours, extent.small), (bare, extent.small), (large, extent.large)):
        fill(place, rows)
    sample = Place(folder / "pg", cluster, cluster.create())
    fill(sample, 1)
    (said,) = _rehearsed(sample, [[a_request_of_its_own("sample-0001")]])
    batches = [
        [_request_ids(f"writer-{writer}", turn, extent.numbers) for writer in range(WRITERS)]
        for turn in range(extent.rounds)
    ]
    with ExitStack() as opened:
        teams = {
            name: opened.enter_context(Team(work, place, said))
            for name, work, place in (
                ("ours", take_there, ours),
                ("bare", replay_there, bare),
                ("large", take_there, large),
            )
        }
        rounds = [
            _timed(
                turn,
                {name: lambda team=team, b=batch: team.work(b) for name, team in teams.items()},
            )
            for turn, batch in enumerate(batches)
        ]
    for place in (ours, bare):
        _refuse_gaps(place)
    return {
        **_figures(rounds, extent.numbers * WRITERS),
        "growth": _spread(each["large"].clock / each["ours"].clock - 1 for each in rounds),
    }


def _request_ids(name: str, turn: int, count: int) -> list[str]:
    return [f"{name}-{turn:03d}-{ordinal:05d}" for ordinal in range(count)]


def _rehearsed(place: Place, batches: Sequence[list[Request]]) -> list[Statements]:
    """What the register hands to the driver, batch by batch: SQL and values.

    The texts are copies: CPython keeps the UTF-8 that a driver has once made of a text beside it,
    and whoever replays the statements has to make it as the register has.
    """
    said: list[Statements] = []
    execute = statements.execute

    def noting(
        connection: sa.Connection, sql: str, values: object = (), **options: object
    ) -> Cursor:
        said[-1].append((sql, values))
        return execute(connection, sql, values, **options)

    with (
        place.open(TickingClock(), SeededSource(1), patience=PATIENCE) as register,
        patch("esign.register.statements.execute", noting),
        patch("esign.register.database.execute", noting),
    ):
        for batch in batches:
            said.append([])
            take(register, batch)
    copies: list[Statements] = pickle.loads(pickle.dumps(said))  # noqa: S301 - our own
    return copies


def _replay(connection: sqlite3.Connection, said: Statements) -> None:
    """The bare database: the driver and nothing else."""
    for sql, values in said:
        if sql.startswith("BEGIN") and connection.in_transaction:
            connection.commit()
        connection.execute(sql, values).fetchall()
    connection.commit()


def _timed(turn: int, contestants: dict[str, Callable[[], None]]) -> dict[str, Spent]:
    """What each took; every turn begins with another one, because a machine's speed changes."""
    names = list(contestants)
    order = names[turn % len(names) :] + names[: turn % len(names)]
    spent = {}
    for name in order:
        started, worked = time.perf_counter(), time.process_time()
        contestants[name]()
        spent[name] = Spent(time.perf_counter() - started, time.process_time() - worked)
    return spent


def _figures(rounds: Sequence[dict[str, Spent]], numbers: int) -> dict[str, Any]:
    return {
        "per_second": {
            name: numbers / median(each[name].clock for each in rounds) for name in rounds[0]
        },
        "share": _spread(each["bare"].clock / each["ours"].clock for each in rounds),
    }


def _spread(values: Iterable[float]) -> dict[str, float]:
    """The middle one, and where the middle half of them lies."""
    least, middle, most = quantiles(values, n=4)
    return {"median": middle, "min": least, "max": most}


def _refuse_gaps(place: Place) -> None:
    ((least, most, count, distinct),) = place.rows(
        "SELECT min(value), max(value), count(*), count(DISTINCT value) FROM register"
    )
    assert (least, most, distinct) == (1, count, count), f"a gap or a duplicate in {place.name}"


def broken_register_promises(found: dict[str, Any]) -> Iterator[str]:
    """What should hold and does not."""
    for database in ("sqlite", "postgresql"):
        if database in found:
            share, growth = (found[database][key]["median"] for key in ("share", "growth"))
            if share < LEAST_SHARE:
                yield f"numbers on {database}: {share:.0%} of the bare rate, not {LEAST_SHARE:.0%}"
            if growth > MOST_GROWTH:
                yield f"numbers on {database}: {growth:.0%} dearer in a large table"


def register_table(found: dict[str, Any]) -> Iterator[str]:
    """The figures as people read them."""
    yield f"{'numbers':28}{'bare/s':>12}{'ours/s':>9}   share of bare (middle half of the rounds)"
    for database in ("sqlite", "postgresql"):
        if database not in found:
            yield f"  {database}: left out ({found['left_out'][database]})"
            continue
        figures = found[database]
        rates = figures["per_second"]
        share = "{median:.0%} ({min:.0%} to {max:.0%})".format(**figures["share"])
        yield f"  {database:26}{rates['bare']:12.0f}{rates['ours']:9.0f}   {share}"
        growth = "{median:+.0%} ({min:+.0%} to {max:+.0%})".format(**figures["growth"])
        if "share_of_processor_time" in figures:
            processor = figures["share_of_processor_time"]
            share = "{median:.0%} ({min:.0%} to {max:.0%})".format(**processor)
            yield f"  {'  by processor time':26}{'':21}   {share}"
        yield f"  {'  in a large table':26}{'':12}{rates['large']:9.0f}   cost {growth}"


def main() -> None:
    extent = QUICK if "--quick" in sys.argv else FULL
    build = Path(__file__).parents[1] / "build"
    build.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="bench-", dir=build) as folder:
        found = register_speed(Path(folder), extent)
    broken = [*broken_register_promises(found)]
    print("\n".join([*register_table(found), *broken]))
    sys.exit(bool(broken))


if __name__ == "__main__":
    main()
