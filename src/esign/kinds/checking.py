# SPDX-License-Identifier: Apache-2.0
"""A request's content against its kind's schema: every fault at once, in the official's words."""

from __future__ import annotations

import datetime as dt
import difflib
from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING, Any, Final, cast

from jsonschema import Draft202012Validator, FormatChecker

from esign.errors import Detail
from esign.kinds.characters import code_point, normalised, refused_character, shown
from esign.kinds.places import joined, rank, title, walk
from esign.kinds.relations import relation_faults
from esign.kinds.schema import (
    EXAMPLE_DATE,
    MULTILINE,
    RULE,
    blank_number,
    example,
    iso_date,
    items,
    properties,
    type_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

# The register gives these; a request that names one is told so instead of “unknown field”.
REGISTER_FIELDS: Final = frozenset(
    {"number", "symbol", "date", "issued_on", "document_id", "lookup_code"}
)

# A value of the wrong type fails other keywords as well; only the first fault of a place is told.
PRECEDENCE: Final = ("type", "enum", "format", "maxLength", "pattern")
LIMITS: Final = {
    "minItems": "request.too_few",
    "maxItems": "request.too_many",
    "maxLength": "request.too_long",
    "minimum": "request.too_small",
    "maximum": "request.too_great",
}
WRONG_TYPE: Final = {
    "object": "request.not_object",
    "array": "request.not_array",
    "string": "request.not_string",
    "integer": "request.not_integer",
    "boolean": "request.not_boolean",
}
NOTATIONS: Final = (
    (bool, "true / false"),
    (int, "123"),
    (float, "1.5"),
    (str, '"…"'),
    (list, "[…]"),
    (dict, "{…}"),
    (dt.datetime, "2026-11-20T08:00:00"),
    (dt.date, EXAMPLE_DATE),
    (dt.time, "08:00:00"),
)

FORMATS = FormatChecker(formats=())


@FORMATS.checks("date")
def _is_date(value: object) -> bool:
    return not isinstance(value, str) or iso_date(value) is not None


def normalised_content(schema: Mapping[str, object], value: object) -> object:
    """The content with texts in NFC and the dates of date fields as ISO 8601 texts."""
    if isinstance(value, str):
        return normalised(value)
    if isinstance(value, dict):
        known = properties(schema)
        return {name: normalised_content(known.get(name, {}), each) for name, each in value.items()}
    if isinstance(value, list):
        entry = items(schema) if type_of(schema) == "array" else {}
        return [normalised_content(entry, each) for each in value]
    if isinstance(value, float) and type_of(schema) == "integer" and value.is_integer():
        return int(value)  # JSON knows one kind of number: 2019.0 is 2019
    # a datetime is a date to Python, yet a time of day has no place in a date field
    if type(value) is dt.date and schema.get("format") == "date":
        return value.isoformat()
    return value


def faults(schema: Mapping[str, object], content: Mapping[str, object]) -> tuple[Detail, ...]:
    """Everything that keeps normalised content from being issued, one fault a place."""
    found = chain(
        _value_faults(schema, content),
        _schema_faults(schema, content),
        relation_faults(schema, content),
    )
    return arranged(schema, found)


def arranged(schema: Mapping[str, object], found: Iterable[Detail]) -> tuple[Detail, ...]:
    """The first fault of each place with its title, in the order of the schema's fields."""
    first: dict[str, Detail] = {}
    for detail in found:
        first.setdefault(detail.path, detail)
    ordered = sorted(first.values(), key=lambda detail: rank(schema, detail.path))
    return tuple(replace(detail, title=title(schema, detail.path)) for detail in ordered)


@dataclass(frozen=True, slots=True)
class _Violation:
    """One violated keyword: what it demands, and the value that stands at `path`."""

    keyword: str
    demand: Any
    value: Any
    schema: Mapping[str, Any]
    path: str


def _schema_faults(schema: Mapping[str, object], content: Mapping[str, object]) -> Iterator[Detail]:
    for violation in sorted(_violations(schema, content), key=_precedence):
        yield from _worded(violation)


def _violations(
    schema: Mapping[str, object], content: Mapping[str, object]
) -> Iterator[_Violation]:
    validator = Draft202012Validator(schema, format_checker=FORMATS)
    for error in validator.iter_errors(content):
        path = ""
        for step in error.absolute_path:
            path = f"{path}[{step + 1}]" if isinstance(step, int) else joined(path, str(step))
        node = cast("Mapping[str, Any]", error.schema)
        yield _Violation(str(error.validator), error.validator_value, error.instance, node, path)


def _precedence(violation: _Violation) -> int:
    keyword = violation.keyword
    return PRECEDENCE.index(keyword) if keyword in PRECEDENCE else len(PRECEDENCE)


def _worded(violation: _Violation) -> Iterator[Detail]:
    path, schema = violation.path, violation.schema
    match violation.keyword:
        case "required":
            yield from _missing(violation)
        case "additionalProperties":
            yield from _unknown(violation)
        case "type":
            facts: dict[str, object] = {"found": _notation(violation.value)}
            yield Detail(WRONG_TYPE[type_of(schema)], path, facts)
        case "pattern":
            code = "request.rule" if RULE in schema else "request.pattern"
            yield Detail(code, path, {"rule": schema.get(RULE), "example": example(schema)})
        case "enum":
            choices = " | ".join(str(each) for each in violation.demand if each is not None)
            yield Detail("request.not_a_choice", path, {"choices": choices})
        case "format":
            yield Detail("request.not_a_date", path, {"example": EXAMPLE_DATE})
        case limit:
            value = violation.value
            size = value if isinstance(value, int) else len(value)
            facts = {"limit": violation.demand, "found": shown(str(size))}
            yield Detail(LIMITS[limit], path, facts)


def _missing(violation: _Violation) -> Iterator[Detail]:
    for name in violation.demand:
        if name not in violation.value:
            yield Detail("request.missing", joined(violation.path, name))


def _unknown(violation: _Violation) -> Iterator[Detail]:
    known = tuple(properties(violation.schema))
    for name in violation.value:
        if name in known:
            continue
        place = joined(violation.path, shown(name))
        if not violation.path and name in REGISTER_FIELDS:
            yield Detail("request.register_gives", place)
        elif close := suggestion(name, known):
            yield Detail("request.misspelt_field", place, {"suggestion": close})
        else:
            yield Detail("request.unknown_field", place, {"known": ", ".join(known)})


def suggestion(name: str, known: Iterable[str]) -> str:
    """The known name that the given one most resembles; empty when none does."""
    return next(iter(difflib.get_close_matches(shown(name), known, n=1)), "")


def _value_faults(schema: Mapping[str, object], content: Mapping[str, object]) -> Iterator[Detail]:
    """Blank fields, and characters that nobody sees; such a value is not judged further."""
    for node, value, path in walk(schema, content):
        if _is_blank(node, value):
            yield Detail("request.blank", path)
        elif isinstance(value, str):
            multiline = node.get(MULTILINE) is True
            if character := refused_character(value, multiline=multiline):
                facts = {"code_point": code_point(character), "place": value.index(character) + 1}
                code = "request.line_feed" if character == "\n" else "request.invisible_character"
                yield Detail(code, path, facts)


def _is_blank(schema: Mapping[str, object], value: object) -> bool:
    """Whether a field is as an empty form leaves it."""
    if isinstance(value, str):
        return not value.strip()
    if isinstance(value, list):
        return not value and "minItems" in schema
    if type_of(schema) == "integer" and type(value) is int:
        return value == blank_number(schema)
    return False


def _notation(value: object) -> str:
    """How a value of that type is written; never the value itself, which may be personal."""
    for kind, notation in NOTATIONS:
        if isinstance(value, kind):
            return notation
    return "null"
