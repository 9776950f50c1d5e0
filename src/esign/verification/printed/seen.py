# SPDX-License-Identifier: Apache-2.0
"""What was found printed, without opinion."""

from __future__ import annotations

from typing import NamedTuple

Box = tuple[float, float, float, float]
"""Left, bottom, right and top, in points from the lower left corner of the page."""


class Printed(NamedTuple):
    """What the pages of the signed revision print; texts are empty where none was found.

    Attributes:
        readable: the text of the pages could be read.
        headed: the first page has the national heading as text, so the rest is text as well.
        number: behind “Số:” at the head, without blanks: `05/QĐ-SGDĐT`.
        issued_on: of the line of place and date at the head: `2026-11-20`.
        signer: the name below the signature, or anywhere on its page where none is below.
    """

    readable: bool
    headed: bool = False
    number: str = ""
    issued_on: str = ""
    signer: str = ""
