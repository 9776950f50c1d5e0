# SPDX-License-Identifier: Apache-2.0
"""A report as one HTML file: no script, nothing from outside, every text escaped.

The file forbids itself whatever it does not need (Content Security Policy), should a text ever get
past the escaping.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from esign.model import Verdict
from esign.reporting.words import words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jinja2 import Template

    from esign.reporting.content import Content, Mark
    from esign.reporting.pages import PagePicture

SIGNS: Final = {Verdict.PASSED: "✓", Verdict.FAILED: "✗", Verdict.INDETERMINATE: "?"}
TEMPLATE: Final = "report.html.j2"
STYLE: Final = "report.css"


def as_html(content: Content) -> bytes:
    """The report as HTML 5, UTF-8.

    Args:
        content: what it says.
    """
    return _template().render(content=content).encode("utf-8")


@cache
def _template() -> Template:
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.globals |= {
        "signs": SIGNS,
        "frames": _frames,
        "to_do": words("reporting.to_do"),
        "page_title": lambda number: words("reporting.pages.page", number=number),
        "signed_title": lambda number: words("reporting.comparison.signed", number=number),
        "present_title": lambda number: words("reporting.comparison.present", number=number),
    }
    # Our own style sheet; nothing of a report ever gets into it.
    environment.globals["style"] = Markup(_text(STYLE))  # noqa: S704
    return environment.from_string(_text(TEMPLATE))


def _text(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")


def _frames(marks: Iterable[Mark], picture: PagePicture) -> list[dict[str, object]]:
    """The frames on a page, in points from its upper left corner."""
    return [
        {
            "ordinal": mark.ordinal,
            "verdict": mark.verdict,
            "x": round(mark.box[0], 2),
            "y": round(picture.height - mark.box[3], 2),
            "width": round(mark.box[2] - mark.box[0], 2),
            "height": round(mark.box[3] - mark.box[1], 2),
        }
        for mark in marks
        if mark.page == picture.number
    ]
