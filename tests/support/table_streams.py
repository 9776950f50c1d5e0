# SPDX-License-Identifier: Apache-2.0
"""Signed files whose table of references is a stream that counts itself as no object."""

from __future__ import annotations

import zlib

from support.foreign_cms import cms_by
from support.foreign_files import FONT, LINE, plain_pdf, signed, stream
from support.pki import make_pki

OWN = 6
"""The number of the table in these files."""
FREE_FOR_EVER = b"\0\0\0\0\xff\xff"


def with_uncounted_table(entry: bytes = b"", *, row: bytes = b"", size: int = 7) -> bytes:
    """A signed page.

    Args:
        entry: a further one of its catalogue.
        row: what the table says of its own number, six bytes; nothing if empty.
        size: how many numbers it claims to have.
    """
    plain = plain_pdf(
        b"<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [] >> %b >>" % entry,
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Annots []"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        stream(LINE),
        FONT,
    )
    body = plain[: plain.index(b"xref\n0 ")]
    places = [0, *(body.index(b"%d 0 obj" % number) for number in range(1, OWN))]
    rows = b"".join(b"\1" + place.to_bytes(3) + b"\0\0" for place in places[1:])
    table = zlib.compress(FREE_FOR_EVER + rows + row)
    head = b"/Type /XRef /W [1 3 2] /Index [0 %d] /Size %d /Root 1 0 R /Filter /FlateDecode"
    head %= (OWN + bool(row), size)
    own = b"%d 0 obj\n%b\nendobj\n" % (OWN, stream(table, head))
    end = b"startxref\n%d\n%%%%EOF\n" % len(body)
    return signed(body + own + end, cms_by(make_pki().director))
