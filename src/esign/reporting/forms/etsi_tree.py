# SPDX-License-Identifier: Apache-2.0
"""Elements and names of ETSI TS 119 102-2: namespaces, URNs, digests, references."""

from __future__ import annotations

import base64
from typing import Final

from lxml import etree

from esign.reporting.words import seen

VR: Final = "http://uri.etsi.org/19102/v1.2.1#"
DS: Final = "http://www.w3.org/2000/09/xmldsig#"
XADES: Final = "http://uri.etsi.org/01903/v1.3.2#"
TSL: Final = "http://uri.etsi.org/02231/v2#"
OWN: Final = "urn:esign:report:2"
SHA256: Final = "http://www.w3.org/2001/04/xmlenc#sha256"
LANGUAGE: Final = "{http://www.w3.org/XML/1998/namespace}lang"


def child(
    parent: etree._Element,
    name: str,
    text: str | bytes = "",
    ns: str = VR,
    **attributes: str,
) -> etree._Element:
    """A new element; bytes are written in base64, texts without what acts instead of being seen."""
    made = etree.SubElement(parent, f"{{{ns}}}{name}", attributes)
    shown = base64.b64encode(text).decode("ascii") if isinstance(text, bytes) else seen(text)
    made.text = shown or None
    return made


def digest(parent: etree._Element, sha256: bytes) -> None:
    """The content of a `DigestAlgAndValue`."""
    child(parent, "DigestMethod", ns=DS, Algorithm=SHA256)
    child(parent, "DigestValue", sha256, DS)


def reference(parent: etree._Element, name: str, identifier: str) -> None:
    """A reference to a validation object of this report."""
    child(parent, name, VOReference=identifier)


def urn(name: str) -> str:
    """A name of the standard."""
    return f"urn:etsi:019102:{name}"


def indicate(parent: etree._Element, indication: str, sub_indication: str = "") -> None:
    """The content of a status (§4.3.4.2): main indication, then the sub-indication, if any."""
    child(parent, "MainIndication", urn(f"mainindication:{indication.lower()}"))
    if sub_indication:
        child(parent, "SubIndication", urn(f"subindication:{sub_indication}"))
