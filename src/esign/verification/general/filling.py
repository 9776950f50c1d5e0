# SPDX-License-Identifier: Apache-2.0
"""Form fields that were filled after signing: what they show must be what they say.

Readers show the appearance, programs take the value (ISO 32000-2 §12.7.4.3); no general analysis
compares the two. What an appearance shows is told where it is plain letters in a plain font; for
others it stays open.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pyhanko.pdf_utils.generic import (
    ArrayObject,
    DictionaryObject,
    NameObject,
    StreamObject,
    TextStringObject,
)

from esign.verification.general.drawn_text import drawn_text
from esign.verification.source import stream_bytes, written

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from pyhanko.pdf_utils.generic import IndirectObject, Reference
    from pyhanko.pdf_utils.reader import HistoricalResolver

    from esign.verification.general.drawn_text import Box
    from esign.verification.source import Source

_MOST_CONTENT: Final = 1 << 16
_MOST_FIELDS: Final = 5_000
_SIMPLE: Final = frozenset(("/Type1", "/TrueType", "/MMType1"))
_PROGRAMS: Final = frozenset(("/FontFile", "/FontFile2", "/FontFile3"))
_ENCODINGS: Final = frozenset(("/WinAnsiEncoding", "/PDFDocEncoding", "/StandardEncoding"))
_FAMILIES: Final = (
    *("Helvetica", "Arial", "Times", "Courier", "Liberation", "DejaVu", "Verdana", "Tahoma"),
    *("Calibri", "Cambria", "Georgia", "MyriadPro", "MinionPro", "SegoeUI", "Tinos", "Arimo"),
)
"""Fonts that readers bring along and that hold letters, not symbols."""
_BY_CODE: Final = 4
"""The font descriptor's flag of fonts with symbols of their own (ISO 32000-2 Table 121)."""
_UNSEEN: Final = 2 | 32
"""Hidden, and not seen on a screen (ISO 32000-2 Table 167)."""
_PASSWORD: Final = 1 << 13
_IDENTITY: Final = [1, 0, 0, 1, 0, 0]
_SLACK: Final = 2.0
_NARROWEST: Final = 150
_WIDEST: Final = 1100
_OTHERWISE: Final = frozenset(("/OC", "/RV"))
"""Entries that let a reader show something else than the picture."""


@dataclass(frozen=True, slots=True)
class _Filled:
    """A field, or one of its widgets, with what it inherits."""

    kind: str
    value: object
    reference: Reference
    node: DictionaryObject


def shows_its_value(
    source: Source, base: HistoricalResolver, state: HistoricalResolver, names: Collection[str]
) -> Iterator[str]:
    """`filled`, `filled_otherwise` or `filled_unclear` for fields that were filled.

    Args:
        source: the file.
        base: the file as it was signed.
        state: the file as of the revision that filled them.
        names: full names of the fields.
    """
    found = list(_fields(source, state, names))
    if not found:
        yield "filled_unclear"
    for field in found:
        shown: bool | None = None
        if field.kind == "/Btn":
            shown = _same_state(field, base, state)
        elif field.kind in {"/Tx", "/Ch"}:
            shown = _same_text(field)
        yield {True: "filled", False: "filled_otherwise", None: "filled_unclear"}[shown]


def entry_of(container: DictionaryObject, key: str, missing: object = None) -> object:
    """An entry, resolved; what is missing where there is none."""
    return container[key] if key in container else missing  # noqa: SIM401 - `get` resolves nothing


def _fields(source: Source, state: HistoricalResolver, names: Collection[str]) -> Iterator[_Filled]:
    """The widgets of the fields of those names."""
    form = state.root["/AcroForm"]
    waiting: list[tuple[IndirectObject, str, str, object]] = [
        (item, "", "", None) for item in list.__iter__(form["/Fields"])
    ]
    for _ in range(_MOST_FIELDS):
        if not waiting:
            return
        item, path, kind, value = waiting.pop()
        node = item.get_object()
        if not isinstance(node, DictionaryObject):
            continue
        path = ".".join(filter(None, (path, str(entry_of(node, "/T") or ""))))
        kind = source.name(node, "/FT") or kind
        value = entry_of(node, "/V", value)
        if "/Kids" in node:
            waiting.extend((kid, path, kind, value) for kid in list.__iter__(node["/Kids"]))
        elif path in names:
            yield _Filled(kind, value, item.reference, node)
    raise ValueError("too many fields")


def _same_state(field: _Filled, base: HistoricalResolver, state: HistoricalResolver) -> bool | None:
    """Whether a button shows the state that is its value, in pictures it had when signed."""
    before, shown = base(field.reference), entry_of(field.node, "/AS")
    if not isinstance(before, DictionaryObject) or "/AP" not in before or "/AP" not in field.node:
        return None
    pictures = field.node.raw_get("/AP")
    changed = {
        reference
        for number in range(base.revision + 1, state.revision + 1)
        for reference in state.reader.xrefs.explicit_refs_in_revision(number)
    }
    same = written(before.raw_get("/AP")) == written(pictures)
    if not same or changed & state.collect_dependencies(pictures):
        return None
    if not isinstance(field.value, NameObject) or not isinstance(shown, NameObject):
        return None
    return shown in {field.value, "/Off"}


def _same_text(field: _Filled) -> bool | None:
    """Whether the picture shows the value; None where it is not plain enough to tell."""
    value = TextStringObject("") if field.value is None else field.value
    states = entry_of(field.node, "/AP")
    if not isinstance(value, TextStringObject) or not isinstance(states, DictionaryObject):
        return None
    drawn = entry_of(states, "/N")
    plain = set(states) == {"/N"} and _OTHERWISE.isdisjoint(field.node) and not _reworded(field)
    if not plain or not isinstance(drawn, StreamObject):
        return None
    content, frame = stream_bytes(drawn, _MOST_CONTENT), _frame(drawn, field.node)
    if content is None or frame is None:
        return None
    shown = drawn_text(content, frame, lambda name: _plain_font(_font(drawn, name)))
    if shown is None:
        return None
    same = "".join(shown.split()) == "".join(str(value).split())
    # A choice shows the words of its option, which need not be the value.
    return True if same else None if field.kind == "/Ch" else False


def _reworded(field: _Filled) -> bool:
    """Whether a field is not to show its value as it is: a password, a format, nothing at all."""
    flags, look = entry_of(field.node, "/Ff", 0), entry_of(field.node, "/F", 0)
    if not isinstance(flags, int) or not isinstance(look, int):
        return True
    return bool(flags & _PASSWORD or look & _UNSEEN or "/AA" in field.node)


def _frame(drawn: StreamObject, widget: DictionaryObject) -> Box | None:
    """The picture's frame, if it fits the field's box as it is, unturned."""
    matrix, box, place = entry_of(drawn, "/Matrix"), entry_of(drawn, "/BBox"), widget["/Rect"]
    turned = isinstance(matrix, ArrayObject) and list(map(float, matrix)) != _IDENTITY
    if turned or "/OC" in drawn or not isinstance(box, ArrayObject):
        return None
    left, bottom, right, top = map(float, box)
    x, y, across, up = map(float, place)
    fits = (
        abs(abs(right - left) - abs(across - x)) <= _SLACK
        and abs(abs(top - bottom) - abs(up - y)) <= _SLACK
    )
    frame = (min(left, right), min(bottom, top), max(left, right), max(bottom, top))
    return frame if fits else None


def _font(drawn: StreamObject, name: str) -> object:
    resources = entry_of(drawn, "/Resources")
    fonts = entry_of(resources, "/Font") if isinstance(resources, DictionaryObject) else None
    return entry_of(fonts, name) if isinstance(fonts, DictionaryObject) else None


def _plain_font(font: object) -> bool:
    """Whether readers draw the letters asked for, in their usual widths."""
    if not isinstance(font, DictionaryObject) or entry_of(font, "/Subtype") not in _SIMPLE:
        return False
    encoding = entry_of(font, "/Encoding", NameObject("/StandardEncoding"))
    if isinstance(encoding, DictionaryObject):
        if entry_of(encoding, "/Differences", ArrayObject()):
            return False
        encoding = entry_of(encoding, "/BaseEncoding")
    family = str(entry_of(font, "/BaseFont")).removeprefix("/").startswith(_FAMILIES)
    # A font program of its own could draw other shapes than the letters it is asked for.
    described = entry_of(font, "/FontDescriptor", DictionaryObject())
    if not family or encoding not in _ENCODINGS or not isinstance(described, DictionaryObject):
        return False
    flags = entry_of(described, "/Flags", 0)
    letters = isinstance(flags, int) and not flags & _BY_CODE
    return letters and _PROGRAMS.isdisjoint(described) and _usual_widths(font)


def _usual_widths(font: DictionaryObject) -> bool:
    widths = entry_of(font, "/Widths", ArrayObject())
    return isinstance(widths, ArrayObject) and all(
        _NARROWEST <= float(entry) <= _WIDEST for entry in widths
    )
