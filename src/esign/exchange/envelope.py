# SPDX-License-Identifier: Apache-2.0
"""From untrusted bytes to the parts of an edXML document package.

Readers of the axis match elements by local name and in any order, whatever the prefix; so does
this one. It says where things are and refuses what is no such package; it judges no value.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from lxml import etree

from esign.errors import InputError
from esign.exchange.wire import NAMESPACE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

SIZE_LIMIT: Final = 50 * 1024 * 1024
"""Bytes of a package; hubs refuse larger ones."""

_MARKUP_LIMIT: Final = 100_000
"""Tags and attributes together: some 5,000 receivers, yet little memory for hostile input."""

_SOAP_2014: Final = frozenset(
    {"http://schemas.xmlsoap.org/soap/envelope/", "http://www.e-doc.vn/Schema/"}
)
_DECLARED = re.compile(rb"""\A(?:\xef\xbb\xbf)?<\?xml[^>]*?encoding\s*=\s*["']([^"']*)["']""")


@dataclass(frozen=True, slots=True)
class Envelope:
    """The parts of a document package, as they came.

    Attributes:
        message: MessageHeader.
        traces: the TraceHeader elements, the sender's first.
        business: Bussiness; None when the package has none.
        references: what the manifest lists.
        files: what is attached.
    """

    message: _Element
    traces: tuple[_Element, ...]
    business: _Element | None
    references: tuple[_Element, ...]
    files: tuple[_Element, ...]

    @property
    def business_type(self) -> str:
        """What BussinessDocType says, in either spelling; empty when it says nothing."""
        return text(first(self.business, "BussinessDocType", "BusinessDocType"))

    @property
    def times(self) -> tuple[str, ...]:
        """When each system passed the package on, as written."""
        return tuple(text(trace, "Timestamp") for trace in self.traces)


def parse(data: bytes) -> _Element:
    """The root element of bounded, DTD-free UTF-8 XML, without comments and instructions.

    The size, the amount of markup and the absence of a DOCTYPE are settled on the bytes, so that
    lifting the parser's own limits (`huge_tree`: base64 of more than 7.5 MB) is safe.

    Raises:
        InputError: `edxml.A5` too large; `edxml.X1…` anything else.
    """
    if len(data) > SIZE_LIMIT:
        raise InputError("edxml.A5", size=len(data), limit=SIZE_LIMIT)
    declared = _DECLARED.match(data[:200])
    if b"\0" in data or (declared and declared[1].lower() not in {b"utf-8", b"utf8"}):
        raise InputError("edxml.X1.encoding")
    if b"<!DOCTYPE" in data:
        raise InputError("edxml.X1.doctype")
    if data.count(b"<") + data.count(b"=") > _MARKUP_LIMIT:
        raise InputError("edxml.X1.markup", limit=_MARKUP_LIMIT)
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=True,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as fault:
        line, column = fault.position
        raise InputError("edxml.X1", line=line, column=column) from None


def open_envelope(root: _Element) -> Envelope:
    """Find the parts of a document package below its root element.

    Raises:
        InputError: `edxml.X2…` another format or generation; `edxml.X3` a part is missing or
            doubled; `edxml.status` a status package.
    """
    name = etree.QName(root)
    if name.namespace in _SOAP_2014:
        raise InputError("edxml.X2.soap")
    if (name.namespace, name.localname) != (NAMESPACE, "edXML"):
        raise InputError(
            "edxml.X2", root=name.localname[:40], namespace=(name.namespace or "")[:80]
        )
    envelope = _only(root, "edXMLEnvelope")
    header = _only(envelope, "edXMLHeader")
    if children(header, "Status") or any(
        children(message, "StatusCode") for message in children(header, "MessageHeader")
    ):
        raise InputError("edxml.status")
    traces = first(header, "TraceHeaderList")
    manifest = first(first(envelope, "edXMLBody"), "edXMLManifest", "Manifest")
    return Envelope(
        message=_only(header, "MessageHeader"),
        traces=children(traces, "TraceHeader"),
        business=first(traces, "Bussiness", "Business"),
        references=children(manifest, "Reference"),
        files=children(first(root, "AttachmentEncoded"), "Attachment"),
    )


def children(parent: _Element | None, *names: str) -> tuple[_Element, ...]:
    """The children of these local names; none when there is no parent."""
    return tuple(_matching(parent, names))


def first(parent: _Element | None, *names: str) -> _Element | None:
    """The first child of one of these local names; several names are spellings of one."""
    return next(_matching(parent, names), None)


def text(parent: _Element | None, *path: str) -> str:
    """The trimmed text at a path of local names; an empty element counts as absent."""
    for name in path:
        parent = first(parent, name)
    return "" if parent is None else (parent.text or "").strip()


def _matching(parent: _Element | None, names: tuple[str, ...]) -> Iterator[_Element]:
    if parent is None:
        return iter(())
    return iter(parent.iterchildren(*(f"{{*}}{name}" for name in names)))


def _only(parent: _Element, name: str) -> _Element:
    found = children(parent, name)
    if len(found) != 1:
        raise InputError("edxml.X3", element=name, count=len(found))
    return found[0]
