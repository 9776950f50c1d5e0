# SPDX-License-Identifier: Apache-2.0
"""The XMP packet of an adopted document, before the document's own properties are written to it.

It claims no conformance to PDF/A or PDF/UA: whatever the source claimed, number, date and fields
were added by somebody who did not check the rest.
"""

from __future__ import annotations

from typing import Final
from xml.sax.saxutils import escape

_PACKET: Final = """\
<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:language><rdf:Bag><rdf:li>vi-VN</rdf:li></rdf:Bag></dc:language>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/">
<pdfaExtension:schemas><rdf:Bag></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>"""


def empty_packet(title: str) -> bytes:
    """The packet of a document of that title."""
    return _PACKET.format(title=escape(title)).encode()
