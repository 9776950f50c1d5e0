# SPDX-License-Identifier: Apache-2.0
"""What in a request's wording is probably not as prescribed: remarks that never refuse; pure."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Final

from esign.errors import Detail
from esign.kinds.capitals import Spelling, capital_faults, name_fault
from esign.kinds.citations import SYMBOL, WITHOUT_SYMBOL, citations, full_citation, short_citation
from esign.kinds.law import doubtful, outdated
from esign.kinds.places import title, walk
from esign.kinds.schema import IN_FORCE, PERSON, PRINTED, USE
from esign.kinds.units import misplaced_points
from esign.kinds.wording import long_date
from esign.model import LegalData, LegalText, loose_key

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from esign.model import DocumentKind, Request

LONG_DATE: Final = re.compile(r"\bngày (\d{1,2}) tháng (\d{1,2}) năm (\d{4})\b", re.IGNORECASE)


def remarks(kind: DocumentKind, request: Request, day: date, law: LegalData) -> tuple[Detail, ...]:
    """All that whoever drafts should look at again before the day of issue.

    What does not hold on that day comes first: it keeps the document from being issued.
    """
    standing = (*outdated(kind, request, day, law), *doubtful(kind, request, day, law))
    return (*standing, *lint_wording(request, kind, law))


def lint_wording(
    request: Request, kind: DocumentKind, law: LegalData | None = None
) -> tuple[Detail, ...]:
    """What is probably worded otherwise than NĐ 30/2020 has it, in the order of the fields.

    Args:
        request: a checked request; its texts are in NFC.
        kind: its kind.
        law: the texts whose first citation is known in full; none by default.
    """
    cited: set[str] = set()
    found: list[Detail] = []
    for node, value, path in walk(kind.schema, request.content):
        if not isinstance(value, str) or node.get(USE) != PRINTED:
            continue
        details = [*_spelling_faults(node, value, path), *_date_faults(value, path)]
        details += _point_faults(value, path)
        if node.get(IN_FORCE) == "texts":
            details += _citation_faults(value, path, law or LegalData(), cited)
        named = title(kind.schema, path)
        found += [replace(each, title=named) for each in details]
    return tuple({(each.path, repr(each.facts)): each for each in found}.values())


def _spelling_faults(node: Mapping[str, object], value: str, path: str) -> Iterator[Detail]:
    """Annex II, and the blanks within symbols (Annex I, Part I, Section II, point 3.b)."""
    if node.get(PERSON) is True:
        fault = name_fault(value)
        if fault is not None:
            yield _remark("wording.person", path, fault)
        return
    for each in capital_faults(value):
        yield _remark("wording.capital", path, each)
    for match in SYMBOL.finditer(value):
        better = re.sub(r"\s+", "", match[0])
        if better != match[0]:
            yield _remark("wording.symbol", path, Spelling(match[0], better))


def _date_faults(value: str, path: str) -> Iterator[Detail]:
    """Point 4.b: leading zeros for days below ten and for January and February only."""
    for match in LONG_DATE.finditer(value):
        number, month, year = map(int, match.groups())
        try:
            better = long_date(date(year, month, number))
        except ValueError:
            yield Detail("wording.no_such_day", path, {"found": match[0]})
            continue
        if match[0].casefold() != better:
            yield _remark("wording.date", path, Spelling(match[0], better))


def _point_faults(value: str, path: str) -> Iterator[Detail]:
    """Point 6.d: points follow the Vietnamese alphabet, “đ” after “d”."""
    for found, better in misplaced_points(value):
        if better:
            yield _remark("wording.point", path, Spelling(f"{found})", f"{better})"))


def _citation_faults(value: str, path: str, law: LegalData, cited: set[str]) -> Iterator[Detail]:
    """Point 6: in full the first time, laws without their symbol."""
    for each in citations(value, law):
        text, key = law.text(each.symbol), loose_key(each.symbol)
        if text is None or each.mention or key in cited:
            continue
        cited.add(key)
        full = full_citation(text)
        if not full or text.in_force_until is not None:
            continue  # not known in full, or not to be cited any longer
        if text.kind in WITHOUT_SYMBOL and text.key in value:
            yield _remark("wording.law_by_symbol", path, Spelling(text.key, full))
        elif not _is_full(value, text):
            yield _remark("wording.citation", path, Spelling(short_citation(text), full))


def _is_full(value: str, text: LegalText) -> bool:
    """Whether a text says day, issuer and title of what it cites."""
    day = long_date(text.date) if text.date is not None else ""
    parts = [day, text.title, "" if text.kind in WITHOUT_SYMBOL else text.issuer]
    said = " ".join(value.casefold().split())
    return all(part.casefold() in said for part in parts)


def _remark(code: str, path: str, spelling: Spelling) -> Detail:
    return Detail(code, path, {"found": spelling.found, "better": spelling.better})
