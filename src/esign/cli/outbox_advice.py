# SPDX-License-Identifier: Apache-2.0
"""What a person can do about a message that was stopped, as commands that work as they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from esign.cli.words import word
from esign.model.directory import DirectoryFault
from esign.register import MessageAct, MessageState
from esign.verification import shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from esign.model.directory import DirectoryFinding
    from esign.register import Directory, Message

NAMED = 8
"""Characters of a message's id that people are shown; enough to name it again."""

_BRINGING = frozenset({MessageAct.RELEASED, MessageAct.REPLACED})
_NOBODY = frozenset(
    {DirectoryFault.UNKNOWN, DirectoryFault.OLD, DirectoryFault.CLOSED, DirectoryFault.HUB}
)
"""Where nothing that is sent arrives, however often it is tried."""
_REFUSED = "transport.refused"
_LISTED = "directory."


def stopped_lines(message: Message, directory: Directory) -> Iterator[str]:
    """What to do about a message that was stopped; nothing of any other.

    The package is frozen: a receiver's code is mended by a new message, not by another attempt.
    """
    if message.state is not MessageState.STOPPED:
        return
    name = message.id[:NAMED]
    refused = message.fault_code.startswith(_LISTED) or message.fault_code == _REFUSED
    wrong = list(_wrong(message, directory)) if refused and message.act in _BRINGING else []
    if wrong:
        instead = " ".join(f"--instead {code}={_meant(each)}" for code, each in wrong)
        yield "→ " + word("cli.outbox.wrong_code", message=name, instead=shown(instead))
        for _, each in wrong:
            if not each.suggestions:
                yield "→ " + word("cli.outbox.find_code", name=shown(each.name))
    else:
        yield "→ " + word("cli.outbox.stopped", message=name)
    if refused and message.act is MessageAct.RELEASED:
        codes = [code for code, _ in wrong]
        told = [each.name for each in message.deliveries if not codes or each.code in codes]
        facts = {"number": message.number, "name": shown(told[0]), "message": name}
        yield "→ " + word("cli.outbox.other_ways", **facts)


def _wrong(message: Message, directory: Directory) -> Iterator[tuple[str, DirectoryFinding]]:
    """The receivers that the list of agencies refuses, by their codes."""
    for each in message.deliveries:
        found = directory.check(each.code, each.name)
        if found is not None and found.fault in _NOBODY:
            yield each.code, found


def _meant(found: DirectoryFinding) -> str:
    """The code that is probably meant; a blank to be filled in where none is near."""
    return found.suggestions[0].agency.code if found.suggestions else word("cli.outbox.new_code")
