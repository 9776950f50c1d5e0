# SPDX-License-Identifier: Apache-2.0
"""Documents with annexes in files of their own, as an office issues them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

import typst

from esign.annexes import admit_annexes
from esign.issuance import issue, load_request
from esign.kinds import annex_files
from support.documents import TEMPLATES

if TYPE_CHECKING:
    from pathlib import Path

    from esign.annexes import AdmittedAnnexes
    from esign.issuance import Issued, Office
    from esign.model import Request

SOURCE = """
#set document(title: "{title}")
#set page(paper: "a4", flipped: {wide}, margin: (top: {top}, bottom: 20mm, left: 30mm, right: 15mm))
#set text(font: ("Times New Roman", "Tinos", "Liberation Serif"), size: 14pt, lang: "vi")
#align(center)[= Phụ lục \\ {title}]
#table(columns: 2, [TT], [Tên], ..range(1, {rows}).map(n => ([#n], [Mục #n])).flatten())
"""
_ADMITTED: dict[frozenset[str], AdmittedAnnexes] = {}
"""Annexes that were found fit in this process, by their digests."""

TITLES = ("Danh mục thiết bị dạy học", "Biểu phân bổ kinh phí")


@cache
def annex_pdf(
    title: str = TITLES[0], top: str = "20mm", rows: int = 60, *, wide: bool = False
) -> bytes:
    """An annex as a word processor saves it."""
    source = SOURCE.format(title=title, top=top, rows=rows, wide="true" if wide else "false")
    return typst.compile(source.encode(), format="pdf")


def annexed_request(folder: Path, kind: str = "decision", digests: tuple[str, ...] = ()) -> Path:
    """A request that names two annexes beside it; with digests only where they are given."""
    text = (TEMPLATES / kind / "sample.toml").read_text(encoding="utf-8")
    for ordinal, title in enumerate(TITLES, start=1):
        (folder / f"phu-luc-{ordinal}.pdf").write_bytes(annex_pdf(title, wide=ordinal == 2))
        text += f'\n[[annex_files]]\ntitle = "{title}"\nfile = "phu-luc-{ordinal}.pdf"\n'
        if digests:
            text += f'sha256 = "{digests[ordinal - 1]}"\n'
    path = folder / "request.toml"
    path.write_text(text, encoding="utf-8")
    return path


def ready(office: Office, request_file: Path) -> tuple[Request, Office]:
    """The request, and the office with its annexes at hand; the same files are admitted once."""
    request = load_request(request_file, office.kinds)
    digests = frozenset(each.sha256 for each in annex_files(request.content))
    if digests not in _ADMITTED:
        at = office.clock.now()
        _ADMITTED[digests] = admit_annexes(request, request_file.parent, office.trust, at)
    return request, replace(office, annexes=_ADMITTED[digests])


def issued_with_annexes(office: Office, folder: Path) -> Issued:
    """A decision with two annexes."""
    return issue(*ready(office, annexed_request(folder)))


@dataclass(frozen=True)
class Annexed:
    """What one office has issued with annexes; tests must not change it."""

    office: Office
    folder: Path
    issued: Issued
