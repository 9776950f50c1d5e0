# SPDX-License-Identifier: Apache-2.0
"""The dialect of JSON Schema that describes a kind's content; pure.

JSON Schema 2020-12, narrowed so that every fault of a request can be worded and every field says
where it goes:

* only the keywords of `KEYWORDS`; one `type` a node, or a pair of one type and `null`;
* objects list their fields and allow no others; arrays, texts and numbers have limits;
* each leaf says its `x-esign-use`: `printed` on the page (and carried), `carried` in the attached
  data and the package only, or `internal` to the register;
* `x-esign-multiline` allows line feeds in a text; `x-esign-rule` says in Vietnamese what a
  `pattern` demands;
* on a field with siblings: `x-esign-width-of` names the array that gives the length of each row of
  an array of arrays; `x-esign-needs` (`field`, `when`, `rule`) demands the sibling `field` where
  the own text matches `when`, and says why in `rule`;
* `x-esign-unique-by` names the text that no two entries of an array may share, white space around
  it and case aside;
* on a date, `x-esign-after` and `x-esign-not-before` name an earlier date: another field by its
  path from the root, or a day; on a number, `x-esign-year-of` lists dates one of which has that
  year; `x-esign-not-in-future` on either keeps it from lying after the day of issue;
* `x-esign-in-force` on a text says what it names: legal `texts` that it cites, or the code of one
  of the `procedures` or `forms`; each must hold on the day of issue; `x-esign-person` says that a
  text is the name of a person, and `x-esign-issuer-of` (`diploma`, `on`) that it is the issuer of
  that diploma, a name or the path of a field, on the date of that path;
* `$ref` to `../_base/<file>.json#/$defs/<name>`, or to `#/$defs/<name>`, is written out when read.

An empty text is never a value: a field without one is left out.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final, cast

if TYPE_CHECKING:
    from collections.abc import Mapping

    from esign.model import DocumentKind

Schema = dict[str, object]

USE: Final = "x-esign-use"
MULTILINE: Final = "x-esign-multiline"
RULE: Final = "x-esign-rule"
WIDTH_OF: Final = "x-esign-width-of"
NEEDS: Final = "x-esign-needs"
UNIQUE_BY: Final = "x-esign-unique-by"
AFTER: Final = "x-esign-after"
NOT_BEFORE: Final = "x-esign-not-before"
YEAR_OF: Final = "x-esign-year-of"
NOT_IN_FUTURE: Final = "x-esign-not-in-future"
IN_FORCE: Final = "x-esign-in-force"
DIFFERS_FROM: Final = "x-esign-differs-from"
PERSON: Final = "x-esign-person"
ISSUER_OF: Final = "x-esign-issuer-of"
OWN_KEYWORDS: Final = frozenset(
    {
        *(USE, MULTILINE, RULE, WIDTH_OF, NEEDS, UNIQUE_BY, AFTER, NOT_BEFORE, YEAR_OF),
        *(NOT_IN_FUTURE, IN_FORCE, DIFFERS_FROM, PERSON, ISSUER_OF),
    }
)
KEYWORDS: Final = OWN_KEYWORDS | {
    *("type", "title", "description", "examples", "properties", "required"),
    *("additionalProperties", "items", "minItems", "maxItems", "maxLength", "pattern", "enum"),
    *("format", "minimum", "maximum"),
}
PRINTED: Final = "printed"
CARRIED: Final = "carried"
INTERNAL: Final = "internal"
IN_FORCE_FAMILIES: Final = frozenset({"texts", "procedures", "forms"})

EXAMPLE_DATE: Final = "2026-11-20"


def type_of(schema: Mapping[str, object]) -> str:
    """The type of a node, `null` aside; empty when it says none or several."""
    stated = schema.get("type")
    types = [stated] if isinstance(stated, str) else stated
    named = [each for each in types if each != "null"] if isinstance(types, list) else []
    return str(named[0]) if len(named) == 1 else ""


def properties(schema: Mapping[str, object]) -> Mapping[str, Schema]:
    """The fields of an object node by name."""
    return cast("Mapping[str, Schema]", schema.get("properties", {}))


def required(schema: Mapping[str, object]) -> tuple[str, ...]:
    """The names of an object node's required fields."""
    return tuple(cast("list[str]", schema.get("required", [])))


def items(schema: Mapping[str, object]) -> Schema:
    """The node of an array's entries."""
    return cast("Schema", schema["items"])


def is_date(schema: Mapping[str, object]) -> bool:
    """Whether a node is a date."""
    return type_of(schema) == "string" and schema.get("format") == "date"


def iso_date(value: object) -> date | None:
    """The day that a text writes as `2026-11-20`; None for anything else."""
    # `fromisoformat` also reads `20261120` and `2026-W47-5`
    if not isinstance(value, str) or len(value) != len(EXAMPLE_DATE):
        return None
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return None
    return day if value == str(day) else None


def example(schema: Mapping[str, object]) -> object:
    """A right value of a node: its first example, else its pattern."""
    given = schema.get("examples")
    return given[0] if isinstance(given, list) and given else schema.get("pattern", "…")


def example_of(kind: DocumentKind, field: str) -> object:
    """A right value of a top-level field of a kind's content."""
    return example(properties(kind.schema)[field])


def blank_number(schema: Mapping[str, object]) -> int:
    """The number that stands in an empty form: one that the field does not allow."""
    return min(0, cast("int", schema.get("minimum", 1)) - 1)


def selected(schema: Mapping[str, object], value: object, uses: frozenset[str]) -> object:
    """The part of a checked value whose leaves have one of the uses; None when nothing is left.

    An object or array that the request leaves empty stays, so that “none” is carried as such.
    """
    if isinstance(value, dict):
        known = properties(schema)
        kept = {name: selected(known[name], each, uses) for name, each in value.items()}
        kept = {name: each for name, each in kept.items() if each is not None}
        return kept if kept or not value else None
    if isinstance(value, list):
        entries = [selected(items(schema), each, uses) for each in value]
        if value:
            return [each for each in entries if each is not None] or None
        return [] if has_use(schema, uses) else None
    return value if schema.get(USE) in uses else None


def has_use(schema: Mapping[str, object], uses: frozenset[str]) -> bool:
    """Whether the node or one below it has one of the uses."""
    if type_of(schema) == "object":
        return any(has_use(each, uses) for each in properties(schema).values())
    if type_of(schema) == "array":
        return has_use(items(schema), uses)
    return schema.get(USE) in uses
