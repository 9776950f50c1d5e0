# SPDX-License-Identifier: Apache-2.0
"""An office's books: who issues, which kinds, and requests to number."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from esign.model import Agency, DocumentKind, Request

AGENCY = Agency(
    name="Sở Giáo dục và Đào tạo tỉnh Ví Dụ",
    heading="SỞ GIÁO DỤC VÀ ĐÀO TẠO",
    parent="UBND TỈNH VÍ DỤ",
    abbreviation="SGDĐT",
    code="H99.12",
    place="Ví Dụ",
)

_PRINTED = {"x-esign-use": "printed"}

DECISION = DocumentKind(
    name="decision",
    title="Quyết định cá biệt",
    type_name="Quyết định",
    book="outgoing",
    symbol="QĐ-{agency}",
    subject="{subject}",
    exchange_type=2,
    exchange_type_detail=2,
    schema={
        "properties": {
            "subject": _PRINTED,
            "signer": {"properties": {"title": _PRINTED, "name": _PRINTED}},
            "recipients": {"items": _PRINTED},
            "receivers": {"items": {}},
            "telephone": {"x-esign-use": "internal"},
        }
    },
    folder=Path(),
    template_digest="d" * 64,
)

COPY = replace(
    DECISION, name="diploma-copy", book="copies", symbol="BS-{agency}", subject="Bản sao bằng"
)


def a_request(request_id: str = "request-0001", text: str = "Về việc khen thưởng") -> Request:
    """A request whose digest depends on `text`."""
    content = {
        "subject": text,
        "signer": {"title": "GIÁM ĐỐC", "name": "Nguyễn Văn A"},
        "recipients": ["Như Điều 3", "Lưu: VT, VP"],
        "receivers": [],
        "telephone": "0900 000 000",
    }
    return Request("decision", request_id, content, sha256(text.encode()).hexdigest())
