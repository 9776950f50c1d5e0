# SPDX-License-Identifier: Apache-2.0
"""Where on an adopted page something goes."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final, Self

from esign.model import SignatureField

if TYPE_CHECKING:
    from collections.abc import Mapping

MM: Final = 72 / 25.4
"""Points of a millimetre."""

NOTE_MM: Final = (77.0, 9.0)
"""Width and height of the room of box 14 (NĐ 30/2020 Annex III, forms of electronic files)."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page, counted from 1; points from the lower left corner."""

    page: int
    left: float
    bottom: float
    right: float
    top: float

    @classmethod
    def in_mm(cls, page: int, measures: tuple[float, float, float, float], height: float) -> Self:
        """From the left and upper edge of the sheet, width and height, all in millimetres.

        Args:
            page: counted from 1.
            measures: distance from the left edge, from the upper edge, width, height.
            height: of the page, in points.
        """
        x, y, width, tall = (each * MM for each in measures)
        return cls(page, x, height - y - tall, x + width, height - y)


@dataclass(frozen=True, slots=True)
class Blank:
    """A place for a word: its middle, its base line, the room there is and the size of type.

    `means` is what goes there: `number`, `notation`, `date`, `day`, `month` or `year`.
    """

    means: str
    page: int
    middle: float
    baseline: float
    room: float
    size: float


@dataclass(frozen=True, slots=True)
class Adoptable:
    """A foreign document found fit, written anew, with the places on it.

    Attributes:
        data: the plain copy.
        pages: how many.
        signer: the box of the signature.
        seal: the box of the seal.
        blanks: where number and date go; none on a document that has neither.
        year: the year that the page prints already after “năm”; 0 for none.
        claimed: the conformance that the source claimed, `PDF/A-1b`; empty for none.
    """

    data: bytes
    pages: int
    signer: Box
    seal: Box
    blanks: tuple[Blank, ...]
    year: int
    claimed: str

    @property
    def boxes(self) -> Mapping[SignatureField, Box]:
        """Where each field goes."""
        return {SignatureField.SIGNER: self.signer, SignatureField.SEAL: self.seal}


@dataclass(frozen=True, slots=True)
class Sealable:
    """A foreign file that the agency alone is to sign, found fit and written anew.

    Attributes:
        data: the plain copy.
        pages: how many.
        seal: the box of the agency's signature, on the first page.
        claimed: the conformance that the source claimed, `PDF/A-1b`; empty for none.
        covered: whether something is printed already where the text of the signature will stand.
    """

    data: bytes
    pages: int
    seal: Box
    claimed: str
    covered: bool

    @property
    def boxes(self) -> Mapping[SignatureField, Box]:
        """Where each field goes."""
        return {SignatureField.SEAL: self.seal}

    @property
    def blanks(self) -> tuple[Blank, ...]:
        """Nothing is filled in."""
        return ()

    @property
    def year(self) -> int:
        """No date is completed."""
        return 0


def as_told(value: Box | Blank) -> dict[str, object]:
    """A place as JSON tells it."""
    return asdict(value)


def box_from(said: Mapping[str, Any]) -> Box:
    """The box that `as_told` told."""
    return Box(**said)


def blank_from(said: Mapping[str, Any]) -> Blank:
    """The blank that `as_told` told."""
    return Blank(**said)
