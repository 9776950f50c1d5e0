# SPDX-License-Identifier: Apache-2.0
"""Two trial offices that exchange documents over the simulated axis, and the story they play."""

from esign.demo.exchange.offices import Partner, join_axis, make_partners
from esign.demo.exchange.outcome import expected_outcome, outcome_of
from esign.demo.exchange.stage import Narrator, Stage
from esign.demo.exchange.story import DECISION, LETTER, play

__all__ = [
    "DECISION",
    "LETTER",
    "Narrator",
    "Partner",
    "Stage",
    "expected_outcome",
    "join_axis",
    "make_partners",
    "outcome_of",
    "play",
]
