# SPDX-License-Identifier: Apache-2.0
"""Takes a MIME message apart, as web services of that generation answered with."""

from __future__ import annotations

import re
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.utils import collapse_rfc2231_value
from itertools import islice
from typing import TYPE_CHECKING, Final

from esign.errors import InputError
from esign.exchange.attachments import base64_decoded
from esign.exchange.envelope import SIZE_LIMIT, ZIP_STARTS
from esign.exchange.soap.parts import Part, Parts

if TYPE_CHECKING:
    from collections.abc import Sequence
    from email.message import Message

_MOST_NESTED: Final = 8
_NESTING = re.compile(rb"boundary[\s\x1c-\x1f]*[*=]")
"""Names the limit of parts, in all spellings that a parser takes; lower case."""
_WHOLE_MESSAGE = re.compile(rb"content-type:[\s\x1c-\x1f]*message/")
"""A message within the message; it needs no limit to hold the next. No package came as one."""
_ENCODING: Final = "content-transfer-encoding"
_BASE64: Final = "base64"
_STATED_ONCE: Final = ("content-type", "content-id", _ENCODING, "content-disposition")
"""Fields of which some readers take the first and some the last."""
_TEXTS: Final = frozenset({"text/plain", "text/html"})
_FILE_STARTS: Final = (b"%PDF", b"<?xml", b"{\\rtf", b"\xd0\xcf\x11\xe0", *ZIP_STARTS)
_ROOT = re.compile(
    rb"(?:[\s\x00\xef\xbb\xbf\xfe\xff]|<\?.*?\?>|<!--.*?-->|<!(?!--)[^>]*>)*+<([\w.:-]++)",
    re.DOTALL,
)
"""The name of an XML document's root element."""
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
            more pieces or levels than any message; `edxml.X1.base64` its XML is badly encoded;
            `edxml.X3` two parts are packages;
            `edxml.X3.ambiguous` two parts have one Content-ID, a part says a thing twice, or
            another part than the package is named as the first to read (RFC 2387 §3.2).
    """
    if len(data) > SIZE_LIMIT:
        raise InputError("edxml.A5", size=len(data), limit=SIZE_LIMIT)
    start = data[:200].lstrip()
    if start.startswith(b"--"):
        boundary = start.split(b"\n", 1)[0].strip()[2:]
        data = b'Content-Type: multipart/related; boundary="%b"\r\n\r\n' % boundary + data
    _refuse_many_pieces(data)
    try:
        pieces = list(message_from_bytes(data).walk())
    except RecursionError:
        raise InputError("edxml.X1.mime") from None
    found = [_part(each) for each in pieces if not each.is_multipart()]
    opening = _opening(found)
    _refuse_two_readings(pieces, found, opening)
    if opening.is_damaged:
        raise InputError("edxml.X1.base64")
    return opening.data, Parts(files=tuple(each for each in found if each is not opening))


def _opening(parts: Sequence[Part]) -> Part:
    """The package's own XML: what opens an envelope, else the first that is XML at all."""
    envelopes = [each for each in parts if _opens_envelope(each.data)]
    if len(envelopes) > 1:
        raise InputError("edxml.X3", element="Envelope", count=len(envelopes))
    found = next((each for each in parts if each.data.lstrip()[:1] == b"<"), None)
    opening = envelopes[0] if envelopes else found
    if opening is None:
        cut = any(each.is_damaged and each.kind.endswith("xml") for each in parts)
        raise InputError("edxml.X1.base64" if cut else "edxml.X1.mime")
    return opening


def _opens_envelope(data: bytes) -> bool:
    """Whether a package begins here, in any encoding whose letters are those of ASCII but for 0."""
    wide = b"\0" in data[:4]
    root = _ROOT.match(data.replace(b"\0", b"") if wide else data)
    local = root[1].rpartition(b":")[2] if root else b""
    return local == b"Envelope" or local.startswith(b"edXML")


def _refuse_two_readings(pieces: Sequence[Message], found: Sequence[Part], opening: Part) -> None:
    identifiers = [each.identifier for each in found if each.identifier]
    doubled = any(len(each.get_all(name, ())) > 1 for each in pieces for name in _STATED_ONCE)
    starts = {_start(each) for each in pieces} - {"", opening.identifier}
    beside = [text for each in pieces for text in (each.preamble, each.epilogue) if text]
    hidden = any(_opens_envelope(text.encode(errors="surrogateescape")) for text in beside)
    if len(set(identifiers)) < len(identifiers) or doubled or starts or hidden:
        raise InputError("edxml.X3.ambiguous")


def _start(message: Message) -> str:
    """The Content-ID of the part that is to be read first; empty where none is named."""
    named = message.get_param("start") if message.get_content_maintype() == "multipart" else None
    return bare_identifier(collapse_rfc2231_value(named)) if named else ""


def bare_identifier(found: str) -> str:
    """A Content-ID without brackets or `cid:`, however often it stands there."""
    bare = found.strip().removeprefix("<").removesuffix(">")
    return bare.rpartition("cid:")[2]


def _refuse_many_pieces(data: bytes) -> None:
    """Settle how deep and how wide a message is before it is parsed: each level takes frames."""
    lower = data.lower()
    levels = islice(_NESTING.finditer(lower), _MOST_NESTED, None)
    parts = islice(_BOUNDARY.finditer(data), _MOST_PARTS, None)
    deep = next(levels, None) is not None or _WHOLE_MESSAGE.search(lower) is not None
    long = data.count(b"\n") + data.count(b"\r") > _MOST_LINE_ENDS
    if deep or long or next(parts, None) is not None:
        raise InputError("edxml.X1.mime")


def _part(message: Message) -> Part:
    identifier, kind = bare_identifier(str(message["content-id"] or "")), message.get_content_type()
    data, is_damaged = _content(message)
    greets = not is_damaged and _greets(message, identifier, data)
    return Part(identifier, _file_name(message), kind, data, greets, is_damaged)


def _content(message: Message) -> tuple[bytes, bool]:
    """What a lenient reader takes a part for, and whether a strict one refuses it (RFC 4648 §3)."""
    is_base64 = str(message[_ENCODING] or "").strip().lower() == _BASE64
    if is_base64:  # with blanks around the word the parser does not know it
        message.replace_header(_ENCODING, _BASE64)
    content = message.get_payload(decode=True)
    data = content if isinstance(content, bytes) else b""
    try:
        # Letters in another character set are turned into those of base64 on the one way only.
        return data, is_base64 and base64_decoded(str(message.get_payload())) != data
    except InputError:
        return data, True


def _greets(message: Message, identifier: str, data: bytes) -> bool:
    """Whether a part is shown to whoever reads the message, as a program for e-mail would."""
    named = identifier or message.get_filename() is not None
    named = named or message.get_content_disposition() == "attachment"
    text = message.get_content_type() in _TEXTS and b"\0" not in data
    return text and not named and not data.lstrip().startswith(_FILE_STARTS)


def _file_name(message: Message) -> str:
    """The name that a part suggests; empty where it has none, or none that can be made out."""
    try:
        name = str(make_header(decode_header(message.get_filename() or "")))
        name.encode()
    except (HeaderParseError, LookupError, ValueError):
        return ""
    return name
