# SPDX-License-Identifier: Apache-2.0
"""What the document says about itself, for machines: XMP (ISO 16684-1) and document information.

Names follow the metadata of outgoing documents in NĐ 30/2020 Annex VI Part II §I where it has one.
PDF/A-3 (ISO 19005-3 §6.6.2) wants every property of an own namespace declared by an extension
schema in the same packet, and agreement of both places wherever they say the same.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from typing import TYPE_CHECKING

from lxml import etree
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name

from esign.errors import ConfigurationError
from esign.kinds import carried_digest
from esign.model import AFTER_SIGNATURE, CERTIFIED_NAME, XMP_NAMESPACE, Spellings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from esign.model import DocumentKind, Numbered, RenderedOpen, RenderedPdf, Unnumbered
    from esign.stamping.rewriting import Rewriting

NO_SPELLINGS = Spellings()
PREFIX = "esign"
LANGUAGE = "Tiếng Việt"
PRODUCER = f"esign {version('esign')}"

DC = "http://purl.org/dc/elements/1.1/"
PDF = "http://ns.adobe.com/pdf/1.3/"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
EXTENSION = "http://www.aiim.org/pdfa/ns/extension/"
SCHEMA = "http://www.aiim.org/pdfa/ns/schema#"
PROPERTY = "http://www.aiim.org/pdfa/ns/property#"


@dataclass(frozen=True, slots=True)
class Property:
    """A property of our namespace as its extension schema declares it."""

    name: str
    description: str
    value_type: str = "Text"


PROPERTIES = (
    Property("DocumentId", "Identifier of the outgoing document"),
    Property("Kind", "Name of the document kind in the issuing software"),
    Property("TypeName", "Type of document (Annex VI, 3)"),
    Property("CodeNumber", "Number of the document (Annex VI, 4)"),
    Property("CodeNotation", "Symbol of the document (Annex VI, 5)"),
    Property("IssuedDate", "Date of issue (Annex VI, 6)", "Date"),
    Property("IssuedYear", "Year of issue of a document numbered after signing", "Integer"),
    Property("Numbering", "When the number is given, if after the first signature"),
    Property("OrganId", "Electronic identifier of the issuing agency"),
    Property("OrganName", "Issuing agency (Annex VI, 7)"),
    Property("Subject", "Summary of the content (Annex VI, 8)"),
    Property("Language", "Language of the document (Annex VI, 9)"),
    Property("PageAmount", "Number of pages (Annex VI, 10)", "Integer"),
    Property("SignerInfo.Position", "Position of the signer (Annex VI, 12.1)"),
    Property("SignerInfo.FullName", "Full name of the signer (Annex VI, 12.2)"),
    Property(CERTIFIED_NAME, "Full name as the signer's certificate spells it, if otherwise"),
    Property("Priority", "Degree of urgency, 1 to 3 (Annex VI, 14)", "Integer"),
    Property("LookupCode", "Code by which the issuing agency finds the document"),
    Property("RequestDigest", "SHA-256 of the carried data the document was made from"),
    Property("TemplateDigest", "SHA-256 of the template the document was laid out with"),
    Property("AnnexOf", "Identifier of the document that the file is an annex of"),
    Property("AnnexOrdinal", "Place among the annexes of the document", "Integer"),
    Property("SourceDigest", "SHA-256 of the file that the annex was made from"),
    Property("FontName", "Text font of the document"),
    Property("FontDigest", "SHA-256 of the file of the text font"),
    Property("Software", "Issuing software and its version"),
)


def document_properties(
    rendered: RenderedPdf, kind: DocumentKind, spellings: Spellings = NO_SPELLINGS
) -> Mapping[str, str]:
    """The values of `PROPERTIES` for one document."""
    numbered = rendered.numbered
    return {
        "DocumentId": numbered.document_id,
        "CodeNumber": numbered.number.digits,
        "CodeNotation": numbered.number.symbol,
        "IssuedDate": numbered.issued_on.isoformat(),
        **_described(rendered, kind, numbered, spellings),
    }


def open_properties(
    rendered: RenderedOpen, kind: DocumentKind, spellings: Spellings
) -> Mapping[str, str]:
    """The same for a document that is numbered after signing; its fields will say the rest."""
    unnumbered = rendered.unnumbered
    return {
        "Numbering": AFTER_SIGNATURE,
        "CodeNotation": unnumbered.symbol,
        "IssuedYear": str(unnumbered.drawn_on.year),
        **_described(rendered, kind, unnumbered, spellings),
    }


def _described(
    rendered: RenderedPdf | RenderedOpen,
    kind: DocumentKind,
    document: Numbered | Unnumbered,
    spellings: Spellings,
) -> dict[str, str]:
    """What does not depend on number and date."""
    request = document.request
    signer = request.signer
    urgent = {"Priority": str(request.priority)} if request.priority else {}
    named = {"SignerInfo.Position": signer.title, "SignerInfo.FullName": signer.name}
    if certified := spellings.certified(signer.name):
        named[CERTIFIED_NAME] = certified
    return {
        "Kind": kind.name,
        "TypeName": kind.type_name,
        "OrganId": document.agency.code,
        "OrganName": document.agency.name,
        "Subject": rendered.subject,
        "Language": LANGUAGE,
        "PageAmount": str(rendered.pages),
        **({} if request.sealed_alone else named),
        **urgent,
        "LookupCode": document.lookup_code,
        "RequestDigest": carried_digest(kind, request),
        "TemplateDigest": rendered.template_digest,
        "FontName": rendered.font,
        "FontDigest": rendered.font_digest,
        "Software": PRODUCER,
    }


def write_metadata(rewriting: Rewriting, properties: Mapping[str, str]) -> None:
    """Add the properties to the engine's XMP packet and to the document information.

    Raises:
        ConfigurationError: the page has no packet or information of the expected form.
    """
    try:
        stream = rewriting.catalog.raw_get("/Metadata")
        packet = _extended(stream.get_object().data, properties)
        information = generic.DictionaryObject(rewriting.reader.trailer["/Info"])
    except (AttributeError, KeyError, etree.XMLSyntaxError) as fault:
        raise ConfigurationError("stamping.foreign_pdf") from fault
    entries = {pdf_name("/Type"): pdf_name("/Metadata"), pdf_name("/Subtype"): pdf_name("/XML")}
    rewriting.replace(stream, generic.StreamObject(entries, stream_data=packet))
    said = {**properties, "Producer": PRODUCER}
    information.update({pdf_name(f"/{key}"): generic.pdf_string(said[key]) for key in said})
    rewriting.replace(rewriting.reader.trailer.raw_get("/Info"), information)


def _extended(packet: bytes, properties: Mapping[str, str]) -> bytes:
    """The packet with our properties, their schema, the producer and the summary."""
    tree = etree.fromstring(packet, _parser()).getroottree()
    resources = tree.find(f"{{{RDF}}}RDF")
    schemas = tree.find(f".//{{{EXTENSION}}}schemas/{{{RDF}}}Bag")
    if resources is None or schemas is None:
        raise KeyError(EXTENSION)
    schemas.append(deepcopy(_schema()))
    etree.strip_elements(tree, f"{{{DC}}}description", with_tail=False)
    prefixes = {PREFIX: XMP_NAMESPACE, "dc": DC, "pdf": PDF}
    own = etree.SubElement(resources, f"{{{RDF}}}Description", nsmap=prefixes)
    own.set(f"{{{RDF}}}about", "")
    for key, text in properties.items():
        etree.SubElement(own, f"{{{XMP_NAMESPACE}}}{key}").text = text
    etree.SubElement(own, f"{{{PDF}}}Producer").text = PRODUCER
    described = etree.SubElement(etree.SubElement(own, f"{{{DC}}}description"), f"{{{RDF}}}Alt")
    summary = etree.SubElement(described, f"{{{RDF}}}li")
    summary.set("{http://www.w3.org/XML/1998/namespace}lang", "x-default")
    summary.text = properties["Subject"]
    return etree.tostring(tree, encoding="utf-8", xml_declaration=False)


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)


@cache
def _schema() -> etree._Element:
    item = _resource()
    _say(
        item,
        SCHEMA,
        schema="Official electronic document",
        namespaceURI=XMP_NAMESPACE,
        prefix=PREFIX,
    )
    names = etree.SubElement(item, f"{{{SCHEMA}}}property")
    sequence = etree.SubElement(names, f"{{{RDF}}}Seq")
    for entry in PROPERTIES:
        declared = _resource()
        _say(
            declared,
            PROPERTY,
            category="external",
            description=entry.description,
            name=entry.name,
            valueType=entry.value_type,
        )
        sequence.append(declared)
    return item


def _resource() -> etree._Element:
    item = etree.Element(
        f"{{{RDF}}}li", nsmap={"rdf": RDF, "pdfaSchema": SCHEMA, "pdfaProperty": PROPERTY}
    )
    item.set(f"{{{RDF}}}parseType", "Resource")
    return item


def _say(item: etree._Element, namespace: str, **texts: str) -> None:
    for key, text in texts.items():
        etree.SubElement(item, f"{{{namespace}}}{key}").text = text
