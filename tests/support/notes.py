# SPDX-License-Identifier: Apache-2.0
"""Box 14 of a copy as a reader sees it: the text drawn in its field, by the program or wrongly."""

from __future__ import annotations

from dataclasses import dataclass, replace
from io import BytesIO
from typing import TYPE_CHECKING

import pypdfium2
import pypdfium2.raw as pdfium

from esign.model import VIETNAM, CopyForm
from esign.signing import TextSeal
from esign.signing.revision import Revision, box_of, draw
from support.flattened import flattened
from support.measuring import fields_of, pages_of
from support.ports import FIXED_NOW
from support.words import font_file

if TYPE_CHECKING:
    from esign.model import PreparedCopy
    from esign.signing import Drawing
    from support.measuring import Box, Line, Page

AT = FIXED_NOW.astimezone(VIETNAM)


@dataclass(frozen=True)
class Redrawn:
    """A wrong drawing.

    Attributes:
        start: another text before the time.
        style: of the font, `Italic`.
        old, new: bytes of the content that are exchanged.
    """

    start: str = ""
    style: str = ""
    old: bytes = b""
    new: bytes = b""

    def text(self, seal: TextSeal) -> TextSeal:
        """The text with another start, or in another font."""
        if self.style:
            file = seal.font.with_name(seal.font.name.replace("Regular", self.style))
            seal = replace(seal, font=file)
        return replace(seal, start=self.start or seal.start)

    def drawing(self, drawing: Drawing) -> Drawing:
        """The drawing with other operators."""
        *rest, form = drawing
        assert form.stream is not None
        assert self.old in form.stream
        return (*rest, replace(form, stream=form.stream.replace(self.old, self.new, 1)))


@dataclass(frozen=True, eq=False)
class Noted:
    """The first page with the text drawn.

    Attributes:
        page: measured.
        box: of the field.
        lines: what stands within it.
        wanted: what ought to stand there.
        shapes: pictures and paths that came with the text.
    """

    page: Page
    box: Box
    lines: list[Line]
    wanted: str
    shapes: int


def noted_page(prepared: PreparedCopy, redrawn: Redrawn | None) -> Noted:
    """The first page of a copy as it looks when it is signed at the fixed moment."""
    numbered = prepared.numbered
    words = CopyForm(str(numbered.request.content["form"])).words
    seal = TextSeal.of_copy(words, numbered.agency.name, font_file())
    wanted, redrawn = seal.text(AT), redrawn or Redrawn()
    revision = Revision(prepared.data)
    (field,) = (entry.get_object() for entry in revision.root["/AcroForm"]["/Fields"])
    drawing = redrawn.text(seal).drawing(box_of(field), AT, exact=True)
    draw(revision, redrawn.drawing(drawing), field)
    revision.update_container(field)
    out = BytesIO()
    revision.write(out)
    flat = flattened(out.getvalue())
    ((_, box),) = fields_of(prepared.data).values()
    page = pages_of(flat)[0]
    lines = [line for line in page.lines if line.baseline >= box.bottom]
    return Noted(page, box, lines, wanted, _shapes(flat) - _shapes(prepared.data))


def _shapes(pdf: bytes) -> int:
    kinds = [pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_SHADING]
    with pypdfium2.PdfDocument(pdf) as document:
        found = document[0].get_objects(filter=kinds, max_depth=6)
        return len(list(found))
