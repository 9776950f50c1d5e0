# SPDX-License-Identifier: Apache-2.0
"""One-colour drawing in millimetres, smooth by supersampling, out as a transparent PNG."""

from __future__ import annotations

import io
import math
from itertools import pairwise
from typing import TYPE_CHECKING

from PIL import Image, ImageChops, ImageDraw, ImageFont

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    Point = tuple[float, float]
    Bezier = tuple[Point, Point, Point, Point]

DPI = 300
SHADE = 17  # of 255
SUPERSAMPLING = 4
MM_PER_INCH = 25.4
STEPS = 120


class Canvas:
    """A sheet of `width` × `height` mm; the origin is the upper left corner."""

    def __init__(self, width: float, height: float) -> None:
        across, down = (round(side / MM_PER_INCH * DPI) for side in (width, height))
        self._size = (across, down)
        self._scale = DPI / MM_PER_INCH * SUPERSAMPLING
        self._ink = Image.new("L", (across * SUPERSAMPLING, down * SUPERSAMPLING))
        self._draw = ImageDraw.Draw(self._ink)

    def dot(self, centre: Point, radius: float) -> None:
        """A filled circle."""
        self._draw.ellipse(self._square(centre, radius), fill=255)

    def ring(self, centre: Point, radius: float, width: float) -> None:
        """A circle line whose outer edge has that radius."""
        self._draw.ellipse(
            self._square(centre, radius), outline=255, width=round(width * self._scale)
        )

    def polygon(self, corners: Iterable[Point]) -> None:
        """A filled polygon."""
        self._draw.polygon([(x * self._scale, y * self._scale) for x, y in corners], fill=255)

    def stroke(self, curve: Sequence[Bezier], radius: float) -> None:
        """A pen stroke along the curve, thinner where the pen is fast and at both ends."""
        points = list(_walk(curve))
        for index, (here, there) in enumerate(pairwise(points)):
            share = (index + 1) / len(points)
            lift = min(1.0, 14 * share, 9 * (1 - share)) ** 0.5
            speed = math.dist(here, there) * STEPS
            self.dot(there, radius * lift * (0.55 + 0.75 / (1 + speed / 9)))

    def letters(self, text: str, font: ImageFont.FreeTypeFont, at: Point) -> None:
        """A line of text, centred on `at` along its baseline."""
        spot = (at[0] * self._scale, at[1] * self._scale)
        self._draw.text(spot, text, font=font, fill=255, anchor="ms")

    def letters_on_arc(
        self, text: str, font: ImageFont.FreeTypeFont, centre: Point, radius: float, span: float
    ) -> None:
        """Text along a circle, centred on its top; `span` is the angle it fills, in degrees.

        A negative span writes along the bottom, its letters upright there.
        """
        advances = [font.getlength(letter) for letter in text]
        travelled = 0.0
        for letter, advance in zip(text, advances, strict=True):
            angle = span * ((travelled + advance / 2) / sum(advances) - 0.5)
            travelled += advance
            self._letter(letter, font, _on_circle(centre, radius, angle, span), angle)

    def font(self, file: Path | None, height: float) -> ImageFont.FreeTypeFont:
        """A font whose em is `height` mm; without a file, a plain one for ASCII."""
        size = round(height * self._scale)
        if file is not None:
            return ImageFont.truetype(file, size)
        plain = ImageFont.load_default(size)
        if not isinstance(plain, ImageFont.FreeTypeFont):
            raise TypeError("Pillow was built without FreeType")
        return plain

    def png(self, colour: tuple[int, int, int]) -> bytes:
        """The drawing in that colour on nothing, 300 dpi; its edges in few shades pack well."""
        picture = Image.new("RGBA", self._size, (*colour, 0))
        ink = self._ink.resize(self._size, Image.Resampling.LANCZOS)
        picture.putalpha(ink.point(lambda opacity: round(opacity / SHADE) * SHADE))
        target = io.BytesIO()
        picture.save(target, "PNG", dpi=(DPI, DPI), optimize=True)
        return target.getvalue()

    def _square(self, centre: Point, radius: float) -> tuple[float, float, float, float]:
        (x, y), scale = centre, self._scale
        return (
            (x - radius) * scale,
            (y - radius) * scale,
            (x + radius) * scale,
            (y + radius) * scale,
        )

    def _letter(self, letter: str, font: ImageFont.FreeTypeFont, at: Point, angle: float) -> None:
        half = round(2 * font.size)
        tile = Image.new("L", (2 * half, 2 * half))
        ImageDraw.Draw(tile).text((half, half), letter, font=font, fill=255, anchor="ms")
        turned = tile.rotate(-angle, Image.Resampling.BICUBIC)
        left, top = (round(side * self._scale) - half for side in at)
        box = (left, top, left + 2 * half, top + 2 * half)
        self._ink.paste(ImageChops.lighter(self._ink.crop(box), turned), box)


def smooth(points: Sequence[Point]) -> list[Bezier]:
    """Cubic Bézier pieces through all points, with the tangents of Catmull and Rom."""
    padded = [points[0], *points, points[-1]]
    pieces = []
    for before, start, end, after in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        out = ((end[0] - before[0]) / 6, (end[1] - before[1]) / 6)
        into = ((after[0] - start[0]) / 6, (after[1] - start[1]) / 6)
        pieces.append(
            (
                start,
                (start[0] + out[0], start[1] + out[1]),
                (end[0] - into[0], end[1] - into[1]),
                end,
            )
        )
    return pieces


def _walk(curve: Iterable[Bezier]) -> Iterator[Point]:
    """Points along the curve, `STEPS` a piece."""
    for start, first, second, end in curve:
        for step in range(STEPS):
            t = step / STEPS
            weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
            knots = (start, first, second, end)
            yield (
                sum(weight * knot[0] for weight, knot in zip(weights, knots, strict=True)),
                sum(weight * knot[1] for weight, knot in zip(weights, knots, strict=True)),
            )


def _on_circle(centre: Point, radius: float, angle: float, span: float) -> Point:
    side = 1 if span > 0 else -1
    turn = math.radians(angle)
    return (
        centre[0] + side * radius * math.sin(turn),
        centre[1] - side * radius * math.cos(turn),
    )
