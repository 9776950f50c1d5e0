# SPDX-License-Identifier: Apache-2.0
"""Section I (page, font, page number) and the boxes above the text: 1 to 5, 9a, 10b, 11, 13."""

from __future__ import annotations

from typing import TYPE_CHECKING

from support.layout import (
    NEAR,
    Check,
    at,
    capital,
    centred,
    date_text,
    number_text,
    rule,
    set_as,
    within,
)
from support.measuring import BLACK, MM

if TYPE_CHECKING:
    from collections.abc import Iterator

    from support.layout import Laid
    from support.measuring import Line

COUNTRY = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
TIMES = ("Times New Roman", "Tinos", "LiberationSerif", "TeXGyreTermes")
LONGEST_SUBJECT = 130  # points
INK = 0.35  # millimetres by which a stroke or a slanted letter reaches beyond its place
FRAMES = {"HỎA TỐC": 30, "THƯỢNG KHẨN": 40, "KHẨN": 20}


@rule("I.1-2", "A4, 210 x 297 mm; upright, annexes of wide tables turned")
def paper(laid: Laid) -> Iterator[Check]:
    for page in laid.pages:
        sides = sorted((round(page.width / MM, 1), round(page.height / MM, 1)))
        turned = page.width > page.height and page in laid.main
        found = f"{page.width / MM:.1f} x {page.height / MM:.1f} mm"
        yield Check(found, sides == [210, 297] and not turned)


@rule("I.3", "30-35 mm")
def left_margin(laid: Laid) -> Iterator[Check]:
    for part in laid.parts:
        inside = [each.box.left for page in part for each in page.strokes]
        inside += [line.left for page in part for line in page.lines]
        yield within(min(inside) / MM, 30 - INK, 35 + INK, "mm")


@rule("I.3", "15-20 mm")
def right_margin(laid: Laid) -> Iterator[Check]:
    for page in laid.pages:
        rights = [line.right for line in page.lines]
        rights += [each.box.right for each in page.strokes]
        margin = (page.width - max(rights)) / MM
        full = margin < 21  # a short page does not show where its margin is
        if full or page.number == 1:
            yield within(margin, 15 - INK, 20 + INK, "mm")


@rule("I.3", "20-25 mm")
def top_margin(laid: Laid) -> Iterator[Check]:
    for page in laid.pages:
        held = [
            line.top
            for line in page.lines
            if not laid.is_number(page, line) and line.text != laid.content.get("circulation")
        ]
        held += [each.box.top for each in page.strokes if each.box.top < page.height - 19 * MM]
        yield within((page.height - max(held)) / MM, 20 - 0.1, 25, "mm")


@rule("I.3", "at least 20 mm; 20-25 mm on a full page")
def bottom_margin(laid: Laid) -> Iterator[Check]:
    for page in laid.pages:
        lowest = min([line.bottom for line in page.lines] + [s.box.bottom for s in page.strokes])
        yield Check(f"{lowest / MM:.2f} mm", lowest / MM >= 20 - 0.1)


@rule("I.4", "Times New Roman, or a font of its widths; black")
def font(laid: Laid) -> Iterator[Check]:
    names = {glyph.font for _, line in laid.lines for glyph in line.glyphs}
    for name in sorted(names):
        yield Check(name, name.startswith(TIMES) or name.replace(" ", "").startswith(TIMES))
    colors = {color for _, line in laid.lines for color in line.colors if line.text not in FRAMES}
    yield Check("black" if colors == {BLACK} else f"colours {sorted(colors)}", colors == {BLACK})


@rule("I.7", "13-14 pt, upright, centred in the top margin; none on the first page of each part")
def page_number(laid: Laid) -> Iterator[Check]:
    for part in laid.parts:
        for ordinal, page in enumerate(part[1:], start=2):
            (line,) = (each for each in page.lines if laid.is_number(page, each))
            yield Check(f"“{line.text}” on sheet {ordinal}", line.text == str(ordinal))
            yield from set_as(line, 13, 14, "upright")
            yield centred(line, laid.middle(page))
            yield within((page.height - line.top) / MM, 5, 20, "mm from the top")
    yield Check("none on page 1", not any(laid.is_number(laid.first, e) for e in laid.first.lines))


@rule("II.1.a", "12-13 pt, upright, bold, capitals, top right")
def country(laid: Laid) -> Iterator[Check]:
    line = _line(laid, COUNTRY)
    yield from set_as(line, 12, 13, "bold")
    yield Check(
        "right half" if line.center > laid.middle() else "left half", line.center > laid.middle()
    )


@rule("II.1.b", "13-14 pt, upright, bold, centred below the country, single spacing")
def motto(laid: Laid) -> Iterator[Check]:
    above, line = _line(laid, COUNTRY), _line(laid, MOTTO)
    yield from set_as(line, 13, 14, "bold")
    yield centred(line, above.center)
    yield within((above.baseline - line.baseline) / line.size, 1.0, 1.25, "x size")


@rule("II.1.b", "solid, as long as the line")
def rule_below_motto(laid: Laid) -> Iterator[Check]:
    yield from _rule(laid, [_line(laid, MOTTO)], 0.98, 1.02)


@rule("II.2.a", "12-13 pt, upright, not bold, capitals, centred over the issuing body")
def parent_body(laid: Laid) -> Iterator[Check]:
    agency = laid.numbered.agency
    line = _line(laid, agency.parent)
    yield from set_as(line, 12, 13, "upright")
    yield capital(line)
    yield centred(line, _line(laid, agency.heading).center)


@rule("II.2.b", "12-13 pt, upright, bold, capitals, single spacing")
def issuing_body(laid: Laid) -> Iterator[Check]:
    agency = laid.numbered.agency
    above, line = _line(laid, agency.parent), _line(laid, agency.heading)
    yield from set_as(line, 12, 13, "bold")
    yield capital(line)
    yield within((above.baseline - line.baseline) / line.size, 1.0, 1.25, "x size")


@rule("II.2.b", "solid, 1/3-1/2 of the line, centred")
def rule_below_issuing_body(laid: Laid) -> Iterator[Check]:
    yield from _rule(laid, [_line(laid, laid.numbered.agency.heading)], 1 / 3, 1 / 2)


@rule("II.3", "13 pt, upright, centred below the issuing body")
def number_and_symbol(laid: Laid) -> Iterator[Check]:
    line = _line(laid, number_text(laid))
    yield from set_as(line, 13, 13, "upright")
    yield centred(line, _line(laid, laid.numbered.agency.heading).center)


@rule("II.4", "13-14 pt, italic, level with the number, centred below the country")
def place_and_date(laid: Laid) -> Iterator[Check]:
    number, line = _line(laid, number_text(laid)), _line(laid, date_text(laid))
    yield from set_as(line, 13, 14, "italic")
    off = line.baseline - number.baseline
    yield Check(f"{off:+.2f} pt from the number's line", abs(off) < 0.5)
    yield centred(line, _line(laid, COUNTRY).center)


@rule("II.5.a", "13-14 pt, upright, bold, capitals, centred")
def type_name(laid: Laid) -> Iterator[Check]:
    if line := _type(laid):
        yield from set_as(line, 13, 14, "bold")
        yield centred(line, laid.middle())


@rule("II.5.a", "13-14 pt, upright, bold, centred right below the type")
def subject(laid: Laid) -> Iterator[Check]:
    kind_line = _type(laid)
    for ordinal, line in enumerate(_subject(laid)):
        yield from set_as(line, 13, 14, "bold")
        yield centred(line, laid.middle())
        if ordinal == 0 and kind_line:
            yield within((kind_line.baseline - line.baseline) / line.size, 1, 1.8, "x size below")


@rule("II.5.a", "solid, 1/3-1/2 of the line, centred")
def rule_below_subject(laid: Laid) -> Iterator[Check]:
    if lines := _subject(laid):
        yield from _rule(laid, lines, 1 / 3, 1 / 2)


@rule("II.5.b", "12-13 pt, upright, centred below the number, 6 pt apart")
def subject_of_a_letter(laid: Laid) -> Iterator[Check]:
    if not laid.title.startswith("V/v"):
        return
    number, lines = _line(laid, number_text(laid)), laid.block(laid.title)
    yield Check(f"{len(lines)} lines", bool(lines))
    for line in lines:
        yield from set_as(line, 12, 13, "upright")
        yield centred(line, number.center)
    yield within(number.bottom - lines[0].top, 5.5, 7, "pt")


@rule("II.9.a", "13-14 pt, upright; one on the same line, more with dashes under the colon")
def addressees(laid: Laid) -> Iterator[Check]:
    if not (found := laid.find("Kính gửi:")) or not laid.content.get("addressees"):
        return
    page, head = found
    yield from set_as(head, 13, 14, "upright")
    names = laid.content["addressees"]
    if len(names) == 1:
        yield Check(head.text[:30], head.text.startswith("Kính gửi: " + names[0][:10]))
        return
    colon = head.glyphs[-1].x
    dashes = [line for line in page.lines if line.text.startswith("- ") and line.size > 12]
    for name, line in zip(names, dashes, strict=False):
        yield Check(line.text[:30], line.text[2:].startswith(name[:10]))
        yield at(line.left, colon, "dash")
        yield from set_as(line, 13, 14, "upright")


@rule("II.10.b", "13-14 pt, bold, capitals; bright red frame of its prescribed size, left")
def urgency(laid: Laid) -> Iterator[Check]:
    if not (degree := laid.content.get("urgency")):
        return
    line = _line(laid, degree)
    yield from set_as(line, 13, 14, "bold")
    frames = [each for each in laid.first.strokes if each.color[0] > 180 and not each.is_rule]
    yield Check(f"{len(frames)} red frames", len(frames) == 1)
    for frame in frames:
        yield within(frame.box.width / MM, FRAMES[degree] - 0.2, FRAMES[degree] + 0.2, "mm wide")
        yield within(frame.box.height / MM, 7.8, 8.2, "mm high")
        yield at(frame.box.left, laid.left, "frame")
        yield centred(line, frame.box.center)
        red = all(color[0] > 180 and max(color[1:]) < 60 for color in (*line.colors, frame.color))
        yield Check("red" if red else "not red", red)


@rule("II.11", "13-14 pt, upright, bold, capitals in a frame, above the country")
def circulation(laid: Laid) -> Iterator[Check]:
    if not (limit := laid.content.get("circulation")):
        return
    line = _line(laid, limit)
    yield from set_as(line, 13, 14, "bold")
    around = [
        each
        for each in laid.first.strokes
        if each.box.left < line.left < line.right < each.box.right
        and each.box.bottom < line.baseline < each.box.top
    ]
    yield Check("framed" if around else "no frame", len(around) == 1)
    country_line = _line(laid, COUNTRY)
    yield Check("above the country", line.bottom > country_line.top)
    place = (line.center - laid.left) / (laid.right - laid.left)
    yield within(100 * place, 58, 85, "% of the width")


@rule("II.13", "11-12 pt, upright, foot of page 1, below a rule over the whole width")
def contact(laid: Laid) -> Iterator[Check]:
    if not (text := laid.content.get("contact")):
        return
    lines = laid.block(text)
    yield Check(f"{len(lines)} lines", bool(lines) and all(e in laid.first.lines for e in lines))
    for line in lines:
        yield from set_as(line, 11, 12, "upright")
    yield Check("last on the page", lines[-1].baseline == min(e.baseline for e in laid.first.lines))
    above = [r for r in laid.first.rules if 0 < r.box.middle - lines[0].top < 10]
    yield Check(f"{len(above)} rules above", len(above) == 1)
    for each in above:
        yield at(each.box.left, laid.left, "left end")
        yield at(each.box.right, laid.right, "right end")


def _line(laid: Laid, text: str) -> Line:
    found = laid.first.line(text)
    assert found is not None, text
    return found


def _type(laid: Laid) -> Line | None:
    """The line of the type, directly above the subject."""
    if laid.title.startswith("V/v"):
        return None
    top = _line(laid, date_text(laid)).baseline
    found = (
        line
        for line in laid.first.lines
        if line.baseline < top
        and line.text.isupper()
        and line.style == "bold"
        and line.text not in FRAMES
    )
    return next(found, None)


def _subject(laid: Laid) -> list[Line]:
    """The bold lines between the type and the rule below them."""
    head = _type(laid)
    if head is None:
        return []
    below = [
        each.box.middle
        for each in laid.first.rules
        if 0 < head.baseline - each.box.middle < LONGEST_SUBJECT
        and abs(each.box.center - laid.middle()) < 3 * NEAR
    ]
    end = max(below, default=head.baseline - 1.3 * head.size)
    lines = [line for line in laid.first.lines if end < line.baseline < head.baseline]
    # a type without subject is followed by the text
    return [line for line in lines if abs(line.center - laid.middle()) < 3 * NEAR]


def _rule(laid: Laid, lines: list[Line], low: float, high: float) -> Iterator[Check]:
    drawn = laid.first.rule_below(lines[-1])
    if drawn is None:
        yield Check("no rule", passed=False)
        return
    share = drawn.box.width / max(line.width for line in lines)
    yield Check(f"{share:.2f} of the line", low - 0.005 <= share <= high + 0.005)
    off = (drawn.box.center - lines[-1].center) / MM
    yield Check(f"{off:+.2f} mm off centre", abs(off) * MM <= 2 * NEAR)
