# SPDX-License-Identifier: Apache-2.0
"""Writes edXML packages as VNPT's own writer would: its order of elements, its literal prefixes."""

from __future__ import annotations

import re
from itertools import chain, pairwise, zip_longest
from typing import TYPE_CHECKING, Final
from uuid import NAMESPACE_OID, uuid5

from lxml import etree

from esign.errors import InputError
from esign.exchange.attachments import wrapped
from esign.exchange.branches import add_unknown, branch, group, leaves, new_root, number_text
from esign.exchange.business import write_business
from esign.exchange.envelope import SIZE_LIMIT
from esign.exchange.people import write_receiver, write_reference, write_sender
from esign.exchange.rules import faults
from esign.exchange.signature import sign_envelope
from esign.exchange.status import status_tree
from esign.exchange.wire import (
    MANIFEST_VERSION,
    NAMESPACE,
    PREFIXED,
    UNPREFIXED,
    day_text,
    moment_text,
)
from esign.model import StatusPackage, Stop

if TYPE_CHECKING:
    from lxml.etree import _Element

    from esign.model import Attachment, Package
    from esign.ports import SigningKey

_CONTENT: Final = f"{{{NAMESPACE}}}ContentTransferEncoded"
_EMPTY: Final = re.compile(
    rb"<(?:edXML:)?ContentTransferEncoded(?:\s[^<>]*)?(?<!/)>(?=</(?:edXML:)?ContentTransferEncoded>)"
)
"""Where an empty text stands: tags only, for within texts and attributes `<` is escaped."""


def write(package: Package | StatusPackage, *, key: SigningKey | None = None) -> bytes:
    """The package as edXML, UTF-8 with XML declaration.

    Texts are trimmed; empty ones and negative numbers are left out. Each file travels under an
    identifier derived from the document's, so that the same package gives the same bytes.

    Args:
        package: a document package of any purpose, or a status package.
        key: signs the whole package; without it the place of the signature stays empty.

    Raises:
        InputError: `edxml.refused` with every broken rule; `edxml.text` a text that XML cannot
            hold; `edxml.A2.name` an unsafe file name; `edxml.A5` too large.
        KeyFaultError, ServiceError: the key cannot sign.
    """
    root = _tree(package)
    if broken := faults(root):
        raise InputError("edxml.refused", details=broken)
    if key is not None:
        sign_envelope(root, key)
    data = _bytes(root)
    if len(data) > SIZE_LIMIT:
        raise InputError("edxml.A5", size=len(data), limit=SIZE_LIMIT)
    return data


def _bytes(root: _Element) -> bytes:
    """The package as bytes; its files are taken out of the tree on the way.

    They are put between the tags here, for they need no escaping and lxml would copy them thrice.
    """
    contents = []
    for element in root.iter(_CONTENT):
        content = element.text or ""
        if content.isascii() and not any(each in content for each in "&<>\r") and not len(element):
            contents.append(content.encode("ascii"))
            element.text = ""
    tags = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    places = [0, *(found.end() for found in _EMPTY.finditer(tags)), len(tags)]
    between = (tags[start:end] for start, end in pairwise(places))
    return b"".join(chain.from_iterable(zip_longest(between, contents, fillvalue=b"")))


def _tree(package: Package | StatusPackage) -> _Element:
    if isinstance(package, StatusPackage):
        return status_tree(package)
    root, envelope, header = new_root()
    _message(header, package)
    traces = branch(header, "TraceHeaderList")
    for stop in (Stop(package.sender.code, package.sent_at), *package.stops):
        group(traces, "TraceHeader", OrganId=stop.agency_code, Timestamp=moment_text(stop.at))
    write_business(traces, package.business)
    branch(header, "Signature", nsmap=UNPREFIXED)
    _files(root, envelope, package)
    add_unknown(root, package.unknown)
    return root


def _message(header: _Element, package: Package) -> None:
    message = branch(header, "MessageHeader")
    write_sender(message, package.sender)
    for receiver in package.receivers:
        write_receiver(message, receiver)
    leaves(message, DocumentId=package.document_id)
    group(message, "Code", CodeNumber=package.number, CodeNotation=package.symbol)
    group(
        message,
        "PromulgationInfo",
        Place=package.place,
        PromulgationDate=day_text(package.issued_on),
    )
    group(
        message,
        "DocumentType",
        Type=number_text(package.type_group),
        TypeDetail=number_text(package.type_detail),
        TypeName=package.type_name,
    )
    leaves(message, Subject=package.subject, Content=package.summary.strip() or package.subject)
    group(
        message,
        "SignerInfo",
        Competence=package.signer_authority,
        Position=package.signer_title,
        FullName=package.signer_name,
    )
    leaves(message, DueDate=day_text(package.due_on) if package.due_on else "")
    _other(message, package)
    for answered in package.answers:
        write_reference(message, answered)
    leaves(message, SteeringType=number_text(package.steering))
    _lines(message, "ToPlaces", "Place", package.places)
    _lines(message, "ResponseForTask", "TaskCode", package.task_codes)
    leaves(message, ApplicationType=package.application)


def _other(message: _Element, package: Package) -> None:
    other = branch(message, "OtherInfo")
    leaves(
        other,
        Priority=number_text(package.priority),
        SphereOfPromulgation=package.sphere,
        TyperNotation=package.typist,
        PromulgationAmount=number_text(package.copies),
        PageAmount=number_text(package.page_count),
        Direction=str(package.directive).lower(),
        ReplyFors=package.reply_fors,
        ReferenceCodes=package.reference_codes,
    )
    _lines(other, "Appendixes", "Appendix", package.appendices)


def _lines(parent: _Element, name: str, each: str, texts: tuple[str, ...]) -> None:
    if filled := [text for text in texts if text.strip()]:
        element = branch(parent, name)
        for text in filled:
            leaves(element, **{each: text})


def _files(root: _Element, envelope: _Element, package: Package) -> None:
    manifest = branch(branch(envelope, "edXMLBody"), "edXMLManifest")
    manifest.set("version", MANIFEST_VERSION)
    if not package.attachments:
        return
    encoded = branch(root, "AttachmentEncoded")
    for ordinal, attachment in enumerate(package.attachments, start=1):
        identifier = str(uuid5(NAMESPACE_OID, f"{package.document_id} {ordinal}"))
        _file(manifest, encoded, attachment, identifier)


def _file(manifest: _Element, encoded: _Element, attachment: Attachment, identifier: str) -> None:
    group(
        manifest,
        "Reference",
        ContentId=f"cid:{identifier}",
        ContentType=attachment.content_type,
        Description=attachment.description,
        AttachmentName=attachment.name,
    )
    content_type, content = wrapped(attachment, identifier)
    element = branch(encoded, "Attachment")
    leaves(
        element,
        ContentId=f"cid:{identifier}",
        AttachmentName=attachment.name,
        Description=attachment.description,
        ContentType=content_type,
    )
    branch(element, "ContentTransferEncoded", nsmap=PREFIXED).text = content
