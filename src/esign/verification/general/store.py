# SPDX-License-Identifier: Apache-2.0
"""Validation data of every origin: from the security store, and carried by signatures.

Each piece is worth what its own authority's signature is worth; so nothing is demanded of the way
it is written, and what cannot be read is left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pyhanko.pdf_utils.generic import IndirectObject

from esign.verification.facts import Store
from esign.verification.security_store import MOST_BYTES, MOST_IN_ALL, MOST_PIECES
from esign.verification.source import attempt, stream_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from esign.verification.general.carried import Carried
    from esign.verification.source import Source

_KINDS: Final = ("/Certs", "/CRLs", "/OCSPs")


def read_loose_store(source: Source, brought: Iterable[tuple[Carried, int]]) -> Store | None:
    """All validation data of the newest state; None where there is none.

    Args:
        source: the file.
        brought: what signatures carry, each with the number of its revision.
    """
    held = {kind: dict(_pieces(source, kind)) for kind in _KINDS}
    certificates, lists, responses = held.values()
    for data, revision in brought:
        lists.update(dict.fromkeys(data.lists, revision))
        responses.update(dict.fromkeys(data.responses, revision))
    if not (certificates or lists or responses):
        return None
    return Store(certificates, lists, responses)


def _pieces(source: Source, kind: str) -> Iterator[tuple[bytes, int]]:
    """Pieces of one kind with the numbers of the revisions that brought them."""
    room = MOST_IN_ALL
    items = source.items(source.dictionary(source.catalog, "/DSS"), kind)
    for item in items[:MOST_PIECES]:
        data = stream_bytes(source.resolve(item), MOST_BYTES)
        room -= len(data or b"")
        if data is None or room < 0:
            continue
        yield data, _revision(source, item)


def _revision(source: Source, item: object) -> int:
    """The revision that brought a piece of data; the last one where that cannot be told."""
    table = source.reader.xrefs
    if isinstance(item, IndirectObject):
        found = attempt(lambda: table.get_last_change(item.reference))
        if found is not None:
            return int(found)
    return int(table.total_revisions)
