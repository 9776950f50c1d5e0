# SPDX-License-Identifier: Apache-2.0
"""All rules of layout, from the top of the page to its foot."""

from support import layout, layout_closing, layout_header, layout_note, layout_text
from support.layout import Rule, broken, laid_from, laid_out

PARTS = [each.__name__ for each in (layout_header, layout_text, layout_closing, layout_note)]
RULES: dict[str, Rule] = dict(
    sorted(layout.RULES.items(), key=lambda named: PARTS.index(named[1].measure.__module__))
)

__all__ = ["PARTS", "RULES", "Rule", "broken", "laid_from", "laid_out"]
