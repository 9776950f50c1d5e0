# SPDX-License-Identifier: Apache-2.0
"""Shadow, replace: an object that seems harmless is exchanged, and the page reads otherwise."""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING

from pyhanko.pdf_utils.reader import PdfFileReader

from support.foreign_files import filled
from support.sealed import sealed_page
from support.stories import Attempt, Story, foreign
from support.updates import FORGED, body, entry, layout, stream_object, update, with_entry

if TYPE_CHECKING:
    from collections.abc import Iterator

SWAPPED = b"/Encoding << /BaseEncoding /WinAnsiEncoding /Differences [49 /nine 57 /one] >>"


def forms() -> Iterator[tuple[str, Attempt]]:
    for origin, data in (("ours", sealed_page()), ("foreign", foreign())):
        for name, changed in replaced(data):
            yield f"{origin}: {name}", Attempt(changed)
    yield "foreign: a field shows something else", Attempt(filled(foreign(), "100", "900"))


def replaced(data: bytes) -> Iterator[tuple[str, bytes]]:
    found = layout(data)
    for name, number in (("font", font_of(data)), ("page", found.page), ("form", found.root)):
        text = body(data, number)
        if name == "font":
            plain = re.sub(rb"/Encoding /\w+", b"", text)
            yield "letters of the font", update(data, {number: with_entry(plain, SWAPPED)})
        elif name == "page":
            turned = with_entry(text, b"/Rotate 90")
            yield "the page turned", update(data, {number: turned})
            cropped = with_entry(text, b"/CropBox [0 0 9 9]")
            yield "the page cropped", update(data, {number: cropped})
            scaled = with_entry(text, b"/UserUnit 9")
            yield "the page scaled", update(data, {number: scaled})
        else:
            yield "the language", update(data, {number: with_entry(text, b"/Lang (zz)")})
            layered = with_entry(text, b"/OCProperties << /OCGs [] /D << >> >>")
            yield "layers", update(data, {number: layered})
    yield "the content", update(data, {found.content: stream_object(FORGED)})


def font_of(data: bytes) -> int:
    """The number of a font that the page uses."""
    fonts = PdfFileReader(BytesIO(data), strict=False).root["/Pages"]["/Kids"][0]["/Resources"]
    name = next(iter(fonts["/Font"]))
    return entry(data, "/Pages", "/Kids", "0", "/Resources", "/Font", name)


STORY = Story(
    "Shadow attack: replace",
    "A font, a form field's picture, the page's frame or the catalogue is exchanged after signing,"
    " so that the signed content is shown otherwise",
    forms,
)
