# SPDX-License-Identifier: Apache-2.0
"""Texts of a stranger's file, made fit to be shown.

Whoever writes a file or a certificate chooses its texts. Shown as they are, they could steer a
terminal, turn the direction of writing, or invent a line of the report.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST_SHOWN = 1000
"""Characters of a text that are shown; the longest honest subject has a few hundred."""
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
_CUT = "…"
# Control, format, surrogate, line separator, paragraph separator (Unicode general categories).
_UNFIT = frozenset(("Cc", "Cf", "Cs", "Zl", "Zp"))


def shown(text: str) -> str:
    """The text in one line, without characters that act instead of being seen, and not too long."""
    cut = text if len(text) <= MOST_SHOWN else text[: MOST_SHOWN - len(_CUT)] + _CUT
    if cut.isprintable():  # then no character is of those categories
        return cut
    return "".join(_REPLACEMENT if unicodedata.category(char) in _UNFIT else char for char in cut)


def all_shown(texts: Mapping[str, str]) -> dict[str, str]:
    """The values made fit to be shown; the keys are ours."""
    return {key: shown(text) for key, text in texts.items()}
