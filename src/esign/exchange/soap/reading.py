# SPDX-License-Identifier: Apache-2.0
"""What the header of such a package says, as far as it says the same things as one of today."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from esign.errors import Detail, InputError
from esign.exchange.envelope import children, first
from esign.exchange.fields import Fields
from esign.exchange.people import party_of, reference_of
from esign.exchange.soap.spellings import SPELLINGS, TIMES, TYPE_NUMBER
from esign.exchange.wire import ABSENT, ADMINISTRATIVE, day_of, natural_of, second_of
from esign.model import Package, Stop

if TYPE_CHECKING:
    from datetime import date

    from lxml.etree import _Element

    from esign.exchange.soap.carried import Carried

_HEADER: Final = "edXMLEnvelope/edXMLHeader"


def package_of(root: _Element, carried: Carried) -> Package:
    """What a package of that generation says, as far as it says the same things.

    Args:
        root: of its XML.
        carried: its files; those that it lists and does not carry are named as missing.

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
    issued_on = issued.value(day_of, *SPELLINGS["PromulgationDate"])
    stops = traces.each("TraceHeader", _stop)
    faults = list(carried.faults)
    if issued_on is None:
        faults.append(Detail("edxml.D2", "MessageHeader/PromulgationInfo", {"found": ""}))
    if not stops:
        faults.append(Detail("edxml.T1", "TraceHeaderList", {"found": ""}))
    if issued_on is None or not stops or faults:
        raise InputError("edxml.unreadable", details=faults)
    package = _of_message(message, issued, issued_on, stops)
    return replace(
        package,
        attachments=carried.attachments,
        missing=tuple(name for _, name in carried.missing),
        unknown=header.unknown(),
    )


def _of_message(
    message: Fields, issued: Fields, issued_on: date, stops: tuple[Stop, ...]
) -> Package:
    sender = party_of(message.branch("From"))
    code, other = message.branch("Code"), message.branch("OtherInfo")
    author = message.branch(*SPELLINGS["SignerInfo"])
    kind = message.branch(*SPELLINGS["DocumentType"])
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
        type_group=kind.value(natural_of, *TYPE_NUMBER) or ADMINISTRATIVE,
        type_detail=ABSENT,
        type_name=kind.text(*SPELLINGS["TypeName"]),
        subject=subject,
        summary="" if summary == subject else summary,
        signer_authority=author.text("Competence"),
        signer_title=author.text(*SPELLINGS["Position"]),
        signer_name=author.text("FullName"),
        due_on=message.value(day_of, *SPELLINGS["DueDate"]),
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
    at = trace.value(second_of, *TIMES)
    if at is None:
        return None
    sender = trace.branch("Sender")
    return Stop(trace.text("OrganId") or sender.text("OrganId"), at)


def _number(fields: Fields, name: str, absent: int) -> int:
    number = fields.value(natural_of, name)
    return absent if number is None else number
