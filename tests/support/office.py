# SPDX-License-Identifier: Apache-2.0
"""An office that issues at the fixed moment, on the test PKI, and documents it has issued."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING

from esign.demo.marks import seal_mark, signature_mark
from esign.issuance import Issued, Office, issue, load_request
from esign.wiring import open_office
from support.pki import AGENCY, AGENCY_CODE, Pki, make_pki
from support.ports import CountingPrompt, FixedClock

if TYPE_CHECKING:
    from esign.demo.pki import Identity

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
DECISION = EXAMPLES / "decision.toml"
DIPLOMA_COPY = EXAMPLES / "diploma-copy.toml"

SETTINGS = f"""
[agency]
name = "{AGENCY}"
heading = "SỞ GIÁO DỤC VÀ ĐÀO TẠO"
parent = "UBND TỈNH VÍ DỤ"
abbreviation = "SGDĐT"
code = "{AGENCY_CODE}"
place = "Ví Dụ"
[register]
folder = "register"
[output]
folder = "issued"
[trust]
folder = "trust"
[signer]
key = "pkcs12:keys/director.p12"
mark = "images/director.png"
mark_width_mm = 45
mark_height_mm = 20
[seal]
key = "pkcs12:keys/seal.p12"
mark = "images/seal.png"
mark_width_mm = 36
mark_height_mm = 36
"""


@cache
def _marks() -> dict[str, bytes]:
    return {"director": signature_mark(), "seal": seal_mark(AGENCY, None)}


def write_office(
    folder: Path,
    *,
    director: Identity | None = None,
    seal: Identity | None = None,
    crls: str = "good",
    extra_settings: str = "",
) -> Path:
    """The files of an office on the test PKI; returns its settings file."""
    pki: Pki = make_pki()
    pki.trust_dir(folder / "trust", crls)
    pki.p12(director or pki.director, folder / "keys" / "director.p12")
    pki.p12(seal or pki.seal, folder / "keys" / "seal.p12")
    images = folder / "images"
    images.mkdir()
    for name, png in _marks().items():
        (images / f"{name}.png").write_bytes(png)
    settings = folder / "esign.toml"
    settings.write_text(SETTINGS + extra_settings, encoding="utf-8")
    return settings


def make_office(
    folder: Path,
    *,
    clock: FixedClock | None = None,
    director: Identity | None = None,
    seal: Identity | None = None,
    extra_settings: str = "",
) -> Office:
    """An open office of its own in `folder`."""
    settings = write_office(folder, director=director, seal=seal, extra_settings=extra_settings)
    return open_office(settings, prompt=CountingPrompt(), clock=clock or FixedClock())


@dataclass(frozen=True)
class IssuedSamples:
    """What one office has issued: both examples, and the folder that makes them verify."""

    office: Office
    decision: Issued
    diploma_copy: Issued
    trust_folder: Path

    @property
    def pdfs(self) -> tuple[Path, ...]:
        return (self.decision.pdf, self.diploma_copy.pdf)


@cache
def issued_samples() -> IssuedSamples:
    """Both examples issued once in this process; tests must not change the files."""
    folder = Path(mkdtemp(prefix="esign-samples-"))
    office = make_office(folder)
    decision, copy = (
        issue(load_request(path, office.kinds), office) for path in (DECISION, DIPLOMA_COPY)
    )
    return IssuedSamples(office, decision, copy, folder / "trust")


def discard_samples() -> None:
    """Remove the files of `issued_samples`, if this process made any."""
    if issued_samples.cache_info().currsize:
        shutil.rmtree(issued_samples().trust_folder.parent, ignore_errors=True)
