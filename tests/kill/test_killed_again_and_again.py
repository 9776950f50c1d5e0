# SPDX-License-Identifier: Apache-2.0
"""Whoever is killed, and whenever: numbers without gap, one document a request, nothing lost.

ESIGN_KILL_SEED decides on the blows of the full runs; without it each draws a seed of its own. What
came of them is written into build/reports/.
"""

from __future__ import annotations

import os
import secrets
import sys
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from time import monotonic
from typing import TYPE_CHECKING, Any

import pytest

from support.aftermath import finish, refuse_other_output, refuse_unfit
from support.killing import Crew, Onslaught
from support.source import ROOT
from support.workers import issue_all, register_all, request_ids

if TYPE_CHECKING:
    from collections.abc import Iterator

    from support.killing import Work
    from support.postgres import Cluster
    from support.workers import Site

SAMPLE = Onslaught(seed=4, requests=30, kills=4)
TRANSACTIONS = Onslaught(seed=4, requests=100, kills=10, pause=0.03)
FULL = Onslaught(seed=0, requests=1_000, kills=50, limit=1_800)
STOPS = 5
"""How often a full run stops the server."""

VERIFIED = 30
"""How many originals of a full run are judged as a recipient would."""


def test_a_crew_that_is_killed_leaves_one_document_a_request(
    site: Site, cluster: Cluster | None
) -> None:
    endure(issue_all, site, cluster, replace(SAMPLE, stops=1 if cluster else 0))
    refuse_other_output(site)
    refuse_unfit(site, request_ids(SAMPLE.requests)[::10])


def test_a_crew_that_is_killed_amid_transactions_leaves_no_gap(
    site: Site, cluster: Cluster | None
) -> None:
    endure(register_all, site, cluster, replace(TRANSACTIONS, stops=1 if cluster else 0))


@pytest.mark.long
def test_a_thousand_requests_survive_fifty_kills(
    site: Site, cluster: Cluster | None, kind: str, capsys: pytest.CaptureFixture[str]
) -> None:
    seed = int(os.environ.get("ESIGN_KILL_SEED") or secrets.randbelow(1_000_000))
    onslaught = replace(FULL, seed=seed, stops=STOPS if cluster else 0)
    with capsys.disabled(), reported(kind, onslaught) as report:
        report.update(endure(issue_all, site, cluster, onslaught))
        report["half-written files in the output folder"] = refuse_other_output(site)
        step = onslaught.requests // VERIFIED
        refuse_unfit(site, request_ids(onslaught.requests)[::step])


def endure(
    work: Work, site: Site, cluster: Cluster | None, onslaught: Onslaught
) -> dict[str, object]:
    """Let a crew live through the onslaught, and finish its work; what became of it, in figures."""
    with Crew(work, site, onslaught, cluster) as crew:
        crew.live_through()
    toll = crew.toll
    assert (toll.kills, toll.stops) == (onslaught.kills, onslaught.stops)
    remains = finish(work, site, onslaught.requests, toll.released)
    assert remains.unfinished > 0, "the blows came too late"
    return {
        "restarts": toll.started - onslaught.workers,
        "requests another worker had issued first": toll.beaten,
        "workers refused by the stopped server": toll.refusals.total(),
        "requests left to the last run": remains.unfinished,
        "of these already numbered": remains.begun,
        "files in the store that nobody refers to": remains.objects,
    }


@contextmanager
def reported(kind: str, onslaught: Onslaught) -> Iterator[dict[str, Any]]:
    """A report that says how it ended, and with which seed, whatever happens."""
    began, clock = datetime.now(UTC), monotonic()
    report: dict[str, Any] = {
        "date": f"{began:%Y-%m-%dT%H:%M:%SZ}",
        "database": kind,
        "seed": onslaught.seed,
        "numbers": onslaught.requests,
        "kills": onslaught.kills,
        "server stops": onslaught.stops,
        "outcome": "cut off",
    }
    path = ROOT / "build" / "reports" / f"kill-{kind}-{began:%Y%m%dT%H%M%SZ}.txt"
    path.parent.mkdir(parents=True, exist_ok=True)

    def write() -> None:
        text = "".join(f"{name}: {value}\n" for name, value in report.items())
        path.write_text(text, encoding="utf-8")

    write()
    _say(f"\n{kind}: ESIGN_KILL_SEED={onslaught.seed}\n")
    try:
        yield report
        report["outcome"] = "passed"
    except BaseException as error:
        report["outcome"] = f"failed: {error}"
        raise
    finally:
        report["seconds"] = round(monotonic() - clock)
        write()
        _say(path.read_text("utf-8"))


def _say(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()
