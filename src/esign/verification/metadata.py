# SPDX-License-Identifier: Apache-2.0
"""What a file says about itself in its XMP packet (ISO 16684-1); worth what its signatures are."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from lxml import etree
from pyhanko.pdf_utils.generic import StreamObject

from esign.model import CERTIFIED_NAME, XMP_NAMESPACE
from esign.verification.source import stream_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyhanko.pdf_utils.generic import PdfObject

_MOST_BYTES = 1 << 20
_MOST_TEXT = 2000
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_OURS = f"{{{XMP_NAMESPACE}}}"
_NAMES = {
    "DocumentId": "document_id",
    "Kind": "kind",
    "TypeName": "type_name",
    "IssuedDate": "issued_on",
    "OrganName": "agency",
    "OrganId": "agency_code",
    "Subject": "subject",
    "LookupCode": "lookup_code",
    "SignerInfo.FullName": "signer",
    CERTIFIED_NAME: "signer_certified",
    "SignerInfo.Position": "signer_title",
    "PageAmount": "pages",
    "Numbering": "numbering",
    "IssuedYear": "issued_year",
}


def read_metadata(stream: PdfObject | None) -> Mapping[str, str]:
    """The document's properties in our namespace; empty when there are none or they are unsound.

    Texts are as the file has them, not yet fit to be shown. A property that stands twice counts as
    absent: readers could take either. So does a date that is none.
    """
    packet = stream_bytes(stream, _MOST_BYTES) if isinstance(stream, StreamObject) else None
    return {} if packet is None else read_packet(packet)


def read_packet(packet: bytes) -> Mapping[str, str]:
    """As `read_metadata`, of the packet itself."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(packet, parser)
    except (etree.XMLSyntaxError, ValueError, LookupError):
        return {}
    texts = _texts(root)
    found = {name: texts.get(name, "") for name in (*_NAMES, "CodeNumber", "CodeNotation")}
    said = {key: found[name] for name, key in _NAMES.items() if found[name]}
    if found["CodeNumber"] and found["CodeNotation"]:
        said["number"] = f"{found['CodeNumber']}/{found['CodeNotation']}"
    elif found["CodeNotation"] and found["Numbering"]:
        said["symbol"] = found["CodeNotation"]
    if not _is_day(said.get("issued_on", "")):
        said.pop("issued_on", None)
    return said


def _is_day(text: str) -> bool:
    """Whether the text is a day of the calendar, `2026-11-20`."""
    try:
        return _DAY.fullmatch(text) is not None and bool(date.fromisoformat(text))
    except ValueError:
        return False


def _texts(root: etree._Element) -> Mapping[str, str]:
    """The text of each property; one written as an attribute (RDF/XML §2.5) counts twice."""
    found: dict[str, list[str]] = {}
    for element in root.iter(f"{_OURS}*"):
        found.setdefault(element.tag.removeprefix(_OURS), []).append(element.text or "")
    for element in root.iter():
        for key in map(str, element.attrib):
            if key.startswith(_OURS):
                found.setdefault(key.removeprefix(_OURS), []).extend(("", ""))
    return {name: said[0].strip()[:_MOST_TEXT] for name, said in found.items() if len(said) == 1}
