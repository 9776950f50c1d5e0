# SPDX-License-Identifier: Apache-2.0
"""The stormy exchange over an axis in memory, whose faults are told to it call by call."""

from __future__ import annotations

from typing import Final

from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule

from support.correspondents import AGENCIES, FieldTransport
from support.stormy_exchange import OFFICES, STRANGER, Exchange
from support.transports import Fault, MemoryAxis

SENDING: Final = st.sampled_from([Fault.FINE, Fault.BEFORE, Fault.LOST, Fault.AFTER, Fault.REFUSED])
TAKING: Final = st.sampled_from([Fault.BEFORE, Fault.CUT, Fault.CREDENTIAL])
ANSWERING: Final = st.sampled_from([Fault.BEFORE, Fault.LOST, Fault.AFTER])
WAYS: Final = st.sampled_from(
    [
        {"idempotent": True, "can_find": True, "lists": False},
        {"idempotent": True, "can_find": False, "lists": False},
        {"idempotent": False, "can_find": True, "lists": True},
        {"idempotent": False, "can_find": False, "lists": False},
    ]
)
"""Hubs that know a repeat or do not, and can be asked about everything, documents, or nothing."""


class MemoryExchange(Exchange):
    """Goes wrong on the way, between an office and the axis."""

    @initialize(way=WAYS)
    def begin(self, *, way: dict[str, bool]) -> None:
        self.prepare()
        self.axis = MemoryAxis(idempotent=way["idempotent"])
        self.fields = [
            FieldTransport(self.axis, agency.code, can_find=way["can_find"], lists=way["lists"])
            for agency in AGENCIES
        ]
        self.open(self.fields)

    def look(self) -> MemoryAxis:
        return self.axis

    def has(self, message_id: str) -> bool:
        return any(each.message_id == message_id for each in self.axis.sendings)

    def refuse_next(self, office: int) -> None:
        self.fields[office].fails("send", Fault.REFUSED)

    def calm(self) -> None:
        self.axis.doubled = self.axis.reverse = False
        for field in self.fields:
            field.calm()

    def put(self, code: str, data: bytes) -> None:
        self.axis.put(code, data, sender=STRANGER.code, status=True)

    @rule(office=OFFICES, sending=st.lists(SENDING, max_size=5), finding=st.booleans())
    def sending_will_fail(self, *, office: int, sending: list[Fault], finding: bool) -> None:
        field = self.fields[office]
        field.fails("send", *sending)
        if finding:
            field.fails("find", Fault.BEFORE)

    @rule(
        office=OFFICES,
        taking=TAKING,
        saying=ANSWERING,
        doubled=st.booleans(),
        reverse=st.booleans(),
    )
    def receiving_will_fail(
        self, *, office: int, taking: Fault, saying: Fault, doubled: bool, reverse: bool
    ) -> None:
        field = self.fields[office]
        field.fails("fetch", taking)
        field.fails("confirm", saying)
        field.fails("offered", *[Fault.BEFORE] * (doubled and reverse))
        self.axis.doubled, self.axis.reverse = doubled, reverse

    @rule(office=OFFICES)
    def credentials_will_fail(self, office: int) -> None:
        self.fields[office].fails("send", Fault.CREDENTIAL)
