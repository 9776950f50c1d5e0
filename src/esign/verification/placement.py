# SPDX-License-Identifier: Apache-2.0
"""Where on its page a signature is seen (ISO 32000-2 §7.7.3, §12.5.2, §12.5.3).

Every number of a file may be nonsense, and its page tree may run in circles; what cannot be told is
no place. A report draws a frame there, so nothing here bears on a verdict.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pyhanko.pdf_utils.generic import (
    DictionaryObject,
    FloatObject,
    IndirectObject,
    NumberObject,
    Reference,
)

from esign.model import Place
from esign.verification.source import attempt

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from esign.verification.form import SignedField
    from esign.verification.source import Source

Box = tuple[float, float, float, float]

MOST_NODES: Final = 20_000
"""Nodes of a page tree that are looked at, pages among them."""
MOST_WIDGETS: Final = 8
"""Widgets of one field that are looked for."""
FARTHEST: Final = 1_000_000.0
"""Points; a coordinate beyond is no place on a page."""
SMALLEST: Final = 0.5
"""Points; a box that is narrower or lower cannot be seen."""
NOT_SEEN: Final = 2 | 32
"""Annotation flags Hidden and NoView (ISO 32000-2 Table 167)."""
LETTER: Final[Box] = (0.0, 0.0, 612.0, 792.0)
"""What readers take for a page that states no size."""
CORNERS: Final = 4
INHERITED: Final = ("/MediaBox", "/CropBox", "/Rotate")


@dataclass(frozen=True, slots=True)
class _Page:
    """A page: its ordinal, what it shows of its coordinates, and its clockwise quarter turns."""

    number: int
    node: DictionaryObject
    shown: Box
    turns: int


def find_places(source: Source, fields: Iterable[SignedField]) -> dict[Reference, Place]:
    """Where each of the fields is seen, by the field's reference; invisible ones are left out.

    A widget counts only where a page lists it, as readers draw no others; the first such page and
    the field's first visible widget.
    """
    wanted = {
        reference: (field.reference, widget)
        for field in fields
        for reference, widget in _widgets(source, field)
    }
    found: dict[Reference, Place] = {}
    pages = _pages(source)
    while wanted and (page := next(pages, None)) is not None:
        for item in source.items(page.node, "/Annots"):
            known = wanted.pop(item.reference, None) if isinstance(item, IndirectObject) else None
            place = None if known is None else _place(source, page, known[1])
            if known is not None and place is not None:
                found.setdefault(known[0], place)
    return found


def _widgets(source: Source, field: SignedField) -> Iterator[tuple[Reference, DictionaryObject]]:
    """The field's visible annotations: itself, or those among its kids that are no fields."""
    if "/Rect" in field.widget:
        yield field.reference, field.widget
        return
    for item in source.items(field.widget, "/Kids")[:MOST_WIDGETS]:
        kid = source.resolve(item)
        if isinstance(item, IndirectObject) and isinstance(kid, DictionaryObject):
            yield item.reference, kid


def _pages(source: Source) -> Iterator[_Page]:
    """The pages in the order of the tree, each node once."""
    root = source.raw(source.catalog, "/Pages")
    waiting: list[tuple[object, Mapping[str, object]]] = [(root, {})]
    seen: set[Reference] = set()
    number = 0
    for _ in range(MOST_NODES):
        if not waiting:
            return
        item, inherited = waiting.pop()
        node = source.resolve(item)
        if not isinstance(item, IndirectObject) or not isinstance(node, DictionaryObject):
            continue
        if item.reference in seen:
            continue
        seen.add(item.reference)
        own = {key: source.entry(node, key) for key in INHERITED if key in node}
        passed_on = {**inherited, **own}
        if "/Kids" in node:
            kids = reversed(source.items(node, "/Kids"))
            waiting.extend((kid, passed_on) for kid in kids)
            continue
        number += 1
        yield _Page(number, node, _shown(source, passed_on), _turns(passed_on.get("/Rotate")))


def _shown(source: Source, entries: Mapping[str, object]) -> Box:
    """The part of the page that is shown: its crop box as far as its media box goes."""
    media = _box(source, entries.get("/MediaBox")) or LETTER
    crop = _box(source, entries.get("/CropBox"))
    return media if crop is None else _common(media, crop) or media


def _turns(value: object) -> int:
    """Clockwise quarter turns; what is no multiple of 90 degrees counts as none."""
    degrees = int(value) if isinstance(value, NumberObject) else 0
    return 0 if degrees % 90 else degrees // 90 % 4


def _place(source: Source, page: _Page, widget: object) -> Place | None:
    """Where the widget is seen on the page; None if it is not."""
    flags = source.entry(widget, "/F")
    if isinstance(flags, NumberObject) and int(flags) & NOT_SEEN:
        return None
    box = _box(source, source.entry(widget, "/Rect"))
    seen = None if box is None else _common(page.shown, box)
    return None if seen is None else Place(page.number, _turned(seen, page))


def _turned(box: Box, page: _Page) -> Box:
    """The box, from the lower left corner of the page as it is shown."""
    left, bottom, right, top = page.shown
    width, height = right - left, top - bottom
    x0, y0, x1, y1 = box[0] - left, box[1] - bottom, box[2] - left, box[3] - bottom
    turned = (
        (x0, y0, x1, y1),
        (y0, width - x1, y1, width - x0),
        (width - x1, height - y1, width - x0, height - y0),
        (height - y1, x0, height - y0, x1),
    )
    return turned[page.turns]


def _box(source: Source, value: object) -> Box | None:
    """Four numbers as left, bottom, right, top; None if they span nothing that can be seen."""
    items = tuple(list.__iter__(value))[: CORNERS + 1] if isinstance(value, list) else ()
    numbers = [_number(source.resolve(item)) for item in items]
    if len(numbers) != CORNERS:
        return None
    x0, y0, x1, y1 = numbers
    if x0 is None or y0 is None or x1 is None or y1 is None:
        return None
    return _visible((min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)))


def _number(value: object) -> float | None:
    if not isinstance(value, NumberObject | FloatObject):
        return None
    number = attempt(lambda: float(value))
    usable = number is not None and math.isfinite(number) and abs(number) <= FARTHEST
    return number if usable else None


def _common(one: Box, other: Box) -> Box | None:
    """What two boxes share, if that can be seen."""
    left, bottom = max(one[0], other[0]), max(one[1], other[1])
    right, top = min(one[2], other[2]), min(one[3], other[3])
    return _visible((left, bottom, right, top))


def _visible(box: Box) -> Box | None:
    left, bottom, right, top = box
    return box if right - left >= SMALLEST and top - bottom >= SMALLEST else None
