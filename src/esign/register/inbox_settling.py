# SPDX-License-Identifier: Apache-2.0
"""What becomes of a message that has been read: work, a task, a repeat, or quarantine.

One document stands under its sender and DocumentId once; what comes again with the same content is
a repeat and gets the first one's receipts, what comes with another content is held back (rule K1).
A replacement whose document is here already is a request about the one that it replaces and brings
nothing. Works within the caller's transaction.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple

from esign.model import Purpose, StatusCode
from esign.model.agency_codes import document_key
from esign.register.inbox_finding import (
    ASKING,
    DOCUMENTS,
    REQUESTS,
    is_of_others,
    of_document,
    of_sender,
    standing_for,
    twin_of,
    untied,
)
from esign.register.inbox_owners import OTHERS, named_by, overreach
from esign.register.inbox_refusals import not_now
from esign.register.inbox_rows import Remark, columns_of
from esign.register.inbox_tables import TWIN, Standing
from esign.register.inbox_writing import FROZEN_BY, LINKED, READ, REREAD, was_agreed

if TYPE_CHECKING:
    from esign.register.agency_identity import Agencies
    from esign.register.inbox_rows import ArrivedMessage, Reading
    from esign.register.inbox_writing import Writer

BY_READING: Final = (Standing.WAITING, Standing.TASK, Standing.NOTED, Standing.DUPLICATE)
"""Where a message may stand that has left quarantine by being read anew."""


class _Place(NamedTuple):
    """Where a message belongs: its state, what it says, and the message that it is about."""

    state: Standing
    read: Reading
    about: ArrivedMessage | None = None


def settle(writer: Writer, message: ArrivedMessage, read: Reading) -> ArrivedMessage:
    """Give a message that was only kept its place; one that has it stays as it is."""
    if message.state is not Standing.KEPT:
        return message
    return _settled(writer, message, _place_of(writer.agencies, message, read))


def settle_anew(writer: Writer, message: ArrivedMessage, read: Reading) -> ArrivedMessage:
    """Give a message of the quarantine the place that another reading has for it.

    Where that is the one it has, nothing is written. Else the record holds that it was taken out to
    be read, and the reading.

    Raises:
        InputError: somebody has dealt with it, or nobody has read it yet.
    """
    if message.state in BY_READING:
        return message
    if message.state is not Standing.QUARANTINED:
        raise not_now(message)
    place = _place_of(writer.agencies, message, read)
    if place.state is message.state and _columns(place) == _columns_now(message):
        return message
    taken_out, _ = writer.change(message, REREAD, {"state": Standing.KEPT.value})
    return _settled(writer, taken_out, place)


def _place_of(agencies: Agencies, message: ArrivedMessage, read: Reading) -> _Place:
    """Where a message belongs by what it says, and by what came before it."""
    if read.noted or read.unfit:
        return _Place(Standing.NOTED if read.noted else Standing.QUARANTINED, read)
    earlier = _same_key(agencies, message, read)
    alike = [each for each in earlier if _says_the_same(read, each)]
    repeated = next((each for each in alike if _repeats(read, each.read)), None)
    if repeated is not None:
        return _Place(Standing.DUPLICATE, read, repeated)
    if read.purpose in DOCUMENTS and earlier and not alike:
        return _held(read, "K1", "inbox.conflict", about=earlier[0])
    if read.purpose in REQUESTS:
        return _request(agencies, message, read)
    return _Place(Standing.WAITING, read)


def _settled(writer: Writer, message: ArrivedMessage, place: _Place) -> ArrivedMessage:
    """The message in its place, with what follows from that for others."""
    placed = _placed(writer, message, place)
    if place.state is Standing.DUPLICATE and place.about is not None:
        if not place.read.is_unproven:
            writer.answer_again(place.about, placed.id)
    elif place.state in {Standing.WAITING, Standing.TASK} and _brings(writer.agencies, placed):
        _meet_requests(writer, placed)
    return placed


def withdrawn_by(agencies: Agencies, request: ArrivedMessage) -> list[ArrivedMessage]:
    """The documents that are out of force once a request is agreed to."""
    read = request.read
    if read.purpose == Purpose.UPDATE:
        return []
    named = of_document(agencies, request.agency_code, read.sender_code, read.about_documents)
    return [each for each in named if _withdraws(read, each.read)]


def freeze(writer: Writer, document: ArrivedMessage, request: ArrivedMessage) -> None:
    """Let nothing more be done with a document, for its sender has withdrawn or replaced it."""
    if document.state not in {Standing.WAITING, Standing.REGISTERED, Standing.TASK}:
        return
    replaced = request.read.purpose == Purpose.REPLACE
    state = Standing.REPLACED if replaced else Standing.RECALLED
    changes: dict[str, object] = {"state": state.value, "reason": request.read.asks_reason}
    writer.change(document, FROZEN_BY, changes, request=request.id)


def _brings(agencies: Agencies, message: ArrivedMessage) -> bool:
    """Whether a document stands here under this message."""
    if message.read.purpose not in DOCUMENTS:
        return False
    waits = message.state is Standing.WAITING
    return waits or standing_for(agencies, message).id == message.id


def _withdraws(request: Reading, document: Reading) -> bool:
    """No document takes the place of itself."""
    brings = request.purpose == Purpose.REPLACE
    return not (brings and document_key(request.document_id) == document_key(document.document_id))


def _says_the_same(read: Reading, earlier: ArrivedMessage) -> bool:
    return read.content == earlier.read.content or earlier.id in read.same_as


def _repeats(read: Reading, earlier: Reading) -> bool:
    """Of messages with the same content: whether the later one says nothing new.

    A replacement's content is the document alone; what it asks for is compared besides.
    """
    if read.purpose != Purpose.REPLACE:
        return True
    return _asked(read) == _asked(earlier)


def _asked(read: Reading) -> tuple[str, tuple[str, ...], str]:
    return read.purpose, tuple(map(document_key, read.about_documents)), read.asks_reason


def _same_key(agencies: Agencies, message: ArrivedMessage, read: Reading) -> list[ArrivedMessage]:
    """What came before from the same sender for the same document and purpose.

    What the document stands under comes first.
    """
    alike = DOCUMENTS if read.purpose in DOCUMENTS else (read.purpose,)
    sender = (message.agency_code, read.sender_code)
    found = of_sender(agencies, sender, (read.document_id,), alike)
    return sorted(found, key=lambda each: ASKING.get(each.state, 0))


def _request(agencies: Agencies, message: ArrivedMessage, read: Reading) -> _Place:
    """A request about a document: of its sender a task, of anybody else never."""
    named = named_by(read)
    own = of_document(agencies, message.agency_code, read.sender_code, named)
    keys = {document_key(each.read.document_id) for each in own}
    rest = [each for each in named if document_key(each) not in keys]
    if against := overreach(agencies, read.sender_code, rest):
        return _held(read, "B2", against)
    if rest and is_of_others(agencies, message.agency_code, rest):
        return _held(read, "B2", OTHERS)
    about = _first_asked_about(own, read)
    if about is not None:
        return _Place(Standing.TASK, read, about)
    unknown = Remark("B2", "warning", "inbox.unknown_document")
    return _Place(Standing.TASK, _with(read, unknown))


def _first_asked_about(own: list[ArrivedMessage], read: Reading) -> ArrivedMessage | None:
    """Of the documents here that a request names, the first that it asks something about."""
    asked = set(map(document_key, read.about_documents))
    return next((each for each in own if document_key(each.read.document_id) in asked), None)


def _meet_requests(writer: Writer, document: ArrivedMessage) -> None:
    """Requests may overtake the document that they speak of."""
    read = document.read
    key = document_key(read.document_id)
    for request in untied(writer.agencies, document):
        asks_for_it = key in map(document_key, request.read.about_documents)
        if not asks_for_it or not _withdraws(request.read, read):
            continue
        linked, _ = writer.change(request, LINKED, {"about_id": document.id})
        withdrawn = request.read.purpose != Purpose.UPDATE
        if withdrawn and was_agreed(writer.connection, request):
            freeze(writer, document, linked)


def _held(read: Reading, rule: str, code: str, *, about: ArrivedMessage | None = None) -> _Place:
    """Into quarantine, with what is wrong."""
    return _Place(Standing.QUARANTINED, _with(read, Remark(rule, "error", code)), about)


def _placed(writer: Writer, message: ArrivedMessage, place: _Place) -> ArrivedMessage:
    """The message under its state; of what is to be worked with its sender is told 01.

    Where nothing proves who that is, nobody is told before a person has looked at it.
    """
    state = place.state
    changes = _columns(place) | {"state": state.value}
    read = place.read
    own = writer.is_own(replace(message, read=read))
    untold = read.is_unproven or read.purpose == StatusCode.TAKE_BACK or own
    arrives = state in {Standing.WAITING, Standing.TASK} and not untold
    if arrives:
        changes["answered"] = StatusCode.ARRIVED.value
    facts: dict[str, object] = {"state": state.value}
    twin = changes[TWIN] = twin_of(writer.agencies, replace(message, read=read))
    if twin:
        facts[TWIN] = twin
    placed, seq = writer.change(message, READ, changes, **facts)
    if arrives:
        writer.answer(placed, StatusCode.ARRIVED.value, "", seq)
    return placed


def _columns(place: _Place) -> dict[str, object]:
    """What a place writes in the row, but for the state."""
    return {**columns_of(place.read), "about_id": None if place.about is None else place.about.id}


def _columns_now(message: ArrivedMessage) -> dict[str, object]:
    """The same, as it stands there."""
    return {**columns_of(message.read), "about_id": message.about_id}


def _with(read: Reading, remark: Remark) -> Reading:
    return replace(read, remarks=(*read.remarks, remark))
