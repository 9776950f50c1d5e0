# SPDX-License-Identifier: Apache-2.0
"""What the fields of a request owe each other: the dialect's `x-esign-…` keywords; pure.

A relation is judged only where both sides have a sound form; anything else is told elsewhere.
"""

from __future__ import annotations

import operator
import re
from typing import TYPE_CHECKING, Final, cast

from esign.errors import Detail
from esign.kinds.places import joined, named, value_at, walk
from esign.kinds.schema import (
    AFTER,
    DIFFERS_FROM,
    NEEDS,
    NOT_BEFORE,
    NOT_IN_FUTURE,
    UNIQUE_BY,
    WIDTH_OF,
    YEAR_OF,
    example,
    iso_date,
    properties,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

BOUNDS: Final = (
    (AFTER, operator.gt, "request.not_after"),
    (NOT_BEFORE, operator.ge, "request.before"),
)


def relation_faults(
    schema: Mapping[str, object], content: Mapping[str, object]
) -> Iterator[Detail]:
    """Relations within normalised content that do not hold."""
    for node, value, path in walk(schema, content):
        if isinstance(value, dict):
            yield from _width_faults(node, value, path)
            yield from _needs_faults(node, value, path)
            yield from _sameness_faults(content, node, value, path)
        elif isinstance(value, list) and UNIQUE_BY in node:
            yield from _repetitions(str(node[UNIQUE_BY]), value, path)
        elif isinstance(value, str):
            yield from _bound_faults((schema, content), node, value, path)
        elif isinstance(value, int) and YEAR_OF in node:
            yield from _year_faults((schema, content), node, value, path)


def future_faults(
    schema: Mapping[str, object], content: Mapping[str, object], today: date
) -> Iterator[Detail]:
    """Dates and years that lie after `today` and by their nature cannot."""
    for node, value, path in walk(schema, content):
        if not node.get(NOT_IN_FUTURE):
            continue
        day = iso_date(value)
        year = value if isinstance(value, int) else 0
        if (day is not None and day > today) or year > today.year:
            yield Detail("request.in_future", path, {"today": f"{today:%d/%m/%Y}"})


def _width_faults(
    schema: Mapping[str, object], value: Mapping[str, object], path: str
) -> Iterator[Detail]:
    for name, node in properties(schema).items():
        rows, heads = value.get(name), value.get(str(node.get(WIDTH_OF)))
        if not isinstance(rows, list) or not isinstance(heads, list):
            continue
        for ordinal, row in enumerate(rows, start=1):
            if isinstance(row, list) and len(row) != len(heads):
                facts = {"found": len(row), "expected": len(heads)}
                yield Detail("request.row_length", f"{joined(path, name)}[{ordinal}]", facts)


def _needs_faults(
    schema: Mapping[str, object], value: Mapping[str, object], path: str
) -> Iterator[Detail]:
    known = properties(schema)
    for name, node in known.items():
        need, text = cast("Mapping[str, str]", node.get(NEEDS)), value.get(name)
        if not need or not isinstance(text, str) or value.get(need["field"]) is not None:
            continue
        if re.search(need["when"], text):
            facts = {"rule": need["rule"], "example": example(known[need["field"]])}
            yield Detail("request.rule", joined(path, need["field"]), facts)


def _sameness_faults(
    content: Mapping[str, object],
    schema: Mapping[str, object],
    value: Mapping[str, object],
    path: str,
) -> Iterator[Detail]:
    for name, node in properties(schema).items():
        demand = str(node.get(DIFFERS_FROM, ""))
        place = demand if "." in demand else joined(path, demand)
        text = value.get(name)
        other = value_at(content, demand) if "." in demand else value.get(demand)
        if isinstance(text, str) and isinstance(other, str) and _same(text, other):
            yield Detail("request.same", joined(path, name), {"other": place})


def _same(text: str, other: str) -> bool:
    """Whether two texts say the same but for white space."""
    return bool(text.strip()) and text.split() == other.split()


def _repetitions(field: str, entries: Sequence[object], path: str) -> Iterator[Detail]:
    first: dict[str, int] = {}
    for ordinal, entry in enumerate(entries, start=1):
        text = entry.get(field) if isinstance(entry, dict) else None
        if not isinstance(text, str) or not text.strip():
            continue
        earlier = first.setdefault(text.strip().casefold(), ordinal)
        if earlier != ordinal:
            facts = {"earlier": f"{path}[{earlier}].{field}"}
            yield Detail("request.repeated", f"{path}[{ordinal}].{field}", facts)


def _bound_faults(
    whole: tuple[Mapping[str, object], Mapping[str, object]],
    node: Mapping[str, object],
    value: str,
    path: str,
) -> Iterator[Detail]:
    schema, content = whole
    day = iso_date(value)
    for keyword, holds, code in BOUNDS:
        if day is None or keyword not in node:
            continue
        demand = str(node[keyword])
        fixed = iso_date(demand)
        bound = fixed or iso_date(value_at(content, demand))
        if bound is not None and not holds(day, bound):
            other = f"{fixed:%d/%m/%Y}" if fixed else named(schema, demand)
            yield Detail(code, path, {"other": other})


def _year_faults(
    whole: tuple[Mapping[str, object], Mapping[str, object]],
    node: Mapping[str, object],
    value: int,
    path: str,
) -> Iterator[Detail]:
    schema, content = whole
    demands = cast("Sequence[str]", node[YEAR_OF])
    days = [iso_date(value_at(content, demand)) for demand in demands]
    if all(days) and value not in {day.year for day in days if day}:
        others = "; ".join(named(schema, demand) for demand in demands)
        yield Detail("request.other_year", path, {"others": others})
