# SPDX-License-Identifier: Apache-2.0
"""Electronic identifiers of agencies: their two structures, and how one becomes the other; pure.

The older structure (TT 10/2016/TT-BTTTT) names the lowest level first and fills unused levels with
zeros, `000.12.31.H53`; some traffic leaves out the fourth level, `12.31.H53`. The newer one (QĐ
20/2020/QĐ-TTg) names the highest level first and nothing that is not there, `H53.31.12`.
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache
from string import ascii_lowercase, ascii_uppercase
from typing import Final

LONGEST: Final = 35
"""Characters of an identifier (QĐ 20/2020/QĐ-TTg)."""
HUB: Final = "W00"
"""Stands in the code of a system that connects agencies; such a code is nobody's address."""

_OLD: Final = re.compile(r"[0-9]{3}\.[0-9]{2}\.[0-9]{2}\.[A-Z][0-9]{2}")
_OLD3: Final = re.compile(r"[0-9]{2}\.[0-9]{2}\.[A-Z][0-9]{2}")
_NEW: Final = re.compile(r"[A-Z][0-9]{2}(\.[0-9A-Z]{2,3})*")
_CAPITALS: Final = str.maketrans(ascii_lowercase, ascii_uppercase)
_PLACES: Final = ("00", "00", "000")
"""The second to fourth levels of the older structure, empty."""


class CodeForm(StrEnum):
    """How a code is built."""

    OLD = "old"
    OLD_SHORT = "old-short"
    NEW = "new"
    OTHER = "other"


def normal_code(text: str) -> str:
    """A code as it is compared and kept: without white space around it, in capitals.

    Of ASCII's letters alone: those of other alphabets are no way of writing one of these.
    """
    return text.strip().translate(_CAPITALS)


def form_of(code: str) -> CodeForm:
    """How a code is built; what fits no structure may still be some agency's."""
    plain = normal_code(code)
    if len(plain) <= LONGEST and _NEW.fullmatch(plain):
        return CodeForm.NEW
    if _OLD.fullmatch(plain):
        return CodeForm.OLD
    return CodeForm.OLD_SHORT if _OLD3.fullmatch(plain) else CodeForm.OTHER


def is_hub(code: str) -> bool:
    """Whether a code is that of a connecting system."""
    return HUB in normal_code(code)


def as_new(code: str) -> str:
    """The code in the newer structure, as far as reversing it tells; others stay as they are.

    Provinces have re-issued their lists, so the agency may go by another code by now.
    """
    plain = normal_code(code)
    if form_of(plain) not in {CodeForm.OLD, CodeForm.OLD_SHORT}:
        return plain
    first, *lower = reversed(plain.split("."))
    return ".".join([first, *(group for group in lower if group.strip("0"))])


def as_old(code: str) -> str:
    """The code in the older structure; empty where that cannot hold it."""
    plain = as_new(code)
    if form_of(plain) is not CodeForm.NEW:
        return ""
    first, *lower = plain.split(".")
    places = list(_PLACES)
    at = 0
    for group in lower:
        # A group of three digits can only stand at the fourth level.
        at = len(places) - 1 if len(group) == len(places[-1]) else at
        if at >= len(places) or not group.isdigit():
            return ""
        places[at] = group.zfill(len(places[at]))
        at += 1
    return ".".join([*reversed(places), first])


def same_code(one: str, other: str) -> bool:
    """Whether two codes are the same but for their structure, as far as remarks go."""
    return as_new(one) == as_new(other)


@lru_cache(maxsize=4096)
def agency_key(code: str) -> str:
    """What agencies are told apart by: the same for both structures of a code.

    A code of the older structure counts as that of the newer one where it can be turned back from
    there. One with an empty level between others cannot (`000.12.00.H53` and `000.00.12.H53` would
    both become `H53.12`) and stands for itself, so that nobody acts for another agency.
    """
    plain = normal_code(code)
    form = form_of(plain)
    if form is CodeForm.OLD_SHORT:
        plain = f"{_PLACES[-1]}.{plain}"
    if form in {CodeForm.OLD, CodeForm.OLD_SHORT} and as_old(plain) == plain:
        return as_new(plain)
    return plain


def spellings(code: str) -> frozenset[str]:
    """The ways of writing a code that count as the same agency's, in capitals, and as it stands."""
    key = agency_key(code)
    written = {code, normal_code(code), key, as_old(key)}
    written |= {each.removeprefix(f"{_PLACES[-1]}.") for each in written}
    return frozenset(each for each in written if agency_key(each) == key)


def document_key(document_id: str) -> str:
    """What documents of a sender are told apart by: their DocumentId, its code in one structure.

    `<code>,<date>,<number>` begins with the code of whoever issued it, in either structure; date
    and number stay as they are written, and so does whatever is built otherwise.
    """
    code, comma, rest = document_id.strip().partition(",")
    if not comma or form_of(code) is CodeForm.OTHER:
        return document_id.strip()
    return f"{agency_key(code)},{rest}"
