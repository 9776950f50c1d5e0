# SPDX-License-Identifier: Apache-2.0
"""Signatories of the test PKI, with their marks."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.serialization import Encoding
from PIL import Image, ImageDraw

from esign.model import Role
from esign.signing import Mark, Signatory, open_key
from esign.trust import TrustStore
from support.pki import Identity, make_pki
from support.ports import CountingPrompt, FixedClock

if TYPE_CHECKING:
    from pathlib import Path

    from esign.ports import SigningKey

BLUE, RED = (20, 60, 200, 255), (200, 20, 20, 235)


def mark_file(path: Path, colour: tuple[int, ...], size: tuple[int, int]) -> Path:
    """A PNG with a transparent background and a ring in it."""
    image = Image.new("RGBA", size, (0, 0, 0, 0))
    ImageDraw.Draw(image).ellipse((4, 4, size[0] - 5, size[1] - 5), outline=colour, width=6)
    image.save(path)
    return path


@dataclass
class Bench:
    """Everything a signature needs, in a folder of its own."""

    folder: Path
    crls: str = "good"
    clock: FixedClock = field(default_factory=FixedClock)

    def __post_init__(self) -> None:
        self.pki = make_pki()
        self.trust = TrustStore.load(self.pki.trust_dir(self.folder / "trust", self.crls))
        signature = mark_file(self.folder / "director.png", BLUE, (270, 150))
        seal = mark_file(self.folder / "seal.png", RED, (220, 220))
        self.marks = {
            Role.PERSON: Mark.load(signature, 45, 25),
            Role.AGENCY: Mark.load(seal, 36, 36),
        }

    def key(self, identity: Identity) -> SigningKey:
        """The identity's key, opened from a PKCS#12 file."""
        name = f"{identity.certificate.serial_number:x}.p12"
        path = self.pki.p12(identity, self.folder / "keys" / name)
        return open_key(f"pkcs12:{path}", CountingPrompt())

    def signatory(self, identity: Identity, role: Role) -> Signatory:
        return Signatory(self.key(identity), self.marks[role], role, self.trust, self.clock)

    @property
    def director(self) -> Signatory:
        return self.signatory(self.pki.director, Role.PERSON)

    @property
    def seal(self) -> Signatory:
        return self.signatory(self.pki.seal, Role.AGENCY)


def der(identity: Identity) -> bytes:
    """The identity's certificate, DER."""
    return identity.certificate.public_bytes(Encoding.DER)
