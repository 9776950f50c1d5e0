# SPDX-License-Identifier: Apache-2.0
"""A PDF that the author made elsewhere, taken over so that it goes the way of our own pages.

`task.examine` reads it in a limited process; here is what follows, on the plain copy it answers
with.
"""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any, cast

from esign.stamping.adopting.dressing import Attached, dress, preview
from esign.stamping.adopting.values import Adoptable, blank_from, box_from

if TYPE_CHECKING:
    from collections.abc import Mapping

EXAMINATION = "esign.stamping.adopting.task:examine"
"""The task of the limited process."""


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


__all__ = ["EXAMINATION", "Adoptable", "Attached", "adoptable", "dress", "preview"]
