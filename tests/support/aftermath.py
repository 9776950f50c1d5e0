# SPDX-License-Identifier: Apache-2.0
"""What a killed crew has left behind, and whether it is all as it must be.

Each check names the first offender.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import groupby
from typing import TYPE_CHECKING

import sqlalchemy as sa

import esign
from esign.exchange import file_stem
from esign.register import State
from esign.register.schema import artefact, audit, register, series
from support.ports import FIXED_NOW, FixedClock
from support.workers import Task, has_receivers, request_ids

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from esign.register import Register
    from support.killing import Work
    from support.workers import Site

_LONG_AFTERWARDS = FixedClock(datetime(2099, 1, 1, tzinfo=UTC))
"""When nobody is still about to enter what lies in the store."""

_DATABASE = {"register.sqlite3", "register.sqlite3-wal", "register.sqlite3-shm"}
_SUFFIXES = {"pdf": ".pdf", "package": ".edxml"}


@dataclass(frozen=True)
class Document:
    """All that the register holds of a request; once it is released, that no longer changes.

    Attributes:
        series: agency, book and year.
        value: its number.
        state: where it stands.
        acts: what the record says was done to it, each with its place.
        digests: SHA-256 of its files by stage.
    """

    series: tuple[str, str, int]
    value: int
    state: str
    acts: tuple[tuple[int, str], ...]
    digests: dict[str, str]

    @property
    def is_released(self) -> bool:
        return self.state == State.RELEASED.value


@dataclass(frozen=True)
class Remains:
    """What the blows have left for others to do or to clear away.

    Attributes:
        unfinished: requests with no number yet, or whose document was not released.
        begun: those of them that had a number.
        objects: files in the store that belong to no document.
    """

    unfinished: int
    begun: int
    objects: int


def finish(
    work: Work, site: Site, count: int, told: Mapping[str, tuple[str, int]] | None = None
) -> Remains:
    """Do the whole list once more in peace: all is finished, and nothing that was is touched.

    Args:
        work: what issues it.
        site: where.
        count: how many requests.
        told: the requests that workers have called released, each with book and number.
    """
    with site.open_register() as opened:
        before = documents(opened)
        _refuse_gaps(before, opened)
    for name, number in (told or {}).items():
        assert name in before, f"{name}: was released as {number}, and has no number any more"
        found = before[name]
        assert (found.series[1], found.value) == number, f"{name}: was released as {number}"
        assert found.is_released, f"{name}: was released, and is {found.state}"
    files = lying(site)
    for news in work(Task(site, count, everything=True)):
        assert not news.refusal, news
    with site.open_register() as opened:
        after = documents(opened)
        _refuse_gaps(after, opened)
        _refuse_disorder(after, count)
        assert opened.record.check().entries == count
        assert opened.unfinished() == ()
    for name, document in before.items():
        now = after[name]
        assert (now.series, now.value) == (document.series, document.value), f"{name}: renumbered"
        assert now == document or not document.is_released, f"{name}: changed after its release"
        kept = document.digests.items() <= now.digests.items()
        assert kept, f"{name}: another file took the place of one that was kept"
    lying_now = lying(site)
    for name, facts in files.items():
        assert lying_now.get(name) == facts, f"{name}: written again"
    released = sum(document.is_released for document in before.values())
    return Remains(count - released, len(before) - released, _clear_away(site))


def documents(opened: Register) -> dict[str, Document]:
    """Every document of a register by its request's id, in the order of numbering."""
    acts: dict[str, list[tuple[int, str]]] = defaultdict(list)
    files: dict[int, dict[str, str]] = defaultdict(dict)
    with opened._database.reading() as connection:
        for act in connection.execute(sa.select(audit).order_by(audit.c.seq)):
            acts[act.subject].append((act.seq, act.action))
        for file in connection.execute(sa.select(artefact)):
            files[file.entry_id][file.stage] = file.sha256
        entries = connection.execute(sa.select(register).order_by(register.c.id)).all()
    assert len({entry.request_id for entry in entries}) == len(entries), "a request has two numbers"
    return {
        entry.request_id: Document(
            (entry.agency_code, entry.book, entry.year),
            entry.value,
            entry.state,
            tuple(acts[entry.request_id]),
            files[entry.id],
        )
        for entry in entries
    }


def refuse_other_output(site: Site) -> int:
    """The output folder has every kept file, and no document besides.

    Returns:
        How many hidden files were left half written.
    """
    found = lying(site)
    with site.open_register() as opened:
        for name, document in documents(opened).items():
            stem = file_stem(opened.numbered(name))
            for stage, suffix in _SUFFIXES.items():
                digest, _written = found.pop(stem + suffix, ("", 0))
                assert digest == document.digests.get(stage, ""), f"{name}: {stem}{suffix}"
    for name in found:
        assert name.startswith("."), f"{name}: nobody's document"
        assert name.endswith(".part"), f"{name}: nobody's document"
    return len(found)


def refuse_unfit(site: Site, ids: Sequence[str]) -> None:
    """Recipients find the originals good, and so does the register."""
    with site.open() as office:
        for name in ids:
            pdf = site.output / f"{file_stem(office.register.numbered(name))}.pdf"
            esign.verify(pdf, trust=office.trust, at=FIXED_NOW, register=office.register)


def _refuse_gaps(found: dict[str, Document], opened: Register) -> None:
    """Each series is 1..N in the order of numbering, and its counter stands at N."""
    with opened._database.reading() as connection:
        rows = connection.execute(sa.select(series)).all()
    counters = {(row.agency_code, row.book, row.year): row.last for row in rows}
    in_order = sorted(found.items(), key=lambda item: item[1].series)
    for which, members in groupby(in_order, key=lambda item: item[1].series):
        last = 0
        for name, document in members:
            assert document.value == last + 1, f"{name}: {document.value} after {last} of {which}"
            last = document.value
        assert counters.pop(which, 0) == last, f"{which}: the counter is not at {last}"
    assert not any(counters.values()), f"numbers that no request has: {counters}"
    assert opened.bookkeeping.check_series() == ()


def _refuse_disorder(found: dict[str, Document], count: int) -> None:
    """Each request is one released document with all its files, and everything was done once."""
    ids = request_ids(count)
    strangers = sorted(found.keys() ^ set(ids))
    assert not strangers, f"{strangers[0]}: has no number, or nobody asked for it"
    for place, name in enumerate(ids):
        document = found[name]
        packed = has_receivers(place)
        assert document.is_released, f"{name}: {document.state}"
        stages = {"signed", "pdf"} | ({"package"} if packed else set())
        assert set(document.digests) == stages, f"{name}: {set(document.digests)}"
        acts = [act for _seq, act in document.acts]
        expected = ["numbered", "signed", "sealed", *(["kept"] if packed else []), "released"]
        assert acts == expected, f"{name}: {acts}"


def _clear_away(site: Site) -> int:
    """The store gives every file it must, and whatever else there is can be collected.

    Returns:
        How many files that was.
    """
    with site.open_register() as opened:
        inventory = opened.store.check()
        assert (inventory.faults, inventory.foreign) == ([], [])
    with site.open_register(clock=_LONG_AFTERWARDS) as opened:
        collected = opened.store.collect(timedelta(), actor="clerk")
        afterwards = opened.store.check()
        assert (afterwards.faults, afterwards.unreferenced) == ([], [])
        assert afterwards.objects == inventory.objects
        opened.record.check()
    found = {path.name for path in site.register.iterdir()}
    assert found - _DATABASE == {"objects"}, f"in the register's folder: {found}"
    return collected.objects


def lying(site: Site) -> dict[str, tuple[str, int]]:
    """Digest and time of writing of each file in the output folder."""
    if not site.output.is_dir():
        return {}
    return {
        path.name: (sha256(path.read_bytes()).hexdigest(), path.stat().st_mtime_ns)
        for path in sorted(site.output.iterdir())
    }
