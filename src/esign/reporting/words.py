# SPDX-License-Identifier: Apache-2.0
"""Texts in both languages at once, fit to be shown whatever file they come from."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from esign import figures
from esign.messages import Language, Term, message, remedy
from esign.model import Verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date, datetime

    from esign.model import Finding

MOST_SHOWN: Final = 1200
"""Characters of one text; none of the catalogue's comes near."""
REPLACEMENT: Final = "\N{REPLACEMENT CHARACTER}"
CUT: Final = "…"
UNFIT: Final = frozenset(("Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"))
"""Characters that act instead of being seen, or that mean nothing (Unicode general categories)."""
MARK: Final = r"[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
HEAPED: Final = re.compile(f"({MARK}{{3}}){MARK}+")
"""More marks on one letter than any language has, which could reach over the lines beside it."""
OF_PARTS: Final = frozenset(
    ("verification.active_content", "verification.unusual_content", "verification.acting")
)
"""Findings that name parts of a file as ISO 32000 calls them."""
PARTS: Final = {
    **dict.fromkeys(("Tx", "Btn", "Ch"), "form_field"),
    **dict.fromkeys(("JavaScript", "JS"), "script"),
    **dict.fromkeys(("AA", "PA", "OpenAction", "Named", "Hide", "SetOCGState"), "action"),
    **dict.fromkeys(("Launch", "GoToR", "GoToE", "GoToDp", "Thread"), "opens_other"),
    **dict.fromkeys(("SubmitForm", "ImportData", "ResetForm"), "form_action"),
    **dict.fromkeys(
        ("Movie", "Sound", "Rendition", "Renditions", "Screen", "RichMedia", "RichMediaExecute"),
        "media",
    ),
    **dict.fromkeys(("3D", "GoTo3DView", "Trans"), "media"),
    "XFA": "xfa",
    "OCProperties": "layers",
    "Collection": "portfolio",
    **dict.fromkeys(("F", "Ref", "OPI", "PS"), "outside"),
    **dict.fromkeys(
        ("Text", "FreeText", "Highlight", "Underline", "StrikeOut", "Squiggly", "Popup"), "remark"
    ),
    **dict.fromkeys(("Ink", "Stamp", "Line", "Square", "Circle", "Polygon", "Caret"), "remark"),
    "FileAttachment": "attached",
    "Info": "properties",
    "Rotate": "rotated",
    "Annots": "remark",
    **dict.fromkeys(("Threads", "PieceInfo", "LastModified", "SpiderInfo"), "editor"),
    **dict.fromkeys(("DA", "DR", "MK", "DV", "MaxLen", "NeedAppearances"), "form_field"),
}
OF_PROOF: Final = "proof-"
"""What the rules begin with that judge a proof file, not the document beside it."""
REVOKED: Final = frozenset(("trust.certificate_revoked", "trust.certificate_revoked_later"))


@dataclass(frozen=True, slots=True)
class Words:
    """One text in both languages; alike where it is a name or a number."""

    vi: str
    en: str

    def __bool__(self) -> bool:
        return bool(self.vi)


def seen(text: str) -> str:
    """The text in one line, without what acts instead of being seen, and not too long."""
    cut = text if len(text) <= MOST_SHOWN else text[: MOST_SHOWN - len(CUT)] + CUT
    cut = HEAPED.sub(r"\1", cut)
    return "".join(REPLACEMENT if unicodedata.category(each) in UNFIT else each for each in cut)


def same(text: object) -> Words:
    """A name, a digest, a number: the same in both languages."""
    shown = seen(str(text))
    return Words(shown, shown)


def words(code: str, /, **facts: object) -> Words:
    """The catalogue's texts for a code; facts that are `Words` themselves go each to its own."""
    return _in_both(lambda spoken: message(code, spoken, _spoken(facts, spoken)))


def finding_words(finding: Finding) -> Words:
    """What a rule found."""
    facts = spoken_facts(finding)
    return _in_both(lambda spoken: message(finding.code, spoken, facts))


def finding_advice(finding: Finding) -> Words:
    """What to do about it; empty where nothing is to be done."""
    return _in_both(lambda spoken: advice(finding, spoken))


def advice(finding: Finding, spoken: Language) -> str:
    """What to do about a finding, in one language; never empty of one that did not pass."""
    if finding.verdict is Verdict.PASSED:
        return ""
    said = remedy(finding.code, spoken, spoken_facts(finding))
    if not said and finding.rule.startswith(OF_PROOF):
        return message("reporting.advice.proof", spoken, {})
    return said or message(f"reporting.advice.{finding.verdict}", spoken, {})


def day(value: date) -> Words:
    """A day as its reader cannot mistake it."""
    return _in_both(lambda spoken: figures.day_text(value, spoken))


def moment(value: datetime) -> Words:
    """A moment in Vietnamese time."""
    return _in_both(lambda spoken: figures.moment_text(value, spoken))


def count(value: int) -> Words:
    """A count with its thousands apart."""
    return _in_both(lambda spoken: figures.count_text(value, spoken))


def _in_both(said: Callable[[Language], str]) -> Words:
    return Words(seen(said(Language.VIETNAMESE)), seen(said(Language.ENGLISH)))


def _spoken(facts: Mapping[str, object], spoken: Language) -> dict[str, object]:
    return {
        name: getattr(value, spoken.value) if isinstance(value, Words) else value
        for name, value in facts.items()
    }


def spoken_facts(finding: Finding) -> Mapping[str, object]:
    """The facts in words: the reason of a revocation (RFC 5280 §5.3.1), the parts of a file."""
    if finding.code in REVOKED:
        return {**finding.facts, "reason": Term(f"cli.revocation.{finding.facts['reason']}")}
    if finding.code in OF_PARTS:
        names = finding.facts["names"].split(", ")
        return {**finding.facts, "names": tuple(dict.fromkeys(map(_part, names)))}
    return finding.facts


def _part(name: str) -> str:
    """A part of a PDF by what it is; one that few know by its name in the file alone."""
    return Term(f"reporting.part.{PARTS[name]}") if name in PARTS else f"“{name}”"
