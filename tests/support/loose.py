# SPDX-License-Identifier: Apache-2.0
"""Prepared pages that draw an object nobody has written yet."""

from __future__ import annotations

from io import BytesIO

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.reader import PdfFileReader

from esign.signing.revision import Revision
from support.pages import prepared

SIZE = int(PdfFileReader(BytesIO(prepared().data)).trailer["/Size"])
OWN = SIZE + 1
"""The number of the stream that the page gets; the writer leaves out the one before."""
NUMBERS = range(OWN + 1, OWN + 11)
"""Those of the objects that signature and seal are going to take, and some more."""


def with_shadow(number: int, generation: int = 0) -> bytes:
    """A prepared page that fills itself with the image of that number, whatever it may show."""
    writer = Revision(prepared().data)
    page = writer.root["/Pages"]["/Kids"][0]
    shadow = generic.IndirectObject(number, generation, writer)
    images = generic.DictionaryObject({pdf_name("/Shadow"): shadow})
    drawn = generic.StreamObject(stream_data=b"q 595 0 0 842 0 0 cm /Shadow Do Q")
    page["/Resources"][pdf_name("/XObject")] = images
    page[pdf_name("/Contents")] = generic.ArrayObject(
        [page.raw_get("/Contents"), writer.add_object(drawn)]
    )
    writer.update_container(page)
    writer.update_container(page["/Resources"])
    out = BytesIO()
    writer.write(out)
    return out.getvalue()
