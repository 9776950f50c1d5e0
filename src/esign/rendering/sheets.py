# SPDX-License-Identifier: Apache-2.0
"""What the sheets of a document say: numbered, to be numbered after signing, or a draft."""

from __future__ import annotations

from typing import TYPE_CHECKING

from esign.kinds import (
    blank_date_line,
    blank_number_line,
    date_line,
    number_line,
    printed,
    subject,
    symbol,
)
from esign.rendering.attached import attached_data, open_attached_data
from esign.rendering.source import Sheet

if TYPE_CHECKING:
    from esign.model import Agency, DocumentKind, Numbered, Request, Unnumbered


def numbered_sheet(numbered: Numbered, kind: DocumentKind) -> Sheet:
    """The sheet of a document that has its number."""
    return Sheet(
        kind=kind.folder.name,
        type_name=kind.type_name,
        agency=numbered.agency,
        content=printed(kind, numbered.request.content),
        title=subject(kind, numbered.request),
        number=numbered.number.text,
        number_line=number_line(numbered.number),
        symbol=numbered.number.symbol,
        date_line=date_line(numbered.agency.place, numbered.issued_on),
        lookup_code=numbered.lookup_code,
        lookup_url=numbered.lookup_url,
        attached=attached_data(numbered, kind),
    )


def open_sheet(unnumbered: Unnumbered, kind: DocumentKind) -> Sheet:
    """The sheet of a document that is numbered after signing."""
    return Sheet(
        kind=kind.folder.name,
        type_name=kind.type_name,
        agency=unnumbered.agency,
        content=printed(kind, unnumbered.request.content),
        title=subject(kind, unnumbered.request),
        symbol=unnumbered.symbol,
        open_year=str(unnumbered.drawn_on.year),
        lookup_code=unnumbered.lookup_code,
        lookup_url=unnumbered.lookup_url,
        attached=open_attached_data(unnumbered, kind),
    )


def draft_sheet(request: Request, kind: DocumentKind, agency: Agency) -> Sheet:
    """The sheet of a draft, with neither number nor date, markers or attached data."""
    own = symbol(kind, agency)
    blank = blank_number_line(own)
    return Sheet(
        kind=kind.folder.name,
        type_name=kind.type_name,
        agency=agency,
        content=printed(kind, request.content),
        title=subject(kind, request),
        number=blank.partition(": ")[2],
        number_line=blank,
        symbol=own,
        date_line=blank_date_line(agency.place),
    )
