# SPDX-License-Identifier: Apache-2.0
"""Reads packages of the years 2013 to 2016: SOAP with the files beside it, for archives.

Letters 512/BTTTT-ƯDCNTT (2013) and 2803/BTTTT-THH (2014). Both are mixed in what is found, so
elements are looked for under the names of either. Nothing is written in this form.
"""

from __future__ import annotations

import re
from dataclasses import replace
from email import message_from_bytes
from itertools import islice
from typing import TYPE_CHECKING, Final

from esign.errors import Detail, InputError
from esign.exchange.attachments import base64_decoded, safe_name
from esign.exchange.envelope import SIZE_LIMIT, children, first, text
from esign.exchange.fields import Fields
from esign.exchange.people import party_of, reference_of
from esign.exchange.wire import ABSENT, ADMINISTRATIVE, day_of, natural_of, second_of
from esign.model import Attachment, Package, Stop

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date
    from email.message import Message

    from lxml.etree import _Element

_HEADER: Final = "edXMLEnvelope/edXMLHeader"
_HREF: Final = "{http://www.w3.org/1999/xlink}href"
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


def parts_of(data: bytes) -> tuple[bytes, Mapping[str, bytes]]:
    """The XML of a MIME message, and its other parts by Content-ID.

    Raises:
        InputError: `edxml.A5` too large; `edxml.X1.mime` it has no part that is XML, or is made of
            more pieces than any message.
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
    leaves = [part for part in message.walk() if not part.is_multipart()]
    held = {_identifier(str(part["content-id"] or "")): _content(part) for part in leaves}
    opening = next((each for each in held.values() if each.lstrip()[:1] == b"<"), None)
    if opening is None:
        raise InputError("edxml.X1.mime")
    return opening, held


def _has_too_many_parts(data: bytes) -> bool:
    found = islice(_BOUNDARY.finditer(data), _MOST_PARTS, None)
    return next(found, None) is not None


def package_of(root: _Element, held: Mapping[str, bytes]) -> Package:
    """What a package of that generation says, as far as it says the same things.

    Files that are neither in it nor in `held` are named as missing.

    Raises:
        InputError: `edxml.X2.soap` any other SOAP message; `edxml.unreadable` no date of issue, no
            time of sending, or a file that cannot be opened, each as a detail.
    """
    if len(children(first(root, "Header"), "MessageHeader")) != 1:
        raise InputError("edxml.X2.soap")
    header = Fields(first(root, "Header"), _HEADER)
    header.drop("Signature", "DigitalSignature")
    message, traces = header.branch("MessageHeader"), header.branch("TraceHeaderList")
    issued = message.branch("PromulgationInfo")
    issued_on = issued.value(day_of, "PromulgationDate", "Date")
    stops = traces.each("TraceHeader", _stop)
    attachments, missing, faults = _files(root, held)
    if issued_on is None:
        faults.append(Detail("edxml.D2", "MessageHeader/PromulgationInfo", {"found": ""}))
    if not stops:
        faults.append(Detail("edxml.T1", "TraceHeaderList", {"found": ""}))
    if issued_on is None or not stops or faults:
        raise InputError("edxml.unreadable", details=faults)
    package = _of_message(message, issued, issued_on, stops)
    return replace(package, attachments=attachments, missing=missing, unknown=header.unknown())


def _of_message(
    message: Fields, issued: Fields, issued_on: date, stops: tuple[Stop, ...]
) -> Package:
    sender = party_of(message.branch("From"))
    code, other = message.branch("Code"), message.branch("OtherInfo")
    author = message.branch("SignerInfo", "Author")
    kind = message.branch("DocumentType", "Type", "type")
    subject, summary = message.text("Subject"), message.text("Content")
    by_sender = stops[0].agency_code.casefold() in {"", sender.code.casefold()}
    return Package(
        sender=sender,
        receivers=message.each("To", party_of),
        document_id=message.text("DocumentId"),
        number=code.text("CodeNumber"),
        symbol=code.text("CodeNotation"),
        place=issued.text("Place"),
        issued_on=issued_on,
        type_group=kind.value(natural_of, "Type", "value", "Value") or ADMINISTRATIVE,
        type_detail=ABSENT,
        type_name=kind.text("TypeName", "description", "Description"),
        subject=subject,
        summary="" if summary == subject else summary,
        signer_authority=author.text("Competence"),
        signer_title=author.text("Position", "Function"),
        signer_name=author.text("FullName"),
        due_on=message.value(day_of, "DueDate", "ResponseDate"),
        places=message.branch("ToPlaces").texts("Place"),
        page_count=_number(other, "PageAmount", ABSENT),
        priority=_number(other, "Priority", 0),
        sphere=other.text("SphereOfPromulgation"),
        typist=other.text("TyperNotation"),
        copies=_number(other, "PromulgationAmount", 1),
        appendices=other.branch("Appendixes").texts("Appendix"),
        answers=message.each("ResponseFor", reference_of),
        steering=_number(message, "SteeringType", 0),
        sent_at=stops[0].at,
        stops=stops[1:] if by_sender else stops,
        attachments=(),
    )


def _stop(trace: Fields) -> Stop | None:
    at = trace.value(second_of, "Timestamp", "TimeStamp")
    if at is None:
        return None
    sender = trace.branch("Sender")
    return Stop(trace.text("OrganId") or sender.text("OrganId"), at)


def _files(
    root: _Element, held: Mapping[str, bytes]
) -> tuple[tuple[Attachment, ...], tuple[str, ...], list[Detail]]:
    """The files that the manifest lists, then those that stand in the XML itself."""
    body = first(root, "Body")
    manifest = first(body, "Manifest", "edXMLManifest")
    files: list[Attachment] = []
    missing: list[str] = []
    faults: list[Detail] = []
    inside = {text(each, "name"): each for each in _inside(body)}
    for ordinal, reference in enumerate(children(manifest, "Reference"), start=1):
        name = text(reference, "AttachmentName")
        identifier = _identifier(reference.get(_HREF) or text(reference, "ContentId"))
        try:
            data = held.get(identifier)
            if data is None and (element := inside.pop(name, None)) is not None:
                data = base64_decoded(text(element, "value"))
            if data is None:
                missing.append(name or identifier)
            else:
                kind, said = text(reference, "ContentType"), text(reference, "Description")
                files.append(Attachment(safe_name(name), kind, data, said))
        except InputError as fault:
            faults.append(Detail(fault.code, f"Manifest/Reference[{ordinal}]", fault.facts))
    for name, element in inside.items():
        try:
            kind, data = element.get("Content-Type", ""), base64_decoded(text(element, "value"))
            files.append(Attachment(safe_name(name), kind, data))
        except InputError as fault:
            faults.append(Detail(fault.code, "attach/attachment", fault.facts))
    return tuple(files), tuple(missing), faults


def _inside(body: _Element | None) -> Iterator[_Element]:
    """Files in the XML itself: `document/attach/attachment` with a name and a value."""
    if body is not None:
        yield from body.iter("{*}attachment")


def _identifier(found: str) -> str:
    """A Content-ID without brackets or `cid:`, however often it stands there."""
    bare = found.strip().removeprefix("<").removesuffix(">")
    return bare.rpartition("cid:")[2]


def _content(part: Message) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _number(fields: Fields, name: str, absent: int) -> int:
    number = fields.value(natural_of, name)
    return absent if number is None else number
