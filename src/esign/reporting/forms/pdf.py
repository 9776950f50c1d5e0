# SPDX-License-Identifier: Apache-2.0
"""A report as PDF/A-3a and PDF/UA-1, laid out like the printed books.

Every text reaches the layout as a value and never as source. What the font lacks is shown by its
code point: a hostile name shall not keep the report from being printed.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from esign.errors import ConfigurationError
from esign.rendering.compiler import LayoutError, PageCompiler
from esign.rendering.coverage import Coverage
from esign.rendering.fonts import choose_font
from esign.rendering.literals import literal
from esign.reporting.words import MOST_SHOWN, words
from esign.resources import shipped

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from esign.reporting.content import Content, Mark, Shown
    from esign.reporting.pages import PageComparison, PagePicture

LAYOUT: Final = "_reports/report.typ"
SOURCE: Final = """\
#import "/{layout}": report
#report({font}, json(bytes({values})))
"""
SVG: Final = "svg"
"""Name of a picture's source, which nobody reads."""
LONGEST_PIECE: Final = 24
PIECE: Final = re.compile(r"\S{25,}")
BREAK_HERE: Final = "\u200b"
PICTURE: Final = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
    'viewBox="0 0 {width} {height}" width="{width}" height="{height}">'
    '<image width="{width}" height="{height}" xlink:href="data:image/png;base64,{png}"/></svg>'
)


def as_pdf(content: Content, at: datetime) -> bytes:
    """The report as PDF; the same content and moment give the same bytes.

    Args:
        content: what it says.
        at: when it was made, aware.

    Raises:
        ConfigurationError: no font that can show Vietnamese is at hand.
    """
    press = _press()
    values = json.dumps(press.shown(_values(content)), ensure_ascii=False)
    source = SOURCE.format(layout=LAYOUT, font=literal(press.family), values=literal(values))
    try:
        return press.compiler.pdf(source, at.replace(microsecond=0))
    except LayoutError as error:
        file = error.file or LAYOUT
        raise ConfigurationError(
            "template.typst", file=file, line=error.line, reason=error.reason
        ) from None


class _Press:
    """The compiler with the font at hand, and what that font can show."""

    def __init__(self) -> None:
        font = choose_font(())
        self.family = font.family
        self.compiler = PageCompiler(shipped("templates"), font.folder)
        self._coverage = Coverage(font, self.compiler)

    def shown(self, values: object) -> object:
        """The values with every text so that the font can show it and a line can break in it."""
        if isinstance(values, str):
            return PIECE.sub(_breakable, self._with_code_points(values))
        if isinstance(values, dict):
            return {
                name: value if name == SVG else self.shown(value) for name, value in values.items()
            }
        if isinstance(values, list | tuple):
            return [self.shown(value) for value in values]
        return values

    def _with_code_points(self, text: str) -> str:
        while (lacking := self._coverage.lacking(text)) is not None:
            text = text.replace(lacking, f"[U+{ord(lacking):04X}]")
        return text[:MOST_SHOWN]


@cache
def _press() -> _Press:
    return _Press()


def _breakable(match: re.Match[str]) -> str:
    piece = match[0]
    return BREAK_HERE.join(
        piece[at : at + LONGEST_PIECE] for at in range(0, len(piece), LONGEST_PIECE)
    )


def _values(content: Content) -> dict[str, Any]:
    """The report as the layout takes it."""
    names = ("title", "headline", "meaning", "why", "notice")
    return {
        **{name: asdict(getattr(content, name)) for name in names},
        "verdict": str(content.verdict),
        "reasons": [asdict(each) for each in content.reasons],
        "sections": [asdict(each) for each in content.sections],
        "shown": [_shown(each) for each in content.shown],
        "details": [asdict(each) for each in content.details],
        "to_do": asdict(words("reporting.to_do")),
    }


def _shown(part: Shown) -> dict[str, Any]:
    pictures = part.pictures.pages if part.pictures else ()
    compared = part.comparison.differing if part.comparison else ()
    return {
        "title": asdict(part.title),
        "lead": [asdict(each) for each in part.lead],
        "pictures": [
            _picture(each, "reporting.pages.page", list(_frames(part.marks, each)))
            for each in pictures
        ],
        "pairs": [_pair(each) for each in compared if each.box],
    }


def _pair(page: PageComparison) -> list[dict[str, Any]]:
    frames = [{"label": "", "verdict": "", "box": list(page.box)}]
    sides = (
        (page.signed, "reporting.comparison.signed"),
        (page.present, "reporting.comparison.present"),
    )
    return [_picture(each, code, frames) for each, code in sides if each is not None]


def _picture(picture: PagePicture, code: str, frames: list[dict[str, Any]]) -> dict[str, Any]:
    size = {"width": picture.width, "height": picture.height}
    return {
        "title": asdict(words(code, number=picture.number)),
        SVG: PICTURE.format(**size, png=picture.png),
        "frames": frames,
        **size,
    }


def _frames(marks: tuple[Mark, ...], picture: PagePicture) -> Iterator[dict[str, Any]]:
    """The frames on a page, in hundredths from its upper left corner."""
    across, down = 100 / picture.width, 100 / picture.height
    for mark in marks:
        left, bottom, right, top = mark.box
        if mark.page == picture.number:
            box = [
                *(left * across, (picture.height - top) * down),
                *(right * across, (picture.height - bottom) * down),
            ]
            yield {"label": str(mark.ordinal), "verdict": str(mark.verdict), "box": box}
