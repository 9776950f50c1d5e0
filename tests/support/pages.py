# SPDX-License-Identifier: Apache-2.0
"""Pages as the layout engine makes them, without the templates."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

import typst

from esign.model import (
    Agency,
    DocumentKind,
    DocumentNumber,
    Numbered,
    PreparedPdf,
    RenderedPdf,
    Request,
)
from esign.stamping import stamp
from support.pki import AGENCY, AGENCY_CODE, DIRECTOR, PARENT, SECOND_DIRECTOR, TITLE

SUBJECT = "Về việc công nhận kết quả <thi> & tuyển sinh"
MARKERS = """
#place(dx: 95mm, dy: 120mm, link("esign:signer", box(width: 45mm, height: 25mm)))
#place(dx: 74mm, dy: 114mm, link("esign:seal", box(width: 36mm, height: 36mm)))
"""
HEAD = """
#set document(title: "Quyết định 05/QĐ-SGDĐT", author: "Sở Giáo dục và Đào tạo",
  date: datetime(year: 2026, month: 11, day: 20, hour: 3, minute: 0, second: 0))
#set text(lang: "vi", font: "Libertinus Serif")
#set page(paper: "a4")
= Quyết định
#link("https://example.invalid/")[Trang tra cứu] và #link("mailto:a@example.invalid")[thư điện tử].
#table(columns: 2, table.header([STT], [Họ và tên]), [1], [Nguyễn Văn An], [2], [Lê Thị Bình])
#pdf.attach("request.json", bytes("{}"), relationship: "data", mime-type: "application/json",
  description: "Dữ liệu của yêu cầu")
"""
KIND = DocumentKind(
    name="decision",
    title="Quyết định cá biệt",
    type_name="Quyết định",
    book="outgoing",
    symbol="QĐ-{agency}",
    subject="{subject}",
    exchange_type=2,
    exchange_type_detail=2,
    schema={
        "type": "object",
        "properties": {
            "subject": {"type": "string", "x-esign-use": "printed"},
            "signer": {
                "type": "object",
                "properties": {
                    "title": {"type": "string", "x-esign-use": "printed"},
                    "name": {"type": "string", "x-esign-use": "printed"},
                },
            },
            "internal_note": {"type": "string", "x-esign-use": "internal"},
        },
    },
    folder=Path(),
    template_digest="ab" * 32,
)


def numbered(signer: str = DIRECTOR) -> Numbered:
    """A decision that has its number, to be signed by `signer`."""
    title = "Phó Giám đốc" if signer == SECOND_DIRECTOR else TITLE
    content = {"subject": SUBJECT, "signer": {"title": title, "name": signer}}
    return Numbered(
        request=Request("decision", "r-1", content, "cd" * 32),
        agency=Agency(AGENCY, AGENCY.upper(), PARENT, "SGDĐT", AGENCY_CODE, "Ví Dụ"),
        number=DocumentNumber(5, "QĐ-SGDĐT", "outgoing", 2026),
        issued_on=date(2026, 11, 20),
        document_id=f"{AGENCY_CODE},2026/11/20,05/QĐ-SGDĐT",
        lookup_code="7K3M-9QXD-2TFA",
    )


def typeset(source: str) -> bytes:
    """The source as PDF/A-3a and PDF/UA-1."""
    return typst.compile(source.encode(), format="pdf", pdf_standards=["a-3a", "ua-1"])


def rendered(source: str = HEAD + MARKERS, pages: int = 1, signer: str = DIRECTOR) -> RenderedPdf:
    """The source as the renderer would hand it on."""
    return RenderedPdf(
        numbered=numbered(signer),
        data=typeset(source),
        subject=SUBJECT,
        pages=pages,
        font="Libertinus Serif",
        font_digest="ef" * 32,
        template_digest=KIND.template_digest,
    )


@cache
def prepared(pages: int = 1, signer: str = DIRECTOR) -> PreparedPdf:
    """A stamped page; the boxes are on the last one."""
    source = HEAD + "Nội dung.\n#pagebreak()\n" * (pages - 1) + MARKERS
    return stamp(rendered(source, pages, signer), KIND)
