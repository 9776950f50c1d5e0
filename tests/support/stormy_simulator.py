# SPDX-License-Identifier: Apache-2.0
"""The stormy exchange over the simulated axis, by VXP and by a hub's interface.

Requests really go over HTTP on this machine, faults are put in force by the control interface, and
the simulator itself dies and is started again from its journal.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule

from esign.axis import Habit, Member
from esign.axis.refusals import Code, NotTakenError
from esign.exchange import read
from esign.exchange.transports import (
    HttpProfile,
    HubProfile,
    HubTransport,
    VxpProfile,
    VxpTransport,
)
from support.correspondents import AGENCIES, later
from support.mortal_axis import End, MortalAxis
from support.perils import Peril
from support.stormy_exchange import OFFICES, SPARED, STRANGER, Exchange

if TYPE_CHECKING:
    from esign.model import Agency
    from esign.ports import Transport
    from support.transports import MemoryAxis

MEMBERS: Final = (
    *(Member(each.code, each.name, each.code) for each in AGENCIES),
    Member(STRANGER.code, STRANGER.name, STRANGER.code),
)
LIST_DAYS: Final = 366
MOST_BYTES: Final = 1 << 20
KINDS: Final = st.sampled_from(["vxp", "vxp-json", "hub"])

CODES: Final = [code.value for code in Code if code is not Code.EXISTS]
"""Whoever says that he has what he has not loses it: no sender can make up for that."""
FAULTS: Final = st.sampled_from(
    [
        *("timeout-before", "timeout-after", "500", "500-after", "unauthorized", "garbled"),
        *("truncated", "truncated-answer", "duplicate", "late", "reorder", "no-id", "slow:0.01"),
        *(f"code:{code}" for code in CODES),
    ]
)
OPERATIONS: Final = st.sampled_from(
    [
        *("", "", "", "@sendEdoc", "@sendEdoc", "@sendEdoc", "@updateStatus", "@updateStatus"),
        *("@getReceivedEdocList", "@syncReceivedEdocList", "@getSentEdocList"),
        *("@getEdoc", "@downloadEdoc"),
    ]
)
TIMES: Final = st.sampled_from(["=1x", "=2x", "=3x", "=7x", "=0.2", "=0.6"])
SCRIPTS: Final = st.lists(
    st.tuples(FAULTS, OPERATIONS, TIMES).map("".join), min_size=1, max_size=5
).map(", ".join)
ENDS: Final = st.sampled_from(End)


class SimulatorExchange(Exchange):
    """Goes wrong on the simulated axis, and with it."""

    @initialize(kinds=st.tuples(KINDS, KINDS, KINDS), habit=st.sampled_from(Habit))
    def begin(self, *, kinds: tuple[str, str, str], habit: Habit) -> None:
        folder = self.prepare()
        self.axis = MortalAxis(folder / "axis", self.clock, MEMBERS, habit)
        self.stack.callback(self.axis.stop)
        self.open([self._transport(kind, each) for kind, each in zip(kinds, AGENCIES, strict=True)])
        self.axis.ways = self.ways

    def _transport(self, kind: str, agency: Agency) -> Transport:
        if kind == "hub":
            hub = HubProfile(HttpProfile(self.axis.url), agency.code, LIST_DAYS, MOST_BYTES)
            return HubTransport("axis", hub, agency.code, self.clock)
        http = HttpProfile(f"{self.axis.url}/XrdAdapter/adapter")
        vxp = VxpProfile(http, agency.code, LIST_DAYS, kind == "vxp", MOST_BYTES)
        return VxpTransport("axis", vxp, agency.code, self.clock)

    def look(self) -> MemoryAxis:
        seen = self.axis.look()
        assert all(seen.confirmed.values()), "a message was given up by its receiver"
        return seen

    def has(self, message_id: str) -> bool:
        return self.axis.has(message_id)

    def refuse_next(self, office: int) -> None:  # noqa: ARG002 - whoever comes first
        self.axis.fails(f"code:{Code.LOCKED}@sendEdoc=1x")

    def calm(self) -> None:
        self.axis.calm()

    def put(self, code: str, data: bytes) -> None:  # noqa: ARG002 - the data says to whom
        """A stranger is let in under his own name alone."""
        if read(data).sender == STRANGER or not self.axis.is_up:
            self.axis.put(STRANGER.code, data)
            return
        with pytest.raises(NotTakenError, match=Code.SENDER):
            self.axis.put(STRANGER.code, data)

    @rule(script=SCRIPTS)
    def requests_will_fail(self, script: str) -> None:
        self.axis.fails(script)

    @rule()
    def all_is_well_for_a_while(self) -> None:
        self.axis.calm()

    @rule(end=ENDS, spared=SPARED)
    def the_axis_dies(self, *, end: End, spared: int) -> None:
        self.axis.dies(end, spared)

    @rule(minutes=st.sampled_from([1, 11, 120]))
    def the_axis_is_started_again(self, minutes: int) -> None:
        later(self.clock, minutes=minutes)
        self.axis.restart()

    @rule(office=OFFICES, after=st.booleans(), spared=SPARED)
    def the_axis_will_be_restarted_meanwhile(
        self, *, office: int, after: bool, spared: int
    ) -> None:
        self.ways[office].happens("send", Peril(spared, after, self.axis.restart))
