# SPDX-License-Identifier: Apache-2.0
"""An office that has issued a decision with two annexes at level B-B, to be raised afterwards."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING, Self

from esign.augmenting import Archive, Raising
from esign.model import Level
from esign.register import Register, Roles
from esign.trust import TrustStore
from esign.wiring import open_office
from support.annexed import issued_with_annexes
from support.levels import ROLES, finder
from support.office import write_office
from support.pki import make_pki
from support.ports import CountingPrompt, FixedClock, SeededRandom
from support.timestamps import Stamper

if TYPE_CHECKING:
    from esign.issuance import Office

NUMBER = "01/QĐ-SGDĐT"
ISSUED = (
    "01-QD-SGDDT-2026.pdf",
    "01-QD-SGDDT-2026-phu-luc-1.pdf",
    "01-QD-SGDDT-2026-phu-luc-2.pdf",
)


@cache
def _issued() -> Path:
    """The office's folder; copied for each test, never used itself."""
    folder = Path(mkdtemp(prefix="esign-raised-"))
    settings = write_office(folder / "office")
    make_pki().trust_dir(folder / "office" / "trust", roles=ROLES)
    with open_office(settings, prompt=CountingPrompt(), clock=FixedClock()) as office:
        issued_with_annexes(office, folder)
    return folder


def discard_issued() -> None:
    """Remove the files of the office, if this process made any."""
    if _issued.cache_info().currsize:
        shutil.rmtree(_issued(), ignore_errors=True)


@dataclass(frozen=True)
class Holding:
    """A copy of that office, with its register open.

    Attributes:
        folder: the office's.
        archive: what raising needs of it.
        raising: with our authority and our lists.
        stamper: the authority.
        request_id: of the decision.
    """

    folder: Path
    archive: Archive
    raising: Raising
    stamper: Stamper
    request_id: str

    @classmethod
    def copied(cls, folder: Path, roles: Roles | None = None) -> Self:
        place = folder / "office"
        shutil.copytree(_issued() / "office", place)
        register = Register.open(
            place / "register", clock=FixedClock(), random=SeededRandom(), roles=roles
        )
        trust, stamper = TrustStore.load(place / "trust"), Stamper()
        raising = Raising(Level.B_LT, stamper, finder(), trust, FixedClock())
        archive = Archive(register, place / "issued", "lan")
        (entry,) = register.by_number(NUMBER)
        return cls(place, archive, raising, stamper, entry.request_id)

    @property
    def register(self) -> Register:
        return self.archive.register

    @property
    def pdf(self) -> Path:
        return self.archive.output / ISSUED[0]

    @property
    def package(self) -> Path:
        return self.pdf.with_suffix(".edxml")

    def opened(self) -> Office:
        """The whole office, to issue again."""
        return open_office(
            self.folder / "esign.toml", prompt=CountingPrompt(), clock=FixedClock(), open_first=()
        )
