# SPDX-License-Identifier: Apache-2.0
"""Legal bases, procedures, forms, deadlines and powers, each with the time for which it holds."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

# Officials type symbols with blanks, in lower case, without the stroke of Đ or with the “&” of old.
_LOOSE = str.maketrans({"đ": "d", "&": "", "\N{NO-BREAK SPACE}": ""})


@dataclass(frozen=True, slots=True, kw_only=True)
class Provision:
    """Something that the law says for a time.

    Attributes:
        key: what it is known by: a text's symbol, a procedure's code, a deadline's name.
        title: its name; empty where it is not known.
        in_force_from: its first day; None where it is not known.
        in_force_until: its last day; None where it has none yet.
        replaced_by: the keys of what takes its place.
        seen: whether the original wording was read by whoever wrote the entry.
        confirmed: whether its days are sure; a doubtful end warns and does not refuse.
        note: what is not known, and where it was taken from.
    """

    key: str
    title: str = ""
    in_force_from: date | None = None
    in_force_until: date | None = None
    replaced_by: tuple[str, ...] = ()
    seen: bool = False
    confirmed: bool = True
    note: str = ""

    def has_begun(self, day: date) -> bool:
        """Whether it was in force on that day or some day before."""
        return self.in_force_from is None or self.in_force_from <= day

    def has_ended(self, day: date) -> bool:
        """Whether its last day lies before that day."""
        return self.in_force_until is not None and self.in_force_until < day

    def in_force(self, day: date) -> bool:
        """Whether it holds on that day, as far as the days are known."""
        return self.has_begun(day) and not self.has_ended(day)


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalText(Provision):
    """A law, decree, circular or decision that documents cite as their basis.

    `date` is None where the day of issue is not known; then nothing can word it in full.
    """

    kind: str
    issuer: str
    date: date | None = None
    amended_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Procedure(Provision):
    """An administrative procedure by its code; `level` is who carries it out."""

    level: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Form(Provision):
    """A form that applicants fill in, of the procedure with that code."""

    issuer: str
    procedure: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline(Provision):
    """How long something may take: `days` of the `unit` `working` or `calendar`."""

    days: int
    unit: str
    basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DiplomaIssuer(Provision):
    """Who issues a diploma: the `office` that signs, and how the name of its `body` begins."""

    office: str
    body: str
    basis: str


@dataclass(frozen=True, slots=True)
class DocumentType:
    """A type of administrative document (NĐ 30/2020 Đ7).

    `abbreviation` is empty for the two types that have none (Annex III §I); `exchange` is its place
    in the list of the exchange of documents, 0 where it has none.
    """

    name: str
    exchange: int
    abbreviation: str = ""


@dataclass(frozen=True, slots=True)
class LegalData:
    """What is known of the law; entries of one key follow each other in time.

    The names of the families are those of the files and of `x-esign-in-force`.
    """

    texts: tuple[LegalText, ...] = ()
    procedures: tuple[Procedure, ...] = ()
    forms: tuple[Form, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    issuers: tuple[DiplomaIssuer, ...] = ()
    types: tuple[DocumentType, ...] = ()
    _found: Mapping[tuple[str, str], tuple[Provision, ...]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        found: dict[tuple[str, str], tuple[Provision, ...]] = {}
        families: dict[str, tuple[Provision, ...]] = {
            "texts": self.texts,
            "procedures": self.procedures,
            "forms": self.forms,
            "deadlines": self.deadlines,
            "issuers": self.issuers,
        }
        for family, provisions in families.items():
            for each in provisions:
                place = family, loose_key(each.key)
                found[place] = (*found.get(place, ()), each)
        object.__setattr__(self, "_found", found)

    def of(self, family: str, key: str) -> tuple[Provision, ...]:
        """The entries of a key, however it is typed; none where it is unknown."""
        return self._found.get((family, loose_key(key)), ())

    def text(self, symbol: str) -> LegalText | None:
        """The text of that symbol; None where it is unknown."""
        found = self.of("texts", symbol)
        return found[0] if found and isinstance(found[0], LegalText) else None

    def in_force(self, symbol: str, day: date) -> bool | None:
        """Whether the text holds on that day; None where it is unknown."""
        return self.holds("texts", symbol, day)

    def holds(self, family: str, key: str, day: date) -> bool | None:
        """Whether something of that key holds on that day; None where it is unknown."""
        found = self.of(family, key)
        return any(each.in_force(day) for each in found) if found else None

    def deadline(self, name: str, day: date) -> Deadline | None:
        """The deadline that holds on that day; None where none is known."""
        found = (each for each in self.of("deadlines", name) if each.in_force(day))
        return next((each for each in found if isinstance(each, Deadline)), None)

    def issuer(self, name: str, day: date) -> DiplomaIssuer | None:
        """Who issues that diploma on that day; None where it is not known."""
        found = (each for each in self.of("issuers", name) if each.in_force(day))
        return next((each for each in found if isinstance(each, DiplomaIssuer)), None)

    def successors(self, family: str, provision: Provision, day: date) -> tuple[Provision, ...]:
        """What holds on that day in place of what has ended, over any number of steps.

        A successor that is known by its key only counts as the end of its line.
        """
        lasting: dict[str, Provision] = {}
        waiting, passed = list(provision.replaced_by), {loose_key(provision.key)}
        while waiting:
            key = waiting.pop(0)
            if loose_key(key) in passed:
                continue
            passed.add(loose_key(key))
            found = self.of(family, key) or (Provision(key=key),)
            ended = [each for each in found if each.has_ended(day)]
            if len(ended) == len(found):
                waiting += [name for each in ended for name in each.replaced_by]
            else:
                lasting[loose_key(key)] = next(each for each in found if not each.has_ended(day))
        return tuple(lasting.values())


def loose_key(key: str) -> str:
    """A key in which ways of typing do not count."""
    return re.sub(r"\s+", "", key.casefold().translate(_LOOSE))
