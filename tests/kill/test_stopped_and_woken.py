# SPDX-License-Identifier: Apache-2.0
"""A worker that stands still while the others go on doubles nothing when it wakes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from esign.errors import OutputError
from support.aftermath import documents, finish, lying
from support.books import AGENCY, DECISION, a_request
from support.killing import UNREACHABLE
from support.sleeping import Moment, Sleeper
from support.workers import Task, issue_all, register_all, request_id

if TYPE_CHECKING:
    from support.postgres import Cluster
    from support.workers import Site

ACTS = ("numbered", "signed", "sealed", "released")
FIRST, SECOND = request_id(0), request_id(1)

TERMINATE = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE state LIKE 'idle in tr%'"
"""What the server does of itself to a program that has been still for five minutes."""


@pytest.mark.parametrize(
    ("kind", "act"),
    [*(("sqlite", act) for act in ACTS), ("postgres", "numbered")],
    indirect=["kind"],
)
def test_while_a_worker_sleeps_within_a_transaction_the_others_are_told_to_wait(
    act: str, site: Site
) -> None:
    site.open_register().close()
    with (
        site.open_register(patience=0.1) as other,
        Sleeper(register_all, Task(site, 1), Moment(act, within=True)) as sleeper,
    ):
        before = documents(other)
        assert act not in {done for document in before.values() for _seq, done in document.acts}
        with pytest.raises(OutputError) as refused:
            other.number(a_request(SECOND), DECISION, AGENCY)
        assert refused.value.code == "register.busy"
        assert documents(other) == before
        assert sleeper.wake()[-1].released == {FIRST: ("outgoing", 1)}
        assert other.number(a_request(SECOND), DECISION, AGENCY).number.value == 2
    finish(register_all, site, 2)


@pytest.mark.parametrize("kind", ["postgres"], indirect=True)
@pytest.mark.parametrize("act", ["numbered", "sealed"])
def test_a_worker_whose_transaction_was_given_up_while_it_slept_is_told_so(
    act: str, site: Site, cluster: Cluster
) -> None:
    site.open_register().close()
    with (
        site.open_register() as other,
        Sleeper(register_all, Task(site, 1), Moment(act, within=True)) as sleeper,
    ):
        cluster.execute(TERMINATE)
        before = documents(other)
        number = other.number(a_request(SECOND), DECISION, AGENCY).number.value
        assert number == len(before) + 1
        assert sleeper.wake()[-1].refusal == UNREACHABLE
        assert documents(other).get(FIRST) == before.get(FIRST)
    finish(register_all, site, 2)


@pytest.mark.parametrize(
    ("kind", "act"),
    [*(("sqlite", act) for act in ACTS), ("postgres", "signed")],
    indirect=["kind"],
)
def test_a_worker_that_slept_while_another_issued_its_document_finds_it_done(
    act: str, site: Site
) -> None:
    with Sleeper(issue_all, Task(site, 1), Moment(act)) as sleeper:
        for _news in issue_all(Task(site, 1)):
            pass
        with site.open_register() as other:
            before, files = documents(other), lying(site)
            assert before[FIRST].is_released
            assert sleeper.wake()[-1].released == {FIRST: ("outgoing", 1)}
            assert (documents(other), lying(site)) == (before, files)
    finish(issue_all, site, 1)
