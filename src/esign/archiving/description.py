# SPDX-License-Identifier: Apache-2.0
"""The description of a dossier as XML: field names, order and lengths of NĐ 30/2020 Annex VI.

Part II of the annex names the fields and no form for them; the form is ours and is said by
`dossier.xsd` beside this module. Texts are never cut: what is longer than the annex foresees is
written whole and reported. Knows XML only; nothing is read or written here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from lxml import etree

from esign.errors import Detail

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lxml.etree import _Element

    from esign.register import Arrival, Dossier, Entry, Filed

FORM: Final = "esign.dossier/1"
LANGUAGE: Final = "Tiếng Việt"

LENGTHS: Final = {
    # 13 in the annex; QĐ 20/2020/QĐ-TTg has let codes grow to 35 since.
    "OrganId": 35,
    "FileCatalog": 4,
    "FileNotation": 20,
    "Title": 500,
    "Maintenance": 30,
    "Creator": 30,
    "Language": 30,
    "StartDate": 10,
    "EndDate": 10,
    "DocTotal": 4,
    "PageTotal": 4,
    "DocOrdinal": 3,
    "TypeName": 100,
    "CodeNumber": 11,
    "CodeNotation": 30,
    "IssuedDate": 10,
    "OrganName": 200,
    "Subject": 500,
    "PageAmount": 3,
    "Description": 500,
    "ArrivalDate": 10,
    "ArrivalNumber": 10,
    "Position": 100,
    "FullName": 50,
    "Priority": 1,
    "IssuedAmount": 3,
    "ToPlaces": 1000,
}
"""Characters or digits (Annex VI Part II)."""


@dataclass(frozen=True, slots=True)
class Described:
    """A document of the dossier with its files in the exported folder.

    Attributes:
        filed: the document.
        pdf: name of its original; empty for one that was not issued electronically.
        sha256: SHA-256 (hex) of the original.
        package: name of its edXML package; empty for none.
        pages: of the original; None where there is none to count.
        standing: what became of it afterwards, in words; empty where it is in force unchanged.
        annexes: names of its annexes in files of their own.
        priority: how urgent it is, as `Request.priority` numbers it.
    """

    filed: Filed
    pdf: str = ""
    sha256: str = ""
    package: str = ""
    pages: int | None = None
    standing: str = ""
    annexes: tuple[str, ...] = ()
    priority: int = 0


def describe(dossier: Dossier, documents: Sequence[Described]) -> bytes:
    """The dossier's description as XML, UTF-8; `documents` are in the order of time."""
    root = etree.Element("Dossier", form=FORM)
    _code(root, dossier)
    _field(root, "Title", dossier.title)
    _field(root, "Maintenance", dossier.maintenance)
    _field(root, "Creator", dossier.opened_by)
    _field(root, "Language", LANGUAGE)
    if documents:
        _field(root, "StartDate", documents[0].filed.on)
        _field(root, "EndDate", documents[-1].filed.on)
    _field(root, "DocTotal", len(documents))
    _field(root, "PageTotal", sum(each.pages or 0 for each in documents))
    below = etree.SubElement(root, "Documents")
    for ordinal, described in enumerate(documents, start=1):
        _document(below, dossier, ordinal, described)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def too_long(description: bytes) -> Iterator[Detail]:
    """The fields of a description that are longer than the annex foresees."""
    for element in etree.fromstring(description).iter():
        limit = LENGTHS.get(str(element.tag))
        text = element.text or ""
        if limit is not None and len(text) > limit:
            facts = {"field": element.tag, "limit": limit, "length": len(text)}
            yield Detail("dossier.too_long", _place(element), facts)


def _document(below: _Element, dossier: Dossier, ordinal: int, described: Described) -> None:
    filed = described.filed
    files = {"pdf": described.pdf, "sha256": described.sha256, "package": described.package}
    files["annexes"] = " ".join(described.annexes)
    if filed.entry is not None and described.standing:
        files["state"] = filed.entry.state.value
    named = {name: value for name, value in files.items() if value}
    name = "IncomingDocument" if filed.entry is None else "OutgoingDocument"
    element = etree.SubElement(below, name, named)
    _code(element, dossier)
    _field(element, "DocOrdinal", ordinal)
    if filed.entry is not None:
        _outgoing(element, filed.entry, described)
    elif filed.arrival is not None:
        _incoming(element, filed.arrival)


def _outgoing(element: _Element, entry: Entry, described: Described) -> None:
    """Annex VI Part II §I, fields 3 to 15."""
    _field(element, "TypeName", entry.type_name)
    _field(element, "CodeNumber", entry.number.digits)
    _field(element, "CodeNotation", entry.number.symbol)
    _field(element, "IssuedDate", entry.issued_on)
    _field(element, "OrganName", described.filed.agency_name)
    _field(element, "Subject", entry.subject)
    _field(element, "Language", LANGUAGE)
    _field(element, "PageAmount", described.pages)
    remarks = (described.standing, entry.note)
    _field(element, "Description", "; ".join(filter(None, remarks)))
    if entry.signer_name:  # nobody but the agency signs a certified copy
        signer = etree.SubElement(element, "SignerInfo")
        _field(signer, "Position", entry.signer_title)
        _field(signer, "FullName", entry.signer_name)
    for code, name in described.filed.receivers:
        receiver = etree.SubElement(element, "To")
        _field(receiver, "OrganId", code)
        _field(receiver, "OrganName", name)
    _field(element, "Priority", described.priority)
    _field(element, "IssuedAmount", entry.copies)


def _incoming(element: _Element, arrival: Arrival) -> None:
    """Annex VI Part II §II, as far as the register of incoming documents knows it."""
    document = arrival.document
    number, _, notation = document.symbol.partition("/")
    _field(element, "CodeNumber", number.strip() if notation else "")
    _field(element, "CodeNotation", notation.strip() or document.symbol)
    _field(element, "IssuedDate", document.dated_on)
    _field(element, "OrganName", document.author)
    _field(element, "Subject", document.subject)
    _field(element, "Language", LANGUAGE)
    _field(element, "Description", document.note)
    _field(element, "ArrivalDate", arrival.arrived_on)
    _field(element, "ArrivalNumber", arrival.number)
    _field(element, "ToPlaces", document.addressee)


def _code(element: _Element, dossier: Dossier) -> None:
    code = etree.SubElement(element, "FileCode")
    _field(code, "OrganId", dossier.agency_code)
    _field(code, "FileCatalog", dossier.year)
    _field(code, "FileNotation", dossier.notation)


def _field(element: _Element, name: str, value: object) -> None:
    """A field; one that is not known is left out."""
    if value is not None and value != "":
        etree.SubElement(element, name).text = str(value)


def _place(element: _Element) -> str:
    """Which document a field belongs to, by its place in the order; empty for the dossier's own."""
    for above in (element, *element.iterancestors()):
        ordinal = above.findtext("DocOrdinal")
        if ordinal is not None:
            return f"{int(ordinal):03d}"
    return ""
