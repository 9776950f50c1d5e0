# SPDX-License-Identifier: Apache-2.0
"""For each rule of layout a template that breaks it, so that no rule is one that cannot fail."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from support.notes import Redrawn

if TYPE_CHECKING:
    from pathlib import Path


class Spoil(NamedTuple):
    """A change of one file of `_base`, and the kind on whose sample it shows."""

    kind: str
    file: str
    old: str
    new: str

    def apply(self, base: Path) -> str:
        """Spoil the file; returns what it held."""
        path = base / self.file
        text = path.read_text(encoding="utf-8")
        assert text.count(self.old) == 1, (self.file, self.old)
        path.write_text(text.replace(self.old, self.new), encoding="utf-8")
        return text


MEASURES: Final = "measures.typ"
PAGE: Final = "page.typ"
HEADER: Final = "header.typ"
TEXT: Final = "text.typ"
CLOSING: Final = "closing.typ"
ANNEXES: Final = "annexes.typ"
PASSAGES: Final = "passages.typ.j2"

SPOILS: Final[dict[str, Spoil]] = {
    "paper": Spoil("decision", PAGE, 'paper: "a4",', "width: 210mm, height: 300mm,"),
    "left margin": Spoil("decision", MEASURES, "left: 30mm", "left: 28mm"),
    "right margin": Spoil("decision", MEASURES, "right: 15mm", "right: 22mm"),
    "top margin": Spoil("decision", MEASURES, "top: 20mm", "top: 27mm"),
    "bottom margin": Spoil("decision-award", MEASURES, "bottom: 20mm", "bottom: 12mm"),
    "font": Spoil("decision", PAGE, "    font: font,", '    font: font, fill: rgb("333"),'),
    "page number": Spoil("report", MEASURES, "page-number-size = 14pt", "page-number-size = 11pt"),
    "country": Spoil("decision", HEADER, '"bold")[CỘNG HÒA XÃ HỘI', '"regular")[CỘNG HÒA XÃ HỘI'),
    "motto": Spoil("decision", MEASURES, "motto-size = 13pt", "motto-size = 12pt"),
    "rule below motto": Spoil(
        "decision", HEADER, "rule-below(motto)", "rule-below(motto, share: 80%)"
    ),
    "parent body": Spoil(
        "decision", HEADER, "par(text(size: heading-size, parent))", "par(strong(parent))"
    ),
    "issuing body": Spoil(
        "decision", HEADER, 'weight: "bold", agency)', 'weight: "regular", agency)'
    ),
    "rule below issuing body": Spoil(
        "decision", HEADER, "rule-below(agency, share: rule-share)", "rule-below(agency)"
    ),
    "number and symbol": Spoil(
        "decision",
        HEADER,
        "par(text(size: number-size, number))",
        'par(text(number-size, weight: "bold", number))',
    ),
    "place and date": Spoil("decision", HEADER, 'style: "italic", place-date', "place-date"),
    "type name": Spoil(
        "decision",
        HEADER,
        "{ type; linebreak(); whole-symbols(subject) }",
        "{ text(size: 12pt, type); linebreak(); whole-symbols(subject) }",
    ),
    "subject": Spoil(
        "decision",
        HEADER,
        "{ type; linebreak(); whole-symbols(subject) }",
        '{ type; linebreak(); text(weight: "regular", whole-symbols(subject)) }',
    ),
    "rule below subject": Spoil("decision", HEADER, "width * rule-share", "width"),
    "subject of a letter": Spoil(
        "official-letter", MEASURES, "letter-subject-size = 12pt", "letter-subject-size = 11pt"
    ),
    "addressees": Spoil("official-letter", HEADER, "measure[Kính gửi].width", "5mm"),
    "urgency": Spoil("official-letter", MEASURES, '"THƯỢNG KHẨN": 40mm', '"THƯỢNG KHẨN": 36mm'),
    "circulation": Spoil("official-letter", HEADER, "dx: 71.5% - 26mm", "dx: 0mm"),
    "contact": Spoil(
        "official-letter", HEADER, "par(text(size: recipients-size, body))", "par(body)"
    ),
    "size of the text": Spoil(
        "official-letter", TEXT, "    par(body),\n  )", "    par(text(15pt, body)),\n  )"
    ),
    "both sides even": Spoil("decision", PAGE, "justify: true", "justify: false"),
    "indent": Spoil("decision", MEASURES, "indent = 1.27cm", "indent = 8mm"),
    "paragraph gap": Spoil("decision", MEASURES, "#let gap = 6pt", "#let gap = 3pt"),
    "line spacing": Spoil("decision", PAGE, "    leading: leading,", "    leading: 0.66em,"),
    "issuing authority": Spoil("decision", HEADER, "par(strong(upper(body)))", "par(upper(body))"),
    "legal bases": Spoil("decision", TEXT, "par(emph(body))", "par(body)"),
    "articles": Spoil("decision", PASSAGES, "*{{ lead }}* ", "{{ lead }} "),
    "divisions": Spoil(
        "decision-promulgating",
        TEXT,
        "align(center, title-of(level, {\n  label",
        "align(right, title-of(level, {\n  label",
    ),
    "titled clauses": Spoil(
        "official-letter",
        TEXT,
        "section-title(body, level: 2) = title-of(level, {\n  h(indent)\n  body",
        "section-title(body, level: 2) = par({\n  h(0pt)\n  body",
    ),
    "end mark": Spoil("decision", PASSAGES, "}}./.{% else %}", "}}.{% else %}"),
    "titles stay": Spoil("decision-promulgating", PAGE, "sticky: true", "sticky: false"),
    "annex label": Spoil(
        "plan", ANNEXES, "{ label; linebreak()", "{ text(size: 12pt, label); linebreak()"
    ),
    "annex title": Spoil("plan", ANNEXES, "upper(title)", "title"),
    "annex reference": Spoil("plan", ANNEXES, "emph[(Kèm theo", "[(Kèm theo"),
    "authority and title": Spoil(
        "decision", CLOSING, "par(strong(upper(title)))", "par(upper(title))"
    ),
    "name of the signer": Spoil("decision", CLOSING, "par(strong(name))", "par(emph(name))"),
    "signature and last lines": Spoil(
        "decision", CLOSING, "= block(breakable: false,", "= pagebreak() + block(breakable: false,"
    ),
    "place of the signature": Spoil(
        "decision", MEASURES, "width: 45mm, height: 20mm", "width: 45mm, height: 26mm"
    ),
    "size of the seal": Spoil(
        "decision", MEASURES, "width: 36mm, height: 36mm", "width: 30mm, height: 30mm"
    ),
    "seal over signature": Spoil(
        "decision", MEASURES, "seal-overlap = 1 / 3", "seal-overlap = 1 / 2"
    ),
    "seal hides no name": Spoil(
        "decision", MEASURES, "seal-image.height + 1mm", "seal-image.height - 6mm"
    ),
    "recipients head": Spoil(
        "decision", MEASURES, "recipients-head-size = 12pt", "recipients-head-size = 13pt"
    ),
    "recipients list": Spoil(
        "decision", CLOSING, "set text(size: recipients-size)", "set text(size: 13pt)"
    ),
    "drafting mark": Spoil(
        "official-letter",
        CLOSING,
        "block(above: 4pt, text(size: recipients-size, body))",
        "block(above: 4pt, body)",
    ),
    "note place": Spoil(
        "certified-extract", HEADER, "note-room.height + 2mm", "note-room.height + 9mm"
    ),
    "note room": Spoil("certified-extract", MEASURES, "77mm, height: 9mm", "90mm, height: 9mm"),
}
"""By the name of the rule."""

FACETS: Final[dict[str, Spoil]] = {
    "annex reference: 3 mm off centre": Spoil(
        "plan", ANNEXES, "      reference\n", "      pad(left: 6mm, reference)\n"
    ),
    "annex reference: second row upright": Spoil(
        "plan", ANNEXES, "let second = emph[", "let second = ["
    ),
    "annex reference: 12 pt": Spoil(
        "plan", ANNEXES, "    first\n    if", "    text(size: 12pt, first)\n    if"
    ),
    "annex reference: filled in": Spoil("plan", ANNEXES, "số #blank/", "số 12/"),
    "annex title: 12 pt": Spoil("plan", ANNEXES, "upper(title)", "text(12pt, upper(title))"),
}
"""Further ways to break a rule that demands several things, by “rule: what is wrong”."""

NOTE_SPOILS: Final[dict[str, Redrawn]] = {
    "note text": Redrawn(start="SAO Y; Sở Nội vụ tỉnh Ví Dụ"),
    "note letters": Redrawn(old=b"/Text 10 Tf", new=b"/Text 10.04 Tf"),
    "note style": Redrawn(style="Italic"),
    "note colour": Redrawn(old=b"q 0 g", new=b"q 1 0 0 rg"),
    "note edge": Redrawn(old=b"BT", new=b"1 0 0 1 -12 0 cm BT"),
    "no picture": Redrawn(old=b"ET Q", new=b"ET Q q 0 0 20 20 re f Q"),
}
"""What is changed in the drawing of box 14, by the name of the rule."""
