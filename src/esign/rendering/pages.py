# SPDX-License-Identifier: Apache-2.0
"""Pages of a PDF as pictures, their number, and what is attached."""

from __future__ import annotations

import io
import threading
from typing import Final

import pypdfium2

from esign.errors import InputError

POINTS_PER_INCH: Final = 72
# PDFium keeps global state and may be used by one thread at a time.
_TURN: Final = threading.Lock()


def page_count(pdf: bytes) -> int:
    """The number of pages.

    Raises:
        InputError: the bytes are no readable PDF.
    """
    with _TURN, _opened(pdf) as document:
        return len(document)


def page_images(pdf: bytes, dpi: int) -> list[bytes]:
    """Each page as PNG, signature images included.

    Args:
        pdf: a PDF of our own; others belong into a process with limits.
        dpi: resolution, dots an inch.

    Raises:
        InputError: the bytes are no readable PDF.
    """
    with _TURN, _opened(pdf) as document:
        document.init_forms()
        return [_png(page, dpi) for page in document]


def attachments(pdf: bytes, name: str) -> list[bytes]:
    """The contents of the attached files of that name; a PDF may have several.

    Args:
        pdf: a PDF, of whatever origin where the caller bounds what reading it may cost.
        name: of the files.

    Raises:
        InputError: the bytes are no readable PDF.
    """
    with _TURN, _opened(pdf) as document:
        files = [document.get_attachment(at) for at in range(document.count_attachments())]
        return [bytes(each.get_data()) for each in files if each.get_name() == name]


def _opened(pdf: bytes) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(pdf)
    except pypdfium2.PdfiumError:
        raise InputError("pages.not_a_pdf") from None


def _png(page: pypdfium2.PdfPage, dpi: int) -> bytes:
    picture = io.BytesIO()
    page.render(scale=dpi / POINTS_PER_INCH).to_pil().save(picture, "PNG")
    return picture.getvalue()
