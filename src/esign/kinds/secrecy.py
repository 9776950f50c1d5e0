# SPDX-License-Identifier: Apache-2.0
"""Whether a text carries a mark of state secrecy; pure.

NĐ 30/2020/NĐ-CP Đ15 k2: documents of the levels Tuyệt mật, Tối mật and Mật are numbered and issued
under the law on protecting state secrets, by other means than this tool. What is looked for is the
mark, not the word: “bảo mật”, “mật khẩu” and “tài liệu mật” in a sentence are ordinary prose.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from esign.errors import InputError

LEVELS: Final = frozenset({"mật", "tối mật", "tuyệt mật"})
FIELDS: Final = frozenset(
    {"secrecy", "secrecylevel", "secret", "classification", "confidentiality"}
    | {"domat", "mucdomat", "daudomat", "baomat", "chidomat"}
)
"""Names of fields that state a level, without diacritics, case and separators."""

FIRST_LINES: Final = 5
"""A mark stands at the head of a text."""

_RUN_TOGETHER: Final = frozenset(level.replace(" ", "") for level in LEVELS)
_EDGES: Final = " \t\u00a0()[]{}<>«»“”\"'‘’*_-–—•.:;,!|/\\"
_LEVEL: Final = r"(?:(?:tuyệt|tối)\s+)?mật"
_COMPOUNDS: Final = "khẩu|mã|độ|ong|mía|hoa|gấu|thư|vụ|thám|ngữ|thiết|tông|giáo|ước"
"""What makes an ordinary word of “mật”: a password, a density, honey."""
_LABELLED: Final = re.compile(
    r"(?:^\W*|[.;:!?…)\]]\s+|[(\[{<«/|]\s*|[-–—]\s+)"
    r"(?:dấu\s+)?(?:chỉ\s+)?(?:mức\s+)?độ\s+(?:bảo\s+)?mật"
    rf"(?:\s*[^\w\s]+\s*{_LEVEL}\b(?!\s+(?:{_COMPOUNDS})\b)|\s+{_LEVEL}\W*$)"
)
"""Case-folded: a level that is named as one, where a line or a sentence begins."""
_IN_CAPITALS: Final = r"(?:(?:TUYỆT|TỐI)\s+)?MẬT"
_BRACKETED: Final = re.compile(
    rf"[(\[{{<«]\s*(?:{_IN_CAPITALS}|(?:Tuyệt\s+|Tối\s+)[Mm]ật|Mật)\s*[)\]}}>»]"
    rf"|^\W*[(\[{{<«]\s*(?i:{_LEVEL})\s*[)\]}}>»]"
)
_LEADING: Final = re.compile(
    rf"\W*(?:(?:TUYỆT|TỐI)\s+MẬT\b|MẬT\b(?!\s+(?:{_COMPOUNDS.upper()})\b)"
    r"|(?:Tuyệt|Tối)\s+[Mm]ật(?=\W*$|\s*[:.\-–—/|]|\s+[A-ZÀ-ỸĐ]))"
)


def marks_secret(text: str) -> bool:
    """Whether a text, or one of its first lines, is or bears a mark of secrecy.

    A mark is a level in capitals alone on its line or at its head, in brackets, or named as one
    where a line or a sentence begins, on whichever line: “Độ mật: Mật”.
    """
    lines = [line for line in _composed(text).splitlines() if line.strip()]
    return any(map(_is_marked, lines[:FIRST_LINES])) or any(map(_is_labelled, lines))


def refuse_secret(fields: Mapping[str, object]) -> None:
    """Refuse content that is marked, before anything of it is checked, numbered or kept.

    The error says nothing of the content, not even where the mark stands.

    Args:
        fields: as a request states them, checked or not.

    Raises:
        InputError: some text is marked, or a field states a level.
    """
    if any(_marked(fields)):
        raise InputError("request.secret")


def _marked(value: object) -> Iterator[bool]:
    if isinstance(value, Mapping):
        for name, each in value.items():
            yield _states_level(str(name), each)
            yield from _marked(each)
    elif isinstance(value, str):
        yield marks_secret(value)
    elif isinstance(value, list | tuple):
        yield from _marked_entries(value)


def _marked_entries(entries: Iterable[object]) -> Iterator[bool]:
    for each in entries:
        if isinstance(each, list | tuple):  # a row: a cell may well list other papers' levels
            yield any(_is_labelled(cell) for cell in each if isinstance(cell, str))
        else:
            yield from _marked(each)


def _states_level(name: str, value: object) -> bool:
    plain = "".join(each for each in _unmarked(name) if each.isalnum())
    if plain not in FIELDS or not isinstance(value, str):
        return False
    stated = " ".join(_composed(value).casefold().strip(_EDGES).split())
    return stated in LEVELS or _unmarked(stated) in {_unmarked(level) for level in LEVELS}


def _is_marked(line: str) -> bool:
    whole = "".join(line.strip(_EDGES).split())  # letter-spaced as well: “M Ậ T”
    alone = whole.isupper() and whole.casefold() in _RUN_TOGETHER
    return alone or bool(_BRACKETED.search(line) or _LEADING.match(line))


def _is_labelled(line: str) -> bool:
    return _LABELLED.search(_composed(line).casefold()) is not None


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _unmarked(text: str) -> str:
    """Lower case without diacritics."""
    letters = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return "".join(each for each in letters if not unicodedata.combining(each))
