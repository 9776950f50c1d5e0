# SPDX-License-Identifier: Apache-2.0
"""Reads edXML packages, our own and those of other systems.

Reading is lenient where `lint` is strict: it refuses only what it cannot represent. What it does
not know is kept, see `fields`; an envelope signature is not, for it speaks of these bytes only.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from esign.errors import InputError
from esign.exchange.attachments import called, joined, open_files
from esign.exchange.business import business_of
from esign.exchange.envelope import (
    Generation,
    generation_of,
    holds_status,
    open_envelope,
    parse,
)
from esign.exchange.fields import Fields
from esign.exchange.people import party_of, reference_of
from esign.exchange.rules import faults
from esign.exchange.soap import carried_files, package_of, taken_apart
from esign.exchange.status import status_of
from esign.exchange.wire import (
    ABSENT,
    ADMINISTRATIVE,
    MANIFEST_VERSION,
    day_of,
    flag_of,
    natural_of,
    second_of,
)
from esign.model import Package, StatusPackage, Stop

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from lxml.etree import _Element

    from esign.errors import Detail
    from esign.exchange.envelope import Envelope
    from esign.model import Attachment

    Opened = tuple[tuple[Attachment, ...], tuple[Detail, ...]]

_OF_FILES: Final = (
    "ContentId",
    "AttachmentName",
    "Description",
    "ContentType",
    "ContentTransferEncoded",
)
_LINK: Final = frozenset(
    f"{{http://www.w3.org/1999/xlink}}{name}" for name in ("href", "role", "type")
)
"""What some writers add to a reference; the address repeats its ContentId."""


def read(data: bytes) -> Package | StatusPackage:
    """What a package says, a document package or a status package.

    Packages of the SOAP generation, alone, in MIME with their files or in a ZIP, are read as far as
    they say the same things.

    Dates in other notations are understood. What is not given is the empty text or -1; a package
    without a document type is administrative (2), one without a purpose brings a new document.

    Raises:
        InputError: `edxml.X…`, `edxml.A5` no package at all, or in a generation that is not read;
            `edxml.B1` a purpose that is none; `edxml.unreadable` no date of issue, no time of
            sending, or a file that cannot be opened, with everything `lint` finds as details.
    """
    data, beside = taken_apart(data)
    root = parse(data)
    if generation_of(root) is Generation.SOAP_2014:
        return package_of(root, carried_files(root, beside))
    return read_tree(root, open_files)


def read_tree(root: _Element, opening: Callable[[Envelope], Opened]) -> Package | StatusPackage:
    """The same of a package of QCVN 102 that was parsed already.

    Args:
        root: its root element, as `parse` read it.
        opening: opens the files of a document package, as `open_files` does.

    Raises:
        InputError: as `read`.
    """
    return status_of(root) if holds_status(root) else _package(open_envelope(root), opening)


def unpack(data: bytes) -> Package:
    """The same, of a document package of any purpose.

    Raises:
        InputError: as `read`; `edxml.status` a status package.
    """
    package = read(data)
    if isinstance(package, StatusPackage):
        raise InputError("edxml.status")
    return package


def _package(envelope: Envelope, opening: Callable[[Envelope], Opened]) -> Package:
    top = Fields(envelope.root, "")
    outer = top.branch("edXMLEnvelope")
    header = outer.branch("edXMLHeader")
    header.drop("Signature", "DigitalSignature")
    message, traces = header.branch("MessageHeader"), header.branch("TraceHeaderList")
    issued = message.branch("PromulgationInfo")
    issued_on = issued.value(day_of, "PromulgationDate")
    stops = traces.each("TraceHeader", _stop)
    business = business_of(traces.branch("Bussiness", "Business"))
    attachments, broken = opening(envelope)
    if issued_on is None or not stops or broken:
        raise InputError("edxml.unreadable", details=faults(envelope.root))
    package = _of_message(message, issued, issued_on, stops)
    return replace(
        package,
        business=business,
        attachments=attachments,
        missing=_missing(envelope, top.branch("AttachmentEncoded"), outer.branch("edXMLBody")),
        unknown=top.unknown(),
    )


def _of_message(
    message: Fields, issued: Fields, issued_on: date, stops: tuple[Stop, ...]
) -> Package:
    """What `MessageHeader` says, and the trace headers with it."""
    sender = party_of(message.branch("From"))
    by_sender = stops[0].agency_code.casefold() in {"", sender.code.casefold()}
    code, kind = message.branch("Code"), message.branch("DocumentType")
    signer, other = message.branch("SignerInfo"), message.branch("OtherInfo")
    subject, summary = message.text("Subject"), message.text("Content")
    return Package(
        sender=sender,
        receivers=message.each("To", party_of),
        document_id=message.text("DocumentId"),
        number=code.text("CodeNumber"),
        symbol=code.text("CodeNotation"),
        place=issued.text("Place"),
        issued_on=issued_on,
        type_group=_number(kind, "Type", absent=ADMINISTRATIVE),
        type_detail=_number(kind, "TypeDetail"),
        type_name=kind.text("TypeName"),
        subject=subject,
        summary="" if summary == subject else summary,
        signer_authority=signer.text("Competence"),
        signer_title=signer.text("Position"),
        signer_name=signer.text("FullName"),
        due_on=message.value(day_of, "DueDate"),
        places=message.branch("ToPlaces").texts("Place"),
        page_count=_number(other, "PageAmount"),
        priority=_number(other, "Priority", absent=0),
        sphere=other.text("SphereOfPromulgation"),
        typist=other.text("TyperNotation"),
        copies=_number(other, "PromulgationAmount", absent=1),
        directive=bool(other.value(flag_of, "Direction")),
        reply_fors=other.text("ReplyFors"),
        reference_codes=other.text("ReferenceCodes"),
        appendices=other.branch("Appendixes").texts("Appendix"),
        answers=message.each("ResponseFor", reference_of),
        steering=_number(message, "SteeringType", absent=0),
        task_codes=message.branch("ResponseForTask").texts("TaskCode"),
        application=message.text("ApplicationType"),
        sent_at=stops[0].at,
        stops=stops[1:] if by_sender else stops,
        attachments=(),
    )


def _stop(trace: Fields) -> Stop | None:
    at = trace.value(second_of, "Timestamp")
    return None if at is None else Stop(trace.text("OrganId"), at)


def _missing(envelope: Envelope, encoded: Fields, body: Fields) -> tuple[str, ...]:
    """Files that are listed and not there; what is unknown about those that are there is kept."""
    manifest = body.branch("edXMLManifest", "Manifest")
    if manifest.attributes.get("version") == MANIFEST_VERSION:
        del manifest.attributes["version"]
    pairs, orphans = joined(envelope)
    for ordinal, (reference, file) in enumerate(pairs, start=1):
        encoded.claim(file, f"{encoded.path}/Attachment[{ordinal}]").drop(*_OF_FILES)
        if reference is not None:
            listed = manifest.claim(reference, f"{manifest.path}/Reference[{ordinal}]")
            listed.drop(*_OF_FILES)
            for name in _LINK:
                listed.attributes.pop(name, None)
    lacking = [envelope.references[position] for position in orphans]
    return tuple(map(called, lacking))


def _number(fields: Fields, name: str, *, absent: int = ABSENT) -> int:
    number = fields.value(natural_of, name)
    return absent if number is None else number
