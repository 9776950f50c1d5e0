# SPDX-License-Identifier: Apache-2.0
"""The layout engine's PDF, written again with some objects exchanged and some added.

Only the engine's own plain form is accepted: one revision, a classic cross-reference table (ISO
32000-1 §7.5.4), no object streams, no encryption, no form. Objects that nobody touched are copied
byte for byte, so nothing outlives the rewriting unseen: neither the markers nor older metadata.
"""

from __future__ import annotations

from hashlib import sha256
from io import BytesIO
from typing import TYPE_CHECKING, cast

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader

from esign.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Iterator


class Rewriting:
    """A parsed PDF together with the objects that shall stand in their place.

    Raises:
        ConfigurationError: the bytes are no PDF in the engine's own plain form.
    """

    def __init__(self, data: bytes) -> None:
        self._data = data
        try:
            self.reader = PdfFileReader(BytesIO(data))
            self.catalog: generic.DictionaryObject = self.reader.root
            self._offsets = self._plain_offsets()
        except (
            ArithmeticError,
            AttributeError,
            LookupError,
            PdfError,
            TypeError,
            ValueError,
        ) as fault:
            raise ConfigurationError("stamping.foreign_pdf") from fault
        self._changed: dict[int, generic.PdfObject] = {}
        self._next = len(self._offsets) + 1

    def replace(self, reference: generic.IndirectObject, value: generic.PdfObject) -> None:
        """Let `value` stand where `reference` points to."""
        self._changed[reference.idnum] = value

    def current(self, reference: generic.IndirectObject) -> generic.PdfObject:
        """What stands where `reference` points to, as replaced so far."""
        return self._changed.get(reference.idnum) or reference.get_object()

    def add(self, value: generic.PdfObject) -> generic.IndirectObject:
        """A reference to `value`, a new object."""
        reference = generic.IndirectObject(self._next, 0, self.reader)
        self._changed[self._next] = value
        self._next += 1
        return reference

    def written(self) -> bytes:
        """The whole PDF as one revision; its second identifier is drawn from its content."""
        first = min(self._offsets.values())
        out = BytesIO()
        out.write(self._data[:first])
        places = dict(self._write_objects(out))
        start = out.tell()
        out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1))
        out.writelines(b"%010d 00000 n \n" % places[number] for number in sorted(places))
        out.write(b"trailer\n")
        self._trailer(sha256(out.getvalue()).digest()[:16]).write_to_stream(out, None)
        out.write(b"\nstartxref\n%d\n%%%%EOF\n" % start)
        return out.getvalue()

    def _plain_offsets(self) -> dict[int, int]:
        """Where each object starts, by number; every number up to the largest is in use."""
        reader = self.reader
        size = int(reader.trailer["/Size"])
        places = {n: reader.xrefs[generic.Reference(n, 0, reader)] for n in range(1, size)}
        plain = (
            reader.total_revisions == 1
            and not reader.has_xref_stream
            and not reader.encrypted
            and "/AcroForm" not in self.catalog
            and all(isinstance(place, int) for place in places.values())
        )
        if not plain:
            raise ConfigurationError("stamping.foreign_pdf")
        return places

    def _write_objects(self, out: BytesIO) -> Iterator[tuple[int, int]]:
        ends = dict(self._extents())
        for number, end in ends.items():
            if number not in self._changed:
                yield number, out.tell()
                out.write(self._data[self._offsets[number] : end])
        for number in sorted(self._changed):
            yield number, out.tell()
            out.write(b"%d 0 obj\n" % number)
            self._changed[number].write_to_stream(out, None)
            out.write(b"\nendobj\n\n")

    def _extents(self) -> Iterator[tuple[int, int]]:
        """Each object's number with the place where the next object, or the table, starts."""
        order = sorted(self._offsets, key=self._offsets.__getitem__)
        following = [self._offsets[number] for number in order[1:]]
        table = cast("int", self.reader.last_startxref)
        return zip(order, [*following, table], strict=True)

    def _trailer(self, identifier: bytes) -> generic.DictionaryObject:
        trailer = self.reader.trailer
        return generic.DictionaryObject(
            {
                generic.pdf_name("/Size"): generic.NumberObject(self._next),
                generic.pdf_name("/Root"): trailer.raw_get("/Root"),
                generic.pdf_name("/Info"): trailer.raw_get("/Info"),
                generic.pdf_name("/ID"): generic.ArrayObject(
                    [
                        generic.ByteStringObject(self.reader.document_id[0]),
                        generic.ByteStringObject(identifier),
                    ]
                ),
            }
        )
