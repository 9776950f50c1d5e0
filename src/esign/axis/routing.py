# SPDX-License-Identifier: Apache-2.0
"""What the axis reads of a package to carry it: from whom, to whom, about what (QCVN 102:2016).

Written apart from `esign.exchange`, so that sender and axis cannot share a mistake.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from lxml import etree

from esign.axis.refusals import Code, NotTakenError
from esign.model.agency_codes import normal_code

if TYPE_CHECKING:
    from collections.abc import Iterator

NAMESPACE: Final = "http://www.mic.gov.vn/TBT/QCVN_102_2016"
DOCUMENT, STATUS = "edoc", "status"
NEW: Final = "0"
_LONGEST: Final = 500


@dataclass(frozen=True, slots=True)
class Routed:
    """What stands on the envelope.

    Attributes:
        message_type: `edoc` or `status`.
        sender: code of the agency that sends.
        receivers: codes, in their order.
        document_id: of the document that is carried or spoken of.
        title: the subject; empty for a status.
        notation: number and symbol together.
        purpose: `0` to `3` as the business type says, or for a status its code.
    """

    message_type: str
    sender: str
    receivers: tuple[str, ...]
    document_id: str
    title: str
    notation: str
    purpose: str


def read_routing(data: bytes) -> Routed:
    """Read the envelope.

    Raises:
        NotTakenError: it is no package of the standard, or lacks what carrying it needs.
    """
    root = _parsed(data)
    if root.tag != f"{{{NAMESPACE}}}edXML":
        raise NotTakenError(Code.STANDARD, "edXML")
    header = _child(root, "edXMLEnvelope", "edXMLHeader", "MessageHeader")
    if header is None:
        header = _child(root, "edXMLEnvelope", "edXMLHeader", "Status")
    if header is None:
        raise NotTakenError(Code.STANDARD, "MessageHeader")
    sender = _code(_text(header, "From", "OrganId"), "From/OrganId")
    if _text(header, "StatusCode"):
        return _status(header, sender)
    return _document(root, header, sender)


def _status(header: etree._Element, sender: str) -> Routed:
    receiver = _code(_text(header, "ResponseFor", "OrganId"), "ResponseFor/OrganId")
    document_id = _needed(_text(header, "ResponseFor", "DocumentId"), "ResponseFor/DocumentId")
    notation = _text(header, "ResponseFor", "Code")
    code = _text(header, "StatusCode").zfill(2)
    return Routed(STATUS, sender, (receiver,), document_id, "", notation, code)


def _document(root: etree._Element, header: etree._Element, sender: str) -> Routed:
    found = (_code(_text(to, "OrganId"), "To/OrganId") for to in _children(header, "To"))
    receivers = tuple(dict.fromkeys(found))
    if not receivers:
        raise NotTakenError(Code.STANDARD, "To")
    document_id = _needed(_text(header, "DocumentId"), "DocumentId")
    number, symbol = _text(header, "Code", "CodeNumber"), _text(header, "Code", "CodeNotation")
    business = _child(root, "edXMLEnvelope", "edXMLHeader", "TraceHeaderList", "Bussiness")
    purpose = NEW if business is None else _text(business, "BussinessDocType") or NEW
    subject = _text(header, "Subject")
    return Routed(DOCUMENT, sender, receivers, document_id, subject, f"{number}/{symbol}", purpose)


def _parsed(data: bytes) -> etree._Element:
    # A parser is made for each package: one cannot be used by two threads at once.
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=True,
        remove_comments=True,
    )
    try:
        data.decode("utf-8")  # the standard allows no other encoding
        root = etree.fromstring(data.removeprefix(b"\xef\xbb\xbf"), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise NotTakenError(Code.STANDARD, "XML") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise NotTakenError(Code.STANDARD, "DOCTYPE")
    return root


def _children(parent: etree._Element, name: str) -> Iterator[etree._Element]:
    return parent.iterchildren(f"{{{NAMESPACE}}}{name}")


def _child(parent: etree._Element, *path: str) -> etree._Element | None:
    found: etree._Element | None = parent
    for name in path:
        if found is None:
            return None
        found = next(_children(found, name), None)
    return found


def _text(parent: etree._Element, *path: str) -> str:
    found = _child(parent, *path)
    text = "" if found is None else (found.text or "").strip()
    return " ".join(text.split())[:_LONGEST]


def _code(text: str, place: str) -> str:
    return normal_code(_needed(text, place))


def _needed(text: str, place: str) -> str:
    if not text:
        raise NotTakenError(Code.STANDARD, place)
    return text
