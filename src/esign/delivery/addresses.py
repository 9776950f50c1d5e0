# SPDX-License-Identifier: Apache-2.0
"""What the list of agencies has against the receivers of a message."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from esign.messages import Language
from esign.register import Failing, MessageAct

if TYPE_CHECKING:
    from esign.register import Message, Register

ANSWERS: Final = frozenset({MessageAct.STATUS, MessageAct.TAKEN_BACK})
"""The acts that send statuses."""

MOST_WORDS: Final = 1000
"""Characters kept of why a message was not sent."""

_LISTED: Final = "directory."
"""How the codes begin of what the list has against a receiver."""


def no_address(register: Register, message: Message, days: int) -> Failing | None:
    """What the list of agencies has against the receivers of what was never tried.

    A person who lets a message be tried again after this knows better. Statuses answer whoever
    asked, by the code that he stated.

    Args:
        register: holds the list.
        message: what is to be sent.
        days: how old a list may be that refuses what it does not know.
    """
    if message.attempts or message.act in ANSWERS or message.fault_code.startswith(_LISTED):
        return None
    check = register.directory.checker(days)
    found = (check(code, name) for code, name in sorted(message.unsent.items()))
    details = [each.detail() for each in found if each is not None and each.refused]
    if not details:
        return None
    language = Language.VIETNAMESE
    said = [f"{each.message(language)} {each.remedy(language)}".strip() for each in details]
    return Failing(details[0].code, " ".join(said)[:MOST_WORDS])
