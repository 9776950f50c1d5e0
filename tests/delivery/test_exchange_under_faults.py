# SPDX-License-Identifier: Apache-2.0
"""Three agencies write to each other while everything goes wrong: nothing lost, nothing doubled.

At any moment: arrival numbers without a gap, one for each document; what was given up never leaves;
every repeat has the same bytes; each receiver gets messages in the order of their acts, and none of
a document after its recall. After a quiet time: everything has arrived, both sides hold the same of
each document, and every register fits its record.
"""

from __future__ import annotations

from typing import Final

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from support.stormy_memory import MemoryExchange
from support.stormy_simulator import SimulatorExchange

STORIES: Final = settings(deadline=None, suppress_health_check=list(HealthCheck))
FEW: Final = settings(STORIES, stateful_step_count=40, derandomize=True)
MANY: Final = settings(STORIES, max_examples=500, stateful_step_count=60, print_blob=True)


def test_nothing_is_lost_or_doubled_whatever_goes_wrong() -> None:
    run_state_machine_as_test(MemoryExchange, settings=settings(FEW, max_examples=6))


def test_nothing_is_lost_or_doubled_over_an_axis_that_fails_and_dies_itself() -> None:
    run_state_machine_as_test(SimulatorExchange, settings=settings(FEW, max_examples=4))


@pytest.mark.long
def test_nothing_is_lost_or_doubled_in_many_stories() -> None:
    run_state_machine_as_test(MemoryExchange, settings=MANY)


@pytest.mark.long
def test_nothing_is_lost_or_doubled_over_such_an_axis_in_many_stories() -> None:
    run_state_machine_as_test(SimulatorExchange, settings=MANY)
