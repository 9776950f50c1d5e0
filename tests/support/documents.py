# SPDX-License-Identifier: Apache-2.0
"""The shipped kinds and their samples, as requests and as numbered documents."""

from __future__ import annotations

import json
import tomllib
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

from esign.kinds import KindFolder, read_request, settled, symbol
from esign.model import Agency, DocumentNumber, Numbered
from esign.resources import shipped

if TYPE_CHECKING:
    from esign.model import DocumentKind, Request

TEMPLATES = shipped("templates")
KINDS = KindFolder(TEMPLATES)
NAMES = ("decision", "diploma-copy")
ISSUED_ON = date(2026, 11, 20)
LOOKUP_CODE = "7K3M-9QXD-2TFA"
AGENCY = Agency(
    name="Sở Giáo dục và Đào tạo tỉnh Ví Dụ",
    heading="SỞ GIÁO DỤC VÀ ĐÀO TẠO",
    parent="UBND TỈNH VÍ DỤ",
    abbreviation="SGDĐT",
    code="H99.12",
    place="Ví Dụ",
)


def kind_of(name: str) -> DocumentKind:
    return KINDS.kind(name)


@cache
def _sample(name: str) -> str:
    text = (TEMPLATES / name / "sample.toml").read_text(encoding="utf-8")
    return json.dumps(tomllib.loads(text), default=str)


def fields(name: str) -> dict[str, Any]:
    """The sample's fields, dates as texts; a copy that a test may spoil."""
    loaded: dict[str, Any] = json.loads(_sample(name))
    return loaded


def request_of(fields: dict[str, Any]) -> Request:
    return read_request(json.dumps(fields).encode(), "json", KINDS)


def numbered_of(request: Request, value: int = 5, lookup_url: str = "") -> Numbered:
    kind = settled(kind_of(request.kind), request.content)
    number = DocumentNumber(value, symbol(kind, AGENCY), kind.book, ISSUED_ON.year)
    identifier = f"{AGENCY.code},{ISSUED_ON:%Y/%m/%d},{number.text}"
    return Numbered(request, AGENCY, number, ISSUED_ON, identifier, LOOKUP_CODE, lookup_url)
