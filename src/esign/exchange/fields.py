# SPDX-License-Identifier: Apache-2.0
"""The children of an element, each to be taken once by its local name; what is left is unknown.

A reader that takes what it knows loses nothing by what it does not know: names that mean nothing
here, doubled elements, values that say nothing and all attributes are handed out at the end.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from esign.errors import InputError
from esign.exchange.wire import NAMESPACE, UNPREFIXED
from esign.model import Unknown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import TypeVar

    from lxml.etree import _Element

    Value = TypeVar("Value")


class Fields:
    """What an element holds that has not been taken yet.

    Args:
        element: None for one that is not there: it holds nothing.
        path: local names from the root to the element, as a writer of ours would place it.

    Attributes:
        path: the same.
        attributes: those not taken yet, as `{namespace}name`.
    """

    __slots__ = ("_below", "_rest", "attributes", "path")

    def __init__(self, element: _Element | None, path: str) -> None:
        self.path = path
        self.attributes: dict[str, str] = {}
        self._below: list[Fields] = []
        self._rest: dict[str, list[_Element]] = {}
        if element is None:
            return
        if element.attrib:
            self.attributes = dict(_attributes(element))
        for child in element:
            self._rest.setdefault(local_name(child), []).append(child)

    def text(self, *names: str) -> str:
        """The first text under one of these spellings, trimmed; empty where there is none."""
        return self.value(str, *names) or ""

    def value(self, convert: Callable[[str], Value | None], *names: str) -> Value | None:
        """What the first text under one of these spellings means.

        One that `convert` makes nothing of stays where it is, and is unknown.
        """
        for name in names:
            for element in self._filled(name):
                value = convert(_trimmed(element))
                if value is not None:
                    self._taken(element, name, f"{self.path}/{names[0]}")
                return value
        return None

    def texts(self, name: str) -> tuple[str, ...]:
        """All texts of this name that are not empty, trimmed."""
        filled = self._filled(name)
        for ordinal, element in enumerate(filled, start=1):
            self._taken(element, name, f"{self.path}/{name}[{ordinal}]")
        return tuple(map(_trimmed, filled))

    def branch(self, *names: str) -> Fields:
        """The first element under one of these spellings, whose children are taken from it.

        Blank ones beside it count as absent.
        """
        held = [self._rest[name] for name in names if name in self._rest]
        if sum(map(len, held)) > 1:
            for elements in held:
                elements[:] = [each for each in elements if not is_blank(each)]
        for elements in filter(None, held):
            return self._under(elements.pop(0), f"{self.path}/{names[0]}")
        return Fields(None, f"{self.path}/{names[0]}")

    def each(self, name: str, build: Callable[[Fields], Value | None]) -> tuple[Value, ...]:
        """What the elements of this name mean; blank ones count as absent.

        One that `build` makes nothing of is unknown as a whole.
        """
        built: list[Value] = []
        rest: list[_Element] = []
        for element in self._rest.pop(name, ()):
            if is_blank(element):
                continue
            fields = Fields(element, f"{self.path}/{name}[{len(built) + 1}]")
            value = build(fields)
            if value is None:
                rest.append(element)
            else:
                built.append(value)
                self._below.append(fields)
        if rest:
            self._rest[name] = rest
        return tuple(built)

    def drop(self, *names: str) -> None:
        """Take these without reading them: they say nothing that is not said elsewhere."""
        for name in names:
            self._rest.pop(name, None)

    def claim(self, element: _Element, path: str) -> Fields:
        """A child that is already found, with a place of its own."""
        self._rest[local_name(element)].remove(element)
        return self._under(element, path)

    def unknown(self) -> tuple[Unknown, ...]:
        """What has not been taken, here and below; its order does not depend on where it stood."""
        found = sorted(self.left(), key=lambda each: each[:2])
        return tuple(Unknown(parent.removeprefix("/"), xml) for parent, _, xml in found)

    def left(self) -> Iterator[tuple[str, str, str]]:
        """The same as path, name and spelling, in the order of the package."""
        for name, value in self.attributes.items():
            yield self.path, f"@{name}", f"@{name}={value}"
        for name, elements in self._rest.items():
            for element in elements:
                yield self.path, name, spelled(element)
        for fields in self._below:
            yield from fields.left()

    def _filled(self, name: str) -> list[_Element]:
        """The elements of this name that hold text; empty tags are taken, for they say nothing."""
        elements = self._rest.get(name, [])
        filled = [each for each in elements if _trimmed(each)]
        if len(filled) < len(elements):
            elements[:] = [each for each in elements if _trimmed(each) or not _is_bare(each)]
        return filled

    def _taken(self, element: _Element, name: str, path: str) -> None:
        self._rest[name].remove(element)
        if not _is_bare(element):
            self._under(element, path)

    def _under(self, element: _Element, path: str) -> Fields:
        fields = Fields(element, path)
        self._below.append(fields)
        return fields


def local_name(element: _Element) -> str:
    """The name without its namespace."""
    return element.tag.rpartition("}")[2]


def is_blank(element: _Element) -> bool:
    """Whether an element says nothing: no text and no attribute in it or below."""
    return not any((each.text or "").strip() or each.attrib for each in element.iter())


def spelled(element: _Element) -> str:
    """An element as XML, the same whatever prefixes it was written with.

    Raises:
        InputError: `edxml.text` a namespace that cannot be written again.
    """
    return etree.tostring(grafted(None, element), encoding="unicode", with_tail=False)


def grafted(parent: _Element | None, source: _Element) -> _Element:
    """A copy of an element that is created below its final parent, so that it takes its prefix.

    An element without a namespace comes into that of edXML, where readers look for it anyway.

    Raises:
        InputError: `edxml.text` a namespace that cannot be written again.
    """
    top = _created(parent, source)
    places = [(top, child) for child in reversed(source)]
    while places:
        below, element = places.pop()
        copy = _created(below, element)
        places += [(copy, child) for child in reversed(element)]
    return top


def _created(parent: _Element | None, source: _Element) -> _Element:
    name = source.tag if source.tag.startswith("{") else f"{{{NAMESPACE}}}{source.tag}"
    try:
        if parent is None:
            of_ours = name.startswith(f"{{{NAMESPACE}}}")
            copy = etree.Element(name, nsmap=UNPREFIXED if of_ours else None)
        else:
            copy = etree.SubElement(parent, name)
            copy.tail = source.tail
        for attribute, value in sorted(_attributes(source)):
            copy.set(attribute, value)
    except ValueError:
        raise InputError("edxml.text", element=local_name(source)[:40]) from None
    copy.text = source.text
    return copy


def _attributes(element: _Element) -> list[tuple[str, str]]:
    return [(str(name), str(value)) for name, value in element.items()]


def _trimmed(element: _Element) -> str:
    return (element.text or "").strip()


def _is_bare(element: _Element) -> bool:
    return not len(element) and not element.attrib
