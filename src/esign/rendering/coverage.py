# SPDX-License-Identifier: Apache-2.0
"""Whether the text font can show a text, asked before a number is taken."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from esign.rendering.compiler import LayoutError
from esign.rendering.literals import literal

if TYPE_CHECKING:
    from esign.rendering.compiler import PageCompiler
    from esign.rendering.fonts import TextFont

ANY_TIME: Final = datetime(2000, 1, 1, tzinfo=UTC)
TRIAL: Final = """\
#set document(title: "x")
#set text(font: {font}, fallback: false, lang: "vi")
#{text}
"""


class Coverage:
    """What the font can show: by its character maps, or by trial where its file is not at hand."""

    def __init__(self, font: TextFont, compiler: PageCompiler) -> None:
        self._family = font.family
        self._compiler = compiler
        self._by_map = font.characters is not None
        self._shown = {"\n", *(font.characters or ())}

    def lacking(self, text: str) -> str | None:
        """The first character of the text that the font lacks; None when it has them all."""
        unknown = set(text) - self._shown
        if not unknown:
            return None
        if not self._by_map:
            unknown = self._tried(unknown)
        return next((each for each in text if each in unknown), None)

    def _tried(self, characters: set[str]) -> set[str]:
        """Those of the characters that do not come out when laid out."""
        if self._comes_out("".join(sorted(characters))):
            self._shown |= characters
            return set()
        lacking = {each for each in characters if not self._comes_out(each)}
        self._shown |= characters - lacking
        return lacking

    def _comes_out(self, text: str) -> bool:
        trial = TRIAL.format(font=literal(self._family), text=literal(text))
        try:
            self._compiler.pdf(trial, ANY_TIME)
        except LayoutError:
            return False
        return True
