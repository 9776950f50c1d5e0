# SPDX-License-Identifier: Apache-2.0
"""What stands below the text: boxes 7, 8, 9b and 12, and the rooms of both pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from support.layout import NEAR, Check, at, capital, centred, rule, set_as, within
from support.measuring import MM

if TYPE_CHECKING:
    from collections.abc import Iterator

    from support.layout import Laid
    from support.measuring import Box, Line, Page

SEAL = 36  # millimetres: the real seal of the office that the samples belong to
SIGNATURE = (45, 20)
SMALL = 12  # points; lists of recipients are smaller


@rule("II.7.a", "13-14 pt, upright, bold, capitals, centred in the right half")
def authority_and_title(laid: Laid) -> Iterator[Check]:
    page, _ = _recipients(laid)
    for line in _title_lines(laid):
        yield from set_as(line, 13, 14, "bold")
        yield capital(line)
        yield centred(line, _signer(laid).center)
        yield Check("right half", line.center > page.width / 2)


@rule("II.7.b", "13-14 pt, upright, bold, centred below the title, no academic title")
def name_of_the_signer(laid: Laid) -> Iterator[Check]:
    stated = laid.content["signer"]["name"]
    lines = laid.block(stated, _name(laid))
    yield Check(stated, bool(lines))
    for line in lines:
        yield from set_as(line, 13, 14, "bold")
        yield centred(line, _title_lines(laid)[-1].center)


@rule("II.7", "on the page of the last lines of the text")
def signature_and_last_lines(laid: Laid) -> Iterator[Check]:
    page, head = _recipients(laid)
    above = [
        line for line in page.lines if line.baseline > head.top and not laid.is_number(page, line)
    ]
    yield Check(f"{len(above)} lines above", len(above) >= 1)
    yield Check("name on that page", _name(laid) in page.lines)


@rule("II.7.d", "between title and name, centred")
def place_of_the_signature(laid: Laid) -> Iterator[Check]:
    box, title, name = _signer(laid), _title_lines(laid)[-1], _name(laid)
    yield Check("below the title", box.top < title.baseline)
    yield Check("above the name", box.bottom > name.baseline + 0.6 * name.size)
    off = (box.center - title.center) / MM
    yield Check(f"{off:+.2f} mm off centre", abs(off) * MM <= NEAR)
    yield within(box.width / MM, SIGNATURE[0] - 0.1, SIGNATURE[0] + 0.1, "mm wide")
    yield within(box.height / MM, SIGNATURE[1] - 0.1, SIGNATURE[1] + 0.1, "mm high")


@rule("II.8.a", "of the size of the real seal")
def size_of_the_seal(laid: Laid) -> Iterator[Check]:
    _, box = laid.fields["seal"]
    yield within(box.width / MM, SEAL - 0.1, SEAL + 0.1, "mm wide")
    yield within(box.height / MM, SEAL - 0.1, SEAL + 0.1, "mm high")


@rule("II.8.a", "covers about a third (25-40 %) of the signature, on its left")
def seal_over_signature(laid: Laid) -> Iterator[Check]:
    (page, signer), (other, seal) = laid.fields["signer"], laid.fields["seal"]
    yield Check("on one page", page == other)
    share = (seal.right - signer.left) / signer.width
    yield within(100 * share, 25, 40, "%")
    yield Check("on the left", seal.left < signer.left)
    level = abs(seal.middle - signer.middle) / MM
    yield Check(f"{level:.2f} mm out of level", level < 0.2)


@rule("II.8.a", "the seal hides neither title nor name")
def seal_hides_no_name(laid: Laid) -> Iterator[Check]:
    _, seal = laid.fields["seal"]
    title, name = _title_lines(laid)[-1], _name(laid)
    below = title.baseline - seal.top
    yield Check(f"{below / MM:.2f} mm below the title", below > 0)
    capitals = name.baseline + 0.68 * name.size
    yield Check(f"{(seal.bottom - capitals) / MM:.2f} mm above the name", seal.bottom > capitals)


@rule("II.9.b", "“Nơi nhận:” 12 pt, italic, bold, flush left, level with the title")
def recipients_head(laid: Laid) -> Iterator[Check]:
    _, line = _recipients(laid)
    yield from set_as(line, 12, 12, "bold italic")
    yield at(line.left, laid.left, "left edge")
    off = line.top - _title_lines(laid)[0].top
    yield Check(f"{off:+.2f} pt from the title's line", abs(off) < 3)


@rule("II.9.b", "list 11 pt, upright, flush left, with dashes, “;” and at the end “.”")
def recipients_list(laid: Laid) -> Iterator[Check]:
    entries = laid.content["recipients"]
    listed = _listed(laid)
    dashes = [line for line in listed if line.text.startswith("- ")]
    yield Check(f"{len(dashes)} of {len(entries)} entries", len(dashes) == len(entries))
    for line in listed:
        yield from set_as(line, 11, 11, "upright")
    for line in dashes:
        yield at(line.left, laid.left, "dash")
    following = [*(line.text for line in listed[1:]), "- "]
    ends = "".join(
        line.text[-1]
        for line, after in zip(listed, following, strict=False)
        if after.startswith("- ")
    )
    wanted = ";" * (len(entries) - 1) + "."
    yield Check(f"“{ends[-4:]}”", ends == wanted)


@rule("II.12", "11 pt, upright, at the foot of the recipients")
def drafting_mark(laid: Laid) -> Iterator[Check]:
    if mark := laid.content.get("drafting_mark"):
        found = laid.find(mark)
        yield Check(mark, found is not None)
        if found:
            _, line = found
            yield from set_as(line, 11, 11, "upright")
            yield at(line.left, laid.left, "left edge")
            yield Check("below the list", line.baseline < _listed(laid)[-1].baseline)


def _recipients(laid: Laid) -> tuple[Page, Line]:
    found = laid.find("Nơi nhận:")
    assert found is not None
    return found


def _signer(laid: Laid) -> Box:
    return laid.fields["signer"][1]


def _title_lines(laid: Laid) -> list[Line]:
    """Authority and title: right of the recipients, down to the room of the signature."""
    page, head = _recipients(laid)
    return [
        line
        for line in page.lines
        if line.left > head.right and head.top + 4 > line.top > _signer(laid).top - 1
    ]


def _name(laid: Laid) -> Line:
    page, head = _recipients(laid)
    below = [
        line
        for line in page.lines
        if line.left > head.right and line.baseline < _signer(laid).bottom
    ]
    return max(below, key=lambda line: line.baseline)


def _listed(laid: Laid) -> list[Line]:
    """The lines of the list, which may go on on later pages."""
    page, head = _recipients(laid)
    found: list[Line] = []
    for each in laid.main[laid.main.index(page) :]:
        for line in each.lines:
            after = each is not page or line.baseline < head.baseline
            near = line.left < laid.left + 60 * MM
            if after and near and line.size < SMALL and _is_entry(laid, line):
                found.append(line)
    return found


def _is_entry(laid: Laid, line: Line) -> bool:
    text = "".join(line.text.removeprefix("- ").rstrip(";.").split())
    return any(text in "".join(each.split()) for each in laid.content["recipients"])
