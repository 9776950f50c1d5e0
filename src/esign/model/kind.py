# SPDX-License-Identifier: Apache-2.0
"""A kind of document: what its template folder says about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class DocumentKind:
    """One template folder, loaded and found sound.

    Attributes:
        name: the folder's name, `decision`.
        title: the kind's Vietnamese name, “Quyết định cá biệt”.
        type_name: the document type printed and exchanged, “Quyết định” (NĐ 30/2020 Đ7).
        book: the register book the number is taken from, `outgoing` or `copies`.
        symbol: pattern of the document symbol, `QĐ-{agency}`.
        subject: pattern of the document's title line over the content's top-level texts,
            `{subject}` or a fixed text (trích yếu, NĐ 30/2020 Annex I §II.5).
        exchange_type: `DocumentType/Type` of edXML; 2 = administrative.
        exchange_type_detail: `DocumentType/TypeDetail`; place in the list of types.
        schema: JSON Schema of a request's content; each field carries `x-esign-use`.
        folder: where the template lies.
        template_digest: SHA-256 (hex) over the kind's and the base's template files.
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
