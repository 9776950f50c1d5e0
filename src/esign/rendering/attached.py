# SPDX-License-Identifier: Apache-2.0
"""The document for machines, which travels inside its PDF: `esign.document/1`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from esign.kinds import carried, subject
from esign.model import AFTER_SIGNATURE, canonical_json

if TYPE_CHECKING:
    from collections.abc import Mapping

    from esign.model import DocumentKind, Numbered, Unnumbered

ATTACHED_SCHEMA: Final = "esign.document/1"


def attached_data(numbered: Numbered, kind: DocumentKind) -> bytes:
    """The document for machines: register facts and the carried content, as canonical JSON."""
    number = numbered.number
    own = {
        "number": number.value,
        "symbol": number.symbol,
        "book": number.book,
        "issued_on": numbered.issued_on.isoformat(),
        "document_id": numbered.document_id,
    }
    return _data(numbered, kind, own)


def open_attached_data(unnumbered: Unnumbered, kind: DocumentKind) -> bytes:
    """The same for a document that is numbered after signing: its fields say number and date."""
    own = {
        "numbering": AFTER_SIGNATURE,
        "symbol": unnumbered.symbol,
        "book": unnumbered.book,
        "year": unnumbered.drawn_on.year,
    }
    return _data(unnumbered, kind, own)


def _data(document: Numbered | Unnumbered, kind: DocumentKind, own: Mapping[str, object]) -> bytes:
    return canonical_json(
        {
            "schema": ATTACHED_SCHEMA,
            "kind": kind.name,
            "type_name": kind.type_name,
            "agency": {"code": document.agency.code, "name": document.agency.name},
            "place": document.agency.place,
            "lookup_code": document.lookup_code,
            "subject": subject(kind, document.request),
            "content": carried(kind, document.request.content),
            **own,
        }
    ).encode()
