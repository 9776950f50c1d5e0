# SPDX-License-Identifier: Apache-2.0
"""What an expression of a template may be, as far as shapes tell; pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from esign.kinds import Shape


@dataclass(frozen=True, slots=True)
class Unknown:
    """A variable that is nowhere: in which file and line, its name, and what there is instead."""

    file: str
    line: int
    name: str
    known: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Value:
    """What an expression may be: places of the content, or anything; `never` if surely false."""

    places: tuple[tuple[str, Shape], ...] = ()
    never: bool = False


ANYTHING: Final = Value()
NEVER: Final = Value(never=True)
Scope = dict[str, Value]


def entry(value: Value) -> Value:
    """What stands in a list."""
    lists = [(path, shape) for path, shape in value.places if isinstance(shape, list)]
    return Value(tuple((f"{path}[]", shape[0]) for path, shape in lists))


def either(one: Value, other: Value) -> Value:
    """One value or another, which is not known."""
    return Value(tuple(dict((*one.places, *other.places)).items()), one.never and other.never)


def has_field(shape: Shape, name: str) -> bool:
    """Whether a value of that shape may have the field."""
    return not isinstance(shape, dict) or name in shape
