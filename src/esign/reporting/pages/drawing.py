# SPDX-License-Identifier: Apache-2.0
"""Tasks of the limited process: pages of a stranger's file drawn, and two versions compared.

Nothing of the file is vouched for: the number of pages that are drawn, their pixels and the time
are bounded here, the memory by the process. What cannot be drawn is named and left out.
"""

from __future__ import annotations

import base64
import io
import time
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

import pypdfium2
from PIL import Image, ImageChops

from esign.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

WIDEST, HIGHEST = 860, 1240
"""Pixels of a page's picture at most."""
COMPARED_WIDEST, COMPARED_HIGHEST = 620, 880
SHARPEST: Final = 1.5
"""Pixels a point at most."""
SMALLEST_PAGE, LARGEST_PAGE = 3.0, 14_400.0
"""Points; a page with a side beyond is not drawn (ISO 32000-1 Annex C)."""
PLAIN: Final = 150_000
"""Bytes of a picture from which on it gets by with fewer colours."""
COLOURS: Final = 64
MOST_COMPARED: Final = 300
MOST_SHOWN: Final = 6
"""Differing pages that are shown side by side."""
ENOUGH: Final = 12.0
"""Seconds of processor time after which no further page is begun."""


def draw(data: bytes, options: Mapping[str, Any]) -> dict[str, object]:
    """Pages as PNG.

    Args:
        data: the PDF.
        options: `most`, how many pages to draw; `wanted`, ordinals of pages that come first.
    """
    document = _opened(data)
    total = len(document)
    chosen = sorted(islice(_order(total, options["wanted"]), options["most"]))
    pages: list[dict[str, object]] = []
    unreadable: list[int] = []
    for number in _in_time(chosen):
        try:
            picture = _picture(document, number, WIDEST, HIGHEST)
        except _UndrawableError:
            unreadable.append(number)
            continue
        pages.append({"number": number, **picture.size, "png": _png(picture.image)})
    return {"total": total, "pages": pages, "unreadable": unreadable}


def compare(data: bytes, options: Mapping[str, Any]) -> dict[str, object]:
    """The pages of the file's first bytes and those of the whole file.

    Args:
        data: the PDF.
        options: `signed_bytes`, how long the earlier version is.
    """
    signed, present = _opened(data[: options["signed_bytes"]]), _opened(data)
    counts = len(signed), len(present)
    common = range(1, min(*counts, MOST_COMPARED) + 1)
    compared = 0
    unreadable: list[int] = []
    differing: list[dict[str, object]] = []
    for number in _in_time(common):
        compared = number
        try:
            found = _difference(signed, present, number)
        except _UndrawableError:
            unreadable.append(number)
            continue
        if found is not None:
            shown = found if len(differing) < MOST_SHOWN else {}
            differing.append({"number": number, **shown})
    return {
        "signed": counts[0],
        "present": counts[1],
        "compared": compared,
        "unreadable": unreadable,
        "differing": differing,
    }


class _UndrawableError(Exception):
    """A page that cannot be drawn."""


class _Picture:
    """A page's picture and its size in points, as shown."""

    def __init__(self, image: Image.Image, width: float, height: float) -> None:
        self.image = image
        self.size = {"width": width, "height": height}


def _opened(data: bytes) -> pypdfium2.PdfDocument:
    try:
        document = pypdfium2.PdfDocument(data)
        document.init_forms()
    except pypdfium2.PdfiumError:
        raise InputError("pages.not_a_pdf") from None
    return document


def _order(total: int, wanted: Iterable[int]) -> Iterator[int]:
    """Every page once: the first, those wanted, then the others."""
    first = [number for number in (1, *wanted) if 1 <= number <= total]
    chosen = dict.fromkeys(first)
    yield from chosen
    yield from (number for number in range(1, total + 1) if number not in chosen)


def _in_time(numbers: Iterable[int]) -> Iterator[int]:
    started = time.process_time()
    for number in numbers:
        if time.process_time() - started > ENOUGH:
            return
        yield number


def _picture(document: pypdfium2.PdfDocument, number: int, widest: int, highest: int) -> _Picture:
    try:
        page = document[number - 1]
        width, height = page.get_size()
        if not all(SMALLEST_PAGE <= side <= LARGEST_PAGE for side in (width, height)):
            raise _UndrawableError
        scale = min(widest / width, highest / height, SHARPEST)
        image = page.render(scale=scale).to_pil().convert("RGB")
        page.close()
    except (pypdfium2.PdfiumError, ValueError, OverflowError):
        raise _UndrawableError from None
    return _Picture(image, width, height)


def _difference(
    signed: pypdfium2.PdfDocument, present: pypdfium2.PdfDocument, number: int
) -> dict[str, object] | None:
    """Both pictures and where they differ, in hundredths of the page; None if they are alike.

    The same page drawn twice is the same to the bit, so any other pixel is a difference.
    """
    size = COMPARED_WIDEST, COMPARED_HIGHEST
    before, after = (_picture(each, number, *size) for each in (signed, present))
    box: tuple[int, ...] | None = (0, 0, *before.image.size)
    if before.image.size == after.image.size:
        box = ImageChops.difference(before.image, after.image).getbbox()
    if box is None:
        return None
    width, height = before.image.size
    sides = (width, height, width, height)
    return {
        "signed": {**before.size, "png": _png(before.image)},
        "present": {**after.size, "png": _png(after.image)},
        "box": [round(100 * at / side, 2) for at, side in zip(box, sides, strict=True)],
    }


def _png(image: Image.Image) -> str:
    """The picture as PNG in base64; one that would be large, with fewer colours."""
    data = _saved(image)
    if len(data) > PLAIN:
        data = min(data, _saved(image.quantize(COLOURS)), key=len)
    return base64.b64encode(data).decode("ascii")


def _saved(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "PNG", optimize=False)
    return out.getvalue()
