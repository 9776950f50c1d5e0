# SPDX-License-Identifier: Apache-2.0
"""What the limited process does with a foreign file: judge it, write it anew, find the places."""

from __future__ import annotations

import base64
import re
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, cast

import pypdfium2

from esign.errors import Detail, InputError
from esign.kinds import marks_secret
from esign.stamping.adopting.fonts import font_faults
from esign.stamping.adopting.foreign import FAULTS, Foreign, entry
from esign.stamping.adopting.places import (
    box_blank,
    date_blanks,
    marked_boxes,
    number_blank,
    placed_wrongly,
    seal_beside,
    signer_box,
)
from esign.stamping.adopting.plain import PlainCopy
from esign.stamping.adopting.safety import SIGNED, faults
from esign.stamping.adopting.text import read_text
from esign.stamping.adopting.values import Blank, Box, as_told

if TYPE_CHECKING:
    from esign.stamping.adopting.text import TextPage

MOST_FAULTS: Final = 20
_PART: Final = re.compile(rb"pdfaid:part(?:>|\s*=\s*[\"'])\s*(\d)")
_LEVEL: Final = re.compile(rb"pdfaid:conformance(?:>|\s*=\s*[\"'])\s*([A-Za-z])")
_BROKEN: Final = (*FAULTS, zlib.error, pypdfium2.PdfiumError)


def examine(data: bytes, options: dict[str, object]) -> dict[str, object]:
    """Judge a foreign file; what it answers is read by `adoptable`.

    Args:
        data: the file.
        options: `name` of the file; `signer` as the page prints him; `symbol` of the document;
            `boxes`, what the clerk says: page and four measures in mm by `signer`, `seal`,
            `number`, `date`.

    Raises:
        InputError: the file is not safe to sign, is marked secret, or lacks a place; every fault
            is told.
    """
    judged = judge(data, str(options["name"]))
    return {**judged.answer, **_places(judged.pages, judged.marked, options)}


@dataclass(frozen=True, slots=True)
class Judged:
    """A foreign file that is safe to sign.

    Attributes:
        plain: the plain copy.
        pages: what they say.
        marked: the places that the author marked.
        claimed: what conformance the source claims for itself (ISO 19005); empty for none.
    """

    plain: bytes
    pages: list[TextPage]
    marked: dict[str, Box]
    claimed: str

    @property
    def answer(self) -> dict[str, object]:
        """What the limited process says of every file."""
        data = base64.b64encode(self.plain).decode("ascii")
        return {"pdf": data, "pages": len(self.pages), "claimed": self.claimed}


def judge(data: bytes, name: str, signed: str = "") -> Judged:
    """Judge a foreign file and write it anew.

    Args:
        data: the file.
        name: how errors call it.
        signed: the one thing to say of a file that bears a digital signature, as a message code;
            by default it is told with what else is wrong.

    Raises:
        InputError: it is not safe to sign, or is marked secret; every fault is told.
    """
    try:
        foreign = Foreign(data, name)
        found = [*faults(foreign), *font_faults(foreign)]
        if signed and any(each.code == SIGNED for each in found):
            raise InputError(signed, name=name)
        if found:
            raise InputError(
                "adopt.unsafe", details=found[:MOST_FAULTS], name=name, count=len(found)
            )
        plain = PlainCopy(foreign).written()
        judged = Judged(plain, read_text(plain), marked_boxes(foreign), _claimed(foreign))
    except _BROKEN as fault:
        raise InputError("adopt.unreadable", name=name) from fault
    _refuse_secret(judged.pages)
    return judged


def _refuse_secret(pages: list[TextPage]) -> None:
    """NĐ 30/2020 Đ15 k2; nothing of the text is told."""
    if any(marks_secret(line) for page in pages for line in page.lines):
        raise InputError("request.secret")


def _places(
    pages: list[TextPage], marked: dict[str, Box], options: dict[str, object]
) -> dict[str, object]:
    stated = cast("dict[str, list[float]]", options["boxes"])
    boxes = marked | {name: stated_box(each, pages) for name, each in stated.items()}
    name, missing = str(options["name"]), []
    signer = boxes.get("signer") or signer_box(pages, str(options["signer"]))
    if isinstance(signer, Detail):
        raise InputError("adopt.no_place", details=[signer], name=name)
    seal = boxes.get("seal") or seal_beside(signer)
    blanks, year = [], 0
    number = _blank("notation", boxes.get("number")) or number_blank(
        pages[0], str(options["symbol"])
    )
    date = _blank("date", boxes.get("date"))
    dated = ((date,), 0) if date else date_blanks(pages[0])
    if isinstance(number, Detail):
        missing.append(number)
    else:
        blanks.append(number)
    if isinstance(dated, Detail):
        missing.append(dated)
    else:
        blanks.extend(dated[0])
        year = dated[1]
    given = [("signer", signer), ("seal", seal)]
    given += [(each, boxes[each]) for each in ("number", "date") if each in boxes]
    missing.extend(placed_wrongly(given, pages))
    if signer.page != seal.page:
        missing.append(Detail("adopt.boxes_apart"))
    if missing:
        raise InputError("adopt.no_place", details=missing, name=name)
    return {
        "signer": as_told(signer),
        "seal": as_told(seal),
        "blanks": [as_told(each) for each in blanks],
        "year": year,
    }


def stated_box(measures: list[float], pages: list[TextPage]) -> Box:
    """The box that the clerk says: page, and four measures in mm."""
    page = int(measures[0])
    height = pages[page - 1].height if 1 <= page <= len(pages) else 0.0
    x, y, width, tall = measures[1:]
    return Box.in_mm(page, (x, y, width, tall), height)


def _blank(means: str, box: Box | None) -> Blank | None:
    return None if box is None else box_blank(means, box)


def _claimed(foreign: Foreign) -> str:
    """What conformance the source claims for itself (ISO 19005); empty for none."""
    packet: Any = entry(foreign.catalog, "/Metadata")
    data = packet.data if packet is not None else b""
    part, level = _PART.search(data), _LEVEL.search(data)
    if part is None:
        return ""
    return f"PDF/A-{part[1].decode()}{level[1].decode().lower() if level else ''}"
