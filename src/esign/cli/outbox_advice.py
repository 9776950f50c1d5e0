# SPDX-License-Identifier: Apache-2.0
"""What a person can do about a message that was stopped, as commands that work as they stand."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from esign.cli.words import word
from esign.model.agency_codes import agency_key
from esign.model.directory import DirectoryFault
from esign.register import MessageAct, MessageState
from esign.verification import shown

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from esign.model.directory import DirectoryFinding
    from esign.register import Directory, Message

NAMED = 8
"""Characters of a message's id that people are shown; enough to name it again."""

_BRINGING = frozenset({MessageAct.RELEASED, MessageAct.REPLACED})
_NOBODY = frozenset(
    {DirectoryFault.UNKNOWN, DirectoryFault.OLD, DirectoryFault.CLOSED, DirectoryFault.HUB}
)
"""Where nothing that is sent arrives, however often it is tried."""
_CODE_LIKE = re.compile(r"[0-9A-Za-z.]+")
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
    wrong = list(_wrong(message, directory)) if refused else []
    if wrong:
        instead = " ".join(f"--instead {code}={_meant(each)}" for code, each in wrong)
        yield "→ " + word("cli.outbox.wrong_code", message=name, instead=shown(instead))
        for _, each in wrong:
            if not each.suggestions:
                yield "→ " + word("cli.outbox.find_code", name=shown(each.name))
    else:
        yield "→ " + word("cli.outbox.stopped", message=name)
    if refused and message.act is MessageAct.RELEASED:
        codes = {code for code, _ in wrong} or _named_by_axis(message)
        yield "→ " + _other_ways(message, codes)


def _other_ways(message: Message, codes: Collection[str]) -> str:
    """What else can be done for receivers that the axis does not serve.

    Args:
        message: was refused.
        codes: the receivers that it was refused for; a blank where nobody tells which.
    """
    deliveries, name = message.deliveries, message.id[:NAMED]
    meant = [each for each in deliveries if each.code in codes] or list(deliveries[:1])
    is_certain = codes or len(deliveries) == 1
    to = shown(meant[0].name) if is_certain else word("cli.outbox.receiver_name")
    facts = {"number": message.number, "name": to, "message": name}
    if len(meant) == len(deliveries):  # without them nobody is left
        return word("cli.outbox.other_way", **facts)
    left_out = [each.code for each in meant] if is_certain else [word("cli.outbox.receiver_code")]
    without = " ".join(f"--without {code}" for code in left_out)
    return word("cli.outbox.other_ways", without=shown(without), **facts)


def _named_by_axis(message: Message) -> set[str]:
    """The receivers that the refusal names, under whichever structure of their codes."""
    words = {agency_key(each.strip(".")) for each in _CODE_LIKE.findall(message.fault_text)}
    return {each.code for each in message.deliveries if agency_key(each.code) in words}


def _wrong(message: Message, directory: Directory) -> Iterator[tuple[str, DirectoryFinding]]:
    """The receivers that the list of agencies refuses and that may be others, by their codes.

    What brings no document goes to nobody else, only to the same agency under its present code.
    """
    for each in message.deliveries:
        found = directory.check(each.code, each.name)
        if found is None or found.fault not in _NOBODY:
            continue
        if message.act in _BRINGING or _is_issued_anew(each.code, found, directory):
            yield each.code, found


def _is_issued_anew(code: str, found: DirectoryFinding, directory: Directory) -> bool:
    """Whether the list says that the agency of a code has another one now."""
    agency = directory.find(code)
    suggested = [each.agency.code for each in found.suggestions]
    is_old = found.fault is DirectoryFault.OLD and agency is not None
    return is_old and suggested == [agency.code if agency else ""]


def _meant(found: DirectoryFinding) -> str:
    """The code that is probably meant; a blank to be filled in where none is near, or several."""
    several = found.fault is DirectoryFault.OLD and len(found.suggestions) > 1
    if several or not found.suggestions:
        return word("cli.outbox.new_code")
    return found.suggestions[0].agency.code
