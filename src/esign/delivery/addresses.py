# SPDX-License-Identifier: Apache-2.0
"""What the list of agencies has against the receivers of a message."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final, TypeAlias

from esign.delivery.ready import times_tried
from esign.messages import Language
from esign.register import Failing, MessageAct

if TYPE_CHECKING:
    from collections.abc import Callable

    from esign.delivery.dispatcher import Dispatcher
    from esign.model.directory import DirectoryFinding
    from esign.register import Message, Register

ANSWERS: Final = frozenset({MessageAct.STATUS, MessageAct.TAKEN_BACK})
"""The acts that send statuses."""

MOST_WORDS: Final = 1000
"""Characters kept of why a message was not sent."""

_LISTED: Final = "directory."
"""How the codes begin of what the list has against a receiver."""


Check: TypeAlias = "Callable[[str, str], DirectoryFinding | None]"
"""What the list of agencies has against a receiver, by code and name."""


def remembering(register: Register, days: int) -> Check:
    """A check that asks the list once about each receiver; for a short while only.

    Args:
        register: holds the list.
        days: how old a list may be that refuses what it does not know.
    """
    return cache(register.directory.checker(days))


def no_address(message: Message, by: Dispatcher, check: Check) -> Failing | None:
    """What the list of agencies has against the receivers of what was never tried.

    A person who lets a message be tried again after this knows better. Statuses answer whoever
    asked, by the code that he stated.
    """
    if message.act in ANSWERS or message.fault_code.startswith(_LISTED) or times_tried(message, by):
        return None
    found = (check(code, name) for code, name in sorted(message.unsent.items()))
    details = [each.detail() for each in found if each is not None and each.refused]
    if not details:
        return None
    language = Language.VIETNAMESE
    said = [f"{each.message(language)} {each.remedy(language)}".strip() for each in details]
    return Failing(details[0].code, " ".join(said)[:MOST_WORDS])
