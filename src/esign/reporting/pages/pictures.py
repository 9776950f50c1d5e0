# SPDX-License-Identifier: Apache-2.0
"""Pages drawn and compared by the limited process; here only its answers are taken."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, cast

from esign.limits import Bounds, run_limited

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from esign.reporting.pages.signed_version import SignedVersion

DRAWING: Final = "esign.reporting.pages.drawing:draw"
COMPARING: Final = "esign.reporting.pages.drawing:compare"
BOUNDS: Final = Bounds(seconds=20, megabytes=512)
MOST_PAGES: Final = 12
"""Pages of one report."""


@dataclass(frozen=True, slots=True)
class PagePicture:
    """A page as it is shown: PNG in base64, width and height in points."""

    number: int
    width: float
    height: float
    png: str


@dataclass(frozen=True, slots=True)
class Pictures:
    """Pages of a file.

    Attributes:
        total: how many pages the file has.
        pages: those that were drawn.
        unreadable: ordinals of those that cannot be drawn.
    """

    total: int
    pages: tuple[PagePicture, ...]
    unreadable: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PageComparison:
    """A page that looks different; without pictures where there are more of them than are shown.

    Attributes:
        number: 1-based.
        signed: the page of the signed version.
        present: the same page of the present file.
        box: left, top, right, bottom of what differs, in hundredths of the page.
    """

    number: int
    signed: PagePicture | None = None
    present: PagePicture | None = None
    box: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """What the eye sees of two versions.

    Attributes:
        ordinal: of the signature that covers the earlier one.
        signed_bytes: how long that one is.
        signed, present: how many pages each has.
        compared: how many pages, from the first, were compared.
        unreadable: pages that cannot be drawn in one of them.
        differing: pages that look different.
    """

    ordinal: int
    signed_bytes: int
    signed: int
    present: int
    compared: int
    unreadable: tuple[int, ...]
    differing: tuple[PageComparison, ...]

    @property
    def whole(self) -> bool:
        """Whether every page of both was compared."""
        return self.compared == self.signed == self.present and not self.unreadable

    @property
    def alike(self) -> bool:
        """Whether every page was compared and looks the same."""
        return self.whole and not self.differing


def draw_pages(data: bytes, *, name: str, wanted: Iterable[int] = ()) -> Pictures:
    """Draw pages of a file in a limited process.

    Args:
        data: the PDF.
        name: how errors call it.
        wanted: ordinals of pages that must be among those drawn, as far as they exist.

    Raises:
        InputError: it cannot be read, or drawing takes too much.
    """
    options = {"most": MOST_PAGES, "wanted": list(wanted)}
    said: Any = run_limited(DRAWING, data, name=name, options=options, bounds=BOUNDS)
    pages = tuple(_picture(each, each["number"]) for each in said["pages"])
    return Pictures(said["total"], pages, tuple(said["unreadable"]))


def compare_pages(version: SignedVersion, data: bytes, *, name: str) -> Comparison:
    """Compare the signed version with the file that it begins, in a limited process.

    Raises:
        InputError: one of them cannot be read, or comparing takes too much.
    """
    options = {"signed_bytes": len(version.data)}
    said: Any = run_limited(COMPARING, data, name=name, options=options, bounds=BOUNDS)
    return Comparison(
        ordinal=version.ordinal,
        signed_bytes=len(version.data),
        signed=said["signed"],
        present=said["present"],
        compared=said["compared"],
        unreadable=tuple(said["unreadable"]),
        differing=tuple(map(_compared, said["differing"])),
    )


def _compared(said: Mapping[str, Any]) -> PageComparison:
    number = said["number"]
    if "box" not in said:
        return PageComparison(number)
    before, after = _picture(said["signed"], number), _picture(said["present"], number)
    return PageComparison(number, before, after, tuple(said["box"]))


def _picture(said: Mapping[str, Any], number: int) -> PagePicture:
    return PagePicture(number, said["width"], said["height"], cast("str", said["png"]))
