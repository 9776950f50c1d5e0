# SPDX-License-Identifier: Apache-2.0
"""Objects in a file of any origin that nothing leads to; many tools leave some lying about.

Nothing follows from them by itself, as every later change is judged for what it is. A reader is
told, because nobody who signed the file has seen them.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from pyhanko.pdf_utils.generic import DictionaryObject, Reference, StreamObject

from esign.verification.general.reach import Reach, TooManyPartsError
from esign.verification.links import Links
from esign.verification.sections import read_sections
from esign.verification.source import attempt
from esign.verification.unused import unused_objects

if TYPE_CHECKING:
    from esign.verification.source import Source

MOST_OBJECTS: Final = 20_000
_ROOTS: Final = ("/Root", "/Info", "/Encrypt")
_OF_THE_FILE: Final = frozenset(("/XRef", "/ObjStm"))


def left_lying(source: Source, revision: int) -> tuple[int, ...]:
    """Numbers of such objects as of a revision, or in the newest state of a file of another form.

    Empty also where there is more than is looked at.
    """
    found = unused_objects(Links(source), read_sections(source), revision)
    if found is not None:
        return found
    try:
        return _unreached(source)
    except TooManyPartsError:
        return ()


def _unreached(source: Source) -> tuple[int, ...]:
    numbers = attempt(lambda: _defined(source))
    if not numbers or len(numbers) > MOST_OBJECTS:
        return ()
    trailer = source.reader.trailer
    starts = [attempt(partial(trailer.raw_get, key)) for key in _ROOTS]
    reach = Reach(source, starts, ())
    for _ in reach:
        continue
    left = numbers - {reference.idnum for reference in reach.seen}
    return tuple(sorted(number for number in left if not _is_of_the_file(source, number)))


def _defined(source: Source) -> set[int]:
    """Numbers of all objects that a table of references says are in use."""
    table = source.reader.xrefs
    found: set[int] = set()
    for revision in range(table.total_revisions):
        section = table.get_xref_data(revision)
        parts = [section] if section.hybrid is None else [section, section.hybrid.xref_data]
        found -= section.freed.keys()
        found.update(*(part.standard_xrefs for part in parts))
        found.update(*(part.xrefs_in_objstm for part in parts))
    return found


def _is_of_the_file(source: Source, number: int) -> bool:
    """Whether an object serves the file's own order: tables, containers, hints (Annex F)."""
    found = attempt(lambda: source.reader.get_object(Reference(number, 0, source.reader)))
    if not isinstance(found, DictionaryObject):
        return found is None
    hints = isinstance(found, StreamObject) and "/S" in found and "/Type" not in found
    return hints or "/Linearized" in found or source.name(found, "/Type") in _OF_THE_FILE
