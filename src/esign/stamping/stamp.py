# SPDX-License-Identifier: Apache-2.0
"""The order of stamping, on one screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from esign.model import PreparedPdf
from esign.stamping.fields import prepare_fields
from esign.stamping.markers import find_markers
from esign.stamping.metadata import NO_SPELLINGS, document_properties, write_metadata
from esign.stamping.rewriting import Rewriting

if TYPE_CHECKING:
    from esign.model import DocumentKind, RenderedPdf, Spellings


def stamp(
    rendered: RenderedPdf, kind: DocumentKind, spellings: Spellings = NO_SPELLINGS
) -> PreparedPdf:
    """Write the document's metadata and turn its two markers into empty signature fields.

    Where `spellings` tell how the signer's certificate spells his name, the metadata say so, too.

    The same page and kind give the same bytes. The result is a PDF of one revision that is as
    conforming to PDF/A-3a and PDF/UA-1 as the page was.

    Raises:
        ConfigurationError: the page is not the layout engine's own output, or a marker of a
            signature box is missing, doubled, off its page, or not alone on it.
    """
    rewriting = Rewriting(rendered.data)
    prepare_fields(rewriting, find_markers(rewriting))
    write_metadata(rewriting, document_properties(rendered, kind, spellings))
    return PreparedPdf(rendered.numbered, rewriting.written(), rendered.subject, rendered.pages)
