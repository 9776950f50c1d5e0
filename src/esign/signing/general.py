# SPDX-License-Identifier: Apache-2.0
"""A prepared file as pyHanko reads and continues it: the way for all that is not quite plain."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyhanko.pdf_utils import generic

from esign.errors import InputError
from esign.signing.revision import UNREADABLE, Revision, reserve

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pyhanko.pdf_utils.reader import PdfFileReader

    from esign.signing.appearance import Showing
    from esign.signing.container import ContainerForm

    References = set[generic.Reference]


class GeneralPrepared:
    """Any prepared file, see `prepared.PreparedFile`.

    Args:
        revision: a revision of it, still empty.

    Raises:
        InputError: its cross-reference table is not a classic one, or it has no form, or two
            fields of one name.
    """

    def __init__(self, revision: Revision) -> None:
        self._revision = revision
        reader = revision.prev
        if reader.has_xref_stream or reader.xrefs.hybrid_xrefs_present:
            raise InputError("signing.not_prepared")
        listed = [entry.get_object() for entry in revision.root["/AcroForm"]["/Fields"]]
        self._fields = {str(field["/T"]): field for field in listed}
        if len(self._fields) < len(listed):
            raise InputError("signing.not_prepared")

    @classmethod
    def open(cls, data: bytes) -> GeneralPrepared:
        """The file that these bytes are.

        Raises:
            InputError: they are no PDF, or not prepared.
        """
        try:
            return cls(Revision(data))
        except UNREADABLE as fault:
            raise InputError("signing.not_prepared") from fault

    def values(self) -> dict[str, int | None]:
        """Where the value of each field starts; None while it is empty."""
        return {name: self._revision.value_place(field) for name, field in self._fields.items()}

    def complete(self, place: int) -> bool:
        """Whether everything that is referred to is there, and was when it was referred to.

        Args:
            place: where the object of the person's signature starts; that one refers to nothing.

        Raises:
            InputError: something cannot be read.
        """
        reader = self._revision.prev
        revisions = range(reader.total_revisions)
        try:
            written = list(map(reader.xrefs.explicit_refs_in_revision, revisions))
            return _complete(reader, written, place)
        except UNREADABLE as fault:
            raise InputError("signing.incomplete") from fault

    def packet(self) -> bytes:
        """The metadata packet (XMP).

        Raises:
            InputError: there is none.
        """
        try:
            return bytes(self._revision.root["/Metadata"].data)
        except UNREADABLE as fault:
            raise InputError("signing.other_document") from fault

    def reserve(
        self, name: str, form: ContainerForm, showing: Showing
    ) -> tuple[bytes, tuple[int, int]]:
        """The file with the field filled, and the gap where the container goes."""
        return reserve(self._revision, name, form, showing)


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
