# SPDX-License-Identifier: Apache-2.0
"""Filling a field of a file of our own plain form: the same bytes as pyHanko writes, assembled."""

from __future__ import annotations

import re
from hashlib import sha256
from io import BytesIO
from typing import TYPE_CHECKING

from pyhanko.pdf_utils.generic import pdf_date

from esign.signing.appearance import Box
from esign.signing.plain import NotPlainError, PlainFile, referred

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from esign.signing.appearance import Showing
    from esign.signing.container import ContainerForm

    Entries = Mapping[bytes, bytes]

_FIELDS = re.compile(rb"\[ ((?:\d+ 0 R )+)\]")
_NAME = re.compile(rb"\(([0-9A-Za-z]+)\)")
_NUMBER = rb"(-?\d+(?:\.\d+)?) "
_BOX = re.compile(rb"\[ " + _NUMBER * 4 + rb"\]")
_FORM = {b"/Fields", b"/SigFlags"}
_APPEND_ONLY = b"3"  # /SigFlags (ISO 32000-1 Table 219)
_WIDGET = {b"/FT": b"/Sig", b"/Type": b"/Annot", b"/Subtype": b"/Widget"}
_WIDGET_KEYS = {
    *(*_WIDGET, b"/T", b"/TU", b"/F", b"/Rect", b"/P", b"/StructParent", b"/AP", b"/Lock", b"/V"),
}
_LOCK = {b"/Type": b"/SigFieldLock", b"/Action": b"/All", b"/P": b"1"}
_NO_RANGE = b"[".ljust(62)  # as wide as pyHanko keeps free for a byte range
_LOCKED = b"""\
/Reference [ <<
/Type /SigRef
/TransformMethod /FieldMDP
/Data %b 0 R
/TransformParams <<
/Action /All
/Type /TransformParams
/V /1.2
/P 1
>>
>> ]
"""


class PlainPrepared:
    """A prepared file of our own plain form, see `prepared.PreparedFile`.

    Raises:
        NotPlainError: it is not of that form.
    """

    def __init__(self, data: bytes) -> None:
        self._file = PlainFile(data)
        self._catalog = self._file.catalog()
        form = self._file.read(referred(self._catalog.get(b"/AcroForm", b""))).entries
        listed = _FIELDS.fullmatch(form.get(b"/Fields", b""))
        if listed is None or form.keys() != _FORM or form[b"/SigFlags"] != _APPEND_ONLY:
            raise NotPlainError("no plain form")
        numbers = [int(number) for number in listed[1].split()[::3]]
        fields = [(number, self._file.read(number).entries) for number in numbers]
        self._fields = {_name(entries): (number, entries) for number, entries in fields}
        if len(self._fields) < len(fields):
            raise NotPlainError("two fields of one name")

    def values(self) -> dict[str, int | None]:
        """Where the value of each field starts; None while it is empty."""
        return {
            name: self._file.place(referred(field[b"/V"])) if b"/V" in field else None
            for name, (_, field) in self._fields.items()
        }

    def complete(self, _place: int) -> bool:
        """Whether everything that is referred to is there.

        Raises:
            NotPlainError: the bytes do not show it at a glance.
        """
        if not self._file.complete():
            raise NotPlainError("perhaps incomplete")
        return True

    def packet(self) -> bytes:
        """The metadata packet (XMP)."""
        return self._file.stream(referred(self._catalog.get(b"/Metadata", b"")))

    def reserve(
        self, name: str, form: ContainerForm, showing: Showing
    ) -> tuple[bytes, tuple[int, int]]:
        """The file with the field filled, and the gap where the container goes."""
        number, entries = self._fields[name]
        field = dict(entries)
        drawing = showing.drawing(_box(field[b"/Rect"]))
        first = self._file.last.size + 1  # pyHanko leaves a number out; so do we
        value = first + len(drawing)
        field[b"/AP"] = b"<<\n/N %d 0 R\n>>" % (value - 1)
        field[b"/V"] = b"%d 0 R" % value
        widget = b"<<\n%b>>" % b"".join(b"%b %b\n" % entry for entry in field.items())
        bodies = {number: widget} | {
            place: entry.body(first) for place, entry in enumerate(drawing, first)
        }
        digits = b"0" * (2 * form.largest)
        head = b"<<\n/Contents "
        tail = b"\n%b>>" % self._signature(field, showing.at)
        bodies[value] = b"%b<%b>\n/ByteRange %b%b" % (head, digits, _NO_RANGE, tail)
        parts, places = self._written(bodies)
        start = places[-1] + len(b"%d 0 obj\n" % value) + len(head)
        gap = (start, start + len(digits) + 2)
        rest = sum(map(len, parts)) - gap[1]
        covered = (b"[0 %d %d %d]" % (*gap, rest)).ljust(len(_NO_RANGE))
        parts[-2] = parts[-2].replace(_NO_RANGE, covered)
        return b"".join(parts), gap

    def _signature(self, field: Entries, at: datetime) -> bytes:
        """The entries of the signature dictionary behind its byte range."""
        date = BytesIO()
        pdf_date(at).write_to_stream(date)
        return (
            b"/Type /Sig\n/Filter /Adobe.PPKLite\n/SubFilter /ETSI.CAdES.detached\n/M %b\n%b"
        ) % (date.getvalue(), self._lock(field))

    def _lock(self, field: Entries) -> bytes:
        """What the field's `/Lock` wants the signature to forbid (ISO 32000-2 §12.8.2.4)."""
        if b"/Lock" not in field:
            return b""
        if self._file.read(referred(field[b"/Lock"])).entries != _LOCK:
            raise NotPlainError("another lock")
        return _LOCKED % self._file.last.skeleton[0]

    def _written(self, bodies: Mapping[int, bytes]) -> tuple[list[bytes], list[int]]:
        """The file with one more revision of these objects, in parts, and where each starts.

        The parts are the file as it was, the objects, and table with trailer.
        """
        last = self._file.last
        parts, place, places = [self._file.data], len(self._file.data), []
        for number, body in bodies.items():
            parts.append(b"%d 0 obj\n%b\nendobj\n" % (number, body))
            places.append(place)
            place += len(parts[-1])
        field, first, *_ = bodies
        entries = [b"%010d 00000 n \n" % entry for entry in places]
        table = b"xref\n0 1\n0000000000 65535 f \n%d 1\n%b%d %d\n%b" % (
            *(field, entries[0], first, len(bodies) - 1),
            b"".join(entries[1:]),
        )
        trailer = (
            b"trailer\n<<\n/Size %d\n/Root %b 0 R\n/Info %b 0 R\n/ID [ <%b> <%b> ]\n/Prev %d\n>>\n"
            b"startxref\n%d\n%%%%EOF\n"
        ) % (max(bodies) + 1, *last.skeleton, self._identifier(), last.start, place)
        return [*parts, table + trailer], places

    def _identifier(self) -> bytes:
        """The second identifier of the new revision: it follows from what is revised."""
        return sha256(self._file.data).hexdigest()[:32].encode("ascii")


def _name(field: Entries) -> str:
    name = _NAME.fullmatch(field.get(b"/T", b""))
    plain = _WIDGET.items() <= field.items() and field.keys() <= _WIDGET_KEYS
    if name is None or not plain or _BOX.fullmatch(field.get(b"/Rect", b"")) is None:
        raise NotPlainError("no plain field")
    return name[1].decode("ascii")


def _box(rectangle: bytes) -> Box:
    left, bottom, right, top = map(float, rectangle.split()[1:-1])
    return Box(right - left, top - bottom)
