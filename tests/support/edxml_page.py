# SPDX-License-Identifier: Apache-2.0
"""The page of the rules of edXML packages, made of the rules and of the packages that show them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from esign.exchange.rules import RULES, PackageType, Rule
from esign.messages import Language, catalogue
from support.edxml_rules import BREAKS, Broken

if TYPE_CHECKING:
    from collections.abc import Iterator

HEAD = """# The rules of edXML packages

Made by `PYTHONPATH=tests python tools/edxml_rules.py`. `esign lint` walks these rules over
packages of documents and of status messages. An *error* keeps a package from being sent, and sets
it aside when it comes; a *warning* names what some receivers stumble over, or what is probably a
mistake; a *note* is good to know. The national text (QCVN 102:2016/BTTTT, amended by
TT 01/2022/TT-BTTTT) has no schema: the fourth column names those who make the demand in practice.
Packages of 2013–2014 (SOAP, MIME, ZIP by e-mail) are walked over by the rules that have a meaning
for them, under the names of that time; the last column marks the others (*of today*; there were no
status messages then).

| rule | level | demands | made by | packages |
| --- | --- | --- | --- | --- |
"""
CASES = """
## What each finding looks like

A sound package holds the first fragment; with the second in its place the finding comes. Where
that takes knowledge beyond the package (the directory, the settings, the register), it is marked.

| finding | level | says | kept | broken |
| --- | --- | --- | --- | --- |
"""
OF = {None: "all", PackageType.DOCUMENT: "documents", PackageType.STATUS: "status messages"}
LONGEST = 90
_FORMS = re.compile(r"\{count:(\w+)\|\w+\}")


def rule_page() -> str:
    """The whole page."""
    rules = "".join(map(_rule_line, RULES))
    return HEAD + rules + CASES + "".join(_case_lines())


def _rule_line(rule: Rule) -> str:
    level, of = rule.level.value, OF[rule.of]
    if not (rule.of_older or rule.of is PackageType.STATUS):
        of += " of today"
    return f"| {rule.id} | {level} | {rule.demands} | {rule.source} | {of} |\n"


def _case_lines() -> Iterator[str]:
    order = [rule.id for rule in RULES]
    for case in sorted(BREAKS, key=lambda each: order.index(each.rule)):
        rule = next(rule for rule in RULES if rule.id == case.rule)
        said = _FORMS.sub(r"\1s", catalogue()[case.code][Language.ENGLISH.value])
        level = rule.level_of(case.code).value
        kept, broken = _fragment(case.old), _fragment(_shown(case))
        mark = " (needs knowledge)" if case.needs_more else ""
        yield f"| `{case.code}`{mark} | {level} | {said} | {kept} | {broken} |\n"


def _shown(case: Broken) -> str:
    if case.code == "edxml.X1.encoding":
        return "<?xml, in UTF-16"
    if case.code == "edxml.X1.damaged":
        return "<?xml, cut short and filled up with zeros"
    return case.new.replace("\ufeff", "(byte order mark)")


def _fragment(text: str) -> str:
    plain = " ".join(text.replace("edXML:", "").split()).replace("|", "\\|")
    if not plain:
        return "nothing"
    cut = plain if len(plain) <= LONGEST else plain[:LONGEST] + "…"
    return f"`{cut}`"
