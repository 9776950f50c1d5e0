# SPDX-License-Identifier: Apache-2.0
"""PDFs as a word processor saves them: tagged, fonts embedded, cross-reference stream."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from io import BytesIO

import typst
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import PdfFileWriter, copy_into_new_writer

DIRECTOR_LINE = "Nguyễn Minh Châu"
PAGE = """
#set document(title: "Quyết định")
#set page(paper: "a4", margin: (top: 20mm, bottom: 20mm, left: 30mm, right: 15mm))
#set text(font: ("Times New Roman", "Tinos", "Liberation Serif"), size: 13pt, lang: "vi")
#grid(columns: (1fr, 1fr), align: center,
  [UBND TỈNH VÍ DỤ \\ *SỞ GIÁO DỤC VÀ ĐÀO TẠO* \\ {number}],
  [*CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM* \\ *Độc lập - Tự do - Hạnh phúc* \\ _{date}_])
{mark}
#align(center)[= QUYẾT ĐỊNH]
#align(center)[*Về việc thành lập Tổ công tác số hóa sổ gốc cấp văn bằng, chứng chỉ*]
Căn cứ chức năng, nhiệm vụ được giao; bảo mật thông tin theo quy định của pháp luật.

*Điều 1.* Thành lập Tổ công tác gồm 9 thành viên. Xem #link("https://vidu.edu.vn")[trang tin].

#v({gap})
#grid(columns: (1fr, 1fr), [_Nơi nhận:_ \\ - Như Điều 3;],
  align(center)[*GIÁM ĐỐC* #v({room}) *{name}*])
"""
NUMBER = "Số:#h(12mm)/QĐ-SGDĐT"
DATE = "Ví Dụ, ngày#h(9mm)tháng#h(9mm)năm 2026"


@cache
def word_pdf(  # noqa: PLR0913 - every part of the page has a usual text
    *,
    number: str = NUMBER,
    date: str = DATE,
    mark: str = "",
    room: str = "28mm",
    gap: str = "60mm",
    name: str = DIRECTOR_LINE,
    more: str = "",
) -> bytes:
    """A decision as its author leaves it: blanks for number and date, room above the name."""
    source = PAGE.format(number=number, date=date, mark=mark, room=room, gap=gap, name=name)
    return as_word_saves(typst.compile((source + more).encode(), format="pdf"))


def as_word_saves(pdf: bytes) -> bytes:
    """The same pages with object streams and a cross-reference stream."""
    writer = copy_into_new_writer(PdfFileReader(BytesIO(pdf)), {"stream_xrefs": True})
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


Tamper = Callable[[PdfFileWriter], None]


def tampered(change: Tamper, pdf: bytes | None = None) -> bytes:
    """A decision into which somebody has put something; `change` gets its writer."""
    writer = copy_into_new_writer(PdfFileReader(BytesIO(pdf or word_pdf())))
    change(writer)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def page_of(writer: PdfFileWriter, ordinal: int = 0) -> generic.DictionaryObject:
    """A page of the file being written."""
    found = writer.find_page_for_modification(ordinal)[0].get_object()
    assert isinstance(found, generic.DictionaryObject)
    return found


def with_annotation(writer: PdfFileWriter, **entries: generic.PdfObject) -> None:
    """An annotation on the first page."""
    page = page_of(writer)
    listed = list(page["/Annots"]) if "/Annots" in page else []
    rectangle = generic.ArrayObject(map(generic.NumberObject, (300, 300, 400, 340)))
    annotation = made(Type=name("Annot"), Rect=rectangle, **entries)
    page["/Annots"] = generic.ArrayObject([*listed, writer.add_object(annotation)])


def made(**entries: generic.PdfObject) -> generic.DictionaryObject:
    """A dictionary."""
    return generic.DictionaryObject({name(key): value for key, value in entries.items()})


def name(text: str) -> generic.NameObject:
    """A name."""
    return generic.pdf_name(f"/{text}")
