# SPDX-License-Identifier: Apache-2.0
"""Whether pages are pictures of sheets of paper, as an electronic copy must show them.

NĐ 30/2020/NĐ-CP, Annex I, Part II, Section III: in colour, 200 dots an inch or more, at a scale of
100 %. Only plain copies made by `plain` are looked at, and only in the limited process.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium

from esign.errors import Detail
from esign.stamping.adopting.values import MM

if TYPE_CHECKING:
    from collections.abc import Iterator

    from esign.stamping.adopting.values import Box

LEAST_DPI: Final = 200
ROUNDED: Final = 1.0
"""Dots an inch by which scanners round the size of a sheet."""
SHEETS_MM: Final = ((148, 210), (210, 297), (297, 420))
"""A5, A4, A3: what official documents are on."""
OFF_MM: Final = 4.0
WHOLE: Final = 0.9
"""The share of a sheet that its pictures must cover."""
LEAST_SHARE: Final = 0.01
COLOUR_BITS: Final = 24
DEPTH: Final = 4
COLOUR_SCALE: Final = 0.5
NEUTRAL: Final = 4
"""Of 255: grey pixels have no more between their channels; the paper's own tint has."""
INK_SCALE: Final = 2.0
INK: Final = 160
"""Of 255: darker than the tint that scanned paper has."""
MOST_INK: Final = 0.005


class Picture(NamedTuple):
    """A picture on a page: the share of the sheet it covers, dots an inch, whether in colour."""

    share: float
    dpi: float
    colour: bool


def scan_faults(pdf: bytes) -> list[Detail]:
    """What keeps each page from being a sheet as it must be scanned.

    Pictures saved in colour may have been scanned in grey all the same. No single page tells, but a
    paper original has a red seal or blue ink somewhere, or at least a tint.

    Raises:
        pypdfium2.PdfiumError: PDFium cannot read the file.
    """
    found: list[Detail] = []
    with pypdfium2.PdfDocument(pdf) as document:
        for ordinal, page in enumerate(document, start=1):
            found.extend(_of_sheet(page, ordinal))
            found.extend(_of_pictures(page, ordinal))
        if not found and not any(_shows_colour(page) for page in document):
            found.append(Detail("copy.grey"))
    return found


def is_covered(pdf: bytes, box: Box) -> bool:
    """Whether something is printed within a box.

    Raises:
        pypdfium2.PdfiumError: PDFium cannot read the file.
    """
    with pypdfium2.PdfDocument(pdf) as document:
        page = document[box.page - 1]
        width, height = page.get_size()
        crop = (box.left, box.bottom, width - box.right, height - box.top)
        bitmap = page.render(scale=INK_SCALE, crop=crop, grayscale=True)
        pixels = bytes(bitmap.buffer)
    return sum(value < INK for value in pixels) > MOST_INK * len(pixels)


def _shows_colour(page: pypdfium2.PdfPage) -> bool:
    bitmap = page.render(scale=COLOUR_SCALE)
    data, each = bytes(bitmap.buffer), bitmap.n_channels
    for start in range(0, bitmap.height * bitmap.stride, bitmap.stride):
        row = data[start : start + bitmap.width * each]
        blue, green, red = row[0::each], row[1::each], row[2::each]
        if blue == green == red:
            continue
        if any(max(pixel) - min(pixel) > NEUTRAL for pixel in zip(blue, green, red, strict=True)):
            return True
    return False


def _of_sheet(page: pypdfium2.PdfPage, ordinal: int) -> Iterator[Detail]:
    sides = sorted(side / MM for side in page.get_size())
    fits = any(
        abs(sides[0] - short) <= OFF_MM and abs(sides[1] - long) <= OFF_MM
        for short, long in SHEETS_MM
    )
    if not fits:
        size = f"{sides[0]:.0f} x {sides[1]:.0f}"
        yield Detail("copy.scale", facts={"page": ordinal, "size": size})


def _of_pictures(page: pypdfium2.PdfPage, ordinal: int) -> Iterator[Detail]:
    pictures = [each for each in _pictures(page) if each.share >= LEAST_SHARE]
    if sum(each.share for each in pictures) < WHOLE:
        yield Detail("copy.no_scan", facts={"page": ordinal})
        return
    worst = min(each.dpi for each in pictures)
    if worst < LEAST_DPI - ROUNDED:
        facts = {"page": ordinal, "found": round(worst), "least": LEAST_DPI}
        yield Detail("copy.resolution", facts=facts)
    if not all(each.colour for each in pictures):
        yield Detail("copy.no_colour", facts={"page": ordinal})


def _pictures(page: pypdfium2.PdfPage) -> Iterator[Picture]:
    width, height = page.get_size()
    for image in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=DEPTH):
        known = pdfium.FPDF_IMAGEOBJ_METADATA()
        if not pdfium.FPDFImageObj_GetImageMetadata(image, page, known):
            continue
        left, bottom, right, top = image.get_bounds()
        across = min(right, width) - max(left, 0)
        upright = min(top, height) - max(bottom, 0)
        if across > 0 and upright > 0:
            indexed = known.colorspace == pdfium.FPDF_COLORSPACE_INDEXED
            colour = known.bits_per_pixel >= COLOUR_BITS or indexed
            dpi = min(known.horizontal_dpi, known.vertical_dpi)
            yield Picture(across * upright / (width * height), dpi, colour)
