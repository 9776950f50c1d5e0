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

from support.stormy_exchange import Exchange

STORIES: Final = settings(deadline=None, suppress_health_check=list(HealthCheck))


def test_nothing_is_lost_or_doubled_whatever_goes_wrong() -> None:
    few = settings(STORIES, max_examples=6, stateful_step_count=40, derandomize=True)
    run_state_machine_as_test(Exchange, settings=few)


@pytest.mark.long
def test_nothing_is_lost_or_doubled_in_many_stories() -> None:
    many = settings(STORIES, max_examples=500, stateful_step_count=60, print_blob=True)
    run_state_machine_as_test(Exchange, settings=many)
