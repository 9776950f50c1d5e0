# SPDX-License-Identifier: Apache-2.0
"""What no sample lays out: the certified copy of a scanned paper, and an annex in its own file."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import TYPE_CHECKING

import typst
from PIL import Image, ImageChops

from esign.annexes import admit_annexes
from esign.copying import certify_copy, examine_scan, load_copy_request, read_scan
from esign.issuance import issue, load_request
from esign.rendering import TypstRenderer, page_images
from support.documents import TEMPLATES
from support.scans import PAPER

if TYPE_CHECKING:
    from pathlib import Path

    from esign.issuance import Issued, Office

DPI = 200
ANNEX = """
#set document(title: "Danh mục hồ sơ, sổ gốc phải rà soát")
#set page(paper: "a4", margin: (top: 20mm, bottom: 20mm, left: 30mm, right: 15mm))
#set text(font: ("Times New Roman", "Tinos", "Liberation Serif"), size: 14pt, lang: "vi")
#set align(center)
#show heading: set text(size: 14pt)
#v(4mm)
= Phụ lục \\ DANH MỤC HỒ SƠ, SỔ GỐC PHẢI RÀ SOÁT
#emph[(Kèm theo Quyết định số #h(8mm)/QĐ-SGDĐT ngày #h(8mm) tháng #h(8mm) năm #h(8mm) \\
  của Giám đốc Sở Giáo dục và Đào tạo tỉnh Ví Dụ)]
#v(4mm)
#set text(size: 13pt)
#table(
  columns: (auto, 1fr, 3fr, auto), inset: 5pt,
  table.header([*STT*], [*Năm*], [*Đơn vị lưu giữ*], [*Số quyển*]),
  ..range(1, 25).map(at => (
    [#at], [#(1989 + at)], align(left)[Trường Trung học phổ thông Ví Dụ số #at],
    [#(1 + calc.rem(at * 7, 9))],
  )).flatten()
)
"""


def scanned_copy(office: Office, original: Issued, folder: Path) -> Issued:
    """A certified copy of a document of ours that was printed on paper and scanned in colour."""
    file = folder / "van-ban-quet.pdf"
    file.write_bytes(_scanned(original.pdf.read_bytes()))
    sample = (TEMPLATES / "certified-copy" / "sample.toml").read_text(encoding="utf-8")
    numbered, source = original.numbered, read_scan(file)
    subject = str(original.report.document["subject"])
    said = {
        "Về việc giao chỉ tiêu biên chế sự nghiệp giáo dục năm 2026": subject,
        "215/QĐ-UBND": numbered.number.text,
        "2026-10-12": numbered.issued_on.isoformat(),
        "Ủy ban nhân dân tỉnh Ví Dụ": numbered.agency.name,
    }
    text = sample.partition("[file]")[0]
    for before, after in said.items():
        text = text.replace(before, after)
    path = folder / "sao-y.toml"
    path.write_text(text, encoding="utf-8")
    request = load_copy_request(path, source, office.kinds)
    renderer = office.renderer
    if not isinstance(renderer, TypstRenderer):
        raise TypeError(type(renderer).__name__)
    return certify_copy(request, office, examine_scan(source, request, renderer.font, {}))


def with_annex(office: Office, sample: Path, folder: Path) -> Issued:
    """A sample issued with one annex in a file of its own."""
    (folder / "phu-luc.pdf").write_bytes(typst.compile(ANNEX.encode(), format="pdf"))
    text = sample.read_text(encoding="utf-8").replace('request_id = "', 'request_id = "pl-', 1)
    path = folder / "request.toml"
    named = (
        '\n[[annex_files]]\ntitle = "Danh mục hồ sơ, sổ gốc phải rà soát"\nfile = "phu-luc.pdf"\n'
    )
    path.write_text(text + named, encoding="utf-8")
    request = load_request(path, office.kinds)
    annexes = admit_annexes(request, folder, office.trust, office.clock.now())
    return issue(request, replace(office, annexes=annexes))


def _scanned(pdf: bytes) -> bytes:
    """The pages with the tint of paper, one picture each."""
    sheets = []
    for page in page_images(pdf, DPI):
        sheet = Image.open(io.BytesIO(page)).convert("RGB")
        sheets.append(ImageChops.multiply(sheet, Image.new("RGB", sheet.size, PAPER)))
    out = io.BytesIO()
    sheets[0].save(out, "PDF", resolution=DPI, save_all=True, append_images=sheets[1:])
    return out.getvalue()
