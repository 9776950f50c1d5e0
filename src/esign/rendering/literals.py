# SPDX-License-Identifier: Apache-2.0
"""Values as Typst source; pure. The boundary that keeps a value from becoming markup or code."""

from __future__ import annotations

import re

# The first character too, so that in a misplaced literal even a word such as `in` stays a fault.
SPECIAL = re.compile(r"^.|[^\w ]", re.DOTALL)


def literal(text: str) -> str:
    """A Typst string expression for trusted source written by this package."""
    return f'"{SPECIAL.sub(_escaped, text)}"'


def embedded(value: object) -> str:
    """What a template's placeholder becomes: a string expression embedded in markup.

    Typst never reads the text of a string as markup, and every character that could end the string
    or mean anything elsewhere is written as a code point. Where a template puts a placeholder into
    code instead of markup the result does not compile, so a misplaced one is noticed, not obeyed.

    Raises:
        TypeError: the value is neither a text nor a whole number; the template should ask first.
    """
    if isinstance(value, str):
        return f"#{literal(value)};"
    if isinstance(value, int) and not isinstance(value, bool):
        return f"#{literal(str(value))};"
    raise TypeError(f"a placeholder cannot show a {type(value).__name__}")


def _escaped(match: re.Match[str]) -> str:
    return f"\\u{{{ord(match[0]):x}}}"
