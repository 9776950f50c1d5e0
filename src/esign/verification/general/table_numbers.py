# SPDX-License-Identifier: Apache-2.0
"""Numbers that a table of references had for itself, and an object got later.

Apache PDFBox, and whatever rests on it, does not count the stream in which it writes the table as
an object, and gives its number to the next one. Readers find tables by their place, so nothing
else is shown; the library calls such files malformed for reasons of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pyhanko.pdf_utils.misc import PdfReadError
from pyhanko.pdf_utils.reader import HistoricalResolver, PdfFileReader

from esign.verification.source import FAULTS, attempt
from esign.verification.window import opened

if TYPE_CHECKING:
    from pyhanko.pdf_utils.generic import Reference
    from pyhanko.pdf_utils.xref import XRefCache

    from esign.verification.source import Source

_TOLD: Final = "XRef stream objects must not be clobbered"
_NULL: Final = 0
_FOR_EVER: Final = 65_535
"""The generation of a number that is free and stays so (ISO 32000-2 §7.5.4)."""


class SignedState(HistoricalResolver):
    """A file as it was signed; a number that only a table had is free for what comes later."""

    def is_ref_unassignable(self, ref: Reference) -> bool:
        """Whether no object could have had the number.

        Where something refers to it, another check sees an object come into a gap.
        """
        return super().is_ref_unassignable(ref) or self._was_of_a_table(ref)

    def _was_of_a_table(self, ref: Reference) -> bool:
        table = self.reader.xrefs
        own = {
            table.get_xref_container_info(number).stream_ref for number in range(self.revision + 1)
        }
        return ref in own and table.get_historical_ref(ref, self.revision) is None


def read_strictly(source: Source) -> bool:
    """Whether a file follows ISO 32000 strictly but for such numbers; it is read so from now on.

    Where objects were given up as well, or anything is encrypted, no difference is made.
    """
    if source.encrypted or not _complains_of_numbers(source) or _gives_up(source):
        return False
    source.reader.strict = True
    source.reader.resolved_objects.clear()
    return True


def _complains_of_numbers(source: Source) -> bool:
    try:
        PdfFileReader(opened(source.data[: source.end]), strict=True)
    except PdfReadError as fault:
        return _TOLD in str(fault)
    except FAULTS:
        return False
    return False


def _gives_up(source: Source) -> bool:
    """Whether a table frees an object, knows one of another generation, or has a second beside.

    A table of OpenPDF frees the number that it has itself; no object is given up by that. Sizes
    that shrink count as well: numbers would seem free that an object had.
    """
    table = source.reader.xrefs
    found = attempt(
        lambda: (
            [_frees(table, number) for number in range(table.total_revisions)] + [_shrinks(table)]
        )
    )
    return found is None or any(found)


def _frees(table: XRefCache, number: int) -> bool:
    """Whether a revision's table gives up anything but its own number, which was nobody's."""
    section = table.get_xref_data(number)
    freed = section.freed.keys() - {_NULL}
    own = table.get_xref_container_info(number).stream_ref
    if own is not None and section.freed.get(own.idnum) == _FOR_EVER:
        before = number and table.get_historical_ref(own, number - 1)
        freed -= set() if before else {own.idnum}
    return bool(freed) or section.hybrid is not None or any(section.higher_generation_refs())


def _shrinks(table: XRefCache) -> bool:
    sizes = [table.get_xref_container_info(number).size for number in range(table.total_revisions)]
    return sizes != sorted(sizes)
