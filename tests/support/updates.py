# SPDX-License-Identifier: Apache-2.0
"""Updates of signed files written byte by byte, as an attacker would, not as a library does."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING, NamedTuple

from pyhanko.pdf_utils.generic import ArrayObject, DictionaryObject, IndirectObject
from pyhanko.pdf_utils.reader import PdfFileReader

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

FORGED = b"BT /F1 24 Tf 72 720 Td (Agreement over 900 euros) Tj ET"
_BYTE_RANGE = re.compile(rb"/ByteRange \[[0-9 ]+\] *")
_CONTENTS = re.compile(rb"/Contents (<[0-9A-Fa-f]+>)")
_START = re.compile(rb"(\d+) 0 obj\s*<<\s*$")


@dataclass(frozen=True)
class Layout:
    """Numbers of the objects of a file with one page."""

    root: int
    pages: int
    page: int
    content: int
    size: int
    end: int
    """Where its last cross-references start."""


@cache
def layout(data: bytes) -> Layout:
    reader = PdfFileReader(BytesIO(data), strict=False)
    pages = reader.root.raw_get("/Pages")
    kids = reader.root["/Pages"]["/Kids"]
    page = kids.raw_get(0)
    content = page.get_object().raw_get("/Contents")
    if isinstance(content, ArrayObject):
        content = content.raw_get(0)
    return Layout(
        root=reader.root_ref.idnum,
        pages=_number(pages),
        page=_number(page),
        content=_number(content),
        size=int(reader.trailer["/Size"]),
        end=int(data.rsplit(b"startxref", 1)[1].split()[0]),
    )


def _number(item: object) -> int:
    assert isinstance(item, IndirectObject)
    return item.idnum


def body(data: bytes, number: int) -> bytes:
    """The newest text of an object, from `<<` to `>>`."""
    start = [match.end() for match in re.finditer(rb"(?<!\d)%d 0 obj" % number, data)][-1]
    return data[start : data.index(b"endobj", start)].strip()


def entry(data: bytes, *path: str) -> int:
    """The number of the object that a path of names leads to from the catalogue."""
    node: object = PdfFileReader(BytesIO(data), strict=False).root
    for name in path[:-1]:
        assert isinstance(node, DictionaryObject | ArrayObject)
        node = node[int(name)] if isinstance(node, ArrayObject) else node[name]
    assert isinstance(node, DictionaryObject | ArrayObject)
    last = path[-1]
    return _number(node.raw_get(int(last)) if isinstance(node, ArrayObject) else node.raw_get(last))


class Shape(NamedTuple):
    """What of an update's frame is written, as attacks leave parts of it out."""

    table: bool = True
    trailer: bool = True
    start: bool = True
    previous: int | None = None
    root: int | None = None
    size: int | None = None
    behind: bytes = b""
    """What follows the objects."""


WHOLE = Shape()


def update(
    data: bytes,
    objects: Mapping[int, bytes],
    shape: Shape = WHOLE,
    *,
    freed: Iterable[int] = (),
    moved: Mapping[int, int] | None = None,
) -> bytes:
    """The file with an incremental update.

    Args:
        data: the file.
        objects: new or newer objects, by their number.
        shape: what of the frame is written.
        freed: numbers of objects that are declared free.
        moved: where older objects are now said to stand.
    """
    found = layout(data)
    out = bytearray(data if data.endswith(b"\n") else data + b"\n")
    rows: dict[int, bytes] = dict.fromkeys(freed, b"%010d 65535 f \n" % 0)
    rows |= {number: b"%010d 00000 n \n" % place for number, place in (moved or {}).items()}
    for number, content in objects.items():
        rows[number] = b"%010d 00000 n \n" % len(out)
        out += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    out += shape.behind
    place = len(out)
    if shape.table:
        out += b"xref\n0 1\n0000000000 65535 f \n"
        out += b"".join(b"%d 1\n%b" % (number, row) for number, row in sorted(rows.items()))
    if shape.trailer:
        size = shape.size or max(found.size, *(number + 1 for number in rows), 0)
        previous = found.end if shape.previous is None else shape.previous
        out += b"trailer\n<< /Size %d /Root %d 0 R /Prev %d >>\n" % (
            size,
            shape.root or found.root,
            previous,
        )
    if shape.start:
        out += b"startxref\n%d\n%%%%EOF\n" % place
    return bytes(out)


def forged_content(data: bytes, content: bytes = FORGED) -> dict[int, bytes]:
    """Another text in the place of the page's content."""
    return {layout(data).content: stream_object(content)}


@dataclass(frozen=True)
class SignatureText:
    """The last signature's dictionary as it stands in a file.

    Attributes:
        number: of its object.
        start: where the text between `<<` and `>>` starts.
        end: where it ends.
        byte_range: the entry, without what pads it.
        contents: the entry.
        rest: its other entries.
    """

    number: int
    start: int
    end: int
    byte_range: bytes
    contents: bytes
    rest: bytes


def signature_text(data: bytes) -> SignatureText:
    ranges = list(_BYTE_RANGE.finditer(data))[-1]
    contents = next(
        found for found in reversed(list(_CONTENTS.finditer(data))) if len(found[1]) > 1000
    )
    first, last = min(ranges.start(), contents.start()), max(ranges.end(), contents.end())
    opening = _START.search(data[max(0, first - 40) : first])
    assert opening is not None
    end = data.rindex(b">>", first, data.index(b"endobj", last))
    rest = data[last:end]
    return SignatureText(int(opening[1]), first, end, ranges[0].rstrip(), contents[0], rest.strip())


def in_place(data: bytes, entries: Iterable[bytes]) -> bytes:
    """The file with other entries in its last signature's dictionary, nothing else moved."""
    found = signature_text(data)
    text = b"\n".join((*entries, found.rest))
    room = found.end - found.start
    assert len(text) <= room, (len(text), room)
    return data[: found.start] + text.ljust(room) + data[found.end :]


def overridden(data: bytes, entries: Iterable[bytes]) -> bytes:
    """The file with a newer dictionary of its last signature in an update."""
    found = signature_text(data)
    text = b"\n".join((b"<<", *entries, found.rest, b">>"))
    return update(data, {found.number: text})


def stream_object(content: bytes, entries: bytes = b"") -> bytes:
    """A stream as it stands in a file."""
    return b"<< %b /Length %d >>\nstream\n%b\nendstream" % (entries, len(content), content)


def with_entry(text: bytes, entry_text: bytes) -> bytes:
    """A dictionary's text with one more entry, in front of the others."""
    return text.replace(b"<<", b"<< " + entry_text, 1)


def with_note(data: bytes, number: int, note: bytes) -> dict[int, bytes]:
    """The objects by which the page of `foreign_files` gets one more annotation."""
    found = layout(data)
    present = PdfFileReader(BytesIO(data), strict=False).root["/Pages"]["/Kids"][0]["/Annots"]
    before = b" ".join(b"%d 0 R" % _number(item) for item in list.__iter__(present))
    listed = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
    listed += b" /Resources << /Font << /F1 5 0 R >> >> /Annots [%b %d 0 R] >>"
    return {found.page: listed % (before, number), number: note}
