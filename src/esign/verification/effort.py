# SPDX-License-Identifier: Apache-2.0
"""What the general difference analysis of a file would cost, told before it is begun.

The library notes every way by which each object can be reached. A few dozen objects that refer to
each other twice have millions of ways; such a file is an attack, and is never looked at that far.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from pyhanko.pdf_utils.generic import ArrayObject, DictionaryObject, IndirectObject

from esign.verification.source import FAULTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyhanko.pdf_utils.generic import Reference
    from pyhanko.pdf_utils.reader import HistoricalResolver

    from esign.verification.source import Source

MOST: Final = 4_000_000
"""Steps that one file may cost, all its signatures together; some seconds."""
_MOST_NODES: Final = 200_000
_OF_REFERENCE: Final = 2
_SHARE: Final = 2
"""What comparing a later state costs, as a part of the walk through the signed one."""
_COMPARED: Final = -1
"""Where the comparisons are charged; revisions count from zero."""
_TRAILER, _CATALOGUE, _NODE, _KIDS, _TAGS = "trailer", "catalogue", "node", "kids", "tags"
_PLACES: Final = {
    (_TRAILER, "/Root"): _CATALOGUE,
    (_CATALOGUE, "/Pages"): _NODE,
    (_CATALOGUE, "/StructTreeRoot"): _TAGS,
    (_NODE, "/Kids"): _KIDS,
}


def affords_base(source: Source, state: HistoricalResolver) -> bool:
    """Whether later states can be compared with this one; the first answer is charged."""
    spent = source.effort
    if state.revision not in spent:
        room = MOST - sum(spent.values())
        try:
            spent[state.revision] = _cost(state, room) if room > 0 else MOST
        except FAULTS:
            spent[state.revision] = MOST
    return sum(spent.values()) <= MOST


def affords_comparison(source: Source, state: HistoricalResolver) -> bool:
    """Whether one more state can be compared with this one, which is charged."""
    if not affords_base(source, state):
        return False
    cost = source.effort[state.revision] // _SHARE
    source.effort[_COMPARED] = source.effort.get(_COMPARED, 0) + cost
    return sum(source.effort.values()) <= MOST


class _Step(NamedTuple):
    """A value on the way; `place` says where in the tree of pages or tags it stands."""

    value: object
    place: str
    in_tags: bool
    leaving: Reference | None = None


def _cost(state: HistoricalResolver, room: int) -> int:
    """How many steps the library's walk along all paths takes; stops beyond `room`.

    It enters nodes of the page tree by their own path only, and tags from among tags only
    (pyHanko, `HistoricalResolver`); a reference is the dearer the deeper it stands.
    """
    pages, tags = _each_once(_pages(state)), _each_once(_tags(state))
    within: set[Reference] = set()
    waiting = [_Step(state.trailer_view, _TRAILER, in_tags=False)]
    cost = 0
    while waiting and cost <= room:
        step = waiting.pop()
        value, cost = step.value, cost + 1
        if step.leaving is not None:
            within.discard(step.leaving)
            continue
        if isinstance(value, IndirectObject):
            reference = value.reference
            if reference in within:
                continue
            cost += _OF_REFERENCE + len(within)
            value = state(reference)
            if reference in pages and step.place != _NODE:
                continue
            if reference in tags and not step.in_tags:
                continue
            within.add(reference)
            waiting.append(_Step(None, "", in_tags=False, leaving=reference))
        waiting.extend(_within(value, step))
    return cost


def _within(value: object, step: _Step) -> Iterator[_Step]:
    if isinstance(value, DictionaryObject):
        for key, entry in dict.items(value):
            if key == "/Parent" or (step.in_tags and key == "/P"):
                continue
            in_tags = step.in_tags or (step.place == _TAGS and key == "/K")
            yield _Step(entry, _PLACES.get((step.place, key), ""), in_tags)
    elif isinstance(value, ArrayObject):
        place = _NODE if step.place == _KIDS else ""
        yield from (_Step(entry, place, step.in_tags) for entry in list.__iter__(value))


def _pages(state: HistoricalResolver) -> Iterator[Reference]:
    """The nodes of the page tree; the library refuses a file in which one stands twice."""
    top = state.root.raw_get("/Pages")
    waiting = [top.get_object()]
    if isinstance(top, IndirectObject):
        yield top.reference
    for _ in range(_MOST_NODES):
        if not waiting:
            return
        node = waiting.pop()
        for kid in list.__iter__(node["/Kids"]):
            if isinstance(kid, IndirectObject):
                yield kid.reference
            below = kid.get_object()
            if below.get("/Type") == "/Pages":
                waiting.append(below)
    raise ValueError("too many nodes")


def _tags(state: HistoricalResolver) -> Iterator[Reference]:
    """The elements of the tree of tags, as `_pages`."""
    waiting = [state.root["/StructTreeRoot"]] if "/StructTreeRoot" in state.root else []
    for _ in range(_MOST_NODES):
        if not waiting:
            return
        element = waiting.pop()
        children = element["/K"] if "/K" in element else ArrayObject()
        for child in list.__iter__(children) if isinstance(children, ArrayObject) else (children,):
            below = child.get_object()
            if not isinstance(below, DictionaryObject):
                continue
            if "/Type" in below and below["/Type"] != "/StructElem":
                continue
            if isinstance(child, IndirectObject):
                yield child.reference
            waiting.append(below)
    raise ValueError("too many elements")


def _each_once(found: Iterator[Reference]) -> set[Reference]:
    known: set[Reference] = set()
    for reference in found:
        if reference in known:
            raise ValueError("a node stands twice")
        known.add(reference)
    return known
