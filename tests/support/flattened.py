# SPDX-License-Identifier: Apache-2.0
"""Pages with what their signature fields show drawn into them, as a reader sees them."""

from __future__ import annotations

from io import BytesIO

import pypdfium2


def flattened(pdf: bytes) -> bytes:
    """The same pages, the appearances of their fields being content of the page."""
    with pypdfium2.PdfDocument(pdf) as document:
        document.init_forms()
        for page in document:
            page.flatten()
        out = BytesIO()
        document.save(out)
        return out.getvalue()
