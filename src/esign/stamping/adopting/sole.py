# SPDX-License-Identifier: Apache-2.0
"""What the limited process does with a file that the agency alone is to sign, in box 14.

A separate annex of a document, or the scanned paper of an electronic copy (NĐ 30/2020/NĐ-CP, Annex
I, Part I, Section II.8.b; Part II, Section III).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast

import pypdfium2

from esign.errors import InputError
from esign.stamping.adopting.places import placed_wrongly
from esign.stamping.adopting.scans import is_covered, scan_faults
from esign.stamping.adopting.task import MOST_FAULTS, judge, stated_box
from esign.stamping.adopting.values import MM, NOTE_MM, Box, as_told

if TYPE_CHECKING:
    from esign.stamping.adopting.task import Judged

LEAST_MM: Final = (60, 9)
"""Any number and symbol, and any usual name of an agency, fit into as much."""
ROUNDED: Final = 0.5  # points
RIGHT_MM: Final = 15.0
ABOVE_MM: Final = 9.0
"""From the upper edge: within the upper margin of 20 mm, above the header."""


def examine_annex(data: bytes, options: dict[str, object]) -> dict[str, object]:
    """Judge an annex; what it answers is read by `sealable`.

    Args:
        data: the file.
        options: `name` of the file; `boxes`, what the clerk says: page and four measures in mm by
            `seal`.

    Raises:
        InputError: the file is not safe to sign, is marked secret, or has no room for the text.
    """
    name = str(options["name"])
    said = _placed(judge(data, name, signed="annex.signed"), options)
    if said["covered"]:
        raise InputError("annex.no_room", name=name)
    return said


def examine_copy(data: bytes, options: dict[str, object]) -> dict[str, object]:
    """Judge the scanned paper of a copy; what it answers is read by `sealable`.

    Args:
        data: the file.
        options: as `examine_annex`; and `scanned`, whether it must be pictures of paper: an excerpt
            need not.

    Raises:
        InputError: the file is not safe to sign, is marked secret, or is not scanned as it must be;
            every fault is told.
    """
    name = str(options["name"])
    judged = judge(data, name, signed="copy.signed")
    if options["scanned"]:
        try:
            found = scan_faults(judged.plain)
        except pypdfium2.PdfiumError as fault:
            raise InputError("adopt.unreadable", name=name) from fault
        if found:
            details = found[:MOST_FAULTS]
            raise InputError("copy.scan_unfit", details=details, name=name, count=len(found))
    return _placed(judged, options)


def _placed(judged: Judged, options: dict[str, object]) -> dict[str, object]:
    """Where the text goes: as the clerk says, as the author marked it, else as the forms show."""
    name, stated = str(options["name"]), cast("dict[str, list[float]]", options["boxes"])
    box = stated_box(stated["seal"], judged.pages) if "seal" in stated else None
    box = box or judged.marked.get("seal") or _usual(judged)
    wrong = list(placed_wrongly([("seal", box)], judged.pages))
    if wrong or box.page != 1:
        raise InputError("adopt.no_first_page", details=wrong, name=name)
    sides = (box.right - box.left + ROUNDED, box.top - box.bottom + ROUNDED)
    if any(side < least * MM for side, least in zip(sides, LEAST_MM, strict=True)):
        raise InputError("adopt.box_too_small", name=name, width=LEAST_MM[0], height=LEAST_MM[1])
    return {**judged.answer, "seal": as_told(box), "covered": is_covered(judged.plain, box)}


def _usual(judged: Judged) -> Box:
    page = judged.pages[0]
    left = page.width / MM - RIGHT_MM - NOTE_MM[0]
    return Box.in_mm(1, (left, ABOVE_MM, *NOTE_MM), page.height)
