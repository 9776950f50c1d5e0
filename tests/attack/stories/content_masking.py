# SPDX-License-Identifier: Apache-2.0
"""Content masking: a filled field says one thing to programs and shows another to people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyhanko.sign.fields import MDPPerm

from support.foreign_cms import cms_by
from support.foreign_files import page, signed
from support.pki import make_pki
from support.stories import Attempt, Story
from support.updates import body, stream_object, update, with_entry

if TYPE_CHECKING:
    from collections.abc import Iterator

VALUE = b"1900"
HELVETICA = b"/Type /Font /Subtype /Type1 /BaseFont /Helvetica"
PLAIN = b"<< %b /Encoding /WinAnsiEncoding >>" % HELVETICA
FONTS = {
    "other letters": b"<< %b /Encoding << /Differences [49 /nine] >> >>" % HELVETICA,
    "letters of its own": b"<< %b /Encoding /WinAnsiEncoding /FontDescriptor << /FontFile 80 0 R >>"
    b" >>" % HELVETICA,
    "letters of its own, encoded at length": b"<< %b /Encoding << /BaseEncoding /WinAnsiEncoding >>"
    b" /FontDescriptor << /FontFile 80 0 R >> >>" % HELVETICA,
    "drawn letters": b"<< /Type /Font /Subtype /Type3 /FontBBox [0 0 9 9] /CharProcs << >>"
    b" /FontMatrix [1 0 0 1 0 0] /Encoding << /Differences [49 /nine] >> >>",
    "a symbol font": b"<< /Type /Font /Subtype /Type1 /BaseFont /ZapfDingbats"
    b" /Encoding /WinAnsiEncoding >>",
    "a font called otherwise": b"<< /Type /Font /Subtype /TrueType /BaseFont /Wingdings"
    b" /Encoding /WinAnsiEncoding >>",
}
TEXTS = {
    "another text": b"BT /F 12 Tf 2 4 Td (900) Tj ET",
    "part in white": b"BT /F 12 Tf 2 4 Td 1 g (1) Tj 0 g (900) Tj ET",
    "part in white, as colours": b"BT /F 12 Tf 2 4 Td 1 1 1 rg (1) Tj 0 g (900) Tj ET",
    "part in no ink": b"BT /F 12 Tf 2 4 Td 0 0 0 0 k (1) Tj 0 g (900) Tj ET",
    "part outside": b"BT /F 12 Tf -900 4 Td (1) Tj 902 0 Td (900) Tj ET",
    "part outside by a matrix": b"BT /F 12 Tf 1 0 0 1 900 900 Tm (1) Tj 1 0 0 1 2 4 Tm (900) Tj ET",
    "part too small": b"BT /F 0.01 Tf 2 4 Td (1) Tj /F 12 Tf (900) Tj ET",
    "part squeezed": b"BT /F 12 Tf 2 4 Td 0 Tz (1) Tj 100 Tz (900) Tj ET",
    "part clipped": b"q 500 500 9 9 re W n BT /F 12 Tf 2 4 Td (1) Tj ET Q"
    b" BT /F 12 Tf 2 4 Td (900) Tj ET",
    "part covered": b"BT /F 12 Tf 2 4 Td (1900) Tj ET 1 g 0 0 9 20 re f",
    "part beneath another": b"BT /F 12 Tf 2 4 Td (1) Tj ET 0 g 0 0 9 20 re f"
    b" 1 g BT /F 12 Tf 2 4 Td (900) Tj ET",
    "part written over": b"BT /F 12 Tf 2 4 Td (19) Tj -2 0 Td (00) Tj ET",
    "another order": b"BT /F 12 Tf 40 4 Td (1) Tj -38 0 Td (900) Tj ET",
    "by spacing": b"BT /F 12 Tf 2 4 Td [(1) 90000 (900)] TJ ET",
    "by wide letters": b"BT /F 12 Tf 900 Tc 2 4 Td (1900) Tj ET",
    "by a scale": b"q 0.001 0 0 0.001 0 0 cm BT /F 12 Tf 2 4 Td (1) Tj ET Q"
    b" BT /F 12 Tf 2 4 Td (900) Tj ET",
    "unseen": b"BT /F 12 Tf 3 Tr 2 4 Td (1900) Tj ET",
    "a picture": b"/X Do BT /F 12 Tf 2 4 Td (1900) Tj ET",
    "in a comment": b"BT /F 12 Tf 2 4 Td % (1) Tj\n(900) Tj ET",
    "in a mark": b"/Span << /ActualText (1) >> BDC BT /F 12 Tf 2 4 Td (900) Tj ET EMC",
    "nothing": b"",
}
FRAMES = {
    "a frame elsewhere": b"/BBox [500 500 600 600]",
    "no frame": b"/BBox [0 0 0 0]",
    "turned away": b"/BBox [0 0 228 20] /Matrix [0 0 0 0 0 0]",
    "on a layer": b"/BBox [0 0 228 20] /OC << /Type /OCG /Name (a) >>",
}
STATES = {
    "under the pointer": b"/AP << /N 70 0 R /R 71 0 R >>",
    "when pressed": b"/AP << /N 70 0 R /D 71 0 R >>",
    "in one of two states": b"/AP << /N << /On 71 0 R /Off 70 0 R >> >> /AS /On",
}
GOOD = b"BT /F 12 Tf 2 4 Td (1900) Tj ET"
BOX = b"/BBox [0 0 228 20]"


def forms() -> Iterator[tuple[str, Attempt]]:
    for permission in (None, MDPPerm.FILL_FORMS):
        data = signed(page(), cms_by(make_pki().director), permission=permission)
        word = "certified" if permission else "signed"
        for name, changed in attempts(data):
            yield f"{word}: {name}", Attempt(changed)


def attempts(data: bytes) -> Iterator[tuple[str, bytes]]:
    for name, font in FONTS.items():
        yield f"a font with {name}", filled_by(data, look(GOOD, font=font))
    for name, content in TEXTS.items():
        yield name, filled_by(data, look(content))
    for name, frame in FRAMES.items():
        yield name, filled_by(data, look(GOOD, frame=frame))
    for name, states in STATES.items():
        yield f"another text {name}", filled_by(data, look(GOOD), states)


def look(content: bytes, *, font: bytes = PLAIN, frame: bytes = BOX) -> bytes:
    """A field's picture."""
    return stream_object(
        b"/Tx BMC q %b Q EMC" % content,
        b"/Type /XObject /Subtype /Form %b /Resources << /Font << /F %b >> >>" % (frame, font),
    )


def filled_by(data: bytes, picture: bytes, states: bytes = b"/AP << /N 70 0 R >>") -> bytes:
    """The file with its field filled and that picture of it."""
    other = look(b"BT /F 12 Tf 2 4 Td (900) Tj ET")
    program = stream_object(b"%!PS-AdobeFont-1.0")
    text = with_entry(body(data, 6), b"/V (%b) %b" % (VALUE, states))
    return update(data, {6: text, 70: picture, 71: other, 80: program})


STORY = Story(
    "Content masking",
    "A form is filled after signing so that its value and what it shows differ: by fonts, colours,"
    " places, clipping, covers, layers or other states of the field",
    forms,
)
