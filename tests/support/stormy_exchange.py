# SPDX-License-Identifier: Apache-2.0
"""Three agencies that write to each other while everything goes wrong, as a state machine."""

from __future__ import annotations

import tempfile
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from esign import exchange
from esign.errors import ConfigurationError, InputError
from esign.model import DocumentReference, Party, StatusCode, StatusPackage
from esign.register import OPEN, Acceptance, MessageState, Standing
from support.both_sides import refuse_broken, refuse_differing
from support.correspondents import (
    AGENCIES,
    Correspondent,
    FieldTransport,
    correspondents,
    later,
    quick_folder,
)
from support.crashing import OCCASIONS, PowerFailureError, power_failing
from support.lives import LETTER
from support.packages import SENT_AT
from support.ports import FixedClock
from support.transports import Fault, MemoryAxis

if TYPE_CHECKING:
    from collections.abc import Callable

REASON: Final = "Sai thẩm quyền"
OFFICES: Final = st.integers(0, len(AGENCIES) - 1)
PICKS: Final = st.integers(0, 10**6)
HOWS: Final = st.integers(0, 6)
SENDING: Final = st.sampled_from([Fault.BEFORE, Fault.LOST, Fault.AFTER, Fault.REFUSED])
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
STRANGER: Final = Party("H99.77", "Cơ quan Lạ")
TURNS: Final = 60
"""Passes after which a quiet time must have settled everything."""


class Exchange(RuleBasedStateMachine):
    """What offices do, what axes do, and what must hold all the same."""

    @initialize(way=WAYS)
    def begin(self, *, way: dict[str, bool]) -> None:
        self.stack = ExitStack()
        folder = Path(self.stack.enter_context(tempfile.TemporaryDirectory(dir=quick_folder())))
        self.clock = FixedClock()
        self.axis = MemoryAxis(idempotent=way["idempotent"])
        self.offices = correspondents(
            folder, self.clock, self.axis, can_find=way["can_find"], lists=way["lists"]
        )
        for office in self.offices:
            self.stack.enter_context(office.register)
        self.documents: list[tuple[Correspondent, str]] = []
        self.forged: set[str] = set()
        for office in self.offices:
            self._release(office, "both")

    @rule(office=OFFICES, to=st.sampled_from(["both", "first", "second"]), letter=st.booleans())
    def release(self, *, office: int, to: str, letter: bool) -> None:
        self._release(self.offices[office], to, letter=letter)

    def _release(self, office: Correspondent, to: str, *, letter: bool = False) -> str:
        others = [each.agency for each in self.offices if each is not office]
        chosen = {"both": others, "first": others[:1], "second": others[1:], "none": []}[to]
        request_id = f"document-{len(self.documents):04d}"
        office.release(request_id, chosen, *[LETTER] * letter)
        self.documents.append((office, request_id))
        return request_id

    @precondition(lambda self: self.documents)
    @rule(pick=PICKS)
    def recall(self, pick: int) -> None:
        office, request_id = self._picked(pick)
        with suppress(InputError):
            office.register.lifecycle.recall(request_id, REASON, "clerk")

    @precondition(lambda self: self.documents)
    @rule(pick=PICKS)
    def take_back(self, pick: int) -> None:
        office, request_id = self._picked(pick)
        with suppress(InputError):
            office.register.outbox.take_back(request_id, REASON, "clerk")

    @precondition(lambda self: self.documents)
    @rule(pick=PICKS, to=st.sampled_from(["none", "both", "first"]))
    def replace(self, pick: int, to: str) -> None:
        office, request_id = self._picked(pick)
        with suppress(InputError):
            new = self._release(office, to)
            office.register.lifecycle.replace(request_id, new, REASON, "clerk")

    @precondition(lambda self: self.documents)
    @rule(pick=PICKS, to=st.sampled_from(["none", "both"]))
    def correct(self, pick: int, to: str) -> None:
        office, request_id = self._picked(pick)
        with suppress(InputError):
            letter = self._release(office, to, letter=True)
            office.register.lifecycle.correct(request_id, letter, REASON, "clerk")

    def _picked(self, pick: int) -> tuple[Correspondent, str]:
        return self.documents[-1 - pick % len(self.documents)]

    @rule(office=OFFICES)
    def send(self, office: int) -> None:
        self._survived(self.offices[office].send)

    @rule(office=OFFICES, most=st.sampled_from([500, 1]))
    def receive(self, office: int, most: int) -> None:
        self._survived(lambda: self.offices[office].receive(most))

    @rule(turns=st.integers(1, 3))
    def everybody_sends_and_receives(self, turns: int) -> None:
        for _ in range(turns):
            later(self.clock, minutes=61)
            for office in self.offices:
                self._survived(office.send)
                self._survived(office.receive)

    @rule(office=OFFICES, picks=st.lists(st.tuples(PICKS, HOWS), min_size=1, max_size=4))
    def answer(self, office: int, picks: list[tuple[int, int]]) -> None:
        inbox = self.offices[office].register.inbox
        messages = inbox.messages({*OPEN, Standing.REGISTERED})
        for pick, how in picks if messages else ():
            later(self.clock, seconds=1)  # answers of one second with the same words count as one
            with suppress(InputError):
                _ANSWERS[how](inbox, messages[pick % len(messages)].id)

    @rule(office=OFFICES, pick=PICKS, how=st.sampled_from(["retry", "cancel", "readdress"]))
    def mind_the_outbox(self, office: int, pick: int, how: str) -> None:
        outbox = self.offices[office].register.outbox
        if messages := outbox.all():
            message = messages[pick % len(messages)]
            with suppress(InputError):
                if how == "readdress":
                    outbox.readdress(message.id, [min(message.receiver_codes)], "clerk")
                else:
                    getattr(outbox, how)(message.id, "clerk")

    @rule(office=OFFICES, sending=st.lists(SENDING, max_size=3), finding=st.booleans())
    def sending_will_fail(self, *, office: int, sending: list[Fault], finding: bool) -> None:
        way = self._way(office)
        way.fails("send", *sending)
        if finding:
            way.fails("find", Fault.BEFORE)

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
        way = self._way(office)
        way.fails("fetch", taking)
        way.fails("confirm", saying)
        way.fails("offered", *[Fault.BEFORE] * (doubled and reverse))
        self.axis.doubled, self.axis.reverse = doubled, reverse

    @rule(office=OFFICES)
    def credentials_will_fail(self, office: int) -> None:
        self._way(office).fails("send", Fault.CREDENTIAL)

    @rule(
        office=OFFICES,
        call=st.sampled_from(["send", "fetch", "confirm"]),
        after=st.booleans(),
    )
    def the_power_will_fail_in_a_call(self, *, office: int, call: Any, after: bool) -> None:
        self._way(office).dies[call] = after

    @rule(
        office=OFFICES,
        sending=st.booleans(),
        occasion=st.sampled_from(OCCASIONS),
        turn=st.integers(1, 40),
    )
    def the_power_fails_in_a_pass(
        self, *, office: int, sending: bool, occasion: str, turn: int
    ) -> None:
        by = self.offices[office]
        with power_failing(by.register, occasion, turn):
            self._survived(by.send if sending else by.receive)

    @rule(office=OFFICES, after=st.booleans(), asleep=st.sampled_from([0, 11, 500]))
    def another_worker_will_come_meanwhile(self, *, office: int, after: bool, asleep: int) -> None:
        def other() -> None:
            later(self.clock, minutes=asleep)
            self._survived(self.offices[office].send)

        self._way(office).meanwhile = after, other

    @rule(minutes=st.sampled_from([1, 11, 120, 2000]))
    def time_passes(self, minutes: int) -> None:
        later(self.clock, minutes=minutes)

    @precondition(lambda self: self.documents)
    @rule(pick=PICKS, code=st.sampled_from(["02", "03", "15"]), named=st.booleans())
    def a_stranger_reports(self, *, pick: int, code: str, named: bool) -> None:
        """An agency that received nothing reports, under its own name or under a receiver's."""
        office, request_id = self._picked(pick)
        numbered = office.register.numbered(request_id)
        about = DocumentReference(
            office.agency.code, numbered.number.text, numbered.document_id, numbered.issued_on
        )
        others = [each.agency for each in self.offices if each is not office]
        reporter = Party(others[0].code, others[0].name) if named else STRANGER
        forged = StatusPackage(reporter, about, code, SENT_AT, f"giả {len(self.forged)}")
        self.forged.add(forged.description)
        data = exchange.write(forged)
        self.axis.put(office.agency.code, data, sender=STRANGER.code, status=True)

    def teardown(self) -> None:
        if not hasattr(self, "offices"):
            return
        with self.stack:
            refuse_broken(self.axis, self.offices)
            self._let_settle()
            for office in self.offices:
                for message in office.register.outbox.all():
                    assert message.state is MessageState.STOPPED
                    self._retry(office, message.id)
            self._let_settle()
            refuse_broken(self.axis, self.offices)
            refuse_differing(self.axis, self.offices)

    @staticmethod
    def _retry(office: Correspondent, name: str) -> None:
        """Retried, unless what it brings is out of force: then given up if it never left."""
        outbox = office.register.outbox
        with suppress(InputError):
            outbox.retry(name, "clerk")
            return
        with pytest.raises(InputError, match=r"\[outbox\.out_of_force\]"):
            outbox.retry(name, "clerk")
        with suppress(InputError):
            outbox.cancel(name, "clerk")

    def _let_settle(self) -> None:
        """Nothing goes wrong any more, and everybody looks in every two hours."""
        self.axis.doubled = self.axis.reverse = False
        for place in range(len(self.offices)):
            self._way(place).calm()
        for _turn in range(TURNS):
            later(self.clock, hours=2)
            for office in self.offices:
                office.send()
                assert office.receive().faults == []
            left = [e for office in self.offices for e in office.register.outbox.all() if e.is_open]
            if not left and not any(self.axis.waiting(each.code) for each in AGENCIES):
                return
        pytest.fail(f"not settled: {left}")

    def _way(self, office: int) -> FieldTransport:
        way = self.offices[office].way
        assert isinstance(way, FieldTransport)
        return way

    @staticmethod
    def _survived(act: Callable[[], object]) -> None:
        """A pass that may be cut off by a power failure or by what the axis thinks of us."""
        try:
            act()
        except PowerFailureError:
            return
        except ConfigurationError as error:
            if error.code != "transport.credential":
                raise


_ANSWERS: Final[tuple[Callable[[Any, int], object], ...]] = (
    lambda inbox, name: inbox.accept(name, Acceptance()),
    lambda inbox, name: inbox.give_back(name, REASON),
    lambda inbox, name: inbox.progress(name, StatusCode.ASSIGNED),
    lambda inbox, name: inbox.progress(name, StatusCode.DONE),
    lambda inbox, name: inbox.agree(name),
    lambda inbox, name: inbox.decline(name, REASON),
    lambda inbox, name: inbox.accept(name, Acceptance(despite=True, reason=REASON)),
)
