# SPDX-License-Identifier: Apache-2.0
"""Choosing the text font: Times New Roman or one of the same widths, whole in Vietnamese.

NĐ 30/2020/NĐ-CP, Annex I, Part I, Section I.2 names Times New Roman; the other families have its
metrics, so lines and pages break alike.
"""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Final

import typst
from fontTools.ttLib import TTFont

from esign.errors import ConfigurationError, Detail

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

TIMES: Final = "Times New Roman"
FAMILIES: Final = (TIMES, "Tinos", "Liberation Serif", "TeX Gyre Termes")
# Inside the typst wheel: always there, whole in Vietnamese, but of other widths.
LAST_RESORT: Final = "Libertinus Serif"
REGULAR: Final = ("normal", 400)
ITALIC: Final = ("italic", 400)
STYLES: Final = frozenset({REGULAR, ("normal", 700), ITALIC, ("italic", 700)})


def vietnamese_letters() -> frozenset[str]:
    """The 134 letters of Vietnamese that ASCII lacks, in NFC."""
    tones = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
    lower = {unicodedata.normalize("NFC", v + t) for v in "aăâeêioôơuưy" for t in tones} | {"đ"}
    letters = lower | {letter.upper() for letter in lower}
    return frozenset(letter for letter in letters if not letter.isascii())


@dataclass(frozen=True, slots=True)
class TextFont:
    """The font of a document's text.

    Attributes:
        family: the family's name.
        name: full name of the upright face.
        digest: SHA-256 (hex) of its file; of the library that holds it, for the last resort.
        folder: where its files lie; None for the last resort.
        file: the upright face; None for the last resort.
        italic: the italic face of the same weight; None for the last resort.
        characters: what all its faces can show; None where that is not known beforehand.
        refused: families that were found but not fit, and why.
    """

    family: str
    name: str
    digest: str
    folder: Path | None
    file: Path | None
    italic: Path | None
    characters: frozenset[str] | None
    refused: tuple[Detail, ...] = ()

    @property
    def is_times(self) -> bool:
        """Whether it is Times New Roman or has its widths; anything else deserves a warning."""
        return self.folder is not None


def choose_font(folders: Sequence[Path]) -> TextFont:
    """The best font at hand: from the given folders first, then from the system's.

    Raises:
        ConfigurationError: a given folder does not exist, or a candidate in it is not fit.
    """
    for folder in folders:
        if not folder.is_dir():
            raise ConfigurationError("font.no_folder", folder=str(folder))
    given = [_examined(each) for each in _candidates(_installed(folders, system=False))]
    unfit = [each for each in given if isinstance(each, Detail)]
    if unfit:
        raise ConfigurationError("font.unfit", details=unfit)
    system = () if given else _candidates(_installed((), system=True))
    refused: list[Detail] = []
    for examined in chain(given, map(_examined, system)):
        if isinstance(examined, TextFont):
            return replace(examined, refused=tuple(refused))
        refused.append(examined)
    return replace(_last_resort(), refused=tuple(refused))


@dataclass(frozen=True, slots=True)
class _Candidate:
    """The faces of one family in one folder."""

    family: str
    folder: Path
    faces: tuple[typst.FontInfo, ...]


def _examined(candidate: _Candidate) -> TextFont | Detail:
    """The font, or why it is not fit."""
    facts = {"family": candidate.family, "folder": str(candidate.folder)}
    if not {(face.style, face.weight) for face in candidate.faces} >= STYLES:
        return Detail("font.incomplete", facts=facts)
    # what every face can show; a second file of the same face counts as well
    characters = frozenset.intersection(*map(_characters, candidate.faces))
    if lacking := vietnamese_letters() - characters:
        return Detail("font.lacks_letters", facts={**facts, "count": len(lacking)})
    upright = next(face for face in candidate.faces if (face.style, face.weight) == REGULAR)
    italic = next(face for face in candidate.faces if (face.style, face.weight) == ITALIC)
    return TextFont(
        family=candidate.family,
        name=_full_name(upright),
        digest=hashlib.sha256(Path(str(upright.path)).read_bytes()).hexdigest(),
        folder=candidate.folder,
        file=Path(str(upright.path)),
        italic=Path(str(italic.path)),
        characters=characters,
    )


def _installed(folders: Sequence[Path], *, system: bool) -> list[typst.FontInfo]:
    found = typst.Fonts(
        include_system_fonts=system,
        include_embedded_fonts=False,
        font_paths=[str(folder) for folder in folders],
    )
    return found.fonts()


def _candidates(faces: Iterable[typst.FontInfo]) -> Iterator[_Candidate]:
    """Candidates in the order of preference, then of their folders."""
    known = sorted(
        (face for face in faces if face.path and (face.style, face.weight) in STYLES),
        key=lambda face: str(face.path),
    )
    for family in FAMILIES:
        members = [face for face in known if face.family == family]
        for folder in sorted({Path(str(face.path)).parent for face in members}):
            inside = (face for face in members if Path(str(face.path)).parent == folder)
            yield _Candidate(family, folder, tuple(inside))


def _characters(face: typst.FontInfo) -> frozenset[str]:
    with TTFont(str(face.path), lazy=True, fontNumber=face.index) as font:
        return frozenset(map(chr, font.getBestCmap() or ()))


def _full_name(face: typst.FontInfo) -> str:
    with TTFont(str(face.path), lazy=True, fontNumber=face.index) as font:
        return str(font["name"].getBestFullName() or face.family)


def _last_resort() -> TextFont:
    library = next(Path(str(typst.__file__)).parent.glob("_typst*"))
    digest = hashlib.sha256(library.read_bytes()).hexdigest()
    return TextFont(
        LAST_RESORT, LAST_RESORT, digest, folder=None, file=None, italic=None, characters=None
    )
