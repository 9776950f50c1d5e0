# SPDX-License-Identifier: Apache-2.0
"""The text that an agency's signature shows in place of a picture, and whether it is true.

Separate annexes and electronic copies bear it (NĐ 30/2020/NĐ-CP Annex I Part I §II.8.b, Part II
§III): document number or form of copy with the agency, then day and time of signing. What is shown
is decoded glyph by glyph; the mapping that the file gives for searching must agree with the font
program that draws, or the text could read otherwise than it looks.
"""

from __future__ import annotations

import re
from datetime import datetime
from importlib import import_module
from typing import TYPE_CHECKING

from pyhanko.pdf_utils.generic import DictionaryObject, StreamObject

from esign.model import VIETNAM, Finding, same_name
from esign.verification.appearance import FORM_KEYS, fits
from esign.verification.outcome import Outcome, failed, passed, undecided
from esign.verification.source import attempt, stream_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from esign.verification.facts import Facts, Signature
    from esign.verification.policy import Policy
    from esign.verification.source import Source

UNDECODED = "\N{REPLACEMENT CHARACTER}"
"""Stands for a text that is shown and cannot be decoded."""

_NUMBER = rb"\d{1,5}(?:\.\d{1,4})?"
_LINE = rb" 1 0 0 1 " + _NUMBER + rb" " + _NUMBER + rb" Tm <((?:[0-9A-F]{4})+)> Tj"
_CONTENT = re.compile(rb"q 0 g BT /Text 10 Tf(?:" + _LINE + rb")+ ET Q")
_SHOWN = re.compile(rb"<([0-9A-F]+)> Tj")
_GLYPH = re.compile(rb"^<([0-9A-F]{4})> <([0-9A-F]{4})>$", re.MULTILINE)
_MOST_CONTENT = 4096
_MOST_FONT = 1 << 20
_DIGITS = 4
_TEXT = re.compile(
    r"(?:Số: (?P<number>[^;]+)|(?P<form>[^;]+); (?P<agency>.+)); "
    r"(?P<moment>[0-9]{2}/[0-9]{2}/[0-9]{4}; [0-9]{2}:[0-9]{2}:[0-9]{2}) \+07:00"
)


def read_text_mark(source: Source, widget: DictionaryObject) -> str | None:
    """The text that a field shows; None if it shows none, `UNDECODED` if it cannot be told."""
    drawn = source.entry(source.dictionary(widget, "/AP"), "/N")
    resources = source.dictionary(drawn, "/Resources")
    if not isinstance(drawn, StreamObject) or resources is None or "/Font" not in resources:
        return None
    fonts = source.dictionary(resources, "/Font")
    content = stream_bytes(drawn, _MOST_CONTENT)
    plain = (
        FORM_KEYS.issuperset(drawn)
        and dict.get(drawn, "/Subtype") == "/Form"
        and set(resources) == {"/Font"}
        and fonts is not None
        and set(fonts) == {"/Text"}
        and fits(drawn, widget)
    )
    if not plain or content is None or _CONTENT.fullmatch(content) is None:
        return UNDECODED
    characters = _characters(source, source.entry(fonts, "/Text"))
    lines = [_decoded(line, characters) for line in _SHOWN.findall(content)]
    return UNDECODED if None in lines else " ".join(line for line in lines if line is not None)


def text_seal(facts: Facts, _: Policy) -> Iterator[Finding]:
    """A text shown as a signature says what file and signature say (NĐ 30/2020 Annex I)."""
    for signature in facts.human_signatures:
        if signature.text is not None:
            outcome = _truth(signature, signature.text, facts.document)
            yield Finding("text-seal", *outcome, signature=signature.ordinal)


def _truth(signature: Signature, text: str, document: Mapping[str, str]) -> Outcome:
    said = _TEXT.fullmatch(text)
    if said is None:
        return undecided("verification.text_seal_unclear")
    if _moment(said["moment"]) != _seconds(signature.claimed_at):
        return failed("verification.text_seal_other_time", text=text)
    if said["number"] is not None:
        return _same_number(said["number"], document.get("number", ""))
    names = signature.bearer.names if signature.bearer else ()
    if len(names) != 1:
        return undecided("verification.bearer_unclear")
    if not same_name(said["agency"], names[0]):
        return failed("verification.text_seal_other_agency", shown=said["agency"])
    return passed("verification.text_seal_true")


def _same_number(shown: str, stated: str) -> Outcome:
    if not stated:
        return undecided("verification.text_seal_no_number", shown=shown)
    if shown != stated:
        return failed("verification.text_seal_other_number", shown=shown, stated=stated)
    return passed("verification.text_seal_true")


def _moment(shown: str) -> datetime | None:
    found = attempt(lambda: datetime.strptime(shown, "%d/%m/%Y; %H:%M:%S"))  # noqa: DTZ007 - below
    return None if found is None else found.replace(tzinfo=VIETNAM)


def _seconds(claimed: datetime | None) -> datetime | None:
    return None if claimed is None else claimed.replace(microsecond=0)


def _decoded(glyphs: bytes, characters: Mapping[int, str]) -> str | None:
    numbers = [int(glyphs[at : at + _DIGITS], 16) for at in range(0, len(glyphs), _DIGITS)]
    if not all(number in characters for number in numbers):
        return None
    return "".join(characters[number] for number in numbers)


def _characters(source: Source, font: object) -> Mapping[int, str]:
    """Which character each glyph of an embedded font is; empty if that is not beyond doubt."""
    below = [source.resolve(item) for item in source.items(font, "/DescendantFonts")]
    descriptor = source.dictionary(below[0], "/FontDescriptor") if len(below) == 1 else None
    programs = [source.entry(descriptor, key) for key in ("/FontFile2", "/FontFile3")]
    program = next((stream_bytes(each, _MOST_FONT) for each in programs if each is not None), None)
    composite = (
        descriptor is not None
        and source.name(font, "/Subtype") == "/Type0"
        and source.name(font, "/Encoding") == "/Identity-H"
        and (
            source.name(below[0], "/Subtype") == "/CIDFontType0"
            or source.name(below[0], "/CIDToGIDMap") == "/Identity"
        )
    )
    if not composite or program is None:
        return {}
    # Loaded here: few documents bear such a text.
    glyphs_of = import_module("esign.lettering").glyphs_of
    named: Mapping[str, int] | None = attempt(lambda: glyphs_of(program))
    mapping = stream_bytes(source.entry(font, "/ToUnicode"), _MOST_FONT) or b""
    told = {int(glyph, 16): chr(int(code, 16)) for glyph, code in _GLYPH.findall(mapping)}
    return {
        glyph: character
        for glyph, character in told.items()
        if named is not None and named.get(character) == glyph
    }
