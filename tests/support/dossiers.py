# SPDX-License-Identifier: Apache-2.0
"""Files for dossiers."""

from __future__ import annotations

from io import BytesIO

from pypdf import PdfWriter


def pdf_of(pages: int) -> bytes:
    """A PDF with so many empty pages."""
    writer = PdfWriter()
    for _page in range(pages):
        writer.add_blank_page(width=595, height=842)
    written = BytesIO()
    writer.write(written)
    return written.getvalue()
