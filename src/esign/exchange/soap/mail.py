# SPDX-License-Identifier: Apache-2.0
"""Takes a ZIP apart as agencies sent it by e-mail: the header's XML, and the files in another.

What the names of its entries were is not known, so each entry is told by its content: one is the
header, a SOAP envelope with a `MessageHeader`; all others are XML whose root is `document`, with
the files in it as base64. An archive with anything else in it is not of this form, and is not read
in part.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from esign.errors import InputError
from esign.exchange.envelope import SIZE_LIMIT, ZIP_STARTS, Generation, generation_of, parse
from esign.exchange.fields import local_name
from esign.exchange.soap.parts import Parts
from esign.exchange.zips import Budget, FlatZip

if TYPE_CHECKING:
    from lxml.etree import _Element

_MOST_ENTRIES: Final = 50
_LOOKED_AT: Final = 4096
_OLDER = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*<.*e-doc\.vn/Schema", re.DOTALL)
_DOCUMENT: Final = "document"


def is_zip(data: bytes) -> bool:
    """Whether bytes open a ZIP archive."""
    return data.startswith(ZIP_STARTS)


def mail_parts(data: bytes) -> tuple[bytes, Parts]:
    """The XML of the header, and the XML that holds the files.

    Raises:
        InputError: `edxml.A5` too large; `edxml.X1.zip` an archive without such a header;
            `edxml.X1.mail` something else is in it; `edxml.X3` it has two headers; `edxml.A2.size`
            it unfolds to more than a package may have; `edxml.X1…` an entry is no bounded XML.
    """
    if len(data) > SIZE_LIMIT:
        raise InputError("edxml.A5", size=len(data), limit=SIZE_LIMIT)
    try:
        archive = FlatZip(data, _MOST_ENTRIES)
        starts = [archive.start(name, _LOOKED_AT) for name in archive.names]
    except InputError as fault:
        raise InputError("edxml.X1.zip") from fault
    if not any(map(_OLDER.match, starts)):
        raise InputError("edxml.X1.zip")
    return _entries(archive)


def _entries(archive: FlatZip) -> tuple[bytes, Parts]:
    headers: list[bytes] = []
    documents: list[_Element] = []
    budget = Budget(SIZE_LIMIT)
    for name in archive.names:
        data = archive.read(name, budget)
        if not data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
            raise InputError("edxml.X1.mail", name=_cut(name))
        root = parse(data)
        if local_name(root) == _DOCUMENT:
            documents.append(root)
        elif generation_of(root) is Generation.SOAP_2014:
            headers.append(data)
        else:
            raise InputError("edxml.X1.mail", name=_cut(name))
    if len(headers) != 1:
        raise InputError("edxml.X3", element="Envelope", count=len(headers))
    return headers[0], Parts(documents=tuple(documents))


def _cut(name: str) -> str:
    """As much of an entry's name as a message repeats."""
    return name[:80]
