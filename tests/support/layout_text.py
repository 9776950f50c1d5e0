# SPDX-License-Identifier: Apache-2.0
"""Box 6, the text, and the annexes: Sections II.6 and III.1."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from esign.kinds import passages
from support.layout import NEAR, Check, centred, rule, set_as, within
from support.measuring import MM

if TYPE_CHECKING:
    from collections.abc import Iterator

    from support.layout import Laid
    from support.measuring import Line, Page, Stroke

INDENTS = (10, 12.7)
LABEL = re.compile(r"(Phần|Chương|Mục|Tiểu mục) [IVXL\d]+$")
ARTICLE = re.compile(r"Điều \d+\.")
ANNEX = re.compile(r"(Phụ lục( [IVXL]+)?|DANH SÁCH)$")


@rule("II.6", "13-14 pt")
def size_of_the_text(laid: Laid) -> Iterator[Check]:
    sizes = {size for line in _text(laid) for size in line.sizes}
    for size in sorted(sizes):
        yield Check(f"{size:g} pt", 12.95 <= size <= 14.05)


@rule("II.6", "justified: every line but the last of a paragraph reaches the right margin")
def both_sides_even(laid: Laid) -> Iterator[Check]:
    inner = [above for above, _ in _within_paragraphs(laid)]
    uneven = [line for line in inner if abs(line.right - laid.right) > 3 * NEAR]
    if inner:
        told = f", “…{uneven[0].text[-20:]}”" if uneven else ""
        yield Check(f"{len(uneven)} uneven lines{told}", not uneven)


@rule("II.6", "first lines indented by 1 or 1.27 cm")
def indent(laid: Laid) -> Iterator[Check]:
    indents = {round((line.left - laid.left) / MM, 1) for line in _first_lines(laid)}
    for each in sorted(indents):
        yield Check(f"{each} mm", any(abs(each - wanted) < 0.35 for wanted in INDENTS))


@rule("II.6", "paragraphs at least 6 pt apart")
def paragraph_gap(laid: Laid) -> Iterator[Check]:
    gaps = [
        above.baseline - below.baseline - 1.15 * above.size
        for above, below in _neighbours(laid)
        if below in _first_lines(laid) and above.size == below.size
    ]
    if gaps:
        yield within(min(gaps), 6 - 0.1, 30, "pt")


@rule("II.6", "lines single to 1.5 apart (1 = 1.15 of the size)")
def line_spacing(laid: Laid) -> Iterator[Check]:
    spacings = [
        (above.baseline - below.baseline) / above.size / 1.15
        for above, below in _within_paragraphs(laid)
    ]
    if spacings:
        yield within(min(spacings), 0.99, 1.51, "lines")
        yield within(max(spacings), 0.99, 1.51, "lines")


@rule("Annex III, 1.2", "bold capitals, centred")
def issuing_authority(laid: Laid) -> Iterator[Check]:
    if authority := laid.content.get("issuing_authority"):
        for line in laid.block(authority.upper()):
            yield from set_as(line, 13, 14, "bold")
            yield centred(line, laid.middle())


@rule("II.6.b", "13-14 pt, italic; each on its own line, “;” and at the end “.”")
def legal_bases(laid: Laid) -> Iterator[Check]:
    bases = laid.content.get("legal_bases") or []
    for ordinal, basis in enumerate(bases, start=1):
        end = "." if ordinal == len(bases) else ";"
        lines = laid.block(basis + end)
        yield Check(f"“{lines[-1].text[-1] if lines else '?'}”", bool(lines))
        for line in lines:
            yield from set_as(line, 13, 14, "italic")


@rule("II.6.d", "“Điều 1.” bold, upright, of the size of the text, numbered from 1")
def articles(laid: Laid) -> Iterator[Check]:
    count = len(laid.content.get("articles") or [])
    heads = [line for _, line in laid.lines if ARTICLE.match(line.text)][:count]
    yield from ([Check(f"{len(heads)} articles", len(heads) == count)] if count else [])
    for ordinal, line in enumerate(heads, start=1):
        label = f"Điều {ordinal}."
        letters = line.glyphs[: len(label)]
        found = "".join(each.text for each in letters)
        bold = all(each.bold and not each.italic for each in letters)
        yield Check(f"“{found}”{'' if bold else ' not bold'}", found == label and bold)
        same = {round(each.size, 2) for each in letters} == {round(_body_size(laid), 2)}
        yield Check("of the text's size" if same else "of another size", same)


@rule("II.6.d", "Phần, Chương, Mục and their titles bold, upright, centred; titles in capitals")
def divisions(laid: Laid) -> Iterator[Check]:
    for page, line in laid.lines:
        if LABEL.match(line.text):
            below = page.lines[page.lines.index(line) + 1]
            for each in (line, below):
                yield from set_as(each, 13, 14, "bold")
                yield centred(each, laid.middle(page))
            yield Check(below.text[:20], below.text.isupper())


@rule("II.6.d", "titled clauses bold, upright, on a line of their own")
def titled_clauses(laid: Laid) -> Iterator[Check]:
    for text in _typed(laid):
        for passage in passages(text):
            if passage.form == "title":
                lines = laid.block(f"{passage.label} {passage.text}")
                yield Check(f"“{passage.label} {passage.text[:20]}”", bool(lines))
                for line in lines:
                    yield from set_as(line, 13, 14, "bold")


@rule("Annex III", "the text ends with “./.”")
def end_mark(laid: Laid) -> Iterator[Check]:
    ends = [line for page in laid.main for line in page.lines if line.text.endswith("./.")]
    yield Check(f"{len(ends)} marks", len(ends) == 1)


@rule("II.6", "a title is not parted from its text by a page break")
def titles_stay(laid: Laid) -> Iterator[Check]:
    broken = [page for part in laid.parts for page in part[:-1]]
    lasts = [line for page in broken if (line := _lowest(laid, page))]
    alone = [line.text for line in lasts if line.style == "bold" and line.size > 12.9]
    if broken:
        told = f", “{alone[0]}”" if alone else ""
        yield Check(f"{len(alone)} parted titles{told}", not alone)


@rule("III.1.b", "“Phụ lục”, with Roman numerals where there are several: 14 pt, bold, centred")
def annex_label(laid: Laid) -> Iterator[Check]:
    annexes = laid.content.get("annexes") or []
    found = [(page, line) for page, line in _annex_heads(laid) if line.text.startswith("Phụ")]
    if annexes:
        yield Check(f"{len(found)} annexes", len(found) == len(annexes))
    for ordinal, (page, line) in enumerate(found):
        numeral = ("I", "II", "III", "IV", "V")[ordinal]
        wanted = "Phụ lục" if len(annexes) == 1 else f"Phụ lục {numeral}"
        yield Check(line.text, line.text == wanted)
        yield from set_as(line, 14, 14, "bold")
        yield centred(line, laid.middle(page))


@rule("III.1.b", "title 13-14 pt, bold, capitals, centred")
def annex_title(laid: Laid) -> Iterator[Check]:
    for page, head in _annex_heads(laid):
        line = page.lines[page.lines.index(head) + 1]
        yield from set_as(line, 13, 14, "bold")
        yield Check(line.text[:20], line.text.isupper())
        yield centred(line, laid.middle(page))


@rule("III.1.c", "13-14 pt, italic, black, centred; number and date left blank")
def annex_reference(laid: Laid) -> Iterator[Check]:
    for page, line in laid.lines:
        if line.text.startswith("(Kèm theo"):
            rows = _reference_rows(page, line)
            for row in rows:
                for each in row:
                    yield from set_as(each, 13, 14, "italic")
                yield _row_centred(row, laid.middle(page))
            text = " ".join(each.text for row in rows for each in row)
            yield Check("ends with “)”", text.endswith(")"))
            filled = re.search(r"\d+\s*/|ngày\s*\d|tháng\s*\d|năm\s*\d", text)
            yield Check("blank" if not filled else "filled in", not filled)


YEAR_BLANK: Final = 2.2
"""The blank that is left for the year, in units of the type size."""


def _reference_rows(page: Page, first: Line) -> list[list[Line]]:
    """The pieces of the reference, row by row from the top, to its closing bracket."""
    rows: list[list[Line]] = []
    for each in page.lines[page.lines.index(first) :]:
        if rows and abs(rows[-1][0].baseline - each.baseline) < 1:
            rows[-1].append(each)
        elif rows and rows[-1][-1].text.endswith(")"):
            break
        else:
            rows.append([each])
    return rows


def _row_centred(row: list[Line], middle: float) -> Check:
    """Where a row ends with the year, its blank belongs to the row and cannot be seen."""
    unseen = YEAR_BLANK * row[-1].size if row[-1].text.endswith("năm") else 0
    off = (row[0].left + row[-1].right + unseen) / 2 - middle
    return Check(f"{off / MM:+.2f} mm off centre", abs(off) <= NEAR)


def _typed(laid: Laid) -> Iterator[str]:
    """Texts of the request that are laid out as passages."""
    content = laid.content
    promulgated = content.get("promulgated") or {}
    yield from filter(None, (content.get("text"), promulgated.get("text")))
    for name in ("sections", "articles", "annexes"):
        yield from (each["text"] for each in content.get(name) or [] if each.get("text"))


def _body_size(laid: Laid) -> float:
    sizes = [line.size for line in _first_lines(laid)]
    return max(set(sizes), key=sizes.count)


def _columns_of(laid: Laid, page: Page) -> list[Line]:
    """Lines of the text proper: not in tables, not beside one another."""
    inside = [
        (min(s.box.bottom for s in group), max(s.box.top for s in group)) for group in _tables(page)
    ]
    return [
        line
        for line in page.lines
        if not laid.is_number(page, line)
        and not any(low < line.baseline < high for low, high in inside)
    ]


def _tables(page: Page) -> list[list[Stroke]]:
    """Strokes grouped to tables: upright lines that overlap in height."""
    upright = [s for s in page.strokes if s.box.width < 0.5 and s.box.height > 5]
    groups: list[list[Stroke]] = []
    for stroke in sorted(upright, key=lambda s: -s.box.top):
        if groups and stroke.box.top > min(s.box.bottom for s in groups[-1]) - 1:
            groups[-1].append(stroke)
        else:
            groups.append([stroke])
    return groups


@cache
def _text(laid: Laid) -> list[Line]:
    """The paragraphs of the document, from below its title to its recipients."""
    found = []
    for page in laid.main:
        top, bottom = page.height, 0.0
        if page is laid.first:
            top = _start(laid)
        end = page.line("Nơi nhận:")
        if end is not None:
            bottom = end.baseline
        if page is laid.first and laid.content.get("contact"):
            bottom = max(bottom, 30 * MM)
        lines = [each for each in _columns_of(laid, page) if bottom < each.baseline < top]
        found += [each for each in lines if each.left < laid.left + 14 * MM]
        if end is not None:
            break
    return found


def _start(laid: Laid) -> float:
    """Below what the text begins: the last of the lines that stand above it."""
    above = [
        line
        for line in laid.first.lines
        if line.style == "bold" and abs(line.center - (laid.middle())) < NEAR
    ]
    if found := laid.find("Kính gửi:"):
        page, head = found
        dashes = [
            line
            for line in page.lines
            if line.text.startswith("- ") and line.size > 12 and line.left > head.left
        ]
        above += [head, *dashes]
    names = [line for line in above if line.baseline > laid.first.height / 3]
    return min(line.baseline for line in names) if names else laid.first.height


@cache
def _first_lines(laid: Laid) -> list[Line]:
    return [line for line in _text(laid) if line.left > laid.left + 2 * MM]


def _neighbours(laid: Laid) -> Iterator[tuple[Line, Line]]:
    """Lines that follow one another on a page without a table between them."""
    text = _text(laid)
    for page in laid.main:
        own = [line for line in text if line in page.lines]
        tops = [max(s.box.top for s in group) for group in _tables(page)]
        for above, below in pairwise(own):
            if not any(below.baseline < top < above.baseline for top in tops):
                yield above, below


def _within_paragraphs(laid: Laid) -> Iterator[tuple[Line, Line]]:
    firsts = _first_lines(laid)
    for above, below in _neighbours(laid):
        if below not in firsts and above.style != "bold":
            yield above, below


def _lowest(laid: Laid, page: Page) -> Line | None:
    contact = laid.content.get("contact") if page is laid.first else None
    lines = [e for e in page.lines if not (contact and e.text and e.text in contact)]
    return min(lines, key=lambda each: each.baseline, default=None)


def _annex_heads(laid: Laid) -> Iterator[tuple[Page, Line]]:
    for part in laid.parts[1:]:
        for line in part[0].lines:
            if ANNEX.match(line.text):
                yield part[0], line
