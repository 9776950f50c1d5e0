# SPDX-License-Identifier: Apache-2.0
"""Certified copies and separate annexes made ready for the one signature they bear."""

from __future__ import annotations

from typing import TYPE_CHECKING

from esign.errors import ConfigurationError
from esign.model import PreparedAnnex, PreparedCopy, SignatureField
from esign.stamping.fields import prepare_fields
from esign.stamping.markers import find_markers
from esign.stamping.metadata import LANGUAGE, PRODUCER, document_properties, write_metadata
from esign.stamping.rewriting import Rewriting

if TYPE_CHECKING:
    from collections.abc import Mapping

    from esign.model import DocumentKind, RenderedAnnex, RenderedPdf

ANNEX: str = "Phụ lục"


def stamp_copy(rendered: RenderedPdf, kind: DocumentKind) -> PreparedCopy:
    """Write the copy's metadata and turn its one marker into an empty signature field.

    Raises:
        ConfigurationError: the kind is one that a person signs; the pages are not the layout
            engine's own output; or the marker of box 14 is missing, doubled, off its page, not
            alone on it, or not the only one.
    """
    if not kind.sealed_alone:
        raise ConfigurationError("stamping.not_a_copy", kind=kind.name)
    data = _stamped(rendered.data, document_properties(rendered, kind))
    return PreparedCopy(rendered.numbered, data, rendered.subject, rendered.pages)


def stamp_annex(rendered: RenderedAnnex) -> PreparedAnnex:
    """Write the annex's metadata and turn its one marker into an empty signature field.

    Raises:
        ConfigurationError: as `stamp_copy`, but for the kind.
    """
    data = _stamped(rendered.data, _properties(rendered))
    return PreparedAnnex(rendered.numbered, rendered.annex, data)


def _stamped(pages: bytes, properties: Mapping[str, str]) -> bytes:
    rewriting = Rewriting(pages)
    prepare_fields(rewriting, find_markers(rewriting, (SignatureField.SEAL,)))
    write_metadata(rewriting, properties)
    return rewriting.written()


def _properties(rendered: RenderedAnnex) -> Mapping[str, str]:
    """What the annex says about itself.

    It bears its document's number and date, but neither identifier nor look-up code nor signer:
    it is no document.
    """
    numbered, annex = rendered.numbered, rendered.annex
    return {
        "TypeName": ANNEX,
        "CodeNumber": numbered.number.digits,
        "CodeNotation": numbered.number.symbol,
        "IssuedDate": numbered.issued_on.isoformat(),
        "OrganId": numbered.agency.code,
        "OrganName": numbered.agency.name,
        "Subject": annex.title,
        "Language": LANGUAGE,
        "PageAmount": str(rendered.pages),
        "AnnexOf": numbered.document_id,
        "AnnexOrdinal": str(annex.ordinal),
        "SourceDigest": annex.sha256,
        "Software": PRODUCER,
    }
