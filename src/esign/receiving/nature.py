# SPDX-License-Identifier: Apache-2.0
"""What a file is, by its content first and its name second; never what it is worth."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from esign.files import open_regular
from esign.receiving.judged import Nature

if TYPE_CHECKING:
    from pathlib import Path

    from esign.receiving.archive import Archive

SIGNATURES: Final = (".p7s", ".p7m", ".sig")
"""Endings of detached signatures; `letter.docx.p7s` lies beside `letter.docx`."""
ARCHIVE: Final = ".zip"
_PDF = (".pdf",)
_PACKAGE = (".edxml",)
_LOOKED_AT: Final = 4096
_PDF_START: Final = 1024  # readers look for the header that far (ISO 32000-1, annex H.3)
_SIGNED_DATA: Final = bytes.fromhex("06092a864886f70d010702")
_CMS = re.compile(rb"\A\x30[\x80-\x84].{0,4}?" + re.escape(_SIGNED_DATA), re.DOTALL)
_PEM = re.compile(rb"\A\s*-----BEGIN (?:CMS|PKCS7|PKCS #7 SIGNED DATA)-----")
_MARKUP = re.compile(rb"\A(?:\xef\xbb\xbf)?[ \t\r\n]*<")
_MIME = re.compile(rb"\A\s*(?:--|mime-version:|content-type:)", re.IGNORECASE)
_OF_2014: Final = b"http://www.e-doc.vn/Schema/"
"""The namespace of packages from before 2016, which lie in MIME messages and ZIP archives too."""
_FILES = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*(?:<\?[^>]*>\s*)?<(?:\w+:)?document[\s>]")
_MOST_ENTRIES: Final = 50


def nature_of(name: str, data: bytes) -> Nature:
    """What a file is.

    A name that promises a document counts even if the content is none: a damaged PDF must not pass
    for something else. Only a package under the name of a document is one.
    """
    lowered = name.lower()
    start = data[:_LOOKED_AT]
    is_package = _is_package(start)
    if b"%PDF-" in start[:_PDF_START]:
        return Nature.PDF
    if lowered.endswith(_PDF):
        return Nature.PACKAGE if is_package else Nature.PDF
    if lowered.endswith(ARCHIVE):
        return Nature.ARCHIVE
    if lowered.endswith(SIGNATURES) or _CMS.match(start) or _PEM.match(start):
        return Nature.SIGNATURE
    return Nature.PACKAGE if is_package or lowered.endswith(_PACKAGE) else Nature.OTHER


def _is_package(start: bytes) -> bool:
    if _MIME.match(start):
        return _OF_2014 in start
    return _MARKUP.match(start) is not None and (b"edXML" in start or _OF_2014 in start)


def holds_package(archive: Archive) -> bool:
    """Whether an archive is one package, as agencies sent them by e-mail before 2016.

    Such a one holds the XML of a header, the XML of its files, and nothing else.
    """
    if archive.left_out or not 1 < len(archive.members) <= _MOST_ENTRIES:
        return False
    starts = [archive.start(name, _LOOKED_AT) for name in archive.members]
    headers = [each for each in starts if _MARKUP.match(each) and _OF_2014 in each]
    files = [each for each in starts if _FILES.match(each) and each not in headers]
    return len(headers) == 1 and len(files) == len(starts) - 1


def nature_at(path: Path) -> Nature:
    """What a file in a folder is; of what cannot be read its name alone speaks."""
    start = b""
    if path.is_file():
        with suppress(OSError), open_regular(path) as file:
            start = file.read(_LOOKED_AT)
    return nature_of(path.name, start)
