# SPDX-License-Identifier: Apache-2.0
"""Which message may leave before an earlier one to the same receiver, judged as it is handed over.

Afterwards nobody could tell: one that was stopped may be passed until somebody retries it, and not
a moment longer.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from esign.register import MessageAct, MessageState

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from support.correspondents import Correspondent

_UNSETTLED: Final = """
SELECT message.id, audit_seq, entry_id, other_id, act, message.state, receiver_code, EXISTS (
    SELECT * FROM attempt
    WHERE message_id = message.id AND n > message.absent_attempts
    AND (ended_at IS NULL OR outcome = 'unknown')
)
FROM message JOIN delivery ON message_id = message.id
WHERE message.state NOT IN ('sent', 'cancelled')
"""
_HAVING: Final = """
SELECT CASE act WHEN 'replaced' THEN other_id ELSE entry_id END, receiver_code
FROM message JOIN delivery ON message_id = message.id
WHERE act IN ('released', 'replaced') AND (message.state = 'sent' OR delivery.state <> 'waiting')
"""
_HELD: Final = {MessageAct.CORRECTED, MessageAct.TAKEN_BACK}


@dataclass
class _Unsettled:
    """A message that is neither sent nor cancelled, as the register has it at this moment."""

    seq: int
    entry_id: int | None
    other_id: int | None
    act: str
    state: str
    may_have_left: bool
    receivers: set[str]

    @property
    def brings(self) -> int | None:
        """The entry of the document that it brings; None where it brings none of ours."""
        carried = {MessageAct.RELEASED: self.entry_id, MessageAct.REPLACED: self.other_id}
        return carried.get(MessageAct(self.act))


def refuse_overtaking(office: Correspondent, has: Callable[[str], bool], name: str) -> None:
    """Judge a message that is handed over, unless it has been taken before.

    Before it went every earlier one to any of its receivers that is not cancelled, but for one that
    is stopped, and an update or a taking back whose document, released or in the place of another,
    is stopped on its way to a receiver of both and certainly never left. Such an update itself does
    not go at all, unless all those receivers have the document otherwise. Of that the office may
    have heard only after it had decided what goes, so the update may be passed all the same.

    Args:
        office: the sender.
        has: whether the axis has taken a message.
        name: the message.
    """
    if has(name):
        return
    unsettled = _unsettled(office)
    assert name in unsettled, (name, "was given up")
    held = {each for each in unsettled if _is_held(unsettled, each)}
    without = _is_held(unsettled, name, having={*office.place.rows(_HAVING)})
    assert not without, (name, "waits for its document")
    mine = unsettled[name]
    for other, each in unsettled.items():
        if each.seq < mine.seq and not each.receivers.isdisjoint(mine.receivers):
            is_passed = each.state == MessageState.STOPPED or other in held
            assert is_passed or has(other), (name, "overtakes", other, each)


def _unsettled(office: Correspondent) -> dict[str, _Unsettled]:
    """By id; read past the register, whose statements are counted."""
    found: dict[str, _Unsettled] = {}
    receivers = defaultdict(set)
    for name, *facts, code, may_have_left in office.place.rows(_UNSETTLED):
        receivers[name].add(code)
        found[name] = _Unsettled(*facts, bool(may_have_left), receivers[name])
    return found


def _is_held(
    unsettled: dict[str, _Unsettled], name: str, having: Collection[tuple[int, str]] = ()
) -> bool:
    """Whether its document is stopped on its way to a receiver of both who is not `having` it."""
    mine = unsettled[name]
    lacking = {code for code in mine.receivers if (mine.entry_id, code) not in having}
    return mine.act in _HELD and any(
        each.brings == mine.entry_id
        and each.state == MessageState.STOPPED
        and not each.may_have_left
        and not each.receivers.isdisjoint(lacking)
        for each in unsettled.values()
    )
