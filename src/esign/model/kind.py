# SPDX-License-Identifier: Apache-2.0
"""A kind of document: what its template folder says about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from esign.model.book import CERTIFIED_COPIES

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from pathlib import Path

    from esign.model.law import DocumentType


@dataclass(frozen=True, slots=True)
class DocumentKind:
    """One template folder, loaded and found sound.

    Attributes:
        name: the folder's name, `decision`.
        title: the kind's Vietnamese name, “Quyết định cá biệt”.
        type_name: the document type printed and exchanged, “Quyết định” (NĐ 30/2020 Đ7).
        book: the family of kinds that count together, `outgoing`, `copies` or `certified-copies`.
        symbol: pattern of the document symbol, `QĐ-{agency}`; `kinds.settled` fills in texts of the
            content, `{agency}-{unit}`, and the chosen type, `{type}-{agency}`.
        subject: pattern of the document's title line over the content's top-level texts,
            `{subject}` or a fixed text (trích yếu, NĐ 30/2020 Annex I §II.5).
        exchange_type: `DocumentType/Type` of edXML; 2 = administrative.
        exchange_type_detail: `DocumentType/TypeDetail`; place in the list of types.
        schema: JSON Schema of a request's content; each field carries `x-esign-use`.
        folder: where the template lies.
        template_digest: SHA-256 (hex) over the kind's and the base's template files.
        type_field: the content field that chooses one of `types` by its abbreviation, or name where
            it has none; empty for a kind of one type.
        types: the types to choose from; `kinds.settled` applies the choice.
        symbol_without_type: pattern of the symbol for a chosen type that has no abbreviation.
        effective_from: the first day on which documents of this kind are issued; None for any.
        effective_until: the last such day; None for no end.
        replaced_by: the kind or rule that takes its place after that day; empty for none.
        retention_years: how long its documents must be kept; None for good.
    """

    name: str
    title: str
    type_name: str
    book: str
    symbol: str
    subject: str
    exchange_type: int
    exchange_type_detail: int
    schema: Mapping[str, object]
    folder: Path
    template_digest: str
    type_field: str = ""
    types: tuple[DocumentType, ...] = ()
    symbol_without_type: str = ""
    effective_from: date | None = None
    effective_until: date | None = None
    replaced_by: str = ""
    retention_years: int | None = None

    @property
    def sealed_alone(self) -> bool:
        """Whether nobody signs its documents but the agency: an electronic certified copy.

        The agency vouches that it is like what was copied, which others have signed (NĐ 30/2020
        Annex I Part II, Section III). No other kind may go out without the competent person's
        signature (Đ32 k2 d).
        """
        return self.book == CERTIFIED_COPIES

    def retain_until(self, issued_on: date) -> date | None:
        """The last day a document of that date must be kept; None for good.

        Periods count whole years after the year of issue, the reading that keeps longest.
        """
        if self.retention_years is None:
            return None
        return issued_on.replace(year=issued_on.year + self.retention_years, month=12, day=31)
