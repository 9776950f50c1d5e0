# SPDX-License-Identifier: Apache-2.0
"""The stages of what nobody but the agency signs: certified copies and separate annexes.

Types of their own, so that no page that a person has to sign can take this way.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from esign.model.document import Numbered


class CopyForm(StrEnum):
    """A form of copy by its abbreviation (NĐ 30/2020 Đ25, Annex III)."""

    COPY = "SY"
    EXCERPT = "TrS"
    COPY_OF_COPY = "SL"

    @property
    def words(self) -> str:
        """As the copy itself is headed."""
        return {"SY": "SAO Y", "TrS": "TRÍCH SAO", "SL": "SAO LỤC"}[self.value]


@dataclass(frozen=True, slots=True)
class PreparedCopy:
    """The pages of a certified copy with metadata and the agency's empty field in place.

    It becomes a `SealedPdf`: the original of the copy.
    """

    numbered: Numbered
    data: bytes
    subject: str
    pages: int


@dataclass(frozen=True, slots=True)
class AnnexFile:
    """A separate annex as its document's request names it.

    Attributes:
        ordinal: its place among the annexes, from 1.
        file: the name of the file that was admitted.
        title: what it is.
        sha256: digest (hex) of the file that was admitted; signed by the competent person as part
            of the document's data.
    """

    ordinal: int
    file: str
    title: str
    sha256: str


@dataclass(frozen=True, slots=True)
class RenderedAnnex:
    """The pages of an annex with the link marker of the agency's box; never signed."""

    numbered: Numbered
    annex: AnnexFile
    data: bytes
    pages: int


@dataclass(frozen=True, slots=True)
class PreparedAnnex:
    """An annex with its metadata and the agency's empty field in place."""

    numbered: Numbered
    annex: AnnexFile
    data: bytes


@dataclass(frozen=True, slots=True)
class SealedAnnex:
    """An annex that the agency has signed, in the name of its document's number."""

    numbered: Numbered
    annex: AnnexFile
    data: bytes
