# SPDX-License-Identifier: Apache-2.0
"""Certified copies of scanned papers, as an office makes them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from esign.adoption import AdoptedPages, load_file_request
from esign.copying import certify_copy, examine_scan, read_scan
from esign.issuance import load_request
from esign.issuance.copies import copy_form
from esign.rendering import TypstRenderer
from support.documents import TEMPLATES
from support.scans import scan

if TYPE_CHECKING:
    from pathlib import Path

    from esign.issuance import Issued, Office
    from esign.model import Request

EXTRACT = TEMPLATES / "certified-extract" / "sample.toml"
_JUDGED: dict[tuple[str, str, str], AdoptedPages] = {}
"""What the limited process has said of a file, by file, form of copy and font."""


@dataclass(frozen=True)
class Shelf:
    """Copies of every form, certified once by one office; tests must not change them."""

    office: Office
    folder: Path
    copy: Issued
    extract: Issued
    again: Issued


def copy_request(folder: Path, form: str = "SY", request_id: str = "sao-y-2026-0001") -> Path:
    """A request that does not name its file yet."""
    text = (TEMPLATES / "certified-copy" / "sample.toml").read_text(encoding="utf-8")
    text = text.partition("[file]")[0].replace('form = "SY"', f'form = "{form}"')
    path = folder / f"{request_id}.toml"
    path.write_text(text.replace("vidu-sao-y-2026-0001", request_id), encoding="utf-8")
    return path


def examined(
    office: Office, request_file: Path, pdf: bytes | None = None
) -> tuple[Request, AdoptedPages]:
    """The request and the pages of its file, judged; the usual scan once in this process."""
    path = request_file.with_suffix(".pdf")
    path.write_bytes(pdf or scan())
    source = read_scan(path)
    request = load_file_request(request_file, source, office.kinds)
    renderer = office.renderer
    assert isinstance(renderer, TypstRenderer)
    same = (source.sha256, copy_form(request), renderer.font.digest)
    if same not in _JUDGED:
        _JUDGED[same] = examine_scan(source, request, renderer.font, {})
    return request, _JUDGED[same]


def certified(office: Office, folder: Path, pdf: bytes | None = None, form: str = "SY") -> Issued:
    """A certified copy of a scan."""
    request_id = f"sao-{form.lower()}-2026-0001"
    request, pages = examined(office, copy_request(folder, form, request_id), pdf)
    return certify_copy(request, office, pages)


def extracted(office: Office) -> Issued:
    """A certified excerpt, laid out from its request."""
    return certify_copy(load_request(EXTRACT, office.kinds), office)
