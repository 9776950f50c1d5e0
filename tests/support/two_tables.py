# SPDX-License-Identifier: Apache-2.0
"""A page in a file with two tables of references (ISO 32000-1 §7.5.8.4)."""

from __future__ import annotations

from support.foreign_files import FONT, LINE, stream

STRUCTURE = b"<< /Type /StructTreeRoot >>"
_SHARED = b"<< /Font << /F1 8 0 R >> >>"
_TREE = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
_PAGE = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources 7 0 R >>"


def two_tables(hidden: int = 5, *, twice: bytes = b"") -> bytes:
    """The file.

    Args:
        hidden: number of the object that only the second table lists; 5 is the text's structure,
            4 the page's content, 8 its font.
        twice: another object of that number, which the first table lists instead.
    """
    objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R /StructTreeRoot 5 0 R >>",
        2: _TREE,
        3: _PAGE,
        4: stream(LINE),
        5: STRUCTURE,
        7: _SHARED,
        8: FONT,
    }
    out = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    places = {}
    for number, body in objects.items():
        places[number] = len(out)
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    row = b"\x01" + places.pop(hidden).to_bytes(3) + b"\x00"
    if twice:
        places[hidden] = len(out)
        out += b"%d 0 obj\n%b\nendobj\n" % (hidden, twice)
    places[6] = second = len(out)
    entries = b"/Type /XRef /Size 9 /W [1 3 1] /Index [%d 1] /Root 1 0 R" % hidden
    out += b"6 0 obj\n%b\nendobj\n" % stream(row, entries)
    start = len(out)
    rows = [
        b"%010d 00000 n \n" % places[number] if number in places else b"0000000000 00000 f \n"
        for number in range(1, 9)
    ]
    out += b"xref\n0 9\n%010d 65535 f \n" % (0 if twice else hidden) + b"".join(rows)
    out += b"trailer\n<< /Size 9 /Root 1 0 R /XRefStm %d >>\n" % second
    return bytes(out + b"startxref\n%d\n%%%%EOF\n" % start)
