# SPDX-License-Identifier: Apache-2.0
"""What the agency's seal will vouch for besides the person's signature.

The signed bytes must be the document that bears this number, and must be complete: a reference to
an object that does not exist yet would let the seal's own objects appear on the page.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from lxml import etree
from pyhanko.pdf_utils import generic

from esign.errors import InputError
from esign.model import XMP_NAMESPACE
from esign.signing.revision import UNREADABLE

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Sequence

    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.pdf_utils.xref import XRefCache

    from esign.model import Numbered
    from esign.signing.revision import Revision

    References = set[generic.Reference]

PREPARED_AND_SIGNED = 2  # revisions
WHITE = b"\0\t\n\f\r "
DELIMITERS = WHITE + b"()<>[]{}/%"
NUMERIC = b"0123456789+-."
PLAIN = re.compile(rb"(?:^|[" + re.escape(DELIMITERS) + rb"])(\d{1,10}) (\d{1,5}) \Z")


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
    """Whether the bytes show it at once; if not, every object has to be parsed to tell.

    Every reference ends in the keyword R. In a document of ours each stands there in the plainest
    spelling; anything else, even within a string or an image, is looked at more closely.
    """
    if len(written) != PREPARED_AND_SIGNED:
        return False
    old, new = written
    end = min(table.get_historical_ref(entry, 1) for entry in new)
    if max(table.get_historical_ref(entry, 0) for entry in old) >= end:
        return False
    known = {(entry.idnum, entry.generation) for entry in old}
    later = known | {(entry.idnum, entry.generation) for entry in new}
    return _all_known(data[:end], known) and _all_known(data[end:], later)


def _all_known(data: bytes, known: Container[tuple[int, int]]) -> bool:
    for before, after in pairwise(data.split(b"R")):
        found = PLAIN.search(before[-32:])
        if found is not None:
            if (int(found[1]), int(found[2])) not in known:
                return False
        elif _might_refer(before, after):
            return False
    return True


def _might_refer(before: bytes, after: bytes) -> bool:
    """Whether an R between the two could end a reference in some other spelling."""
    words = before.rstrip(WHITE)
    if not words or words == before or (after and after[0] not in DELIMITERS):
        return False
    line = max(words.rfind(b"\n"), words.rfind(b"\r")) + 1
    return words[-1] in NUMERIC or words.find(b"%", line) >= 0


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
