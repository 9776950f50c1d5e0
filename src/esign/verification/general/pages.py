# SPDX-License-Identifier: Apache-2.0
"""Whether pages show something else than they did, their annotations left aside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pyhanko.pdf_utils.generic import (
    ArrayObject,
    DecryptedObjectProxy,
    DictionaryObject,
    IndirectObject,
    PdfObject,
    Reference,
    StreamObject,
)

from esign.verification.source import FAULTS, attempt, clear, written

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyhanko.pdf_utils.reader import HistoricalResolver

_CONTAINERS: Final = (IndirectObject, DictionaryObject, ArrayObject, DecryptedObjectProxy)
MOST_NODES: Final = 300_000
_ASIDE: Final = frozenset(
    ("/Annots", "/Parent", "/StructParents", "/Tabs", "/PieceInfo", "/LastModified", "/Metadata")
)
"""Entries of pages and nodes that bear on nothing that a page itself shows."""
_OF_ENCODING: Final = frozenset(("/Length", "/Filter", "/DecodeParms"))
"""Entries that say how a stream is encoded."""


def pages_changed(old: HistoricalResolver, new: HistoricalResolver) -> bool | None:
    """Whether an object that pages consist of differs; None when that cannot be told."""
    try:
        if old.root.raw_get("/Pages") != new.root.raw_get("/Pages"):
            return True
        changed = {
            reference
            for number in range(old.revision + 1, new.revision + 1)
            for reference in new.reader.xrefs.explicit_refs_in_revision(number)
        }
        reached = list(_reached(new, changed, _ASIDE))
        return any(_plain(old(entry)) != _plain(new(entry)) for entry in reached)
    except (*FAULTS, _TooManyError):
        return None


def gaps_of(state: HistoricalResolver) -> frozenset[Reference] | None:
    """Objects that something refers to and that do not exist; None when that cannot be told.

    They count as null (ISO 32000-2 §7.3.10), so nothing is shown of them, until a later revision
    brings them and nothing else changes.
    """
    table = state.reader.xrefs
    try:
        known = _reached(state, None, frozenset(("/Parent", "/StructTreeRoot")))
        return frozenset(
            entry for entry in known if table.get_historical_ref(entry, state.revision) is None
        )
    except (*FAULTS, _TooManyError):
        return None


class _TooManyError(Exception):
    """There is more than is looked at."""


def _reached(
    state: HistoricalResolver, wanted: set[Reference] | None, aside: frozenset[str]
) -> Iterator[Reference]:
    """Those of some objects that the pages lead to; or all that anything leads to.

    Args:
        state: the file as of a revision.
        wanted: the objects; None for all.
        aside: entries that are not followed.
    """
    waiting: list[object] = [state.root if wanted is None else state.root.raw_get("/Pages")]
    seen: set[Reference] = set()
    table = state.reader.xrefs
    for _ in range(MOST_NODES):
        if not waiting:
            return
        item = _container(waiting.pop())
        if isinstance(item, IndirectObject):
            if item.reference in seen:
                continue
            seen.add(item.reference)
            if wanted is None or item.reference in wanted:
                yield item.reference
            if table.get_historical_ref(item.reference, state.revision) is None:
                continue
            item = state(item.reference)
        if isinstance(item, DictionaryObject):
            waiting.extend(value for key, value in dict.items(item) if key not in aside)
        elif isinstance(item, ArrayObject):
            waiting.extend(entry for entry in list.__iter__(item) if isinstance(entry, _CONTAINERS))
    raise _TooManyError


def _container(value: object) -> object:
    """An encrypted container, readable; texts stay as they are, some are exempt from encryption."""
    if isinstance(value, DecryptedObjectProxy) and isinstance(value.raw_object, _CONTAINERS):
        return clear(value)
    return value


def _plain(value: object) -> bytes:
    """An object's bytes, of dictionaries without what bears on nothing shown.

    Of what was encrypted, what it says: the same is never encrypted twice into the same bytes.
    """
    value = clear(value)
    if isinstance(value, StreamObject):
        content = attempt(lambda: value.data)
        return _entries(value, _OF_ENCODING) + bytes(
            value.encoded_data if content is None else content
        )
    if isinstance(value, DictionaryObject):
        return _entries(value, _ASIDE if "/Type" in value else frozenset())
    if isinstance(value, ArrayObject):
        return b"[" + b" ".join(map(_plain, list.__iter__(value))) + b"]"
    return written(value) if isinstance(value, PdfObject) else b""


def _entries(value: DictionaryObject, aside: frozenset[str]) -> bytes:
    told = [(key, dict.get(value, key)) for key in sorted(value) if key not in aside]
    return b"<<" + b"".join(key.encode() + _plain(entry) for key, entry in told) + b">>"
