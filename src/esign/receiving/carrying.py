# SPDX-License-Identifier: Apache-2.0
"""Takes values of the model from one process to another as JSON, and nothing else with them.

The other process has read a stranger's file, so what it says is held to the types it should have.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")
# The model names these only for the type checker.
_NAMES = {"Mapping": Mapping, "date": date, "datetime": datetime}
_PLAIN = (str, int, float, bool, NoneType)


def to_plain(value: object) -> object:
    """A value of the model as what can be written as JSON."""
    if is_dataclass(value) and not isinstance(value, type):
        return {each.name: to_plain(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, date):  # moments too
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): to_plain(entry) for key, entry in value.items()}
    if isinstance(value, tuple):
        return [to_plain(entry) for entry in value]
    if isinstance(value, _PLAIN):
        return value
    raise TypeError(f"{type(value).__name__} is no value of the model")


def from_plain(kind: type[T], plain: object) -> T:
    """The value of that kind, as `to_plain` wrote it.

    Raises:
        ValueError: it is no such value.
    """
    try:
        value: T = _value(kind, plain)
    except (TypeError, LookupError, AttributeError) as fault:
        raise ValueError("no value of the model") from fault
    return value


def _value(kind: Any, plain: Any) -> Any:  # noqa: ANN401 - whatever the kind says
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        return _one_of(arguments, plain)
    if origin is tuple:
        return _row(arguments, plain)
    if origin is Mapping:
        return {_value(str, key): _value(arguments[1], entry) for key, entry in plain.items()}
    return _built(kind, plain) if is_dataclass(kind) else _single(kind, plain)


def _single(kind: Any, plain: Any) -> Any:  # noqa: ANN401 - a plain class
    if kind in (date, datetime):
        return kind.fromisoformat(plain)
    if issubclass(kind, StrEnum):
        return kind(plain)
    if kind is float and type(plain) is int:
        return float(plain)
    if type(plain) is not kind or kind not in _PLAIN:
        raise TypeError(kind)
    return plain


def _one_of(kinds: tuple[Any, ...], plain: Any) -> Any:  # noqa: ANN401 - whatever the kinds say
    """A value or None: the model knows no other choice."""
    (kind,) = [each for each in kinds if each is not NoneType]
    return None if plain is None else _value(kind, plain)


def _row(kinds: tuple[Any, ...], plain: Any) -> tuple[Any, ...]:  # noqa: ANN401 - as above
    if not isinstance(plain, list):
        raise TypeError(plain)
    if kinds[1:] == (Ellipsis,):
        return tuple(_value(kinds[0], entry) for entry in plain)
    return tuple(_value(kind, entry) for kind, entry in zip(kinds, plain, strict=True))


def _built(kind: Any, plain: Any) -> Any:  # noqa: ANN401 - a class of the model
    hints = _hints(kind)
    if set(plain) != set(hints):
        raise TypeError(kind)
    return kind(**{name: _value(hint, plain[name]) for name, hint in hints.items()})


@cache
def _hints(kind: type) -> dict[str, Any]:
    hints = get_type_hints(kind, localns=_NAMES)
    return {each.name: hints[each.name] for each in fields(kind)}
