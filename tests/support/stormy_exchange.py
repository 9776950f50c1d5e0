# SPDX-License-Identifier: Apache-2.0
"""Three agencies that write to each other while everything goes wrong, as a state machine.

What goes wrong on the axis is said by the machines derived from it, one for each kind of axis.
"""

from __future__ import annotations

import tempfile
from contextlib import ExitStack, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from esign import exchange
from esign.errors import ConfigurationError, InputError
from esign.model import DocumentReference, Party, StatusCode, StatusPackage
from esign.register import OPEN, Acceptance, MessageState, Standing
from support.both_sides import refuse_broken, refuse_differing
from support.correspondents import AGENCIES, Correspondent, correspondents, later, quick_folder
from support.crashing import OCCASIONS, PowerFailureError, power_failing, powered
from support.lives import LETTER
from support.overtaking import refuse_overtaking
from support.packages import SENT_AT
from support.perils import Peril, PerilousWay
from support.ports import FixedClock

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from esign.ports import Transport
    from esign.register import Message
    from support.crashing import Mains
    from support.transports import MemoryAxis, Operation

REASON: Final = "Sai thẩm quyền"
OFFICES: Final = st.integers(0, len(AGENCIES) - 1)
PICKS: Final = st.integers(0, 10**6)
HOWS: Final = st.integers(0, 6)
SPARED: Final = st.integers(0, 6)
"""Calls that go well before something happens: also in the middle of several under way at once."""
CALLS: Final = st.sampled_from(("send", "fetch", "confirm"))
ASLEEP: Final = st.sampled_from([0, 11, 500])
"""Minutes."""
TO: Final = st.sampled_from(["both", "first", "second"])
STRANGER: Final = Party("H99.77", "Cơ quan Lạ")
TURNS: Final = 60
"""Passes after which a quiet time must have settled everything."""


class Exchange(RuleBasedStateMachine):
    """What offices do, what axes do, and what must hold all the same."""

    def look(self) -> MemoryAxis:
        """What lies on the axis, and who has taken what."""
        raise NotImplementedError

    def has(self, message_id: str) -> bool:
        """Whether the axis has taken a message."""
        raise NotImplementedError

    def refuse_next(self, office: int) -> None:
        """The axis refuses, for good, what this office sends next."""
        raise NotImplementedError

    def calm(self) -> None:
        """Nothing goes wrong on the axis any more."""
        raise NotImplementedError

    def put(self, code: str, data: bytes) -> None:
        """Lay a status before an agency that `STRANGER` has sent, as far as the axis lets him."""
        raise NotImplementedError

    def prepare(self) -> Path:
        """A folder, where the axis may keep something as well."""
        self.stack = ExitStack()
        self.clock = FixedClock()
        folder = self.stack.enter_context(tempfile.TemporaryDirectory(dir=quick_folder()))
        self.folder = Path(folder)
        return self.folder

    def open(self, ways: Sequence[Transport]) -> None:
        """Open the offices; each releases a document for both others."""
        self.ways = [PerilousWay(way) for way in ways]
        self.offices = correspondents(self.folder, self.clock, self.ways)
        for office, way in zip(self.offices, self.ways, strict=True):
            self.stack.enter_context(office.register)
            way.watched = partial(refuse_overtaking, office, self.has)
        self.documents: list[tuple[Correspondent, str]] = []
        self.forged: set[str] = set()
        self.asked = 0
        for office in self.offices:
            self._release(office, "both")

    @rule(office=OFFICES, to=TO, letter=st.booleans())
    def release(self, *, office: int, to: str, letter: bool) -> None:
        self._release(self.offices[office], to, letter=letter)

    @rule(office=OFFICES, to=st.lists(TO, min_size=2, max_size=5))
    def release_several(self, *, office: int, to: list[str]) -> None:
        for each in to:
            self._release(self.offices[office], each)

    @rule(office=OFFICES, to=TO, late=st.booleans())
    def release_what_will_be_refused(self, *, office: int, to: str, late: bool) -> None:
        """And correct it before or after; the correction waits for it then, and others pass it."""
        by = self.offices[office]
        request_id = self._release(by, to)
        self.refuse_next(office)
        if late:
            self._sends(office)
        letter = self._release(by, "none", letter=True)
        by.register.lifecycle.correct(request_id, letter, self._reason(), "clerk")
        self._release(by, to)
        self._sends(office)

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
            office.register.lifecycle.recall(request_id, self._reason(), "clerk")

    @precondition(lambda self: self.documents)
    @rule(pick=PICKS)
    def take_back(self, pick: int) -> None:
        office, request_id = self._picked(pick)
        with suppress(InputError):
            office.register.outbox.take_back(request_id, self._reason(), "clerk")

    @precondition(lambda self: self.documents)
    @rule(pick=PICKS, to=st.sampled_from(["none", "both", "first"]))
    def replace(self, pick: int, to: str) -> None:
        office, request_id = self._picked(pick)
        with suppress(InputError):
            new = self._release(office, to)
            office.register.lifecycle.replace(request_id, new, self._reason(), "clerk")

    @precondition(lambda self: self.documents)
    @rule(pick=PICKS, to=st.sampled_from(["none", "both"]))
    def correct(self, pick: int, to: str) -> None:
        office, request_id = self._picked(pick)
        with suppress(InputError):
            letter = self._release(office, to, letter=True)
            office.register.lifecycle.correct(request_id, letter, self._reason(), "clerk")

    def _reason(self) -> str:
        """Why somebody asks for something: a reason of its own, by which the answer is known."""
        self.asked += 1
        return f"{REASON} {self.asked}"

    def _picked(self, pick: int) -> tuple[Correspondent, str]:
        return self.documents[-1 - pick % len(self.documents)]

    @rule(office=OFFICES)
    def send(self, office: int) -> None:
        self._sends(office)

    @rule(office=OFFICES, most=st.sampled_from([500, 1]))
    def receive(self, office: int, most: int) -> None:
        self._receives(office, most)

    @rule(turns=st.integers(1, 3))
    def everybody_sends_and_receives(self, turns: int) -> None:
        for _ in range(turns):
            later(self.clock, minutes=61)
            for office in range(len(self.offices)):
                self._sends(office)
                self._receives(office)

    @rule(office=OFFICES, picks=st.lists(st.tuples(PICKS, HOWS), min_size=1, max_size=4))
    def answer(self, office: int, picks: list[tuple[int, int]]) -> None:
        inbox = self.offices[office].register.inbox
        messages = inbox.messages({*OPEN, Standing.REGISTERED})
        for pick, how in picks if messages else ():
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
                elif how == "cancel":
                    outbox.cancel(message.id, "Không gửi nữa", "clerk")
                else:
                    outbox.retry(message.id, "clerk")

    @rule(office=OFFICES, call=CALLS, after=st.booleans(), spared=SPARED)
    def the_power_will_fail_in_a_call(
        self, *, office: int, call: Operation, after: bool, spared: int
    ) -> None:
        self.ways[office].dies(call, spared=spared, after=after)

    @rule(
        office=OFFICES,
        sending=st.booleans(),
        occasion=st.sampled_from(OCCASIONS),
        turn=st.integers(1, 60),
    )
    def the_power_fails_in_a_pass(
        self, *, office: int, sending: bool, occasion: str, turn: int
    ) -> None:
        by = self.offices[office]
        with power_failing(by.register, occasion, turn) as mains:
            self._survived(office, mains, by.send if sending else by.receive)

    @rule(office=OFFICES, call=CALLS, after=st.booleans(), asleep=ASLEEP, spared=SPARED)
    def another_worker_will_come_meanwhile(
        self, *, office: int, call: Operation, after: bool, asleep: int, spared: int
    ) -> None:
        """While the first one is in a call; after a long sleep what that one had is free again."""

        def other() -> None:
            later(self.clock, minutes=asleep)
            if call == "send":
                self._sends(office)
            else:
                self._receives(office)

        self.ways[office].happens(call, Peril(spared, after, other))

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
        self.put(office.agency.code, exchange.write(forged))

    def teardown(self) -> None:
        if not hasattr(self, "offices"):
            return
        with self.stack:
            self.calm()
            refuse_broken(self.look(), self.offices)
            self._let_settle()
            for office in self.offices:
                held = self._held(office)
                for message in office.register.outbox.all():
                    assert message.state is MessageState.STOPPED or message.id in held
                    if message.id not in held:
                        self._retry(office, message.id)
            self._let_settle()
            refuse_broken(self.look(), self.offices)
            refuse_differing(self.look(), self.offices)

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
            outbox.cancel(name, "Không gửi nữa", "clerk")

    def _let_settle(self) -> None:
        """Nothing goes wrong any more, and everybody looks in every two hours."""
        for way in self.ways:
            way.perils.clear()
        for _turn in range(TURNS):
            later(self.clock, hours=2)
            for office in self.offices:
                office.send()
                assert office.receive().faults == []
            left = [each for office in self.offices for each in self._under_way(office)]
            if not left and not any(self.look().waiting(each.code) for each in AGENCIES):
                return
        pytest.fail(f"not settled: {left}")

    def _under_way(self, office: Correspondent) -> list[Message]:
        """What still has to be sent, and waits for nobody to decide about another message."""
        held = self._held(office)
        found = office.register.outbox.all()
        return [each for each in found if each.is_open and each.id not in held]

    @staticmethod
    def _held(office: Correspondent) -> Collection[str]:
        """Messages that wait for a document that was stopped on its way."""
        outbox = office.register.outbox
        return outbox.held_back([each.id for each in outbox.all() if each.is_open])

    def _sends(self, office: int) -> None:
        with powered(self.offices[office].register) as mains:
            self._survived(office, mains, self.offices[office].send)

    def _receives(self, office: int, most: int = 500) -> None:
        by = self.offices[office]
        with powered(by.register) as mains:
            self._survived(office, mains, lambda: by.receive(most))

    def _survived(self, office: int, mains: Mains, act: Callable[[], object]) -> None:
        """A pass that may be cut off by a power failure or by what the axis thinks of us."""
        try:
            with self.ways[office].used_under(mains):
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
