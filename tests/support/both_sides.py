# SPDX-License-Identifier: Apache-2.0
"""From the outbox over the axis into the inbox: what must hold at any moment, and once it is quiet.

Looked at from outside: what the axis got, and what each register says.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from esign.model import Purpose
from esign.model.delivery import ANSWERED, REPORTED
from esign.register import MessageAct, MessageState, Query, Standing, State

if TYPE_CHECKING:
    from collections.abc import Sequence

    from esign.register import ArrivedMessage, Message
    from support.correspondents import Correspondent
    from support.transports import MemoryAxis

_OWN: Final = set(Standing) - {
    *(Standing.KEPT, Standing.DUPLICATE, Standing.NOTED, Standing.QUARANTINED)
}
_ENTERED: Final = {Standing.REGISTERED, Standing.RECALLED, Standing.REPLACED}
_BRINGS: Final = {Purpose.NEW.value, Purpose.REPLACE.value}
_ASKING_STATES: Final = {Standing.TASK, Standing.ANSWERED}
_IN_FORCE: Final = {Standing.WAITING, Standing.REGISTERED}
_BRINGING: Final = {MessageAct.RELEASED, MessageAct.CORRECTED, MessageAct.REPLACED}
_RISING: Final = ["sent", *(str(REPORTED[code]) for code in ("01", "03", "04", "05", "06", "02"))]
_ASKING: Final = {MessageAct.RECALLED, MessageAct.CORRECTED, MessageAct.TAKEN_BACK}


def refuse_broken(axis: MemoryAxis, offices: Sequence[Correspondent]) -> None:
    """What must hold at any moment."""
    for office in offices:
        _refuse_other_arrivals(office)
        _refuse_other_sendings(axis, office)
        for receiver in offices:
            _refuse_disorder(axis, office, receiver)


def refuse_differing(axis: MemoryAxis, offices: Sequence[Correspondent]) -> None:
    """What must hold once everything that was sent has been taken in."""
    for office in offices:
        office.register.record.check()
        for message in office.register.outbox.all(open_only=False):
            settled = message.state in {MessageState.SENT, MessageState.CANCELLED}
            assert settled or _is_out_of_force(office, message)
        arrived = office.register.inbox.messages(set(Standing))
        assert all(each.state is not Standing.KEPT for each in arrived)
        posted = {
            each.offered.axis_id for each in axis.posted if each.receiver_code == office.agency.code
        }
        assert {each.axis_id for each in arrived} <= posted
    for sender in offices:
        for receiver in offices:
            if sender is not receiver:
                _refuse_other_beliefs(sender, receiver)
                _refuse_lost_replacements(sender, receiver)


def _refuse_other_arrivals(office: Correspondent) -> None:
    """Arrival numbers go without a gap, one for each document."""
    numbers = [each.number for each in office.register.bookkeeping.arrivals(Query())]
    assert sorted(numbers) == list(range(1, len(numbers) + 1))
    entered = office.register.inbox.messages(_ENTERED)
    keys = Counter((each.read.sender_code, each.read.document_id) for each in entered)
    assert not keys or max(keys.values()) == 1


def _refuse_other_sendings(axis: MemoryAxis, office: Correspondent) -> None:
    """What left is what was queued and not given up, each time with the same bytes."""
    queued = {each.id: each for each in office.register.outbox.all(open_only=False)}
    bytes_of = defaultdict(set)
    for sending in axis.sendings:
        if sending.sender_code == office.agency.code:
            message = queued[sending.message_id]
            assert message.state is not MessageState.CANCELLED
            assert set(sending.receiver_codes) == message.receiver_codes
            bytes_of[message.id].add(sending.data)
    assert all(len(each) == 1 for each in bytes_of.values())
    known = {sha256(data).hexdigest() for each in bytes_of.values() for data in each}
    for message in queued.values():
        if message.state is MessageState.SENT and message.id not in bytes_of:
            # Of two statuses of one second with the same words an axis need not take the second.
            assert message.act is MessageAct.STATUS, message
            assert message.payload in known, message


def _refuse_disorder(axis: MemoryAxis, office: Correspondent, receiver: Correspondent) -> None:
    """A receiver gets no document after its recall, and no recall of what it certainly never got.

    That it gets messages in the order of their acts was seen to as they were handed over.
    """
    queued = {each.id: each for each in office.register.outbox.all(open_only=False)}
    received = axis.received(receiver.agency.code)
    mine = [each.message_id for each in received if each.sender_code == office.agency.code]
    posted = [queued[name] for name in dict.fromkeys(mine)]
    recalled = set()
    for each in posted:
        if each.act is MessageAct.RECALLED:
            recalled.add(each.document_id)
            brought = _bringing(office, receiver, each)
            assert any(each in posted or _is_doubtful(office, each) for each in brought), each
        assert each.act is not MessageAct.RELEASED or each.document_id not in recalled


def _is_doubtful(office: Correspondent, message: Message) -> bool:
    """Whether it was ever unknown what became of a message."""
    attempts = office.register.outbox.attempts(message.id)
    return any(each.outcome == "unknown" for each in attempts)


def _refuse_other_beliefs(sender: Correspondent, receiver: Correspondent) -> None:
    """What a sender believes of its documents is what the receiver did with them."""
    told, got = _told(receiver, sender), _got(receiver, sender)
    assert all(len(each) == 1 for each in got.values())
    believed: dict[str, Counter[str]] = defaultdict(Counter)
    replacing = set()
    for message in sender.register.outbox.all(open_only=False):
        state = {each.code: str(each.state) for each in message.deliveries}
        believed_here = state.get(receiver.agency.code)
        if believed_here is None or message.state is not MessageState.SENT:
            continue
        if message.act in _ASKING:
            believed[message.document_id][believed_here] += 1
        elif message.act is not MessageAct.STATUS:
            name = _document_of(sender, message)
            assert len(got[name]) == 1, (name, got[name])
            expected = {_expected(told[name])}
            if message.act is MessageAct.REPLACED:
                replacing.add(name)
                expected = _expected_in_place(sender, receiver, message, told[name])
            assert believed_here in expected, (name, believed_here, told[name])
    for document_id, states in believed.items():
        given = told[document_id]
        assert states["taken_back"] <= given["15"], (document_id, states, given)
        assert states["kept"] <= given["16"], (document_id, states, given)
        if document_id not in replacing:  # the answer to a replacement speaks of the new document
            answered = states["taken_back"] + states["kept"]
            assert answered >= given["15"] + given["16"], (document_id, states, given)


def _got(receiver: Correspondent, sender: Correspondent) -> dict[str, list[ArrivedMessage]]:
    """The documents that one took in from the other, repeats and contradictions left out.

    A replacement that asks stands for its document where nothing else does.
    """
    got: dict[str, list[ArrivedMessage]] = defaultdict(list)
    asking: dict[str, ArrivedMessage] = {}
    for each in _came(receiver, sender, _OWN):
        if each.read.purpose not in _BRINGS:
            continue
        if each.state in _ASKING_STATES:
            asking.setdefault(each.read.document_id, each)
        else:
            got[each.read.document_id].append(each)
    for document_id, each in asking.items():
        if each.state is Standing.TASK and not got[document_id]:
            got[document_id].append(each)
    return got


def _came(
    receiver: Correspondent, sender: Correspondent, states: set[Standing]
) -> list[ArrivedMessage]:
    found = receiver.register.inbox.messages(states)
    return [each for each in found if each.read.sender_code == sender.agency.code]


def _refuse_lost_replacements(sender: Correspondent, receiver: Correspondent) -> None:
    """Every replacement that was sent is a task, or was answered; what was agreed to is done."""
    came = _came(receiver, sender, set(Standing))
    brought = [each for each in came if each.read.purpose in _BRINGS]
    assert not [each for each in brought if each.state is Standing.QUARANTINED]
    asked = [each for each in brought if each.read.purpose == Purpose.REPLACE]
    for message in sender.register.outbox.all(open_only=False):
        is_theirs = receiver.agency.code in message.receiver_codes
        if message.act is not MessageAct.REPLACED or not is_theirs:
            continue
        if message.state is MessageState.SENT:
            name, old = _document_of(sender, message), (message.document_id,)
            mine = [e for e in asked if (e.read.document_id, e.read.about_documents) == (name, old)]
            assert [e for e in mine if e.state is not Standing.DUPLICATE], (name, old, mine)
    agreed = _agreed(receiver)
    documents = {each.read.document_id: each for each in brought if each.state in _IN_FORCE}
    for each in asked:
        if each.id in agreed:
            assert documents.keys().isdisjoint(each.read.about_documents)


def _agreed(office: Correspondent) -> set[int]:
    """The requests that an office agreed to."""
    rows = office.place.rows("SELECT payload FROM audit WHERE action = 'request_agreed'")
    return {json.loads(payload)["arrived"] for (payload,) in rows}


def _is_out_of_force(office: Correspondent, message: Message) -> bool:
    """Whether a message was stopped, may have left, and brings what is out of force by now."""
    replaces = message.act is MessageAct.REPLACED
    name = message.other_request_id if replaces else message.request_id
    entry = office.register.find(name)
    gone = entry is not None and entry.state in {State.RECALLED, State.REPLACED}
    return message.state is MessageState.STOPPED and message.act in _BRINGING and gone


def _told(receiver: Correspondent, sender: Correspondent) -> dict[str, Counter[str]]:
    """The statuses that one sent to the other, by document and code.

    Each that tells of one arrived message counts once: a request that comes again gets its answer
    again.
    """
    told = [
        (message.document_id, message.status_code, message.arrived_id)
        for message in receiver.register.outbox.all(open_only=False)
        if message.act is MessageAct.STATUS and message.state is MessageState.SENT
        if message.receiver_codes == {sender.agency.code}
    ]
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for document_id, code, _ in dict.fromkeys(told):
        found[document_id][code] += 1
    return found


def _expected(told: Counter[str]) -> str:
    """Where a document stands of which these statuses were told."""
    reached = [_RISING.index(str(REPORTED[code])) for code in told if code in REPORTED]
    return _RISING[max(reached, default=0)]


def _expected_in_place(
    sender: Correspondent, receiver: Correspondent, message: Message, told: Counter[str]
) -> set[str]:
    """Where a replacement may stand: by its own answer, and where it alone brought the document."""
    reached = _RISING.index(_expected(told))
    before = {each.state for each in _bringing(sender, receiver, message) if each.seq < message.seq}
    found = {_RISING[reached]}
    if before & {MessageState.SENT, MessageState.WAITING, MessageState.UNKNOWN}:
        found = {"sent", *(_RISING[-1:] if "02" in told else ())}
    elif MessageState.STOPPED in before:  # it may have come so too, and been told of before
        found = set(_RISING[: reached + 1])
    answer = _answer_to(receiver, sender, message)
    if not answer:
        return found
    beyond = {"15": _RISING[_RISING.index("accepted") :], "16": _RISING[-1:]}[answer]
    return {each if each in beyond else str(ANSWERED[answer]) for each in found}


def _bringing(sender: Correspondent, receiver: Correspondent, message: Message) -> list[Message]:
    """The messages that bring the document of one, that one among them, to a receiver."""
    name = _document_of(sender, message)
    return [
        each
        for each in sender.register.outbox.all(open_only=False)
        if each.act in {MessageAct.RELEASED, MessageAct.REPLACED}
        if receiver.agency.code in each.receiver_codes
        if _document_of(sender, each) == name
    ]


def _answer_to(receiver: Correspondent, sender: Correspondent, message: Message) -> str:
    """The code by which a receiver answered a replacement; empty where it has not."""
    name, old = _document_of(sender, message), (message.document_id,)
    asked = {
        each.id
        for each in _came(receiver, sender, set(Standing))
        if (each.read.purpose, each.read.document_id) == (Purpose.REPLACE, name)
        and each.read.about_documents == old
    }
    given = {
        each.status_code
        for each in receiver.register.outbox.all(open_only=False)
        if each.arrived_id in asked
        and each.state is MessageState.SENT
        and each.status_code in ANSWERED
    }
    assert len(given) <= 1, (name, old, given)
    return "".join(given)


def _document_of(sender: Correspondent, message: Message) -> str:
    """The document that a message brings."""
    name = message.other_request_id if message.act is MessageAct.REPLACED else message.request_id
    return sender.register.numbered(name).document_id
