# SPDX-License-Identifier: Apache-2.0
"""The document security store (ISO 32000-2 §12.8.4.3): certificates, CRLs and OCSP responses."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

from pyhanko.pdf_utils.generic import ArrayObject, IndirectObject, NumberObject, StreamObject

from esign.verification.data_form import proper_certificate, proper_list, proper_response
from esign.verification.facts import Store
from esign.verification.source import attempt

if TYPE_CHECKING:
    from esign.verification.source import Source

KINDS = {"/Certs": proper_certificate, "/CRLs": proper_list, "/OCSPs": proper_response}
"""The store's lists, each with the test of what belongs there."""
MOST_BYTES = 16 << 20
"""The largest piece of data that is read; the largest lists in use have some megabytes."""
MOST_IN_ALL = 32 << 20
MOST_PIECES = 512

_STREAM = frozenset(("/Length", "/Filter"))
_DEFLATE = "/FlateDecode"


def read_store(source: Source) -> Store:
    """What the newest state's store holds; whatever cannot be read makes it unsound."""
    store = source.dictionary(source.catalog, "/DSS")
    found: dict[str, dict[bytes, int]] = {kind: {} for kind in KINDS}
    sound = store is not None
    room, pieces = MOST_IN_ALL, MOST_PIECES
    for kind, proper in KINDS.items():
        for item in source.items(store, kind):
            data = stream_content(source.resolve(item))
            pieces -= 1
            room -= len(data or b"")
            if data is None or room < 0 or pieces < 0 or not proper(data):
                sound = False
                break
            found[kind].setdefault(data, _revision(source, item))
    certificates, lists, responses = found.values()
    return Store(certificates, lists, responses, sound=sound)


def is_proper(kind: str, stream: object) -> bool:
    """Whether an object is a plain stream of such data: `/Certs`, `/CRLs` or `/OCSPs`."""
    data = stream_content(stream)
    return data is not None and KINDS[kind](data)


def stream_content(stream: object) -> bytes | None:
    """The content of a plain stream, deflated at most once; None if it is none, or too large."""
    if not isinstance(stream, StreamObject) or not _STREAM.issuperset(stream):
        return None
    encoded: bytes | None = attempt(lambda: stream.encoded_data)
    length = dict.get(stream, "/Length")
    if encoded is None or not isinstance(length, NumberObject) or length != len(encoded):
        return None
    if "/Filter" not in stream:
        return encoded if len(encoded) <= MOST_BYTES else None
    named = dict.get(stream, "/Filter")
    filters = list(list.__iter__(named)) if isinstance(named, ArrayObject) else [named]
    return _inflated(encoded) if filters == [_DEFLATE] else None


def _inflated(encoded: bytes) -> bytes | None:
    """The content, if it ends within bounds and nothing follows it."""
    state = zlib.decompressobj()
    try:
        content = state.decompress(encoded, MOST_BYTES)
    except zlib.error:
        return None
    return content if state.eof and not state.unused_data else None


def _revision(source: Source, item: object) -> int:
    """The revision that brought a piece of data; the last one where that cannot be told."""
    cache = source.reader.xrefs
    if isinstance(item, IndirectObject):
        found = attempt(lambda: cache.get_last_change(item.reference))
        if found is not None:
            return int(found)
    return int(cache.total_revisions)
