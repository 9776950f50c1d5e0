# SPDX-License-Identifier: Apache-2.0
"""A bound book made ready for the one signature it bears: the agency's seal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from esign.model import PreparedBook, SignatureField
from esign.stamping.fields import prepare_fields
from esign.stamping.markers import find_markers
from esign.stamping.metadata import LANGUAGE, PRODUCER, write_metadata
from esign.stamping.rewriting import Rewriting

if TYPE_CHECKING:
    from collections.abc import Mapping

    from esign.model import RenderedBook


def stamp_book(rendered: RenderedBook) -> PreparedBook:
    """Write the book's metadata and turn its one marker into an empty signature field.

    Raises:
        ConfigurationError: the pages are not the layout engine's own output, or the marker of the
            seal is missing, doubled, off its page, not alone on it, or not the only one.
    """
    rewriting = Rewriting(rendered.data)
    prepare_fields(rewriting, find_markers(rewriting, (SignatureField.SEAL,)))
    write_metadata(rewriting, _properties(rendered))
    return PreparedBook(rendered.book, rewriting.written(), rendered.pages)


def _properties(rendered: RenderedBook) -> Mapping[str, str]:
    """What the book says about itself: no number, no signer and no kind, as documents have."""
    book = rendered.book
    return {
        "TypeName": book.title,
        "IssuedDate": book.printed_on.isoformat(),
        "OrganId": book.agency.code,
        "OrganName": book.agency.name,
        "Subject": book.name,
        "Language": LANGUAGE,
        "PageAmount": str(rendered.pages),
        "TemplateDigest": rendered.template_digest,
        "FontName": rendered.font,
        "FontDigest": rendered.font_digest,
        "Software": PRODUCER,
    }
