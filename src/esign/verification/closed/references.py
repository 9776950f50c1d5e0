# SPDX-License-Identifier: Apache-2.0
"""The first revision as a whole: every reference leads to an object, and to every object one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from esign.verification.closed.grammar import NotOwnError

if TYPE_CHECKING:
    from esign.verification.closed.grammar import OwnRevision

_REGULAR: Final = rb"[!-$&'*-.0-;=?-Z^-z|~\\]"
_STRINGS: Final = re.compile(rb"\((?:[^()\\]++|\\.)*+\)", re.DOTALL)
_MARKS: Final = re.compile(
    rb"([1-9](?<![^ \n\[>)].)\d*+) 0 (R(?!" + _REGULAR + rb")|obj)", re.DOTALL
)
"""The digit stands before what looks back: so the search goes from digit to digit."""
_KEYWORD: Final = re.compile(rb"R(?<![A-Za-z/].)(?!" + _REGULAR + rb")")
"""The keyword of a reference, and whatever could be taken for it."""
_READING_DIRECTION: Final = b"/L2R\n"
"""The one name of ours that ends in a digit and that letter."""


def refuse_loose_ends(revision: OwnRevision) -> None:
    """Refuse references that lead nowhere or are spelt oddly, and objects that none leads to.

    Args:
        revision: the first; its objects are made of whole words.

    Raises:
        NotOwnError: there are some.
    """
    parts = (b"\n%d 0 obj\n%b" % (each, found.head) for each, found in revision.objects.items())
    text = _STRINGS.sub(b" ", b"".join(parts)) + b"\n"
    leads_to: dict[bytes, list[bytes]] = {}
    current: list[bytes] = []
    count = 0
    for number, kind in _MARKS.findall(text):
        if kind == b"R":
            current.append(number)
            count += 1
        else:
            current = leads_to[number] = []
    if len(_KEYWORD.findall(text)) != count + text.count(_READING_DIRECTION):
        raise NotOwnError("an odd reference")
    if len(leads_to) != len(revision.objects):
        raise NotOwnError("objects")
    left, waiting = set(leads_to), [*revision.skeleton[:2]]
    while waiting:
        number = waiting.pop()
        if number in left:
            left.discard(number)
            waiting += leads_to[number]
        elif number not in leads_to:
            raise NotOwnError("a reference to nothing")
    if left:
        raise NotOwnError("an object that nothing leads to")
