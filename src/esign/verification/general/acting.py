# SPDX-License-Identifier: Apache-2.0
"""What in a file of any origin can change what it shows after it was signed, by itself.

Forms, links, layers and remarks that were there when it was signed are part of what was signed.
Programs, forms of another language and media are too, and yet can show something else tomorrow.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pyhanko.pdf_utils.generic import ArrayObject, DictionaryObject, IndirectObject, Reference

from esign.verification.general.layers import layers_switch
from esign.verification.general.opening import LEAVING, starting_actions
from esign.verification.general.outside import outside_parts
from esign.verification.general.reach import TooManyPartsError
from esign.verification.source import attempt

if TYPE_CHECKING:
    from collections.abc import Iterator

    from esign.verification.source import Source

MOST_NODES: Final = 100_000
_ACTIONS: Final = frozenset(
    ("/JavaScript", "/ImportData", "/SetOCGState", "/Hide", "/Rendition", "/RichMediaExecute")
)
_MEDIA: Final = frozenset(("/Movie", "/Screen", "/RichMedia", "/3D"))
_PATHS: Final = (
    *("/Names", "/JavaScript", "/OpenAction", "/AA", "/A", "/Next", "/AcroForm", "/Fields"),
    *("/Kids", "/Pages", "/Annots", "/Outlines", "/First"),
)
_TRIGGERS: Final = "/AA"


@dataclass(frozen=True, slots=True)
class Acting:
    """Names, sorted, of what makes a file show something else than was signed.

    Attributes:
        parts: what can change by itself; None when there is more than is looked at.
        leaving: actions that start without a click and lead out of the file.
        outside: how pages show what the file does not hold.
    """

    parts: tuple[str, ...] | None = ()
    leaving: tuple[str, ...] = ()
    outside: tuple[str, ...] = ()


def read_acting(source: Source) -> Acting:
    """What in the file acts by itself, or shows what is not in the file."""
    found = acting_parts(source)
    try:
        starting, outside = starting_actions(source), outside_parts(source)
    except TooManyPartsError:
        return Acting(None)
    parts = None if found is None else tuple(sorted({*found, *(starting - LEAVING)}))
    return Acting(parts, tuple(sorted(starting & LEAVING)), outside)


def acting_parts(source: Source) -> tuple[str, ...] | None:
    """Names of what can act, sorted; None when there is more than is looked at."""
    found: set[str] = {"OCProperties"} if layers_switch(source) else set()
    form = source.dictionary(source.catalog, "/AcroForm")
    if form is not None and "/XFA" in form:
        found.add("XFA")
    names = source.dictionary(source.catalog, "/Names")
    found |= {key[1:] for key in ("/JavaScript", "/AlternatePresentations") if key in (names or {})}
    try:
        for node in _nodes(source):
            kind, subtype = _name(source, node, "/S"), _name(source, node, "/Subtype")
            found |= {name[1:] for name in (kind,) if name in _ACTIONS}
            found |= {name[1:] for name in (subtype,) if name in _MEDIA}
    except TooManyPartsError:
        return None
    return tuple(sorted(found))


def _name(source: Source, node: DictionaryObject, key: str) -> str:
    return source.name(node, key) if key in node else ""


def _nodes(source: Source) -> Iterator[DictionaryObject]:
    """The dictionaries that can hold actions, each once."""
    waiting: list[object] = [source.catalog]
    seen: set[Reference] = set()
    for _ in range(MOST_NODES):
        if not waiting:
            return
        item = waiting.pop()
        if isinstance(item, IndirectObject):
            if item.reference in seen:
                continue
            seen.add(item.reference)
            item = attempt(item.get_object)
        if isinstance(item, ArrayObject):
            waiting.extend(list.__iter__(item))
        elif isinstance(item, DictionaryObject):
            yield item
            waiting.extend(dict.get(item, key) for key in _PATHS if key in item)
            triggers = source.dictionary(item, _TRIGGERS) if _TRIGGERS in item else None
            waiting.extend(dict.values(triggers or {}))
            if "/Next" in item and "/Parent" in item:  # an entry of the outlines
                waiting.append(dict.get(item, "/Next"))
    raise TooManyPartsError
