# SPDX-License-Identifier: Apache-2.0
"""What a request says, from its check on: nobody can change it, and its one text goes with it.

To Python, its tables and lists are still a `dict` and a `list`, as those of JSON are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NoReturn, Self

from esign.model.canonical import canonical_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


def _refuse(_changed: object, *_with: object, **_named: object) -> NoReturn:
    raise TypeError("what a request says cannot be changed; change a copy")


class FixedTable(dict[str, object]):
    """A table that stays as it is, with all that it holds; `dict(table)` can be changed.

    Args:
        entries: what it holds.
    """

    __slots__ = ()

    def __init__(self, entries: Mapping[str, object] | Iterable[tuple[str, object]]) -> None:
        super().__init__({name: _fixed(each) for name, each in dict(entries).items()})

    __setitem__ = __delitem__ = __ior__ = _refuse
    clear = pop = popitem = setdefault = update = _refuse

    def __reduce__(self) -> tuple[type[Self], tuple[dict[str, object]]]:
        """Copies and pickles are made anew, as they cannot be filled."""
        return type(self), (dict(self),)


class FixedList(list[object]):
    """A list that stays as it is, with all that it holds; `list(fixed)` can be changed.

    Args:
        items: what it holds.
    """

    __slots__ = ()

    def __init__(self, items: Iterable[object]) -> None:
        super().__init__(map(_fixed, items))

    __setitem__ = __delitem__ = __iadd__ = __imul__ = _refuse
    append = clear = extend = insert = pop = remove = reverse = sort = _refuse

    def __reduce__(self) -> tuple[type[Self], tuple[list[object]]]:
        """As that of a table."""
        return type(self), (list(self),)


class Content(FixedTable):
    """What a request says.

    Args:
        entries: its fields by name; data as JSON knows it.

    Attributes:
        text: the same as canonical JSON.
    """

    __slots__ = ("text",)

    def __init__(self, entries: Mapping[str, object] | Iterable[tuple[str, object]]) -> None:
        super().__init__(entries)
        self.text: Final = canonical_json(self)


def _fixed(value: object) -> object:
    if isinstance(value, FixedTable | FixedList):
        return value
    if isinstance(value, dict):
        return FixedTable(value)
    return FixedList(value) if isinstance(value, list | tuple) else value
