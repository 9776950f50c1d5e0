# SPDX-License-Identifier: Apache-2.0
"""PDF bombs: small files that cost time or memory without measure."""

from __future__ import annotations

import zlib
from functools import cache
from typing import TYPE_CHECKING

from support.foreign_files import plain_pdf, stream
from support.sealed import sealed_page
from support.stories import BOTH, Attempt, Story, foreign
from support.updates import Shape, layout, stream_object, update, with_entry

if TYPE_CHECKING:
    from collections.abc import Iterator

FLATE = b"/Filter /FlateDecode"
SWOLLEN = 48 << 20


def forms() -> Iterator[tuple[str, Attempt]]:
    for name, data in bombs():
        # Objects that nothing shows are no change, by the rules for files of every origin.
        idle = name.endswith(("of objects", "deep nest", "without measure", "in a stream"))
        signed = idle and name.startswith(("ours", "foreign"))
        yield name, Attempt(data, policies=("issued",) if signed else BOTH)


@cache
def packed(times: int = 1) -> bytes:
    data = bytes(SWOLLEN)
    for _ in range(times):
        data = zlib.compress(data, 9)
    return data


def bombs() -> Iterator[tuple[str, bytes]]:
    swollen = stream_object(packed(), FLATE)
    twice = stream_object(packed(2), b"/Filter [/FlateDecode /FlateDecode]")
    for origin, data in (("ours", sealed_page()), ("foreign", foreign())):
        found = layout(data)
        yield f"{origin}: a swollen content", update(data, {found.content: swollen})
        yield f"{origin}: a content packed twice", update(data, {found.content: twice})
        numbers = range(found.size, found.size + 3000)
        yield f"{origin}: thousands of objects", update(data, dict.fromkeys(numbers, b"null"))
        chain = {number: b"%d 0 R" % (number + 1) for number in numbers[:2000]}
        yield (
            f"{origin}: a chain of references",
            update(data, chain | {found.pages: b"%d 0 R" % found.size}),
        )
        yield f"{origin}: cross-references in a ring", update(data, {}, Shape(previous=len(data)))
        nest = b"[" * 5000 + b"]" * 5000
        yield f"{origin}: a deep nest", update(data, {found.size: nest})
        many = data
        for _ in range(40):
            many = update(many, {found.size: b"null"})
        yield f"{origin}: forty updates", many
        yield f"{origin}: a size without measure", update(data, {}, Shape(size=2**31))
        huge = with_entry(b"<< /Type /ObjStm /N 99999999 /First 9 >>", b"")
        yield (
            f"{origin}: endless objects in a stream",
            update(data, {found.size: huge + b"\nstream\n0 0 0 0\nendstream"}),
        )
    yield from unsigned()


def unsigned() -> Iterator[tuple[str, bytes]]:
    catalogue = b"<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [3 0 R] >> >>"
    ring = b"<< /Type /Pages /Kids [2 0 R 2 0 R 2 0 R] /Count 99999999 >>"
    kids = b"<< /FT /Sig /T (a) /Kids [3 0 R 3 0 R] /Parent 3 0 R >>"
    yield "rings of pages and fields", plain_pdf(catalogue, ring, kids)
    wide = b"<< /Type /Pages /Kids [%b] /Count 2 >>" % (b"4 0 R " * 60_000)
    yield (
        "one page sixty thousand times",
        plain_pdf(catalogue, wide, kids, b"<< /Type /Page /Parent 2 0 R /Annots [3 0 R] >>"),
    )
    fields = catalogue.replace(b"[3 0 R]", b"[%b]" % (b"3 0 R " * 20_000))
    value = b"<< /FT /Sig /T (a) /V << /ByteRange [0 1 2 3] /Contents <30> >> >>"
    yield "one field twenty thousand times", plain_pdf(fields, ring, value)
    levels = [b"<< /Type /Pages /Kids [%d 0 R %d 0 R] >>" % (n, n) for n in range(3, 60)]
    yield "pages doubled sixty times", plain_pdf(catalogue.replace(b"[3 0 R]", b"[]"), *levels)
    predictor = b"/Filter /FlateDecode /DecodeParms << /Predictor 15 /Columns 99999999 >>"
    yield (
        "a predictor without measure",
        plain_pdf(
            catalogue.replace(b" >>", b" >> /Metadata 3 0 R", 1),
            ring,
            stream(zlib.compress(b"\2" * 5000), predictor),
        ),
    )
    filters = b"/Filter [%b]" % (b"/ASCIIHexDecode " * 2000)
    yield (
        "two thousand filters",
        plain_pdf(
            catalogue.replace(b" >>", b" >> /Metadata 3 0 R", 1), ring, stream(b"00" * 500, filters)
        ),
    )


STORY = Story(
    "PDF bombs",
    "Contents that swell, rings, chains, nests, endless lists and updates, appended to a good file"
    " or alone",
    forms,
)
