# SPDX-License-Identifier: Apache-2.0
"""Takes values of the model from one process to another as JSON, and nothing else with them.

The other process has read a stranger's file, so what it says is held to the types it should have.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

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
        value: T = _taking(cast("Any", kind))(plain)
    except (TypeError, LookupError, AttributeError) as fault:
        raise ValueError("no value of the model") from fault
    return value


@cache
def _taking(kind: Any) -> Callable[[Any], Any]:  # noqa: ANN401 - whatever the model holds
    """What takes a value of a kind over; made once, as what a kind says costs more to ask."""
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        return _taking_one_of(arguments)
    if origin is tuple:
        return _taking_row(arguments)
    if origin is Mapping:
        name, entry = _taking(str), _taking(arguments[1])
        return lambda plain: {name(key): entry(value) for key, value in plain.items()}
    return _taking_built(kind) if is_dataclass(kind) else _taking_single(kind)


def _taking_single(kind: Any) -> Callable[[Any], Any]:  # noqa: ANN401 - a plain class
    if kind in (date, datetime):
        moment: Callable[[Any], Any] = kind.fromisoformat
        return moment
    if issubclass(kind, StrEnum):
        return cast("Callable[[Any], Any]", kind)
    if kind not in _PLAIN:
        raise TypeError(kind)

    def take(plain: Any) -> Any:  # noqa: ANN401 - as it came
        if type(plain) is kind:
            return plain
        if kind is float and type(plain) is int:
            return float(plain)
        raise TypeError(kind)

    return take


def _taking_one_of(kinds: tuple[Any, ...]) -> Callable[[Any], Any]:
    """A value or None: the model knows no other choice."""
    (kind,) = [each for each in kinds if each is not NoneType]
    take = _taking(kind)
    return lambda plain: None if plain is None else take(plain)


def _taking_row(kinds: tuple[Any, ...]) -> Callable[[Any], Any]:
    repeated = kinds[1:] == (Ellipsis,)
    takes = [_taking(kind) for kind in (kinds[:1] if repeated else kinds)]

    def take(plain: Any) -> tuple[Any, ...]:  # noqa: ANN401 - as it came
        if not isinstance(plain, list):
            raise TypeError(plain)
        if repeated:
            return tuple(map(takes[0], plain))
        return tuple(one(entry) for one, entry in zip(takes, plain, strict=True))

    return take


def _taking_built(kind: Any) -> Callable[[Any], Any]:  # noqa: ANN401 - a class of the model
    takes: dict[str, Callable[[Any], Any]] = {}

    def take(plain: Any) -> Any:  # noqa: ANN401 - as it came
        if not takes:  # not before: some of the model's classes hold others of their own kind
            takes.update({name: _taking(hint) for name, hint in _hints(kind).items()})
        if plain.keys() != takes.keys():
            raise TypeError(kind)
        return kind(**{name: one(plain[name]) for name, one in takes.items()})

    return take


@cache
def _hints(kind: type) -> dict[str, Any]:
    hints = get_type_hints(kind, localns=_NAMES)
    return {each.name: hints[each.name] for each in fields(kind)}
