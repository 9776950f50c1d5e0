# SPDX-License-Identifier: Apache-2.0
"""Where the author has left room: for both signatures, for the number and for the date.

In the order of preference: a box that the clerk names, a marked place (an empty signature field or
a link to `esign:signer` and so on), and what the page says: the signer's name below an empty space,
“Số:      /QĐ-…” and “ngày … tháng … năm …” with blanks.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from esign.errors import Detail
from esign.stamping.adopting.foreign import Foreign, entry, items, resolved
from esign.stamping.adopting.safety import OWN_SCHEME, link_address, signature_fields
from esign.stamping.adopting.text import fold
from esign.stamping.adopting.values import MM, Blank, Box

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from esign.stamping.adopting.text import Glyph, TextPage

Signature = tuple[float, float]
SIGNATURE_MM: Final = (45.0, 20.0)
SEAL_MM: Final = (36.0, 36.0)
SEAL_OVERLAP: Final = 1 / 3
"""The seal covers a third of the signature, on its left (NĐ 30/2020 Annex I §II.8.a)."""
LEAST_HEIGHT: Final = 12 * MM
AIR: Final = 1 * MM
LINE_SIZE: Final = 13.0
ONE_LINE: Final = 2.0
"""Points by which the base lines of one line may differ."""

_NUMBER: Final = re.compile(fold(r"Số") + r":(?P<dots>[._…]*)(?P<digits>\d*)/")
_DATE: Final = re.compile(
    fold("ngày")
    + r"(?P<a>[\d._…]*)"
    + fold("tháng")
    + r"(?P<b>[\d._…]*)"
    + fold("năm")
    + r"(?P<year>\d{4})?"
)


def marked_boxes(foreign: Foreign) -> dict[str, Box]:
    """Places that the author marked: signature fields in their order, and links of ours."""
    found: dict[str, Box] = {}
    fields = signature_fields(foreign)
    names = [str(entry(field.get_object(), "/T")) for field in fields]
    ours = {"signer", "seal"} <= set(names)
    order = names if ours else ["signer", "seal"]
    for page in foreign.pages:
        for reference in items(page.entries, "/Annots"):
            annotation = resolved(reference)
            address = link_address(entry(annotation, "/A"))
            if address.startswith(OWN_SCHEME):
                found[address.removeprefix(OWN_SCHEME)] = _box(annotation, page.ordinal)
            elif reference in fields:
                place = fields.index(reference)  # type: ignore[arg-type]
                if place < len(order):
                    found[order[place]] = _box(annotation, page.ordinal)
    return found


def _box(annotation: object, page: int) -> Box:
    left, bottom, right, top = (float(resolved(each)) for each in items(annotation, "/Rect"))  # type: ignore[arg-type]
    return Box(page, min(left, right), min(bottom, top), max(left, right), max(bottom, top))


def signer_box(pages: Sequence[TextPage], name: str) -> Box | Detail:
    """The room above the signer's printed name, on the last page that has it."""
    for ordinal in range(len(pages), 0, -1):
        place = _last_line(pages[ordinal - 1], fold(name))
        if place is not None:
            return _above(pages[ordinal - 1], ordinal, place, name)
    return Detail("adopt.no_name", facts={"name": name})


def _last_line(page: TextPage, wanted: str) -> list[Glyph] | None:
    """The glyphs of the last time the page says something within one line."""
    letters, owners = page.folded
    place = letters.rfind(wanted)
    while place >= 0:
        own = page.glyphs[owners[place] : owners[place + len(wanted) - 1] + 1]
        if (
            own
            and max(each.baseline for each in own) - min(each.baseline for each in own) < ONE_LINE
        ):
            return list(own)
        place = letters.rfind(wanted, 0, place)
    return None


def _above(page: TextPage, ordinal: int, words: list[Glyph], name: str) -> Box | Detail:
    middle = (min(each.left for each in words) + max(each.right for each in words)) / 2
    floor = max(each.top for each in words)
    half = SIGNATURE_MM[0] * MM / 2
    over = [
        each.bottom
        for each in page.glyphs
        if each.bottom >= floor and middle - half < each.right and each.left < middle + half
    ]
    room = min(over, default=page.height) - floor
    height = min(SIGNATURE_MM[1] * MM, room - 2 * AIR)
    if height < LEAST_HEIGHT:
        return Detail("adopt.no_room", facts={"name": name, "page": ordinal})
    centre = floor + min(room, SEAL_MM[1] * MM) / 2
    return Box(ordinal, middle - half, centre - height / 2, middle + half, centre + height / 2)


def seal_beside(signer: Box) -> Box:
    """The seal's box: its right edge a third into the signature, both on one middle line."""
    width, height = (each * MM for each in SEAL_MM)
    right = signer.left + (signer.right - signer.left) * SEAL_OVERLAP
    middle = (signer.bottom + signer.top) / 2
    return Box(signer.page, right - width, middle - height / 2, right, middle + height / 2)


def number_blank(page: TextPage, symbol: str) -> Blank | Detail:
    """The blank of “Số:      /QĐ-SGDĐT” on the first page; the symbol must be the document's."""
    letters, owners = page.folded
    for found in _NUMBER.finditer(letters):
        if page.glyphs[owners[found.start()]].baseline < page.height / 2:
            continue
        if found["digits"]:
            return Detail("adopt.number_filled")
        if found["dots"]:
            return Detail("adopt.dots", facts={"place": "Số:      /"})
        if not letters.startswith(fold(symbol), found.end()):
            return Detail("adopt.other_symbol", facts={"symbol": symbol})
        colon = page.glyphs[owners[found.end() - 2]]
        slash = page.glyphs[owners[found.end() - 1]]
        return _between("number", colon, slash)
    return Detail("adopt.no_number_place", facts={"symbol": symbol})


def date_blanks(page: TextPage) -> tuple[tuple[Blank, ...], int] | Detail:
    """The blanks of “ngày    tháng    năm 2026” on the first page, and the year it prints."""
    letters, owners = page.folded
    for found in _DATE.finditer(letters):
        first = page.glyphs[owners[found.start()]]
        if first.baseline < page.height / 2:
            continue
        if re.search(r"\d", found["a"] + found["b"]):
            return Detail("adopt.date_filled")
        if found["a"] or found["b"]:
            return Detail("adopt.dots", facts={"place": "ngày      tháng      năm"})
        return _date(page, owners, found)
    return Detail("adopt.no_date_place")


def _date(page: TextPage, owners: list[int], found: re.Match[str]) -> tuple[tuple[Blank, ...], int]:
    def glyph(place: int) -> Glyph:
        return page.glyphs[owners[place]]

    month, year = found.end("a"), found.end("b")
    day = _between("day", glyph(month - 1), glyph(month))
    of_year = _between("month", glyph(year - 1), glyph(year))
    if found["year"]:
        return (day, of_year), int(found["year"])
    last = glyph(found.end() - 1)
    room = page.width - last.right
    middle = last.right + 1.5 * last.size
    return (day, of_year, Blank("year", 1, middle, last.baseline, room, last.size)), 0


def _between(means: str, before: Glyph, after: Glyph) -> Blank:
    middle, room = (before.right + after.left) / 2, after.left - before.right
    return Blank(means, 1, middle, before.baseline, room, before.size)


def box_blank(means: str, box: Box) -> Blank:
    """The blank that a box is, its word in the middle of it."""
    baseline = (box.bottom + box.top) / 2 - LINE_SIZE / 3
    room = box.right - box.left
    return Blank(means, box.page, (box.left + box.right) / 2, baseline, room, LINE_SIZE)


def placed_wrongly(boxes: Sequence[tuple[str, Box]], pages: Sequence[TextPage]) -> Iterator[Detail]:
    """Boxes that are not on a page of the document."""
    for name, box in boxes:
        page = pages[box.page - 1] if 1 <= box.page <= len(pages) else None
        inside = page is not None and (
            0 <= box.left < box.right <= page.width and 0 <= box.bottom < box.top <= page.height
        )
        if not inside:
            yield Detail("adopt.box_off_page", facts={"box": name, "page": box.page})
