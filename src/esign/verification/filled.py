# SPDX-License-Identifier: Apache-2.0
"""The filling of open fields together with the seal: exactly three fields, value and appearance.

What a field shows is decoded from its appearance, glyph by glyph; readers of the file see that, and
programs the value. Both must say the same (the standard leaves it to the writer, and no general
analysis compares them).
"""

from __future__ import annotations

import re
from importlib import import_module
from typing import TYPE_CHECKING

from pyhanko.pdf_utils.generic import (
    DictionaryObject,
    IndirectObject,
    StreamObject,
    TextStringObject,
)

from esign.model import (
    AFTER_SIGNATURE,
    OPEN_DESCENT,
    OPEN_FONTS,
    OPEN_SIZE,
    OpenField,
)
from esign.verification.appearance import FORM_KEYS, box_width, fits
from esign.verification.facts import Numbering
from esign.verification.open_form import certifies
from esign.verification.outcome import failed, passed
from esign.verification.source import attempt, stream_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from pyhanko.pdf_utils.generic import PdfObject

    from esign.verification.facts import Facts
    from esign.verification.form import SignedField
    from esign.verification.open_form import DigitFont, OpenForm
    from esign.verification.outcome import Outcome
    from esign.verification.source import Source

_CONTENT = re.compile(
    rb"/Tx BMC q BT /(?P<font>\w+) (?P<size>\d+) Tf 0 g (?P<left>-?\d+\.\d{3}) "
    rb"(?P<base>-?\d+\.\d{3}) Td <(?P<glyphs>(?:[0-9A-F]{4})+)> Tj ET Q EMC"
)
_YEAR = re.compile(r"[0-9]{4}")
_MOST_CONTENT = 256
_TOLERANCE = 0.01  # points; writers round
_OF_THE_NUMBER = ("number", "issued_on", "document_id")


def filled_objects(
    added: Mapping[int, PdfObject], form: OpenForm
) -> tuple[set[int], set[int]] | None:
    """The open fields that a revision writes, and their new appearances, by number.

    Args:
        added: the objects of the revision.
        form: the open fields.

    Returns:
        Both empty where it fills none; None where it fills some only, or otherwise than by a value
        and a line of digits.
    """
    own = {name: reference.idnum for name, reference in form.fields.items()}
    if added.keys().isdisjoint(own.values()):
        return set(), set()
    drawn = set()
    for name, number in own.items():
        widget = added.get(number)
        states = dict.get(widget, "/AP") if isinstance(widget, DictionaryObject) else None
        shown = dict.get(states, "/N") if isinstance(states, DictionaryObject) else None
        if not isinstance(shown, IndirectObject) or set(states or ()) != {"/N"}:
            return None
        if _shown(widget, added.get(shown.idnum), (name, form.fonts[name])) is None:
            return None
        drawn.add(shown.idnum)
    return set(own.values()), drawn


def read_numbering(
    source: Source, form: OpenForm | None, signed: Sequence[SignedField]
) -> Numbering | None:
    """What the open fields say and show in the newest state; None where there are none."""
    if form is None:
        return None
    people = [field for field in signed if not field.timestamp]
    widgets = {name: _newest(source, form, name) for name in OpenField}
    values = {name: source.entry(widget, "/V") for name, widget in widgets.items()}
    drawings = {
        name: source.entry(source.entry(widget, "/AP"), "/N") for name, widget in widgets.items()
    }
    return Numbering(
        certified=bool(people) and certifies(source, people[0]),
        values={
            name: str(value) if isinstance(value, TextStringObject) else ""
            for name, value in values.items()
        },
        shown={
            name: _shown(widget, drawings[name], (name, form.fonts[name])) or ""
            for name, widget in widgets.items()
        },
    )


def with_number(said: Mapping[str, str], numbering: Numbering | None) -> dict[str, str]:
    """What the file says about itself, with number and date from its fields where they are sound.

    Numbers that a file states beside its fields are dropped: it cannot have had them.
    """
    if numbering is None and said.get("numbering") is None:
        return dict(said)
    own = {key: text for key, text in said.items() if key not in _OF_THE_NUMBER}
    found = _read(said, numbering)
    if found is not None and numbering is not None:
        day = found[1]
        number = f"{numbering.values[OpenField.NUMBER]}/{said.get('symbol', '')}"
        own |= {"number": number, "issued_on": day.isoformat()}
        own["document_id"] = f"{said.get('agency_code', '')},{day:%Y/%m/%d},{number}"
    return own


def number_after_signature(facts: Facts) -> Outcome | None:
    """Number and date that were filled in after signing are one, and shown as they are.

    None of a document that has had them all along.
    """
    numbering, said = facts.numbering, facts.document
    if numbering is None and said.get("numbering") is None:
        return None
    if numbering is None or said.get("numbering") != AFTER_SIGNATURE:
        return failed("verification.open_form")
    values = numbering.values
    faults = (
        (not numbering.certified, "verification.not_certified"),
        (not all(values.values()), "verification.not_numbered"),
        (numbering.shown != values, "verification.shown_otherwise"),
        (_read(said, numbering) is None, "verification.number_malformed"),
    )
    code = next((code for found, code in faults if found), "")
    if not code:
        return passed("verification.number_filled")
    return failed(code, values=_listed(values), shown=_listed(numbering.shown))


def _listed(values: Mapping[OpenField, str]) -> str:
    return ", ".join(text or "—" for text in values.values())


def _read(said: Mapping[str, str], numbering: Numbering | None) -> tuple[int, date] | None:
    year = said.get("issued_year", "")
    if numbering is None or not (_YEAR.fullmatch(year) and said.get("symbol")):
        return None
    # Loaded here: it takes as long to load as much of the rest, and few documents have open fields.
    found: tuple[int, date] | None = import_module("esign.kinds").read_filled(
        numbering.values, int(year)
    )
    return found


def _newest(source: Source, form: OpenForm, name: OpenField) -> PdfObject | None:
    reference = form.fields[name]
    newest: PdfObject | None = attempt(lambda: source.reader.get_object(reference))
    return newest


def _shown(widget: object, drawn: object, by: tuple[OpenField, DigitFont]) -> str | None:
    """The digits that an appearance shows; None if it is not one line of them, within its box."""
    name, font = by
    content = stream_bytes(drawn, _MOST_CONTENT)
    if not isinstance(widget, DictionaryObject) or not isinstance(drawn, StreamObject):
        return None
    line = None if content is None else _CONTENT.fullmatch(content)
    plain = FORM_KEYS.issuperset(drawn) and dict.get(drawn, "/Subtype") == "/Form"
    if line is None or not plain or not fits(drawn, widget) or not _draws_with(drawn, name, font):
        return None
    glyphs = [int(line["glyphs"][place : place + 4], 16) for place in range(0, len(line[5]), 4)]
    placed = (
        line["font"] == OPEN_FONTS[name].encode()
        and int(line["size"]) == OPEN_SIZE
        and abs(float(line["base"]) - OPEN_DESCENT * OPEN_SIZE) <= _TOLERANCE
        and font.digits.keys() >= set(glyphs)
    )
    if not placed:
        return None
    left, width = float(line["left"]), box_width(widget)
    inside = left >= -_TOLERANCE and left + font.width(glyphs) <= width + _TOLERANCE
    return "".join(font.digits[glyph] for glyph in glyphs) if inside else None


def _draws_with(drawn: StreamObject, name: OpenField, font: DigitFont) -> bool:
    """Whether an appearance has that font of the form to draw with, and nothing else."""
    resources = dict.get(drawn, "/Resources")
    fonts = dict.get(resources, "/Font") if isinstance(resources, DictionaryObject) else None
    used = dict.get(fonts, f"/{OPEN_FONTS[name]}") if isinstance(fonts, DictionaryObject) else None
    return (
        isinstance(resources, DictionaryObject)
        and set(resources) == {"/Font"}
        and isinstance(fonts, DictionaryObject)
        and len(fonts) == 1
        and isinstance(used, IndirectObject)
        and used.reference == font.reference
    )
