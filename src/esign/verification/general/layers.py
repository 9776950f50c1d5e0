# SPDX-License-Identifier: Apache-2.0
"""Layers that switch themselves, so that paper shows something else than the screen.

Layers may name events, printing for instance, at which their own usage decides whether they are
shown (ISO 32000-1 §8.11.4.4). One that is hidden on the screen and printed makes two documents of
one signed file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pyhanko.pdf_utils.generic import DictionaryObject, IndirectObject, Reference

if TYPE_CHECKING:
    from esign.verification.source import Source

_STATES: Final = {"/View": "/ViewState", "/Print": "/PrintState", "/Export": "/ExportState"}
_MOST: Final = 10_000


def layers_switch(source: Source) -> bool:
    """Whether a layer is shown at one event and hidden at another, or that cannot be told."""
    layers = source.dictionary(source.catalog, "/OCProperties")
    default = source.dictionary(layers, "/D")
    switched = source.items(default, "/AS")
    if not switched:
        return False
    usages = [source.resolve(item) for item in switched]
    members = [source.items(usage, "/OCGs") for usage in usages]
    if sum(map(len, members)) > _MOST:
        return True
    states: dict[Reference, dict[str, bool]] = {}
    for usage, groups in zip(usages, members, strict=True):
        event = source.name(usage, "/Event")
        categories = {str(entry) for entry in source.items(usage, "/Category")}
        if event not in _STATES or not categories <= _STATES.keys():
            return True
        for group in groups:
            if not isinstance(group, IndirectObject):
                return True
            for category in categories:
                shown = _stated(source, source.resolve(group), category)
                if shown is not None:
                    states.setdefault(group.reference, {})[event] = shown
    base = _Base(source, default)
    return any(
        len({by_event.get(event, base.shows(group)) for event in _STATES}) > 1
        for group, by_event in states.items()
    )


def _stated(source: Source, group: object, category: str) -> bool | None:
    """Whether a layer's usage says it is shown; None where it says nothing."""
    said = source.dictionary(source.dictionary(group, "/Usage"), category)
    state = source.name(said, _STATES[category])
    return {"/ON": True, "/OFF": False}.get(state)


class _Base:
    """Which layers are shown where no event decides."""

    def __init__(self, source: Source, default: DictionaryObject | None) -> None:
        self._off = source.name(default, "/BaseState") == "/OFF"
        self._listed = {
            key: {
                item.reference
                for item in source.items(default, key)
                if isinstance(item, IndirectObject)
            }
            for key in ("/ON", "/OFF")
        }

    def shows(self, group: Reference) -> bool:
        return group in self._listed["/ON"] if self._off else group not in self._listed["/OFF"]
