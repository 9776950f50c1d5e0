# SPDX-License-Identifier: Apache-2.0
"""What a file does when it is opened, turned over, printed or closed, without a click.

To show a place of the file itself is no more than a bookmark. What leaves the file for another one,
starts a program, fetches, sends or empties something replaces what was signed before anybody has
read it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pyhanko.pdf_utils.generic import ArrayObject, DictionaryObject

from esign.verification.content import pages
from esign.verification.general.reach import Reach

if TYPE_CHECKING:
    from collections.abc import Iterator

    from esign.verification.source import Source

LEAVING: Final = frozenset(
    (
        *("Launch", "GoToR", "GoToE", "Thread", "URI"),
        *("SubmitForm", "ResetForm", "ImportData"),
    )
)
"""Actions that put something else in place of the file, or reach beyond it."""
_HARMLESS: Final = "GoTo"
_CLICKS: Final = frozenset(("/D", "/U", "/Fo", "/Bl"))
"""Triggers of an annotation that somebody must touch (ISO 32000-1 Table 194)."""
_WITHIN: Final = frozenset(
    (
        *("/D", "/F", "/T", "/R", "/AN", "/C", "/JS", "/V", "/TA", "/MV", "/State", "/Fields"),
        *("/Annotation", "/CMD", "/Win", "/Mac", "/Unix", "/Sound", "/PB", "/Parent"),
    )
)
"""What an action has beside those that come after it (`/Next`)."""
_UNNAMED: Final = "OpenAction"


def starting_actions(source: Source) -> set[str]:
    """Kinds of the actions that start by themselves, other than showing a place of the file.

    Raises:
        TooManyPartsError: there is more than is looked at.
    """
    found = {
        source.name(action, "/S")[1:] or _UNNAMED
        for action in Reach(source, _starts(source), _WITHIN)
    }
    return found - {_HARMLESS}


def _starts(source: Source) -> Iterator[object]:
    opening = source.entry(source.catalog, "/OpenAction")
    if not isinstance(opening, ArrayObject):  # a place in the file
        yield opening
    yield from _triggered(source, source.catalog)
    for page in pages(source):
        yield from _triggered(source, page)
        for item in source.items(page, "/Annots"):
            yield from _triggered(source, source.resolve(item), _CLICKS)


def _triggered(
    source: Source, holder: object, spared: frozenset[str] = frozenset()
) -> Iterator[object]:
    triggers = source.dictionary(holder, "/AA")
    for key in triggers or DictionaryObject():
        if key not in spared:
            yield source.entry(triggers, key)
