# SPDX-License-Identifier: Apache-2.0
"""A PDF that the author made elsewhere, taken over so that it goes the way of our own pages.

`task.examine` reads it in a limited process; here is what follows, on the plain copy it answers
with.
"""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any, cast

from esign.stamping.adopting.dressing import Attached, dress, dress_alone, preview
from esign.stamping.adopting.values import MM, NOTE_MM, Adoptable, Sealable, blank_from, box_from

if TYPE_CHECKING:
    from collections.abc import Mapping

EXAMINATION = "esign.stamping.adopting.task:examine"
"""The task of the limited process."""

ANNEX_EXAMINATION = "esign.stamping.adopting.sole:examine_annex"
COPY_EXAMINATION = "esign.stamping.adopting.sole:examine_copy"
"""The same for files that the agency alone signs."""


def adoptable(answer: Mapping[str, object]) -> Adoptable:
    """What the limited process has answered."""
    said = cast("Mapping[str, Any]", answer)
    return Adoptable(
        data=base64.b64decode(said["pdf"]),
        pages=said["pages"],
        signer=box_from(said["signer"]),
        seal=box_from(said["seal"]),
        blanks=tuple(map(blank_from, said["blanks"])),
        year=said["year"],
        claimed=said["claimed"],
    )


def sealable(answer: Mapping[str, object]) -> Sealable:
    """What the limited process has answered of a file that the agency alone signs."""
    said = cast("Mapping[str, Any]", answer)
    return Sealable(
        data=base64.b64decode(said["pdf"]),
        pages=said["pages"],
        seal=box_from(said["seal"]),
        claimed=said["claimed"],
        covered=said["covered"],
    )


__all__ = [
    "ANNEX_EXAMINATION",
    "COPY_EXAMINATION",
    "EXAMINATION",
    "MM",
    "NOTE_MM",
    "Adoptable",
    "Attached",
    "Sealable",
    "adoptable",
    "dress",
    "dress_alone",
    "preview",
    "sealable",
]
