# SPDX-License-Identifier: Apache-2.0
"""The story of sending: each message reaches the axis once, in the order of each receiver.

What is certain to have failed is tried again, under the same id with the same bytes; what was
refused stops; of what nobody knows the axis is asked, else the same message is sent again.
"""

from __future__ import annotations

from collections import deque
from contextlib import nullcontext, suppress
from typing import TYPE_CHECKING

from esign.delivery.addresses import remembering
from esign.delivery.course import Course
from esign.delivery.dispatcher import Sent
from esign.delivery.outcomes import resolved
from esign.delivery.preparing import prepared
from esign.delivery.ready import way
from esign.delivery.windows import MOST_BYTES, MOST_MESSAGES, send_window
from esign.errors import EsignError
from esign.register import Failing, MessageState

if TYPE_CHECKING:
    from collections.abc import Callable

    from esign.delivery.addresses import Check
    from esign.delivery.dispatcher import Dispatcher
    from esign.delivery.ready import Ready
    from esign.register import Message

BATCH = 50
"""Messages that are claimed at once."""


def send_waiting(
    by: Dispatcher, sent: Sent | None = None, after_each: Callable[[], None] | None = None
) -> Sent:
    """Send all that is due, once each.

    Whoever interrupts it leaves nothing claimed; of the message under way the outcome is unknown.

    Args:
        by: how.
        sent: filled as messages end, for whoever wants to know after an interruption.
        after_each: called after each message.

    Raises:
        ConfigurationError: a transport does not accept our credentials, or the account may not do
            this; nothing is charged to the messages.
        EsignError: the register cannot be read or written.
    """
    by.register.sending.require_carrier(by.actor)
    sent = Sent() if sent is None else sent
    course = Course(by, sent, after_each or _nothing)
    while True:
        sent.shut = tuple(name for name in by.transports if by.circuits.is_open(name))
        batch = by.register.sending.claim(BATCH, lambda each: way(each, by) in sent.shut)
        if not batch:
            return sent
        course.begin(batch)
        _send_batch(course)
        if not course.has_moved:  # the next claim would get the same ones
            return sent


def _nothing() -> None:
    """Nobody watches."""


def _send_batch(course: Course) -> None:
    """Send claimed messages in their order; what was not tried is given back, however it ends.

    The first window holds one message, so that a way which is down is found out by one. They grow
    as long as all goes well.
    """
    waiting = deque(course.batch)
    has_ended = is_through = False
    try:
        while waiting:
            window = _gathered(waiting, course)
            if window:
                all_taken = send_window(window, course)
                course.size = min(course.size * 2, MOST_MESSAGES) if all_taken else 1
        has_ended, is_through = not course.held, True
    finally:
        if not has_ended:  # what has an end, or an attempt that began, is left as it is
            with nullcontext() if is_through else suppress(EsignError):
                course.by.register.sending.let_go(course.batch)


def _gathered(waiting: deque[Message], course: Course) -> deque[Ready]:
    """The next messages that can be sent; what cannot be is stopped, or left claimed for now.

    One of which nobody knows whether it was sent before goes alone, once the axis has been asked;
    and what speaks of a document is made when the bytes are fixed that bring it.
    """
    check = remembering(course.by.register, course.by.directory_days)
    window: deque[Ready] = deque()
    size, documents = 0, set[str]()
    while waiting and len(window) < course.size and size < MOST_BYTES:
        message = waiting[0]
        is_unknown = message.state is MessageState.UNKNOWN
        about = {message.request_id, message.other_request_id} - {""}
        if window and (is_unknown or not documents.isdisjoint(about)):
            break
        documents |= about
        if not course.holds(message):
            ready = _ready(message, course, check)
            if ready is not None:
                window.append(ready)
                size += len(ready.consignment.data)
        waiting.popleft()
        if is_unknown and window:
            break
    return window


def _ready(message: Message, course: Course, check: Check) -> Ready | None:
    """A message that can be handed over; None where something else became of it."""
    by = course.by
    ready = prepared(message, by, check)
    if isinstance(ready, Failing):
        by.register.sending.stop(message, ready, by.actor, "failed")
        course.ended("stopped", message)
        return None
    if message.state is not MessageState.UNKNOWN or not ready.transport.can_find:
        return ready
    found = resolved(ready, by)
    if isinstance(found, str):
        course.ended(found, message)
        return None
    return found
