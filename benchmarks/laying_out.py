# SPDX-License-Identifier: Apache-2.0
"""Lays documents out in a process of its own and says what that took, as one line of JSON.

`times KIND N`: processor seconds of each of N documents, in turns with bare Typst.
`table ROWS`: pages, processor seconds and peak memory of one decision with so many rows.
`memory N`: resident bytes after each tenth of N one-page documents.
"""

from __future__ import annotations

import gc
import json
import sys
import time
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pypdfium2
from workload import request as workload_request

from esign.issuance import load_request
from esign.kinds import KindFolder, read_request, settled, symbol
from esign.model import Agency, DocumentNumber, Numbered
from esign.rendering import TypstRenderer
from esign.rendering.compiler import PageCompiler
from esign.rendering.literals import literal
from esign.resources import shipped

if TYPE_CHECKING:
    from collections.abc import Callable

    from esign.model import Request

DAY = date(2026, 11, 20)
CREATED = datetime(2026, 11, 20, tzinfo=UTC)
AGENCY = Agency(
    name="Sở Giáo dục và Đào tạo tỉnh Ví Dụ",
    heading="SỞ GIÁO DỤC VÀ ĐÀO TẠO",
    parent="UBND TỈNH VÍ DỤ",
    abbreviation="SGDĐT",
    code="H99.12",
    place="Ví Dụ",
)
SET_UP = """\
#set document(title: "{ordinal}")
#set page(paper: "a4", margin: (top: 20mm, bottom: 20mm, left: 30mm, right: 15mm))
#set text(font: {font}, fallback: false, lang: "vi", size: 14pt)
#set par(justify: true, first-line-indent: 10mm)
"""
LONG = 20
"""Characters; a longer text is a sentence or a name, and no date, code or choice."""


class Stock:
    """One renderer, and documents of which no two are alike."""

    def __init__(self) -> None:
        self.kinds = KindFolder(shipped("templates"))
        self.renderer = TypstRenderer(shipped("templates"))
        self._drawn = 0

    def ordinal(self) -> int:
        self._drawn += 1
        return self._drawn

    def render(self, request: Request) -> bytes:
        kind = settled(self.kinds.kind(request.kind), request.content)
        number = DocumentNumber(self.ordinal(), symbol(kind, AGENCY), kind.book, DAY.year)
        identifier = f"{AGENCY.code},{DAY:%Y/%m/%d},{number.text}"
        numbered = Numbered(request, AGENCY, number, DAY, identifier, "7K3M-9QXD-2TFA", "")
        return self.renderer.render(numbered, kind).data


def varied(value: object, ordinal: int) -> object:
    """The value with a number behind every long text, so that nothing can be kept from before."""
    if isinstance(value, dict):
        return {name: varied(each, ordinal) for name, each in value.items()}
    if isinstance(value, list):
        return [varied(each, ordinal) for each in value]
    return f"{value} {ordinal}" if isinstance(value, str) and len(value) > LONG else value


def timed(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


def times(name: str, count: int) -> dict[str, Any]:
    stock = Stock()
    request = load_request(shipped("templates") / name / "sample.toml", stock.kinds)
    font = literal(stock.renderer.font.family)
    compiler = PageCompiler(shipped("templates"), stock.renderer.font.folder)
    pages = _texts(stock.render(request))
    seconds: dict[str, list[float]] = {"ours": [], "plain": [], "empty": []}
    for turn in range(count + 2):
        ordinal = stock.ordinal() * 1000 + turn
        ours = replace(request, content=cast("dict[str, object]", varied(request.content, ordinal)))
        set_up = SET_UP.format(ordinal=ordinal, font=font)
        lines = [f"#{literal(f'{line} {ordinal}')}\n" for line in "\n".join(pages).splitlines()]
        plain = set_up + "\n".join(lines)
        seconds["ours"].append(timed(lambda ours=ours: stock.render(ours)))
        seconds["plain"].append(timed(lambda plain=plain: compiler.pdf(plain, CREATED)))
        seconds["empty"].append(timed(lambda set_up=set_up: compiler.pdf(set_up, CREATED)))
    return {"pages": len(pages), **{stack: each[2:] for stack, each in seconds.items()}}


def _texts(pdf: bytes) -> list[str]:
    with pypdfium2.PdfDocument(pdf) as document:
        return [page.get_textpage().get_text_range() for page in document]


def table(rows: int) -> dict[str, Any]:
    stock = Stock()
    peak_before = _peak()
    fields: dict[str, Any] = workload_request(1)
    shown = fields["articles"][0]["table"]
    shown["rows"] = [[str(at), f"Nguyễn Thị Minh Khai {at}", f"{at % 10},5"] for at in range(rows)]
    request = read_request(json.dumps(fields).encode(), "json", stock.kinds)
    made: list[bytes] = []
    seconds = timed(lambda: made.append(stock.render(request)))
    pages = len(_texts(made[0]))
    return {"pages": pages, "seconds": seconds, "before": peak_before, "peak": _peak()}


def memory(count: int) -> dict[str, Any]:
    stock, after = Stock(), []
    for ordinal in range(1, count + 1):
        fields = json.dumps(workload_request(ordinal)).encode()
        stock.render(read_request(fields, "json", stock.kinds))
        if ordinal % (count // 10) == 0:
            gc.collect()
            after.append(_status("VmRSS:"))
    return {"resident": after}


def _peak() -> int | None:
    return _status("VmHWM:")


def _status(name: str) -> int | None:
    status = Path("/proc/self/status")
    if not status.is_file():
        return None
    lines = status.read_text("ascii").splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(name))


def main(mode: str, what: str, *count: str) -> None:
    if mode == "times":
        found = times(what, int(count[0]))
    else:
        found = {"table": table, "memory": memory}[mode](int(what))
    print(json.dumps(found))


if __name__ == "__main__":
    main(*sys.argv[1:])
