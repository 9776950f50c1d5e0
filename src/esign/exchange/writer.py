# SPDX-License-Identifier: Apache-2.0
"""Writes the edXML package of a new document as VNPT's own writer would.

Order of elements and literal prefixes matter to some receivers although neither should: inside
the envelope every element is written `edXML:…`, outside it none is, but for the encoded content.
lxml keeps that only if each element is created below its final parent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast
from uuid import NAMESPACE_OID, uuid5

from lxml import etree

from esign.errors import InputError
from esign.exchange.attachments import wrapped
from esign.exchange.envelope import SIZE_LIMIT, open_envelope
from esign.exchange.rules import faults
from esign.exchange.wire import NAMESPACE, NEW_DOCUMENT, PREFIX, day_text, moment_text

if TYPE_CHECKING:
    from lxml.etree import _Element

    from esign.model import Attachment, Package, Party

_PREFIXED = {PREFIX: NAMESPACE}
_UNPREFIXED = cast("dict[str, str]", {None: NAMESPACE})  # None means the default namespace


def write(package: Package) -> bytes:
    """The package as edXML, UTF-8 with XML declaration.

    Texts are trimmed; empty ones and negative numbers are left out. Each file travels under an
    identifier derived from the document's, so that the same package gives the same bytes.

    Raises:
        InputError: `edxml.refused` with every broken rule; `edxml.text` a text that XML cannot
            hold; `edxml.A2.name` an unsafe file name; `edxml.A5` too large.
    """
    root = etree.Element(f"{{{NAMESPACE}}}edXML", nsmap=_UNPREFIXED)
    envelope = _branch(root, "edXMLEnvelope", nsmap=_PREFIXED)
    header = _branch(envelope, "edXMLHeader")
    _message(header, package)
    _traces(header, package)
    _branch(header, "Signature", nsmap=_UNPREFIXED)
    _files(root, envelope, package)
    if broken := faults(open_envelope(root)):
        raise InputError("edxml.refused", details=broken)
    data = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    if len(data) > SIZE_LIMIT:
        raise InputError("edxml.A5", size=len(data), limit=SIZE_LIMIT)
    return data


def _message(header: _Element, package: Package) -> None:
    message = _branch(header, "MessageHeader")
    _party(message, "From", package.sender)
    for receiver in package.receivers:
        _party(message, "To", receiver)
    _leaves(message, DocumentId=package.document_id)
    _group(message, "Code", CodeNumber=package.number, CodeNotation=package.symbol)
    _group(
        message,
        "PromulgationInfo",
        Place=package.place,
        PromulgationDate=day_text(package.issued_on),
    )
    _group(
        message,
        "DocumentType",
        Type=_number(package.type_group),
        TypeDetail=_number(package.type_detail),
        TypeName=package.type_name,
    )
    _leaves(message, Subject=package.subject, Content=package.subject)
    _group(
        message,
        "SignerInfo",
        Competence=package.signer_authority,
        Position=package.signer_title,
        FullName=package.signer_name,
    )
    _other(message, package)
    _leaves(message, SteeringType="0")
    if lines := [line for line in package.places if line.strip()]:
        places = _branch(message, "ToPlaces")
        for line in lines:
            _leaves(places, Place=line)


def _other(message: _Element, package: Package) -> None:
    other = _branch(message, "OtherInfo")
    _leaves(
        other,
        Priority=_number(package.priority),
        PromulgationAmount="1",
        PageAmount=_number(package.page_count),
        Direction="false",
    )
    if package.appendices:
        appendices = _branch(other, "Appendixes")
        for title in package.appendices:
            _leaves(appendices, Appendix=title)


def _party(message: _Element, name: str, party: Party) -> None:
    _group(
        message,
        name,
        OrganId=party.code,
        OrganizationInCharge=party.parent,
        OrganName=party.name,
        OrganAdd=party.address,
        Email=party.email,
        Telephone=party.telephone,
        Website=party.website,
    )


def _traces(header: _Element, package: Package) -> None:
    traces = _branch(header, "TraceHeaderList")
    _group(
        traces,
        "TraceHeader",
        OrganId=package.sender.code,
        Timestamp=moment_text(package.sent_at),
    )
    _group(
        traces,
        "Bussiness",
        BussinessDocType=NEW_DOCUMENT,
        BussinessDocReason="Văn bản điện tử mới",
        Paper="0",
    )


def _files(root: _Element, envelope: _Element, package: Package) -> None:
    manifest = _branch(_branch(envelope, "edXMLBody"), "edXMLManifest")
    manifest.set("version", "1.0")
    if not package.attachments:
        return
    encoded = _branch(root, "AttachmentEncoded")
    for ordinal, attachment in enumerate(package.attachments, start=1):
        identifier = str(uuid5(NAMESPACE_OID, f"{package.document_id} {ordinal}"))
        _file(manifest, encoded, attachment, identifier)


def _file(manifest: _Element, encoded: _Element, attachment: Attachment, identifier: str) -> None:
    _group(
        manifest,
        "Reference",
        ContentId=f"cid:{identifier}",
        ContentType=attachment.content_type,
        Description=attachment.description,
        AttachmentName=attachment.name,
    )
    content_type, content = wrapped(attachment, identifier)
    element = _branch(encoded, "Attachment")
    _leaves(
        element,
        ContentId=f"cid:{identifier}",
        AttachmentName=attachment.name,
        Description=attachment.description,
        ContentType=content_type,
    )
    _branch(element, "ContentTransferEncoded", nsmap=_PREFIXED).text = content.decode("ascii")


def _branch(parent: _Element, name: str, nsmap: dict[str, str] | None = None) -> _Element:
    return etree.SubElement(parent, f"{{{NAMESPACE}}}{name}", nsmap=nsmap)


def _group(parent: _Element, name: str, **texts: str) -> None:
    """A branch with leaves; nothing at all when every text is empty."""
    if any(value.strip() for value in texts.values()):
        _leaves(_branch(parent, name), **texts)


def _leaves(parent: _Element, **texts: str) -> None:
    for name, value in texts.items():
        if trimmed := value.strip():
            try:
                _branch(parent, name).text = trimmed
            except ValueError:
                raise InputError("edxml.text", element=name) from None


def _number(value: int) -> str:
    return "" if value < 0 else str(value)
