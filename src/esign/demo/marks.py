# SPDX-License-Identifier: Apache-2.0
"""The visible marks of the demonstration office (NĐ 30/2020 Annex I §II.7.d, §II.8.a).

A blue handwriting and a red seal, both PNG with a transparent ground, in their real size. The seal
says in large letters that it is a specimen.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from esign.demo.canvas import Canvas, smooth

if TYPE_CHECKING:
    from pathlib import Path

    from PIL.ImageFont import FreeTypeFont

SIGNATURE_WIDTH_MM = 45
SIGNATURE_HEIGHT_MM = 20
SEAL_WIDTH_MM = 36

BLUE = (24, 58, 164)
RED = (206, 17, 32)

_SPECIMEN = "MẪU"
_DEMO = "DEMO"
_WORTHLESS = "KHÔNG CÓ GIÁ TRỊ"

# A flowing “Châu” with a flourish that returns below it; millimetres from the upper left corner.
_NAME = (
    (12.6, 6.4), (11.6, 3.6), (8.2, 3.2), (5.0, 6.8), (3.6, 11.4), (5.6, 14.9), (9.4, 14.2),
    (12.6, 10.4), (15.4, 5.0), (16.4, 1.9), (15.5, 1.7), (14.6, 6.2), (13.6, 13.4),
    (15.2, 10.2), (16.9, 9.4), (17.1, 12.4), (18.2, 13.2), (20.4, 11.0), (20.9, 9.5),
    (19.6, 9.6), (18.9, 11.8), (19.9, 13.2), (21.6, 10.6), (21.6, 12.6), (22.8, 12.8),
    (24.4, 9.8), (24.2, 12.5), (25.6, 12.8), (27.4, 9.6), (27.2, 12.5), (29.4, 12.2),
    (35.0, 8.6), (40.6, 5.6), (43.0, 6.0), (41.0, 9.6), (31.0, 14.2), (18.0, 17.4),
    (9.0, 18.3), (7.6, 17.5), (14.0, 16.2), (30.0, 15.4),
)  # fmt: skip
_ACCENT = ((20.0, 7.6), (21.6, 5.7), (22.4, 6.3), (23.0, 7.5))


def signature_mark() -> bytes:
    """The director's signature, 45 × 20 mm, PNG."""
    canvas = Canvas(SIGNATURE_WIDTH_MM, SIGNATURE_HEIGHT_MM)
    canvas.stroke(smooth(_NAME), radius=0.31)
    canvas.stroke(smooth(_ACCENT), radius=0.28)
    return canvas.png(BLUE)


def seal_mark(agency: str, font: Path | None) -> bytes:
    """A specimen of an agency seal, 36 × 36 mm, PNG.

    Args:
        agency: the agency's name, written along the ring.
        font: font file; without one, or when it lacks a letter, only “DEMO” is written.
    """
    canvas = Canvas(SEAL_WIDTH_MM, SEAL_WIDTH_MM)
    centre = (SEAL_WIDTH_MM / 2, SEAL_WIDTH_MM / 2)
    canvas.ring(centre, 17.8, 0.9)
    canvas.ring(centre, 16.5, 0.3)
    canvas.ring(centre, 11.0, 0.45)
    canvas.polygon(_star((18.0, 14.2), 4.8))
    name = agency.upper()
    if font is not None and _has_letters(canvas.font(font, 3.0), name + _WORTHLESS + _SPECIMEN):
        canvas.letters_on_arc(name, canvas.font(font, 3.0), centre, 12.6, 238)
        canvas.letters_on_arc(_WORTHLESS, canvas.font(font, 2.2), centre, 14.4, -92)
        for x in (7.2, 28.8):
            canvas.polygon(_star((x, 26.6), 0.9))
        canvas.letters(_SPECIMEN, canvas.font(font, 4.4), (18.0, 23.8))
        canvas.letters(_DEMO, canvas.font(font, 2.6), (18.0, 26.7))
    else:
        canvas.letters(_DEMO, canvas.font(None, 4.4), (18.0, 24.6))
    return canvas.png(RED)


def _star(centre: tuple[float, float], radius: float) -> list[tuple[float, float]]:
    """The ten corners of a five-pointed star, point up."""
    inner = radius * math.sin(math.radians(18)) / math.sin(math.radians(54))
    corners = []
    for index in range(10):
        reach = inner if index % 2 else radius
        turn = math.radians(36 * index)
        corners.append((centre[0] + reach * math.sin(turn), centre[1] - reach * math.cos(turn)))
    return corners


def _has_letters(font: FreeTypeFont, text: str) -> bool:
    """Whether no letter comes out as the font's sign for a missing one."""
    missing = bytes(font.getmask("\U0010fffe"))
    return all(bytes(font.getmask(letter)) != missing for letter in text if letter != " ")
