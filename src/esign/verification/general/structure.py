# SPDX-License-Identifier: Apache-2.0
"""Files with two tables of references beside each other (ISO 32000-1 §7.5.8.4).

Word processors write such files for readers of the last century, and hide from those what they
cannot use: the structure of the text, for instance. Who signed such a file signed both tables. Yet
where a page, a remark or a form rests on what is hidden, or both tables tell of one object, readers
show different things for one and the same signed file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from esign.verification.general.reach import Reach, TooManyPartsError
from esign.verification.source import attempt

if TYPE_CHECKING:
    from pyhanko.pdf_utils.xref import XRefSectionData

    from esign.verification.source import Source

_UNSEEN: Final = frozenset(
    ("/StructTreeRoot", "/SE", "/SD", "/Metadata", "/PieceInfo", "/MarkInfo", "/Lang")
)
"""What lies behind these is not shown: the structure of the text, and what is said about it."""


def hybrid_after(source: Source, revision: int) -> bool:
    """Whether a second table came after a revision, or that cannot be told."""
    table = source.reader.xrefs
    later = attempt(
        lambda: [
            table.get_xref_data(number).hybrid is not None
            for number in range(revision + 1, table.total_revisions)
        ]
    )
    return later is None or any(later)


def tables_disagree(source: Source) -> bool:
    """Whether readers of one table show something else than readers of both.

    So they do where both define one object at different places, or one that is shown stands in the
    second table only. Where that cannot be told, they are taken to.
    """
    found = attempt(lambda: _hidden(source))
    if found is None:
        return True
    twice, hidden = found
    return twice or (bool(hidden) and _is_shown(source, hidden))


def _hidden(source: Source) -> tuple[bool, set[int]]:
    """Whether an object has two definitions, and the numbers that one table knows alone."""
    table = source.reader.xrefs
    told: set[int] = set()
    hidden: set[int] = set()
    for number in reversed(range(table.total_revisions)):
        plain = table.get_xref_data(number)
        own = _places(plain)
        if plain.hybrid is not None:
            second = _places(plain.hybrid.xref_data)
            if any(second[entry] != own[entry] for entry in second.keys() & own.keys()):
                return True, hidden
            hidden |= second.keys() - own.keys() - told
        told |= own.keys() | plain.freed.keys()
    return False, hidden


def _places(section: XRefSectionData) -> dict[int, object]:
    """Where the objects are that a table says are in use."""
    return {**section.standard_xrefs, **section.xrefs_in_objstm}


def _is_shown(source: Source, hidden: set[int]) -> bool:
    reach = Reach(source, [attempt(lambda: source.reader.trailer.raw_get("/Root"))], _UNSEEN)
    try:
        for _ in reach:
            continue
    except TooManyPartsError:
        return True
    return any(entry.idnum in hidden for entry in reach.seen)
