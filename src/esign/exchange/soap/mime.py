# SPDX-License-Identifier: Apache-2.0
"""Takes a MIME message apart, as web services of that generation answered with."""

from __future__ import annotations

import re
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from itertools import islice
from typing import TYPE_CHECKING, Final

from esign.errors import InputError
from esign.exchange.envelope import SIZE_LIMIT
from esign.exchange.soap.parts import Part, Parts

if TYPE_CHECKING:
    from email.message import Message

_MOST_NESTED: Final = 8
_MOST_PARTS: Final = 500
"""Lines that begin as a boundary does; a file that is not encoded has some by chance."""
_MOST_LINE_ENDS: Final = 2_000_000
"""Twice as many as the largest package has in lines of 76 letters; each takes memory of its own."""
_BOUNDARY = re.compile(rb"[\r\n]--")
_MIME: Final = (b"--", b"mime-version:", b"content-type:")


def is_mime(data: bytes) -> bool:
    """Whether bytes open a MIME message, with or without its own header."""
    return data[:200].lstrip().lower().startswith(_MIME)


def mime_parts(data: bytes) -> tuple[bytes, Parts]:
    """The XML of a MIME message, and its other parts.

    Raises:
        InputError: `edxml.A5` too large; `edxml.X1.mime` it has no part that is XML, or is made of
            more pieces than any message; `edxml.X3.ambiguous` two parts have one Content-ID.
    """
    if len(data) > SIZE_LIMIT:
        raise InputError("edxml.A5", size=len(data), limit=SIZE_LIMIT)
    start = data[:200].lstrip()
    if start.startswith(b"--"):
        boundary = start.split(b"\n", 1)[0].strip()[2:]
        data = b'Content-Type: multipart/related; boundary="%b"\r\n\r\n' % boundary + data
    if data.lower().count(b"boundary=") > _MOST_NESTED:  # each level takes one of Python's frames
        raise InputError("edxml.X1.mime")
    if data.count(b"\n") + data.count(b"\r") > _MOST_LINE_ENDS or _has_too_many_parts(data):
        raise InputError("edxml.X1.mime")
    message = message_from_bytes(data)
    found = [_part(each) for each in message.walk() if not each.is_multipart()]
    opening = next((each for each in found if each.data.lstrip()[:1] == b"<"), None)
    if opening is None:
        raise InputError("edxml.X1.mime")
    identifiers = [each.identifier for each in found if each.identifier]
    if len(set(identifiers)) < len(identifiers):
        raise InputError("edxml.X3.ambiguous")
    return opening.data, Parts(files=tuple(each for each in found if each is not opening))


def bare_identifier(found: str) -> str:
    """A Content-ID without brackets or `cid:`, however often it stands there."""
    bare = found.strip().removeprefix("<").removesuffix(">")
    return bare.rpartition("cid:")[2]


def _has_too_many_parts(data: bytes) -> bool:
    found = islice(_BOUNDARY.finditer(data), _MOST_PARTS, None)
    return next(found, None) is not None


def _part(message: Message) -> Part:
    content = message.get_payload(decode=True)
    return Part(
        bare_identifier(str(message["content-id"] or "")),
        _file_name(message),
        message.get_content_type(),
        content if isinstance(content, bytes) else b"",
    )


def _file_name(message: Message) -> str:
    """The name that a part suggests; empty where it has none, or none that can be made out."""
    try:
        return str(make_header(decode_header(message.get_filename() or "")))
    except (HeaderParseError, LookupError, ValueError):
        return ""
