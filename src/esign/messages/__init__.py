# SPDX-License-Identifier: Apache-2.0
"""Everything the tool says about errors and findings, in Vietnamese and English.

One TOML file a package, beside this module. An entry is a table named by its dotted code:

    ["request.unknown_kind"]
    vi = "Không có loại văn bản “{kind}”."
    en = "There is no document kind “{kind}”."
    vi_remedy = "Chọn một trong: {known}."
    en_remedy = "Choose one of: {known}."

Where a noun depends on a count, both its forms follow the fact's name, the one for 1 first:
`{count} {count:file|files}`.

A fact that lists names of fields is followed by what each is called:
`{fields:subject=trích yếu,number=số văn bản}`.

This module knows texts only; the exit status of an error is said by its class in `errors`.
"""

from __future__ import annotations

import tomllib
from enum import StrEnum
from functools import cache
from importlib.resources import files
from string import Formatter
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Mapping


class Language(StrEnum):
    """The two languages the tool speaks; the value is also the key in the catalogue."""

    VIETNAMESE = "vi"
    ENGLISH = "en"


class Term(str):
    """A fact that is a text of the catalogue itself, named by its code.

    The message says it in its own language; everything else sees the code.
    """

    __slots__ = ()


class Jargon(str):
    """A fact that is a technical word, with the code of a text that says what it means.

    The message says that, and the word in brackets; everything else sees the word.
    """

    __slots__ = ("meaning",)

    meaning: str

    def __new__(cls, text: str, meaning: str) -> Self:
        """The word, with its meaning."""
        made = super().__new__(cls, text)
        made.meaning = meaning
        return made


class _Speaker(Formatter):
    """Fills texts in, and lets a noun agree with its count."""

    def format_field(self, value: object, format_spec: str) -> str:
        if "=" in format_spec:
            words = dict(each.split("=", 1) for each in format_spec.split(","))
            return ", ".join(words.get(name, name) for name in str(value).split(", "))
        single, choice, several = format_spec.partition("|")
        if choice:
            return single if str(value) == "1" else several
        return str(super().format_field(value, format_spec))


_SPEAKER = _Speaker()


@cache
def catalogue() -> Mapping[str, Mapping[str, str]]:
    """All entries by code; a code that stands in two files is a fault of the build."""
    entries: dict[str, Mapping[str, str]] = {}
    for source in sorted(files(__package__).iterdir(), key=lambda entry: entry.name):
        if source.name.endswith(".toml"):
            for code, entry in tomllib.loads(source.read_text(encoding="utf-8")).items():
                if code in entries:
                    raise ValueError(f"message code {code} stands twice in the catalogue")
                entries[code] = entry
    return entries


def message(code: str, language: Language, facts: Mapping[str, object]) -> str:
    """What happened, with the subject's name; several values of one fact are listed.

    Raises:
        KeyError: the code, or a fact its text needs, is missing.
    """
    return _SPEAKER.vformat(catalogue()[code][language.value], (), _said(facts, language))


def remedy(code: str, language: Language, facts: Mapping[str, object]) -> str:
    """What the reader can do about it; empty where nothing is to be done."""
    text = catalogue()[code].get(f"{language.value}_remedy", "")
    return _SPEAKER.vformat(text, (), _said(facts, language))


def _said(facts: Mapping[str, object], language: Language) -> dict[str, object]:
    return {name: _word(value, language) for name, value in facts.items()}


def _word(value: object, language: Language) -> object:
    if isinstance(value, Term):
        return catalogue()[value][language.value]
    if isinstance(value, Jargon):
        return f"{catalogue()[value.meaning][language.value]} ({value})"
    if isinstance(value, tuple):
        return ", ".join(str(_word(each, language)) for each in value)
    return value
