# SPDX-License-Identifier: Apache-2.0
"""Box 14: the agency's signature on an electronic copy, as a text (Part II, Section III)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from support.layout import NEAR, Check, rule, within
from support.layout_header import TIMES
from support.measuring import BLACK, MM

if TYPE_CHECKING:
    from collections.abc import Iterator

    from support.layout import Laid

SIZE = 10
MARGIN = 15


@rule("Part II, III", "at the top right of the first page, in the top margin")
def note_place(laid: Laid) -> Iterator[Check]:
    if laid.noted is not None:
        page, box = laid.noted.page, laid.noted.box
        yield Check("first page", page.number == 1)
        yield within((page.width - box.right) / MM, MARGIN - 0.1, 20, "mm from the right")
        yield within((page.height - box.top) / MM, 5, 20, "mm from the top")
        below = laid.first.lines[0]
        yield Check("above the header", box.bottom >= below.top - NEAR)


@rule("Part II, III", "room of 77 x 9 mm (Annex III, electronic forms)")
def note_room(laid: Laid) -> Iterator[Check]:
    if laid.noted is not None:
        box = laid.noted.box
        yield within(box.width / MM, 76.9, 77.1, "mm wide")
        yield within(box.height / MM, 8.9, 9.1, "mm high")


@rule("Part II, III", "form of copy; name of the body; day/month/year; hour:minute:second, zone")
def note_text(laid: Laid) -> Iterator[Check]:
    if laid.noted is not None:
        found = " ".join(line.text for line in laid.noted.lines)
        yield Check(found, found == laid.noted.wanted)


@rule("Part II, III", "10 pt")
def note_letters(laid: Laid) -> Iterator[Check]:
    for line in laid.noted.lines if laid.noted else ():
        for size in line.sizes:
            yield within(size, SIZE, SIZE, "pt")


@rule("Part II, III", "Times New Roman, upright")
def note_style(laid: Laid) -> Iterator[Check]:
    for line in laid.noted.lines if laid.noted else ():
        yield Check(line.style, line.style == "upright")
        fonts = {glyph.font for glyph in line.glyphs}
        yield Check(", ".join(sorted(fonts)), all(font.startswith(TIMES) for font in fonts))


@rule("Part II, III", "black")
def note_colour(laid: Laid) -> Iterator[Check]:
    for line in laid.noted.lines if laid.noted else ():
        yield Check(str(line.colors), line.colors == {BLACK})


@rule("Part II, III", "flush with the right edge, within its room")
def note_edge(laid: Laid) -> Iterator[Check]:
    for line in laid.noted.lines if laid.noted else ():
        box = laid.noted.box if laid.noted else None
        assert box is not None
        off = (box.right - line.right) / MM
        yield Check(f"{off:+.2f} mm off the edge", abs(off) * MM <= NEAR)
        yield Check("within", line.left >= box.left - NEAR and line.bottom >= box.bottom - NEAR)


@rule("Part II, III", "the picture of the seal is not shown")
def no_picture(laid: Laid) -> Iterator[Check]:
    if laid.noted is not None:
        yield Check(f"{laid.noted.shapes} shapes", laid.noted.shapes == 0)
