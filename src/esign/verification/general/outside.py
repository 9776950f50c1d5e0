# SPDX-License-Identifier: Apache-2.0
"""What a page shows and the file does not hold: nobody signed it.

A stream's content may lie in another file or at an address (ISO 32000-1 Table 5), a form may stand
for a page of another file (§8.10.4), a picture for one that a print shop puts in (§14.11.7), or for
another picture on paper (§8.9.5.4).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pyhanko.pdf_utils.generic import StreamObject

from esign.verification.general.reach import Reach

if TYPE_CHECKING:
    from collections.abc import Iterator

    from esign.verification.source import Source

_DRAWN: Final = ("/Contents", "/Resources", "/Annots", "/Thumb")
_BEYOND: Final = frozenset(
    ("/Parent", "/P", "/A", "/AA", "/Dest", "/Popup", "/IRT", "/FS", "/V", "/StructTreeRoot")
)
"""Ways from what is drawn to other pages, to actions, and to attachments."""
_KEYS: Final = ("/F", "/Ref", "/OPI", "/Alternates")


def outside_parts(source: Source) -> tuple[str, ...]:
    """Keys by which something else is shown than the file holds, sorted.

    Raises:
        TooManyPartsError: there is more than is looked at.
    """
    drawn = Reach(source, _drawn(source), _BEYOND)
    streams = (part for part in drawn if isinstance(part, StreamObject))
    found = {key[1:] for part in streams for key in _KEYS if key in part}
    return tuple(sorted(found))


def _drawn(source: Source) -> Iterator[object]:
    yield source.raw(source.dictionary(source.catalog, "/AcroForm"), "/DR")
    tree = [source.raw(source.catalog, "/Pages")]
    for node in Reach(source, tree, frozenset((*_DRAWN, "/Parent"))):
        yield from (source.raw(node, key) for key in _DRAWN if key in node)
