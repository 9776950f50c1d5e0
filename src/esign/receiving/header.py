# SPDX-License-Identifier: Apache-2.0
"""Holds a package's header sheet against what the signed files inside say of themselves.

A sheet speaks of the file that it brings. That of an update speaks of the document that is updated,
while the file is the official letter that corrects it (NĐ 30/2020 Đ18 k3): then the letter is held
against the document that it should be about.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from esign.model import Finding, Purpose, Verdict, same_name
from esign.model.agency_codes import document_key, normal_code, spellings
from esign.model.naming import name_key
from esign.receiving.judged import GRAVEST
from esign.verification import shown

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from esign.model import Package

RULE: Final = "header-matches-document"
NEEDED: Final = frozenset({"number", "agency_code"})
"""What a file must say of itself for a header to be held against it."""

_LETTER: Final = "Công văn"
"""Type name of the only document that may correct another one (NĐ 30/2020 Đ18 k3)."""
_DOCUMENT_ID: Final = re.compile(r"([^,]+),([0-9]{4})/([0-9]{2})/([0-9]{2}),(.+)")


@dataclass(frozen=True, slots=True)
class _Updated:
    """The document that an update is about, as far as the package says.

    Attributes:
        key: what documents of a sender are told apart by.
        agency: code of the agency that issued it, in capitals; empty where its identifier does not
            say.
        numbers: the number and symbol that the sheet and the identifier give it.
        issued_on: the latest day that they give it.
    """

    key: str
    agency: str
    numbers: frozenset[str]
    issued_on: date | None


def header_finding(
    package: Package, documents: Sequence[Mapping[str, str]], known_as: Collection[str] = ()
) -> Finding:
    """Whether the sheet says what the files say.

    Args:
        package: the sheet.
        documents: what each signed file says of itself; of those that say `NEEDED`.
        known_as: the sender's codes by the list of agencies, in every way of writing them; empty
            where there is no list, and the one that it writes is its own in both structures.
    """
    if not documents:
        return Finding(RULE, Verdict.PASSED, "envelope.header_alone")
    if package.purpose is Purpose.UPDATE:
        return _of_update(package, documents, known_as)
    return _of_same(package, documents)


def _of_same(package: Package, documents: Sequence[Mapping[str, str]]) -> Finding:
    """The sheet of one of the files: one has to say all that the sheet says."""
    said = _said(package)
    differences = [tuple(_differing(said, document)) for document in documents]
    if () in differences:
        return Finding(RULE, Verdict.PASSED, "envelope.header_matches")
    facts = {"fields": ", ".join(differences[0])}
    return Finding(RULE, Verdict.FAILED, "envelope.header_differs", facts)


def _of_update(
    package: Package, documents: Sequence[Mapping[str, str]], known_as: Collection[str]
) -> Finding:
    """The gravest of all files: none but the document and letters about it belongs there."""
    updated = _updated(package)
    own = frozenset(map(normal_code, known_as or spellings(package.sender.code)))
    anew = [each for each in documents if _is_it(package, updated, each)]
    found = [_of_same(package, anew)] if anew else []
    found += [_of_letter(package, updated, own, each) for each in documents if each not in anew]
    return min(found, key=lambda each: GRAVEST.index(each.verdict))


def _is_it(package: Package, updated: _Updated, document: Mapping[str, str]) -> bool:
    """Whether a file is the document that is updated, itself."""
    stated = document.get("document_id", "")
    if stated:
        return document_key(stated) == updated.key
    of_sheet = document_key(package.document_id) == updated.key
    return of_sheet and same_name(document["number"], package.code)


def _of_letter(
    package: Package, updated: _Updated, own: Collection[str], letter: Mapping[str, str]
) -> Finding:
    """Whether a file is a letter of the sender about the document that is updated."""
    facts = {"letter": shown(letter["number"]), "number": shown(" ".join(sorted(updated.numbers)))}
    if not _may_correct(package, updated, own, letter):
        return Finding(RULE, Verdict.FAILED, "envelope.letter_of_others", facts)
    subject = letter.get("subject", "")
    named = bool(updated.numbers) and all(names_number(subject, each) for each in updated.numbers)
    if not (named and _is_timely(updated, letter)):
        return Finding(RULE, Verdict.INDETERMINATE, "envelope.letter_silent", facts)
    return Finding(RULE, Verdict.PASSED, "envelope.letter_corrects", facts)


def _may_correct(
    package: Package, updated: _Updated, own: Collection[str], letter: Mapping[str, str]
) -> bool:
    """Whether it is an official letter by the agency that sends it and issued the document.

    Under whichever of that agency's codes (`own`, in capitals) letter and identifier name it.
    """
    is_letter = same_name(" ".join(letter.get("type_name", "").split()), _LETTER)
    is_own = normal_code(letter["agency_code"]) in own and updated.agency in {"", *own}
    of_document = document_key(package.document_id) == updated.key
    # Some senders put the letter's own sheet around it.
    of_letter = not any(_differing(_said(package), letter))
    return is_letter and is_own and (of_document or of_letter)


def _is_timely(updated: _Updated, letter: Mapping[str, str]) -> bool:
    """Whether it can only mean the document of that day: numbers begin anew every year."""
    written = letter.get("issued_on", "")
    if updated.issued_on is None or not written or written < updated.issued_on.isoformat():
        return False
    year = updated.issued_on.year
    return written.startswith(f"{year:04}") or names_year(letter.get("subject", ""), year)


def names_year(subject: str, year: int) -> bool:
    """Whether a subject names a year."""
    return re.search(rf"(?<!\d){year:04}(?!\d)", subject) is not None


def names_number(subject: str, number: str) -> bool:
    """Whether a subject names a number and symbol, not as part of a longer one."""
    whole = rf"(?<![\w./-]){re.escape(_plain(number))}(?![\w/-]|\.\w)"
    return re.search(whole, _plain(subject)) is not None


def _plain(text: str) -> str:
    return name_key(" ".join(shown(text).split()))


def _updated(package: Package) -> _Updated:
    """What sheet and identifier say of the document; where both speak of it, both count."""
    stated = package.business.document_id or package.document_id
    key = document_key(stated)
    parsed = _DOCUMENT_ID.fullmatch(stated.strip())
    of_sheet = document_key(package.document_id) == key
    numbers = {package.code} if of_sheet else set()
    days = [package.issued_on] if of_sheet else []
    agency = ""
    if parsed is not None:
        agency, number = normal_code(parsed[1]), parsed[5]
        numbers.add(number)
        days += _day(*map(int, parsed.group(2, 3, 4)))
    return _Updated(key, agency, frozenset(numbers), max(days, default=None))


def _day(year: int, month: int, day: int) -> list[date]:
    try:
        return [date(year, month, day)]
    except ValueError:
        return []


def _said(package: Package) -> Mapping[str, str]:
    """What a header says of its document, by the names under which documents say it."""
    return {
        "number": package.code,
        "issued_on": package.issued_on.isoformat(),
        "agency_code": package.sender.code,
        "document_id": package.document_id,
        "type_name": package.type_name,
        "subject": package.subject,
        "signer": package.signer_name,
    }


def _differing(said: Mapping[str, str], document: Mapping[str, str]) -> Iterator[str]:
    for name, value in said.items():
        stated = " ".join(document.get(name, "").split())
        if stated and value and not same_name(shown(" ".join(value.split())), stated):
            yield name
