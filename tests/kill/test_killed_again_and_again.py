# SPDX-License-Identifier: Apache-2.0
"""Whoever is killed, and whenever: numbers without gap, one document a request, nothing lost.

What came of the full runs, and with which seed, is written into build/reports/.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from support.aftermath import finish, refuse_other_output, refuse_unfit
from support.kill_reports import chosen_seed, reported
from support.killing import Crew, Onslaught
from support.workers import issue_all, register_all, request_ids

if TYPE_CHECKING:
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
    onslaught = replace(FULL, seed=chosen_seed(), stops=STOPS if cluster else 0)
    planned = {
        "seed": onslaught.seed,
        "numbers": onslaught.requests,
        "kills": onslaught.kills,
        "server stops": onslaught.stops,
    }
    with capsys.disabled(), reported(f"issuing-{kind}", planned) as report:
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
