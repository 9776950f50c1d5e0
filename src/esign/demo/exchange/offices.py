# SPDX-License-Identifier: Apache-2.0
"""Two trial offices that exchange documents: own keys, roots that trust each other, a way each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cryptography.x509.oid import NameOID

from esign.axis import DEFAULT
from esign.demo.office import (
    DEPARTMENT,
    RECORDS_OFFICE,
    DemoAgency,
    make_demo_office,
    read_identity,
)
from esign.demo.pki import Validity
from esign.demo.trust_files import Anchor, trust_toml
from esign.files import read_bounded, write_whole
from esign.register_wiring import open_register
from esign.settings import load_settings

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from pathlib import Path

    from esign.ports import Clock, RandomSource
    from esign.register import Register

WAY: Final = "truc"
"""What both call their way to the axis, and its secret's file."""

_LINES: Final = """
[exchange]
transport = "{way}"
pause_seconds = 0.2                                 # chỉ để chạy thử: lỗi thì thử lại ngay
rest_seconds = 0.3

[transport.{way}]
kind = "{kind}"
url = "{url}"
system_id = "{system_id}"
"""


@dataclass(frozen=True, slots=True)
class Partner:
    """One of the two offices.

    Attributes:
        code: of its agency.
        system_id: of the system that sends and receives for it.
        folder: where its office lies.
        clock: tells the time.
    """

    code: str
    system_id: str
    folder: Path
    clock: Clock

    @property
    def settings(self) -> Path:
        """Its settings file."""
        return self.folder / "esign.toml"

    def register(self) -> Register:
        """Its register, for looking at.

        Raises:
            ConfigurationError: it cannot be used.
        """
        return open_register(load_settings(self.settings).values, self.clock, writable=False)


@dataclass(frozen=True, slots=True)
class _Seat:
    """Where an agency sits: the folder of its office, and how it reaches the axis."""

    folder: str
    agency: DemoAgency
    code: str
    kind: str
    path: str


_SEATS: Final = (
    _Seat("so-gddt", DEPARTMENT, "H99.12", "vxp", "/XrdAdapter/adapter"),
    _Seat("van-phong", RECORDS_OFFICE, "H99.01", "hub", ""),
)


def make_partners(
    folder: Path, clock: Clock, random: RandomSource, font: Path | None = None
) -> tuple[Partner, Partner]:
    """Both offices below a folder, the department first; each trusts the other's root.

    Raises:
        OutputError: the folder cannot be written.
    """
    systems = {member.code: member.system_id for member in DEFAULT}
    for seat in _SEATS:
        make_demo_office(folder / seat.folder, clock.now(), random, font, agency=seat.agency)
    first, second = (
        Partner(seat.code, systems[seat.code], folder / seat.folder, clock) for seat in _SEATS
    )
    _trust(first.folder, second.folder, clock.now())
    _trust(second.folder, first.folder, clock.now())
    return first, second


def join_axis(partners: tuple[Partner, Partner], url: str, secrets: Mapping[str, str]) -> None:
    """Tell both offices their ways to the axis: one by the adapter, the other by the hub.

    Args:
        partners: as `make_partners` made them.
        url: where the axis answers, without a path.
        secrets: by system.

    Raises:
        OutputError: a file cannot be written.
    """
    for seat, partner in zip(_SEATS, partners, strict=True):
        facts = {"way": WAY, "kind": seat.kind, "url": url + seat.path}
        lines = _LINES.format(system_id=partner.system_id, **facts)
        settings = read_bounded(partner.settings) + lines.encode()
        write_whole(partner.settings, settings, overwrite=True)
        write_whole(partner.folder / "credentials" / WAY, secrets[partner.system_id].encode())


def _trust(own: Path, other: Path, now: datetime) -> None:
    """Take another office's authorities and their lists into the own trust folder."""
    anchors = []
    for folder, file in ((own, "root.pem"), (other, "partner-root.pem")):
        identity = read_identity(folder, "root")
        certificate = identity.certificate
        until = certificate.not_valid_after_utc
        period = Validity(min(certificate.not_valid_before_utc, now), until)
        (named,) = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
        anchors.append(Anchor(str(named.value), file, identity, period))
    for name in ("root.pem", "issuing.pem", "root.crl", "issuing.crl"):
        taken = read_bounded(other / "trust" / name)
        write_whole(own / "trust" / f"partner-{name}", taken, overwrite=True)
    text = trust_toml(tuple(anchors)).encode()
    write_whole(own / "trust" / "trust.toml", text, overwrite=True)
