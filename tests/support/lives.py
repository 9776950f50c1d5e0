# SPDX-License-Identifier: Apache-2.0
"""Documents in every state of their life."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from esign.register import Dispatch, State, Step
from support.books import AGENCY, DECISION, a_request

if TYPE_CHECKING:
    from collections.abc import Callable

    from esign.model import Agency, DocumentKind, Request
    from esign.register import Entry, Register

LETTER = replace(
    DECISION, name="official-letter", type_name="Công văn", symbol="{agency}-VP", book="outgoing"
)
HOME_AFFAIRS = {"code": "H99.5", "name": "Sở Nội vụ tỉnh Ví Dụ"}
FINANCE = {"code": "H99.6", "name": "Sở Tài chính tỉnh Ví Dụ"}
RECEIVERS = (HOME_AFFAIRS, FINANCE)


def asked(request_id: str) -> Request:
    """A request with two electronic receivers."""
    request = a_request(request_id, f"Về việc {request_id}")
    return replace(request, content={**request.content, "receivers": list(RECEIVERS)})


def released(
    register: Register, request_id: str, kind: DocumentKind = DECISION, agency: Agency = AGENCY
) -> Entry:
    """A document that is out."""
    numbered(register, request_id, kind, agency)
    register.keep(request_id, {"signed": b"signed " + request_id.encode()})
    register.keep(request_id, {"pdf": original(request_id)})
    register.release(request_id)
    return there(register, request_id)


def original(request_id: str) -> bytes:
    """The sealed file of `released`."""
    return b"sealed " + request_id.encode()


def numbered(
    register: Register, request_id: str, kind: DocumentKind = DECISION, agency: Agency = AGENCY
) -> Entry:
    """A document that has its number."""
    register.number(replace(asked(request_id), kind=kind.name), kind, agency)
    return there(register, request_id)


def there(register: Register, request_id: str) -> Entry:
    """An entry that must be there."""
    entry = register.find(request_id)
    assert entry is not None
    return entry


def in_state(register: Register, state: State) -> str:
    """The request id of a document in that state; the others it needs are made beside it."""
    if state is State.RESERVED:
        (entry,) = register.bookkeeping.reserve(DECISION, AGENCY, "Quyết định mật", actor="clerk")
        return entry.request_id
    request_id = f"the-{state}"
    numbered(register, request_id)
    for step in _WAY[state]:
        take(register, step, request_id)
    return request_id


_OUT = (Step.SIGN, Step.SEAL, Step.RELEASE)
_WAY = {
    State.NUMBERED: (),
    State.SIGNED: _OUT[:1],
    State.SEALED: _OUT[:2],
    State.RELEASED: _OUT,
    State.DISPATCHED: (*_OUT, Step.DISPATCH),
    State.CORRECTED: (*_OUT, Step.CORRECT),
    State.REPLACED: (*_OUT, Step.REPLACE),
    State.RECALLED: (*_OUT, Step.RECALL),
    State.VOIDED: (Step.VOID,),
}


def take(register: Register, step: Step, request_id: str, actor: str = "clerk") -> object:
    """Take a step with a document, by the method that an office would call."""
    return _STEPS[step](register, request_id, actor)


def _number(register: Register, request_id: str, actor: str) -> object:
    """Give a document the reservation, or number one that has its number already."""
    entry = there(register, request_id)
    if entry.state is State.RESERVED:
        taker = asked("the-reserved")
        return register.number(taker, DECISION, AGENCY, reserved=request_id, actor=actor)
    return register.number(asked(request_id), DECISION, AGENCY, actor=actor)


def _letter(register: Register, request_id: str) -> str:
    return released(register, f"letter-for-{request_id}", LETTER).request_id


def _new(register: Register, request_id: str) -> str:
    return released(register, f"new-for-{request_id}").request_id


_STEPS: dict[Step, Callable[[Register, str, str], object]] = {
    Step.NUMBER: _number,
    Step.SIGN: lambda register, request_id, actor: register.keep(
        request_id, {"signed": b"signed " + request_id.encode()}, actor=actor
    ),
    Step.SEAL: lambda register, request_id, actor: register.keep(
        request_id, {"pdf": original(request_id)}, actor=actor
    ),
    Step.RELEASE: lambda register, request_id, actor: register.release(request_id, actor=actor),
    Step.DISPATCH: lambda register, request_id, actor: register.lifecycle.dispatch(
        request_id, Dispatch(recipient="Trường THPT Ví Dụ"), actor
    ),
    Step.CORRECT: lambda register, request_id, actor: register.lifecycle.correct(
        request_id, _letter(register, request_id), "Sai chính tả", actor
    ),
    Step.REPLACE: lambda register, request_id, actor: register.lifecycle.replace(
        request_id, _new(register, request_id), "Sai mức chi", actor
    ),
    Step.RECALL: lambda register, request_id, actor: register.lifecycle.recall(
        request_id, "Trái thẩm quyền", actor
    ),
    Step.VOID: lambda register, request_id, actor: register.lifecycle.void(
        request_id, "Không ban hành", actor
    ),
}
BY_HAND = tuple(_STEPS)
"""The steps that `take` can take."""
