# SPDX-License-Identifier: Apache-2.0
"""What the agency's seal will vouch for besides the person's signature.

The signed bytes must be the document that bears this number, and must be complete: a reference to
an object that does not exist yet would let the seal's own objects appear on the page.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree
from pyhanko.pdf_utils import generic

from esign.errors import InputError
from esign.model import XMP_NAMESPACE, refers_to_known_only
from esign.signing.revision import UNREADABLE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.pdf_utils.xref import XRefCache

    from esign.model import Numbered
    from esign.signing.revision import Revision

    References = set[generic.Reference]

PREPARED_AND_SIGNED = 2  # revisions


def require_complete(revision: Revision, place: int) -> None:
    """Require that everything the document refers to was there when it was referred to.

    Args:
        revision: the seal's revision, still empty.
        place: where the object of the person's signature starts; that one refers to nothing.

    Raises:
        InputError: something is missing, or cannot be read.
    """
    reader = revision.prev
    table = reader.xrefs
    try:
        written = list(map(table.explicit_refs_in_revision, range(reader.total_revisions)))
        plain = not reader.has_xref_stream and not table.hybrid_xrefs_present
        complete = plain and (
            _complete_at_a_glance(revision.data, table, written)
            or _complete(reader, written, place)
        )
    except UNREADABLE as fault:
        raise InputError("signing.incomplete") from fault
    if not complete:
        raise InputError("signing.incomplete")


def _complete_at_a_glance(data: bytes, table: XRefCache, written: Sequence[References]) -> bool:
    """Whether the bytes show it at once; if not, every object has to be parsed to tell."""
    if len(written) != PREPARED_AND_SIGNED:
        return False
    old, new = written
    last = max(_places(table, old, 0))
    end = min(_places(table, new, 1))
    if last >= end:
        return False
    known = {entry.idnum for entry in old}
    later = known | {entry.idnum for entry in new}
    return refers_to_known_only(data[:end], known) and refers_to_known_only(data[end:], later)


def _places(table: XRefCache, entries: References, revision: int) -> Iterator[int]:
    for entry in entries:
        place = table.get_historical_ref(entry, revision)
        if not isinstance(place, int):
            raise TypeError(place)
        yield place


def _complete(reader: PdfFileReader, written: Sequence[References], place: int) -> bool:
    known: set[generic.Reference] = set()
    for number, entries in enumerate(written):
        known |= entries
        for entry in entries:
            if reader.xrefs[entry] == place:
                continue
            last = reader.xrefs.get_last_change(entry) == number
            value = reader.get_object(entry, None if last else number)
            if not known.issuperset(_references(value)):
                return False
    return known.issuperset(_references(reader.trailer_view))


def _references(value: object) -> Iterator[generic.Reference]:
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, generic.IndirectObject):
            yield item.reference
        elif isinstance(item, generic.DictionaryObject):
            waiting.extend(dict.values(item))
        elif isinstance(item, generic.ArrayObject):
            waiting.extend(list.__iter__(item))


def require_numbered(revision: Revision, numbered: Numbered) -> None:
    """Require that the document calls itself by the identifier and lookup code it was given.

    Raises:
        InputError: it is another document, or does not say which one it is.
    """
    try:
        packet = revision.root["/Metadata"].data
        root = etree.fromstring(packet, etree.XMLParser(resolve_entities=False, no_network=True))
    except (*UNREADABLE, etree.XMLSyntaxError) as fault:
        raise InputError("signing.other_document") from fault
    said = {"DocumentId": numbered.document_id, "LookupCode": numbered.lookup_code}
    for name, expected in said.items():
        entries = root.findall(f".//{{{XMP_NAMESPACE}}}{name}")
        if [entry.text for entry in entries] != [expected]:
            raise InputError("signing.other_document")
