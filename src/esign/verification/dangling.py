# SPDX-License-Identifier: Apache-2.0
"""References to objects that do not exist yet.

ISO 32000-1 §7.3.10 takes them for null. A page that draws such an object shows nothing when it is
signed, and whatever a later revision puts there afterwards, although nothing of the page changes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from esign.verification.links import numbers
from esign.verification.source import references

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pyhanko.pdf_utils.generic import PdfObject

    from esign.verification.links import Links
    from esign.verification.sections import Section


def dangles(links: Links, sections: Sequence[Section | None], last: int) -> bool:
    """Whether a revision up to `last` refers to an object that was missing when it was written.

    Objects that nothing leads to count as well. What cannot be read is taken for such a reference,
    and so is everything in a file that is not made of plain sections.
    """
    known: set[int] = set()
    for revision, section in enumerate(sections[: last + 1]):
        if section is None:
            return True
        known.update(section.objects)
        of_objects = (links.of(*placed, revision) for placed in section.objects.items())
        if not all(map(known.issuperset, (numbers(references(section.trailer)), *of_objects))):
            return True
    return False


def defined(sections: Sequence[Section | None], revision: int) -> set[int]:
    """Numbers of the objects that exist as of a revision; all are of generation 0."""
    return set().union(*(entry.objects for entry in sections[: revision + 1] if entry))


def refers_beyond(values: Iterable[PdfObject | None], known: set[int]) -> bool:
    """Whether one of the values is missing or refers to an object that is not a known one."""
    for value in values:
        if value is None:
            return True
        if not known.issuperset(numbers(references(value))):
            return True
    return False
