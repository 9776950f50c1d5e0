# SPDX-License-Identifier: Apache-2.0
"""Which characters an official text may hold; pure.

What a reader cannot see must not be in a signed text: it could reorder it, hide in it, or make two
texts that look alike differ.
"""

from __future__ import annotations

import re
import unicodedata

LINE_FEED = "\n"

# Unicode general categories: control, format (bidirectional controls, zero-width characters, soft
# hyphen), private use, surrogate, unassigned and noncharacter, line and paragraph separator.
REFUSED_CATEGORIES = frozenset({"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"})

# Default_Ignorable_Code_Point (Unicode, DerivedCoreProperties) outside those categories: combining
# grapheme joiner, Hangul and Khmer fillers, Mongolian and other variation selectors.
INVISIBLE = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180d\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)

SHOWN_LENGTH = 40


def normalised(text: str) -> str:
    """The text in Normalization Form C, as fonts and searches expect Vietnamese letters."""
    return unicodedata.normalize("NFC", text)


def refused_character(text: str, *, multiline: bool) -> str | None:
    """The first character that an official text may not hold; None when there is none.

    Args:
        text: a text in NFC.
        multiline: whether line feeds are allowed.
    """
    if text.isprintable() and not INVISIBLE.search(text):
        return None
    for character in text:
        if character == LINE_FEED and multiline:
            continue
        if unicodedata.category(character) in REFUSED_CATEGORIES or INVISIBLE.match(character):
            return character
    return None


def code_point(character: str) -> str:
    """`U+200B` for a zero-width space."""
    return f"U+{ord(character):04X}"


def shown(text: str) -> str:
    """A name from the input, made safe and short enough to stand in a message."""
    printable = "".join(
        each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in text
    )
    return printable if len(printable) <= SHOWN_LENGTH else printable[: SHOWN_LENGTH - 1] + "…"
