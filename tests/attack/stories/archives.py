# SPDX-License-Identifier: Apache-2.0
"""ZIP archives that lead out of their folder, show different files to others, or swell."""

from __future__ import annotations

import stat
import struct
import zlib
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from support.received import changed_page, with_directory, zipped, zipped_raw
from support.sealed import sealed_page
from support.stories import Attempt, Story

if TYPE_CHECKING:
    from collections.abc import Iterator

OUTSIDE = (
    *("../a.pdf", "/etc/a.pdf", "x/../../a.pdf", "C:/a.pdf", "x\\..\\..\\a.pdf", "//host/a.pdf"),
    *("x/./a.pdf", "a.pdf/", "..", "\u202eFDP.a", "a.pdf ", "a.pdf.", "CON.pdf", "a\n.pdf"),
)


def forms() -> Iterator[tuple[str, Attempt]]:
    for name, data in archives():
        yield name, Attempt(data, name="hồ sơ.zip")


def archives() -> Iterator[tuple[str, bytes]]:
    good = zipped({"a.pdf": sealed_page(), "b.pdf": changed_page()})
    yield "a changed document among good ones", good
    for name in OUTSIDE:
        yield f"out of the folder: {name!a}", zipped({"b.pdf": changed_page(), name: sealed_page()})
    link = ZipInfo("link.pdf")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    yield "a link alone", zipped_raw((link, b"/etc/passwd"))
    yield "two of one name", doubled("a.pdf", "a.pdf")
    yield "two names that differ in case", doubled("a.pdf", "A.PDF")
    yield "two names that differ in composition", doubled("é.pdf", "e\u0301.pdf")
    yield "another name in front than in the list", good.replace(b"a.pdf", b"c.pdf", 1)
    yield "other sizes in the list", with_directory(good, 24, "<L", 7)
    yield "another sum in the list", with_directory(good, 16, "<L", 7)
    yield "encrypted", with_directory(good, 8, "<H", 1)
    yield "another compression", with_directory(good, 10, "<H", 99)
    yield "something in front", b"%PDF-1.7\n" + good
    yield "something behind", good + sealed_page()
    yield "cut short", good[:-40]
    yield "a bomb", zipped({"a.pdf": bytes(20 << 20)})
    yield (
        "a bomb that says it is small",
        with_directory(zipped({"a.pdf": bytes(20 << 20)}), 24, "<L", 9),
    )
    deep = zipped({"a.pdf": changed_page()})
    for depth in range(6):
        deep = zipped({f"{depth}.zip": deep})
    yield "archives in archives", deep
    yield (
        "a file without a name",
        zipped_raw((ZipInfo("a.pdf"), changed_page())).replace(b"a.pdf", b"\0.pdf"),
    )
    nameless = with_directory(zipped({"a": changed_page()}), 28, "<H", 0)
    yield "a file whose name has no length", nameless.replace(b"\0a" + b"PK\5\6", b"PK\5\6")
    yield "itself in itself", quine()
    yield "more entries than there are", more_entries(good)


def doubled(first: str, second: str) -> bytes:
    return zipped_raw((ZipInfo(first), sealed_page()), (ZipInfo(second), changed_page()))


def quine() -> bytes:
    """Many entries over the same content."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        archive.writestr("0.pdf", zlib.compress(bytes(1 << 16)))
        info = archive.infolist()[0]
        for number in range(1, 500):
            twin = ZipInfo(f"{number}.pdf")
            for slot in ("header_offset", "CRC", "compress_size", "file_size", "compress_type"):
                setattr(twin, slot, getattr(info, slot))
            archive.filelist.append(twin)
    return out.getvalue()


def more_entries(data: bytes) -> bytes:
    place = data.rindex(b"PK\5\6")
    return data[:place] + struct.pack("<4s4H", b"PK\5\6", 0, 0, 9, 9) + data[place + 12 :]


STORY = Story(
    "ZIP slips and bombs",
    "An archive whose names lead out of the folder or stand twice, that other programs would unpack"
    " to other files, or that swells without measure",
    forms,
)
