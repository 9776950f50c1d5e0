# SPDX-License-Identifier: Apache-2.0
"""What a file says about itself in its XMP packet (ISO 16684-1); worth what its signatures are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree
from pyhanko.pdf_utils.generic import StreamObject

from esign.model import XMP_NAMESPACE
from esign.verification.source import stream_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyhanko.pdf_utils.generic import PdfObject

_MOST_BYTES = 1 << 20
_MOST_TEXT = 2000
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
    "SignerInfo.Position": "signer_title",
    "PageAmount": "pages",
}


def read_metadata(stream: PdfObject | None) -> Mapping[str, str]:
    """The document's properties in our namespace; empty when there are none or they are unsound.

    A property that stands twice counts as absent: readers could take either.
    """
    packet = stream_bytes(stream, _MOST_BYTES) if isinstance(stream, StreamObject) else None
    if packet is None:
        return {}
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(packet, parser)
    except (etree.XMLSyntaxError, ValueError):
        return {}
    found = {name: _text(root, name) for name in (*_NAMES, "CodeNumber", "CodeNotation")}
    said = {key: found[name] for name, key in _NAMES.items() if found[name]}
    if found["CodeNumber"] and found["CodeNotation"]:
        said["number"] = f"{found['CodeNumber']}/{found['CodeNotation']}"
    return said


def _text(root: etree._Element, name: str) -> str:
    entries = root.findall(f".//{{{XMP_NAMESPACE}}}{name}")
    if len(entries) != 1:
        return ""
    return (entries[0].text or "").strip()[:_MOST_TEXT]
