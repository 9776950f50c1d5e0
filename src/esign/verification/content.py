# SPDX-License-Identifier: Apache-2.0
"""What in a file can act, or show itself differently from one reader to the next.

Nothing of the kind belongs into an official document; whether it was put in before or after
signing makes no difference to the reader.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyhanko.pdf_utils.generic import BooleanObject, DictionaryObject, IndirectObject, Reference

if TYPE_CHECKING:
    from collections.abc import Iterator

    from esign.verification.source import Source

_MOST_NODES = 20_000
_HARMLESS = frozenset(("/URI", "/GoTo"))
_PLAIN_ANNOTATIONS = frozenset(("/Link", "/Widget"))


def need_appearances(source: Source) -> bool:
    """Whether the form asks readers to draw its fields anew (ISO 32000-1 Table 218)."""
    form = source.dictionary(source.catalog, "/AcroForm")
    value = source.entry(form, "/NeedAppearances")
    return isinstance(value, BooleanObject) and bool(value)


def active_content(source: Source) -> tuple[str, ...]:
    """Names of active or changeable content, sorted: `JavaScript`, `AA`, `XFA` and so on."""
    catalog = source.catalog
    form = source.dictionary(catalog, "/AcroForm")
    names = source.dictionary(catalog, "/Names")
    found = {"XFA"} if source.entry(form, "/XFA") is not None else set()
    found.update(key[1:] for key in ("/AA", "/OCProperties", "/Requirements") if _has(catalog, key))
    found.update(key[1:] for key in ("/JavaScript", "/Renditions") if _has(names, key))
    found.update(_actions(source, source.entry(catalog, "/OpenAction")))
    for node in _nodes(source, source.raw(catalog, "/Outlines"), ("/First", "/Next")):
        found.update(_actions(source, source.entry(node, "/A")))
    for page in pages(source):
        found.update(_of_page(source, page))
    for node in _nodes(source, source.raw(form, "/Fields"), ("/Kids",)):
        found.update(_of_annotation(source, node))
    return tuple(sorted(found))


def stray_fields(source: Source, listed: set[Reference]) -> int:
    """Signature fields on pages that are not among the form's."""
    return sum(
        isinstance(item, IndirectObject)
        and item.reference not in listed
        and source.name(source.resolve(item), "/FT") == "/Sig"
        for page in pages(source)
        for item in source.items(page, "/Annots")
    )


def pages(source: Source) -> Iterator[DictionaryObject]:
    """The pages, each once."""
    for node in _nodes(source, source.raw(source.catalog, "/Pages"), ("/Kids",)):
        if "/Kids" not in node:
            yield node


def _has(container: DictionaryObject | None, key: str) -> bool:
    return container is not None and key in container


def _of_page(source: Source, page: DictionaryObject) -> Iterator[str]:
    if "/AA" in page:
        yield "AA"
    for item in source.items(page, "/Annots"):
        annotation = source.resolve(item)
        subtype = source.name(annotation, "/Subtype")
        if subtype not in _PLAIN_ANNOTATIONS:
            yield subtype[1:] or "Annotation"
        yield from _of_annotation(source, annotation)


def _of_annotation(source: Source, annotation: object) -> Iterator[str]:
    if isinstance(annotation, DictionaryObject) and "/AA" in annotation:
        yield "AA"
    yield from _actions(source, source.entry(annotation, "/A"))


def _actions(source: Source, action: object) -> Iterator[str]:
    """Kinds of a chain of actions that are not harmless; a destination array is no action."""
    if not isinstance(action, DictionaryObject):
        return
    kind = source.name(action, "/S")
    if kind not in _HARMLESS:
        yield kind[1:] or "Action"
    if "/Next" in action:
        yield "Next"


def _nodes(source: Source, start: object, keys: tuple[str, ...]) -> Iterator[DictionaryObject]:
    """The dictionaries of a tree from a reference or an array of them, each once."""
    seen: set[Reference] = set()
    waiting = [start]
    for _ in range(_MOST_NODES):
        if not waiting:
            return
        item = waiting.pop()
        if isinstance(item, IndirectObject):
            if item.reference in seen:
                continue
            seen.add(item.reference)
            item = source.resolve(item)
        if isinstance(item, DictionaryObject):
            yield item
            waiting.extend(dict.get(item, key) for key in reversed(keys))
        elif isinstance(item, list):
            waiting.extend(list.__iter__(item))
    source.broken = True
