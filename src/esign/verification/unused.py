# SPDX-License-Identifier: Apache-2.0
"""Objects in a signed file that nothing leads to.

No page shows them. Some tools leave such objects lying about; an attacker leaves a second document
there, lets the first one be signed, and needs only a few changed references afterwards. A document
of ours has none: every object is reached from the trailer (ISO 32000-2 §7.5.5).
"""

from __future__ import annotations

from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, Final

from esign.verification.outcome import passed, undecided
from esign.verification.source import references

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from esign.verification.facts import Facts
    from esign.verification.links import Links
    from esign.verification.outcome import Outcome
    from esign.verification.policy import Policy
    from esign.verification.sections import Section

RULE: Final = "unused-objects"
MOST_NAMED: Final = 10
"""So many numbers are named in a message."""


def unused_objects(
    links: Links, sections: Sequence[Section | None], revision: int
) -> tuple[int, ...] | None:
    """Numbers of the objects that nothing led to when they were written; None if unknown.

    An object that was used once may be left behind: signing puts a new appearance in the place of
    an empty one. What leads to an object of a later revision was written with it, or before.

    Args:
        links: what the file's objects refer to.
        sections: its sections.
        revision: the one that was signed first.
    """
    places: dict[int, int] = {}
    left: set[int] = set()
    for number, section in enumerate(sections[: revision + 1]):
        if section is None:
            return None
        rewritten = [each for each in section.objects if each in places and each not in left]
        left.update(section.objects.keys() - rewritten)
        places.update(section.objects)
        leads_to = partial(_leads_to, links, places, number)
        starts = [each.idnum for each in references(section.trailer)]
        left = unreached(left, chain(starts, *map(leads_to, rewritten)), leads_to)
    return tuple(sorted(left))


def _leads_to(links: Links, places: Mapping[int, int], revision: int, number: int) -> Iterable[int]:
    return links.of(number, places[number], revision)


def unreached(
    known: Iterable[int], starts: Iterable[int], leads_to: Callable[[int], Iterable[int]]
) -> set[int]:
    """Those of the known numbers that no walk from the starts arrives at."""
    left, waiting = set(known), list(starts)
    while waiting:
        number = waiting.pop()
        if number in left:
            left.discard(number)
            waiting.extend(leads_to(number))
    return left


def nothing_unused(facts: Facts, _: Policy) -> Outcome:
    """Nothing lies hidden in the signed file."""
    if facts.unused is None:
        return undecided("verification.unused.unknown")
    if not facts.unused:
        return passed("verification.unused.none")
    return undecided("verification.unused.found", **named(facts.unused))


def named(numbers: Sequence[int]) -> dict[str, str]:
    """How many objects there are, and the numbers of the first of them."""
    more = ", …" if len(numbers) > MOST_NAMED else ""
    return {"count": str(len(numbers)), "objects": ", ".join(map(str, numbers[:MOST_NAMED])) + more}
