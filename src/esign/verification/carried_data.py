# SPDX-License-Identifier: Apache-2.0
"""The document for machines that travels within an issued PDF, held against what the file says.

People read the page, registers the metadata, programs the attached data (`esign.document/1`); all
were signed together, and nothing but this comparison keeps them from saying different things.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from pyhanko.pdf_utils.generic import StreamObject

from esign.verification.outcome import failed, undecided
from esign.verification.source import attempt, stream_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from esign.verification.facts import Facts
    from esign.verification.outcome import Outcome
    from esign.verification.source import Source

RULE: Final = "data-agrees"
SCHEMA: Final = "esign.document/1"
UNREADABLE: Final = "unreadable"
SEVERAL: Final = "several"
MOST_BYTES: Final = 4 << 20
_MOST_FILES: Final = 64
_SAME: Final = ("kind", "type_name", "issued_on", "document_id", "lookup_code", "subject")
_AGENCY: Final = {"agency": "name", "agency_code": "code"}


def disagreeing(source: Source, revision: int, said: Mapping[str, str]) -> tuple[str, ...]:
    """What attached data says otherwise than the metadata; empty where there is none, or it agrees.

    Args:
        source: the file.
        revision: the one that was signed first.
        said: the metadata.

    Returns:
        Names of the metadata; `unreadable` or `several` where it cannot be told.
    """
    return differing(_attached(source, revision), said)


def differing(attached: Iterable[bytes | None], said: Mapping[str, str]) -> tuple[str, ...]:
    """As `disagreeing`, of the contents of the attached files; None is one that cannot be read."""
    mark = SCHEMA.encode()
    found = [content for content in attached if content is None or mark in content]
    if len(found) > 1:
        return (SEVERAL,)
    if not found:
        return ()
    carried = _said(found[0])
    if carried is None:
        return (UNREADABLE,)
    return tuple(name for name, value in carried.items() if said.get(name) != value)


def _attached(source: Source, revision: int) -> Iterator[bytes | None]:
    """The contents of the attached files; None of one that cannot be read."""
    root = attempt(lambda: source.reader.root_ref)
    catalogue = source.at_revision(root, revision) if root is not None else None
    for item in source.items(catalogue, "/AF")[:_MOST_FILES]:
        embedded = source.dictionary(source.dictionary(source.resolve(item), "/EF"), "/F")
        if isinstance(embedded, StreamObject):
            yield stream_bytes(embedded, MOST_BYTES)


def _said(content: bytes | None) -> dict[str, str] | None:
    try:
        whole = json.loads(content or b"", object_pairs_hook=_once)
    except (ValueError, RecursionError):
        return None
    agency = whole.get("agency") if isinstance(whole, dict) else None
    if not isinstance(agency, dict):
        return None
    said = {name: whole[name] for name in _SAME if name in whole}
    said |= {name: agency[key] for name, key in _AGENCY.items() if key in agency}
    return {name: str(value) for name, value in said.items()}


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """An object whose names each stand once; readers could take either of two."""
    if len(dict(pairs)) < len(pairs):
        raise ValueError("a name stands twice")
    return dict(pairs)


def data_agrees(facts: Facts) -> Outcome | None:
    """None where there is no such data, or it agrees."""
    differ = facts.disagreeing
    if not differ:
        return None
    if differ in {(SEVERAL,), (UNREADABLE,)}:
        return undecided(f"verification.data.{differ[0]}")
    return failed("verification.data.disagrees", names=", ".join(differ))
