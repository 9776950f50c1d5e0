# SPDX-License-Identifier: Apache-2.0
"""Which part of the axis a request is for, and what goes wrong with it on the way."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import TYPE_CHECKING

from esign.axis import control, hub, vxp
from esign.axis.calls import NOWHERE, UNAUTHORIZED, Answer
from esign.axis.core import Mischief
from esign.axis.faults import Fault
from esign.axis.refusals import Code, NotTakenError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from esign.axis.calls import Call
    from esign.axis.core import Axis
    from esign.axis.faults import Rule, Script

_FAILED = Answer(HTTPStatus.INTERNAL_SERVER_ERROR, b"Internal Server Error", "text/plain")
_PAGE = Answer(HTTPStatus.OK, "<html><body>Bảo trì</body></html>".encode(), "text/html")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What goes back.

    Attributes:
        answer: None where the connection falls silent.
        seconds: of silence before.
        share: how much of the answer is sent before the connection breaks; 1 for all of it.
    """

    answer: Answer | None
    seconds: float = 0.0
    share: float = 1.0


class Desk:
    """Answers requests; may be used by many threads at once.

    Args:
        axis: what is behind it.
        script: what goes wrong.
    """

    def __init__(self, axis: Axis, script: Script) -> None:
        self._axis = axis
        self._script = script

    def answer(self, call: Call, *, from_here: bool) -> Outcome:
        """What becomes of a request.

        Args:
            call: the request.
            from_here: whether it comes from this machine.
        """
        if call.path.startswith(control.ROOT):
            if not from_here:
                return Outcome(NOWHERE)
            return Outcome(control.answer(call, self._axis, self._script))
        if name := vxp.operation(call):
            return self._through(call, name, vxp.answer)
        if name := hub.operation(call):
            return self._through(call, name, hub.answer)
        return Outcome(NOWHERE)

    def wants_body(self, call: Call, *, from_here: bool) -> bool:
        """Whether what comes with a request is to be kept, by its headers: strangers' is not."""
        if call.path.startswith(control.ROOT):
            return from_here
        if vxp.operation(call):
            return vxp.knows(call, self._axis)
        return bool(hub.operation(call)) and hub.knows(call, self._axis)

    def _through(self, call: Call, name: str, say: Callable[[Call, Axis], Answer]) -> Outcome:
        """The answer of one protocol, with the faults drawn for this request."""
        drawn = self._script.draw(name)
        slow = drawn[Fault.SLOW].seconds if Fault.SLOW in drawn else 0.0
        early = _instead(drawn)
        if early is not None:
            return replace(early, seconds=early.seconds + slow)
        answer = say(_spoilt(call, drawn), self._axis)
        late = _after(drawn, answer)
        return replace(late, seconds=late.seconds + slow)


def _instead(drawn: Mapping[Fault, Rule]) -> Outcome | None:
    """What comes instead of doing anything; None where all is done."""
    if Fault.TIMEOUT_BEFORE in drawn:
        return Outcome(None, drawn[Fault.TIMEOUT_BEFORE].seconds)
    if Fault.ERROR_BEFORE in drawn:
        return Outcome(_FAILED)
    if Fault.UNAUTHORIZED in drawn:
        return Outcome(UNAUTHORIZED)
    if Fault.CODE in drawn:
        return Outcome(vxp.refusal(NotTakenError(Code(drawn[Fault.CODE].argument))))
    return None


def _spoilt(call: Call, drawn: Mapping[Fault, Rule]) -> Call:
    """The request as it arrives."""
    mischief = Mischief(Fault.DUPLICATE in drawn, 1 if Fault.LATE in drawn else 0)
    body = call.body[: len(call.body) // 2] if Fault.TRUNCATED in drawn else call.body
    return replace(call, body=body, mischief=mischief, reversed=Fault.REORDER in drawn)


def _after(drawn: Mapping[Fault, Rule], answer: Answer) -> Outcome:
    """What is left of the answer when all is done."""
    if Fault.TIMEOUT_AFTER in drawn:
        return Outcome(None, drawn[Fault.TIMEOUT_AFTER].seconds)
    if Fault.ERROR_AFTER in drawn:
        return Outcome(_FAILED)
    if Fault.GARBLED in drawn:
        return Outcome(_PAGE)
    if Fault.NO_ID in drawn:
        answer = _without_id(answer)
    return Outcome(answer, share=0.5 if Fault.TRUNCATED_ANSWER in drawn else 1.0)


def _without_id(answer: Answer) -> Answer:
    try:
        content = json.loads(answer.body)
    except ValueError:
        return answer
    return replace(answer, body=json.dumps({**content, "DocId": None}, ensure_ascii=False).encode())
