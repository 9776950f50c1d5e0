# SPDX-License-Identifier: Apache-2.0
"""What the picture of a filled text field shows, if it is as plain as form programs draw it.

A closed world: one block of letters in a plain font, upright, in one size that can be read, in a
colour that stands out, inside its frame, line below line, nothing painted over it (ISO 32000-2
§12.7.4.3). Whatever else there is could show more or less than it says, so it is not told.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar, Final

from pyhanko.pdf_utils.generic import ByteStringObject

if TYPE_CHECKING:
    from collections.abc import Callable

SMALLEST: Final = 4.0
"""Points; smaller letters are not read."""
CONTRAST: Final = 0.4
_MOST_SPACING: Final = 1.0
_MOST_KERNING: Final = 200.0
_SLACK: Final = 2.0
_LINE: Final = 0.7
_THICKEST: Final = 3.0
_WIDE: Final = 0.95
_USUAL: Final = 0.61
_NARROW: Final = 0.34
_NARROW_LETTERS: Final = frozenset(" iljtfr.,:;'!|()[]-/")
_WIDE_LETTERS: Final = frozenset("mwMW@%—…")
_TOKEN: Final = re.compile(
    rb"\s*(?:(?P<text>\((?:\\.|[^()\\])*\))"
    rb"|<(?P<hex>[0-9A-Fa-f\s]*)>"
    rb"|(?P<name>/[^\0\t\n\f\r ()<>\[\]{}/%]*)"
    rb"|(?P<number>[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?=[\0\t\n\f\r \[\]()/<]|\Z))"
    rb"|(?P<bracket>[\[\]])"
    rb"|(?P<word>[A-Za-z*'\"]+[0-9]?))",
    re.DOTALL,
)
_ESCAPE: Final = re.compile(rb"\\([0-7]{1,3}|\r\n|.)", re.DOTALL)
_ESCAPED: Final = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
_MOST_TOKENS: Final = 20_000
_FILLS: Final = {"g": 1, "rg": 3, "k": 4}
"""Operators of colours, with how many components they have."""
_SPACES: Final = {"/DeviceGray": 1, "/DeviceRGB": 3, "/DeviceCMYK": 4}
"""The same as spaces of colours, of which one is chosen first."""
_CHOICES: Final = ("cs", "sc")
_STROKES: Final = ("G", "RG", "K", "s", "S")
_PLACES: Final = ("Td", "TD", "Tm", "T*")

Operand = float | bytes | str
Box = tuple[float, float, float, float]


class UntoldError(ValueError):
    """It is not plain enough to tell what it shows."""


def _demand(*, plain: bool) -> None:
    if not plain:
        raise UntoldError


@dataclass
class _Picture:
    """Walks through the operators of one picture.

    Attributes:
        clip: inside of which something can be seen.
        font_known: whether letters of a font of that name are what they seem.
    """

    clip: Box
    font_known: Callable[[str], bool]
    shown: list[str] = field(default_factory=list)
    _colour: float = 0.0
    _components: int = 0
    _grounds: list[float] = field(default_factory=lambda: [1.0])
    _kept: list[tuple[float, Box]] = field(default_factory=list)
    _rectangle: Box | None = None
    _size: float = 0.0
    _leading: float = 0.0
    _line: tuple[float, float] = (0.0, 0.0)
    _x: float = 0.0
    _last: float | None = None
    _block: int = 0

    _KNOWN: ClassVar = (
        frozenset(
            (*_FILLS, *_CHOICES, *_STROKES, "q", "Q", "BMC", "EMC", "re", "W", "n", "f", "w", "BT")
        ),
        frozenset((*_FILLS, *_CHOICES, *_PLACES, "Tf", "TL", "Tc", "Tw", "Tz", "Tj", "TJ", "ET")),
        frozenset(("Q", "EMC")),
    )
    """Before, in and behind the block of letters."""

    def operate(self, word: str, operands: list[Operand]) -> None:
        _demand(plain=word in self._KNOWN[self._block])
        if word in {"BT", "ET"}:
            self._block += 1
        elif word in _FILLS:
            self._components = 0
            self._colour = _light(_numbers(operands, _FILLS[word]))
        elif word in _CHOICES:
            self._choose(word, operands)
        elif self._block == 1:
            self._in_text(word, operands)
        else:
            self._around_text(word, operands)

    def _choose(self, word: str, operands: list[Operand]) -> None:
        """A space of colours, which begins with black, and a colour of it."""
        if word == "cs":
            (space,) = operands if len(operands) == 1 else ("",)
            _demand(plain=isinstance(space, str) and space in _SPACES)
            self._components, self._colour = _SPACES[str(space)], 0.0
        else:
            _demand(plain=self._components > 0)
            self._colour = _light(_numbers(operands, self._components))

    def _around_text(self, word: str, operands: list[Operand]) -> None:
        if word in {"q", "Q"}:
            self._components = 0
        if word == "q":
            self._kept.append((self._colour, self.clip))
        elif word == "Q":
            _demand(plain=bool(self._kept))
            self._colour, self.clip = self._kept.pop()
        elif word == "re":
            x, y, width, height = _numbers(operands, 4)
            self._rectangle = (x, y, x + width, y + height)
        elif word == "W":
            _demand(plain=self._rectangle is not None)
            self.clip = _within(self.clip, self._rectangle or self.clip)
        elif word == "f":
            self._grounds.append(self._colour)
        elif word == "w":
            _demand(plain=0 <= _numbers(operands, 1)[0] <= _THICKEST)
        elif word == "BMC":
            _demand(plain=operands == ["/Tx"])

    def _in_text(self, word: str, operands: list[Operand]) -> None:
        if word == "Tf":
            name, size = operands
            _demand(plain=isinstance(name, str) and self.font_known(name))
            _demand(plain=isinstance(size, float) and size >= SMALLEST)
            _demand(plain=self._size in {0.0, size})
            self._size = size if isinstance(size, float) else 0.0
        elif word in {"Tj", "TJ"}:
            self._show(word, operands)
        elif word in {"Tc", "Tw"}:
            _demand(plain=0 <= _numbers(operands, 1)[0] <= _MOST_SPACING)
        elif word == "Tz":
            _demand(plain=_numbers(operands, 1) == [100.0])
        elif word == "TL":
            self._leading = _numbers(operands, 1)[0]
        else:
            self._place(word, operands)

    def _place(self, word: str, operands: list[Operand]) -> None:
        x, y = self._line
        if word == "Tm":
            *turned, x, y = _numbers(operands, 6)
            _demand(plain=turned == [1.0, 0.0, 0.0, 1.0])
        elif word == "T*":
            y -= self._leading
        else:
            dx, dy = _numbers(operands, 2)
            self._leading = -dy if word == "TD" else self._leading
            x, y = x + dx, y + dy
        self._line, self._x = (x, y), x

    def _show(self, word: str, operands: list[Operand]) -> None:
        """Letters: in sight, below the line before, and told from their ground."""
        text = "".join(_letters(operands, spaced=word == "TJ"))
        (x, y), (left, bottom, right, top) = (self._x, self._line[1]), self.clip
        width = sum(map(_width, text)) * self._size
        starts = self._x == self._line[0]
        lower = self._last is None or y <= self._last - _LINE * self._size
        _demand(plain=self._size > 0 and (lower if starts else y == self._last))
        _demand(plain=left - _SLACK <= x and x + width <= right + _SLACK)
        _demand(plain=bottom - _SLACK <= y and y + _LINE * self._size <= top + _SLACK)
        _demand(plain=all(abs(self._colour - entry) >= CONTRAST for entry in self._grounds))
        self._last = y
        self._x = x + max(width, 0.001)
        self.shown.append(text)


def drawn_text(content: bytes, frame: Box, font_known: Callable[[str], bool]) -> str | None:
    """The letters that a picture shows, line by line; None where that cannot be told.

    Args:
        content: its operators.
        frame: its bounding box, in points.
        font_known: whether a font resource of that name (`/Helv`) draws the letters asked for.
    """
    picture = _Picture(frame, font_known)
    operands: list[Operand] = []
    place = 0
    try:
        for _ in range(_MOST_TOKENS):
            if not content[place:].strip(b"\0\t\n\f\r "):
                return "\n".join(picture.shown)
            found = _TOKEN.match(content, place)
            if found is None:
                return None
            place = found.end()
            if found["word"] is None:
                operands.append(_operand(found))
            else:
                picture.operate(found["word"].decode(), operands)
                operands = []
    except UntoldError:
        return None
    return None


def _operand(found: re.Match[bytes]) -> Operand:
    if found["number"] is not None:
        return float(found["number"])
    if found["text"] is not None:
        return _ESCAPE.sub(_unescaped, found["text"][1:-1])
    if found["hex"] is not None:
        digits = b"".join(found["hex"].split()).decode()
        return bytes.fromhex(digits + "0" * (len(digits) % 2))
    return found[0].decode("latin-1").strip()


def _unescaped(found: re.Match[bytes]) -> bytes:
    body = found[1]
    if body[:1] in b"01234567":
        return bytes([int(body, 8) & 0xFF])
    if body in {b"\n", b"\r", b"\r\n"}:
        return b""
    return _ESCAPED.get(body, body)


def _numbers(operands: list[Operand], count: int) -> list[float]:
    found = [entry for entry in operands if isinstance(entry, float)]
    _demand(plain=len(found) == len(operands) == count)
    return found


def _letters(operands: list[Operand], *, spaced: bool) -> list[str]:
    if spaced:
        _demand(plain=operands[:1] == ["["] and operands[-1:] == ["]"])
        operands = operands[1:-1]
    else:
        _demand(plain=len(operands) == 1)
    texts = [entry for entry in operands if isinstance(entry, bytes)]
    gaps = [entry for entry in operands if isinstance(entry, float)]
    _demand(plain=len(texts) + len(gaps) == len(operands) and (spaced or not gaps))
    _demand(plain=all(abs(gap) <= _MOST_KERNING for gap in gaps))
    return [ByteStringObject(text).decode("cp1252", "replace") for text in texts]


def _light(colour: list[float]) -> float:
    """Between 0 (black) and 1 (white)."""
    if len(colour) == _FILLS["k"]:
        *ink, black = colour
        colour = [(1 - part) * (1 - black) for part in ink]
    _demand(plain=all(0 <= part <= 1 for part in colour))
    weights = (0.3, 0.6, 0.1) if len(colour) > 1 else (1.0,)
    return sum(weight * part for weight, part in zip(weights, colour, strict=True))


def _within(outer: Box, inner: Box) -> Box:
    return (
        max(outer[0], min(inner[0], inner[2])),
        max(outer[1], min(inner[1], inner[3])),
        min(outer[2], max(inner[0], inner[2])),
        min(outer[3], max(inner[1], inner[3])),
    )


def _width(letter: str) -> float:
    """At most so wide are letters of the plain fonts, in units of their size."""
    if letter in _NARROW_LETTERS:
        return _NARROW
    wide = letter in _WIDE_LETTERS or letter.isupper() or ord(letter) > 0xFF  # noqa: PLR2004
    return _WIDE if wide else _USUAL
