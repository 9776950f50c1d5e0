# SPDX-License-Identifier: Apache-2.0
"""Texts that a clerk writes into the register by hand, and what such a text may be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from esign.errors import Detail, InputError
from esign.kinds import code_point, normalised, refused_character

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

SUBJECT: Final = 500
"""Characters of a title line (NĐ 30/2020 Annex VI Part II, Subject)."""

NAME: Final = 200
"""Characters of a body's, a unit's or a person's name."""


@dataclass(frozen=True, slots=True)
class Field:
    """A text of a form.

    Attributes:
        title: what the form calls it, in Vietnamese.
        text: what was written.
        limit: how many characters it may have.
        required: whether it may be left empty.
    """

    title: str
    text: str
    limit: int = NAME
    required: bool = True


def filled(form: Mapping[str, Field]) -> dict[str, str]:
    """The texts in NFC, without white space around them.

    Raises:
        InputError: a text is missing, too long or holds a character that nobody sees; all faults
            together, each with its field.
    """
    texts = {name: normalised(field.text).strip() for name, field in form.items()}
    details = tuple(
        fault for name, field in form.items() for fault in _faults(name, field, texts[name])
    )
    if details:
        raise InputError("register.form", details=details, count=len(details))
    return texts


def _faults(name: str, field: Field, text: str) -> Iterator[Detail]:
    if field.required and not text:
        yield Detail("register.form_missing", name, title=field.title)
    if (length := len(text)) > field.limit:
        facts = {"limit": field.limit, "length": length}
        yield Detail("register.form_too_long", name, facts, field.title)
    refused = refused_character(text, multiline=False)
    if refused is not None:
        yield Detail(
            "register.form_character", name, {"code_point": code_point(refused)}, field.title
        )
