# SPDX-License-Identifier: Apache-2.0
"""Fonts that could show something else than the file says: missing ones, and exchanged glyphs.

A font that is not in the file is taken from the reader's machine. And two subsets of one typeface
in which a digit has another digit's shape make a page whose text and picture differ.
"""

from __future__ import annotations

import re
import struct
from hashlib import sha256
from io import BytesIO
from typing import TYPE_CHECKING, Final

from fontTools.ttLib import TTFont, TTLibError
from pyhanko.pdf_utils import generic

from esign.errors import Detail
from esign.stamping.adopting.foreign import FAULTS, Foreign, entry, items, raw, resolved, shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

FILES: Final = ("/FontFile", "/FontFile2", "/FontFile3")
SUBSET: Final = re.compile(r"^[A-Z]{6}\+")
_SINGLE: Final = re.compile(rb"<([0-9A-Fa-f]{4})>\s*<([0-9A-Fa-f]{4})>(?!\s*[<\[])")
_RANGE: Final = re.compile(rb"<([0-9A-Fa-f]{4})>\s*<([0-9A-Fa-f]{4})>\s*<([0-9A-Fa-f]{4})>")
_BROKEN: Final = (*FAULTS, TTLibError, struct.error)

Shapes = dict[str, dict[str, str]]
"""By typeface and character, the digest of its outline."""


def font_faults(foreign: Foreign) -> Iterator[Detail]:
    """Fonts that are not embedded, and typefaces whose glyphs contradict one another."""
    shapes: Shapes = {}
    told: set[str] = set()
    for page, font in _fonts(foreign):
        name = SUBSET.sub("", shown(entry(font, "/BaseFont")))
        if not _embedded(font):
            if name not in told:
                told.add(name)
                yield Detail("adopt.font_not_embedded", facts={"font": name, "page": page})
            continue
        for character, outline in _outlines(font).items():
            known = shapes.setdefault(name, {})
            if _exchanged(known, character, outline) and name not in told:
                told.add(name)
                yield Detail("adopt.font_exchanged", facts={"font": name, "page": page})
            known.setdefault(character, outline)


def _fonts(foreign: Foreign) -> Iterator[tuple[int, generic.DictionaryObject]]:
    """Every font with the first page that may use it, be it within a form XObject."""
    seen: set[int] = set()
    for page in foreign.pages:
        waiting = [entry(page.entries, "/Resources")]
        while waiting:
            resources = waiting.pop()
            if not isinstance(resources, generic.DictionaryObject) or id(resources) in seen:
                continue
            seen.add(id(resources))
            for font in _entries(resources, "/Font"):
                yield page.ordinal, font
            drawn = (*_entries(resources, "/XObject"), *_entries(resources, "/Pattern"))
            waiting.extend(entry(each, "/Resources") for each in drawn)


def _entries(resources: object, key: str) -> Iterator[generic.DictionaryObject]:
    listed = entry(resources, key)
    for value in dict.values(listed) if isinstance(listed, generic.DictionaryObject) else ():
        found = resolved(value)
        if isinstance(found, generic.DictionaryObject):
            yield found


def _described(font: object) -> object:
    below = items(font, "/DescendantFonts")
    return entry(resolved(below[0]) if below else font, "/FontDescriptor")


def _embedded(font: object) -> bool:
    if entry(font, "/Subtype") == "/Type3":
        return True
    return any(raw(_described(font), key) is not None for key in FILES)


def _exchanged(known: Mapping[str, str], character: str, outline: str) -> bool:
    """Whether a letter or digit now has the shape that another one had before."""
    if not character.isalnum() or known.get(character, outline) == outline:
        return False
    return any(each == outline for other, each in known.items() if other != character)


def _outlines(font: generic.DictionaryObject) -> dict[str, str]:
    """Digests of the outlines of a TrueType font by character, as far as they can be read."""
    below = items(font, "/DescendantFonts")
    file = entry(_described(font), "/FontFile2")
    mapping = entry(font, "/ToUnicode")
    plain = below and entry(resolved(below[0]), "/CIDToGIDMap") in (None, "/Identity")
    if not (plain and isinstance(file, generic.StreamObject)):
        return {}
    if not isinstance(mapping, generic.StreamObject):
        return {}
    try:
        table = _characters(mapping.data)
        with TTFont(BytesIO(file.data), lazy=True) as opened:
            glyphs, order = opened["glyf"], opened.getGlyphOrder()
            return {
                character: digest
                for glyph, character in table.items()
                if glyph < len(order) and (digest := _digest(glyphs, order[glyph]))
            }
    except _BROKEN:
        return {}


def _digest(glyphs: object, name: str) -> str:
    """Digest of a simple outline; empty for a blank or composed one."""
    coordinates, ends, _ = glyphs[name].getCoordinates(glyphs)  # type: ignore[index]
    if not ends:
        return ""
    return sha256(repr((list(coordinates), list(ends))).encode()).hexdigest()


def _characters(cmap: bytes) -> dict[int, str]:
    """Characters by code of a `ToUnicode` mapping with codes of two bytes (§9.10.3)."""
    table: dict[int, str] = {}
    for first, last, start in _RANGE.findall(cmap):
        low, high = int(first, 16), int(last, 16)
        for code in range(low, min(high, low + 0xFFFF) + 1):
            table[code] = chr(int(start, 16) + code - low)
    within = _RANGE.sub(b"", cmap)
    for code, character in _SINGLE.findall(within):
        table[int(code, 16)] = chr(int(character, 16))
    return table
