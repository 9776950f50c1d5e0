# SPDX-License-Identifier: Apache-2.0
"""References to objects that do not exist yet.

ISO 32000-1 §7.3.10 takes them for null. A page that draws such an object shows nothing when it is
signed, and whatever a later revision puts there afterwards, although nothing of the page changes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyhanko.pdf_utils.generic import Reference

from esign.model import refers_to_known_only
from esign.verification.source import attempt, references

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pyhanko.pdf_utils.generic import PdfObject

    from esign.verification.sections import Section
    from esign.verification.source import Source


def dangles(source: Source, sections: Sequence[Section | None], last: int) -> bool:
    """Whether a revision up to `last` refers to an object that was missing when it was written.

    Objects that nothing leads to count as well. What cannot be read is taken for such a reference,
    and so is everything in a file that is not made of plain sections.
    """
    known: set[int] = set()
    for revision, section in enumerate(sections[: last + 1]):
        if section is None:
            return True
        known.update(section.objects)
        start = before.end if (before := sections[revision - 1]) and revision else 0
        if refers_to_known_only(source.data, known, start, section.end):
            continue
        values = [_object_then(source, number, revision) for number in section.objects]
        if refers_beyond([section.trailer, *values], known):
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
        if any(found.generation or found.idnum not in known for found in references(value)):
            return True
    return False


def _object_then(source: Source, number: int, revision: int) -> PdfObject | None:
    """An object as of a revision; the one already parsed where it has stayed the same."""
    reader, reference = source.reader, Reference(number, 0, source.reader)
    last = attempt(lambda: reader.xrefs.get_last_change(reference))
    if last is None or last > revision:
        return source.at_revision(reference, revision)
    found: PdfObject | None = attempt(lambda: reader.get_object(reference))
    return found
