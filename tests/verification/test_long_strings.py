# SPDX-License-Identifier: Apache-2.0
"""Signatures' long strings are read at once, and never otherwise than the library reads them."""

from __future__ import annotations

from io import BytesIO

import pytest
from pyhanko.pdf_utils.generic import Reference
from pyhanko.pdf_utils.reader import PdfFileReader

from esign.verification.long_strings import read_long_strings
from esign.verification.source import Source, attempt, written

LONG = b"<" + b"0aF0" * 300 + b">"
SOUND = {
    "as we write it": b"<<\n/Contents %b\n/Type /Sig\n>>\n" % LONG,
    "in another order": b"<</Type/Sig/M 7/Contents%b/Filter/X/Name(a\\)b)>>" % LONG,
    "beside a reference": b"<< /Contents %b /Reference [<< /Data 1 0 R >>] >>" % LONG,
    "with CR LF": b"<<\r\n/Contents %b\r\n>>\r\n" % LONG,
}
DOUBTFUL = {
    "in a string": b"<< /Name (/Contents %b) >>" % LONG,
    "in a remark": b"<< %%/Contents %b\n/Contents <01> >>" % LONG,
    "nested": b"<< /Name << /Contents %b >> /Contents <00> >>" % LONG,
    "spelt otherwise before": b"<< /Con#74ents <01> /Contents %b >>" % LONG,
    "twice": b"<< /Contents %b /Contents <00> >>" % LONG,
    "a stream": b"<< /Length 2 /Contents %b >>\nstream\nab\nendstream\n" % LONG,
    "the end in a string": b"<< /Contents %b /Name (endobj) >>" % LONG,
    "not hexadecimal": b"<< /Contents %b >>" % LONG.replace(b"F", b"G", 1),
    "an odd digit": b"<< /Contents %b >>" % LONG.replace(b"0", b"", 1),
    "short": b"<< /Contents <00> >>",
    "something behind": b"<< /Contents %b >> 5\n" % LONG,
    "a name for a value": b"<< /Type /Contents %b >>" % LONG,
}


def _file(value: bytes) -> bytes:
    """A file whose second object is the value, after a copy that no table leads to."""
    head = b"%%PDF-1.7\n2 0 obj\n<< /Contents <%b> >>\nendobj\n" % (b"77" * 300)
    first = head + b"1 0 obj\n<< /Type /Catalog /Sig 2 0 R >>\nendobj\n"
    body = first + b"2 0 obj\n%bendobj\n" % value
    places = (len(head), len(first))
    table = b"xref\n0 3\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % n for n in places)
    trailer = b"trailer\n<< /Size 3 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % len(body)
    return body + table + trailer


def _both(value: bytes, *, strict: bool) -> tuple[bytes | None, bytes | None, bool]:
    """The object as read at once and by the library, and whether it was read beforehand."""
    data = _file(value)
    source = Source.open(data, strict=strict)
    assert source is not None
    read_long_strings(source)
    known = source.reader.cache_get_indirect_object(0, 2) is not None
    readers = (source.reader, PdfFileReader(BytesIO(data), strict=strict))
    ours, theirs = (
        attempt(lambda each=each: written(each.get_object(Reference(2, 0, each))))
        for each in readers
    )
    return ours, theirs, known


@pytest.mark.parametrize("name", SOUND)
def test_a_plain_string_is_read_at_once_and_as_the_library_reads_it(name: str) -> None:
    ours, theirs, known = _both(SOUND[name], strict=True)
    assert known
    assert ours is not None
    assert ours == theirs


@pytest.mark.parametrize("strict", [True, False])
@pytest.mark.parametrize("name", DOUBTFUL)
def test_what_is_not_plain_is_left_to_the_library(name: str, strict: bool) -> None:  # noqa: FBT001 - a parameter of the test
    ours, theirs, _ = _both(DOUBTFUL[name], strict=strict)
    assert ours == theirs
