# SPDX-License-Identifier: Apache-2.0
"""From untrusted bytes to the parts of an edXML document package.

Readers of the axis match elements by local name and in any order, whatever the prefix; so does
this one. It says where things are and refuses what is no such package; it judges no value.
"""

from __future__ import annotations

import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE, BOM_UTF32_BE
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING, Final

from lxml import etree

from esign.errors import InputError
from esign.exchange.fields import is_blank
from esign.exchange.wire import NAMESPACE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

SIZE_LIMIT: Final = 50 * 1024 * 1024
"""Bytes of a package; hubs refuse larger ones."""

_MARKUP_LIMIT: Final = 100_000
"""Tags and attributes together: some 5,000 receivers, yet little memory for hostile input."""

_BEGINNING: Final = 1024
"""Bytes that tell what sort of file it is."""

ZIP_STARTS: Final = (b"PK\x03\x04", b"PK\x05\x06")
"""How an archive with files begins, and one without (APPNOTE.TXT 6.3.10 §4.3)."""

_ATTRIBUTE_LIMIT: Final = 100
"""Of one element; four are known of any, and each one more makes the next slower to take over."""
_TOO_MANY: Final = etree.XPath(f"boolean(descendant-or-self::*[@*[{_ATTRIBUTE_LIMIT + 1}]])")

_SOAP_2014: Final = frozenset(
    {"http://schemas.xmlsoap.org/soap/envelope/", "http://www.e-doc.vn/Schema/"}
)
_INVENTED: Final = frozenset({"http://www.go.vn/eDoc", "http://edxml.gov.vn/schema"})
"""Namespaces of programs that made up a format of their own."""
_DECLARED = re.compile(rb"""\A(?:\xef\xbb\xbf)?<\?xml[^>]*?encoding\s*=\s*["']([^"']*)["']""")


class Generation(Enum):
    """The formats that go by the name of edXML."""

    SOAP_2014 = auto()
    QCVN_2016 = auto()
    OTHER = auto()


@dataclass(frozen=True, slots=True)
class Envelope:
    """The parts of a document package, as they came.

    Attributes:
        root: what all of it stands in.
        message: MessageHeader.
        traces: the TraceHeader elements, the sender's first.
        business: Bussiness; None when the package has none.
        references: what the manifest lists.
        files: what is attached.
    """

    root: _Element
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
    _require_no_other_kind(data)
    declared = _DECLARED.match(data[:200])
    if _is_wide(data) or (declared and declared[1].lower() not in {b"utf-8", b"utf8"}):
        raise InputError("edxml.X1.encoding")
    if b"\0" in data:  # neither XML nor any text holds it: zeros of a copy that failed, or no text
        raise InputError("edxml.X1.damaged")
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
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as fault:
        line, column = fault.position
        raise InputError("edxml.X1", line=line, column=column) from None
    return bounded(root)


def _require_no_other_kind(data: bytes) -> None:
    """Files that people take for packages, told apart before anything is said of XML."""
    beginning = data[:_BEGINNING].lstrip()
    if not beginning and len(data) <= _BEGINNING:
        raise InputError("edxml.X1.empty")
    if beginning.startswith(b"%PDF-"):
        raise InputError("edxml.X1.pdf")
    if beginning.startswith(ZIP_STARTS):
        raise InputError("edxml.X1.zip")


def _is_wide(data: bytes) -> bool:
    """Whether it is XML in characters of two or four bytes (XML 1.0 Appendix F)."""
    if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE, BOM_UTF32_BE)):
        return True
    return b"\0" in data[:4] and data[:8].replace(b"\0", b"").startswith(b"<")


def bounded(root: _Element) -> _Element:
    """The same element, if no element in it has a flood of attributes.

    Raises:
        InputError: `edxml.X1.markup`.
    """
    if _TOO_MANY(root):
        raise InputError("edxml.X1.markup", limit=_ATTRIBUTE_LIMIT)
    return root


def generation_of(root: _Element) -> Generation:
    """Which format a root element opens; told by its names alone."""
    name = etree.QName(root)
    if name.namespace in _SOAP_2014:
        return Generation.SOAP_2014
    if (name.namespace, name.localname) == (NAMESPACE, "edXML"):
        return Generation.QCVN_2016
    return Generation.OTHER


def holds_status(root: _Element) -> bool:
    """Whether a package of QCVN 102 is a status package, whichever wrapper it uses.

    Raises:
        InputError: `edxml.X2…` another format or generation; `edxml.X3` a part is missing or
            doubled.
    """
    header = _header(root)
    if not children(header, "Status"):
        messages = children(header, "MessageHeader")
        return any(children(message, "StatusCode") for message in messages)
    wrappers = children(header, "Status", "MessageHeader")
    if len(wrappers) != 1:
        raise InputError("edxml.X3", element="Status", count=len(wrappers))
    return True


def open_envelope(root: _Element) -> Envelope:
    """Find the parts of a document package below its root element.

    Raises:
        InputError: `edxml.X2…` another format or generation; `edxml.X3` a part is missing or
            doubled; `edxml.status` a status package.
    """
    if holds_status(root):
        raise InputError("edxml.status")
    envelope, header = _only(root, "edXMLEnvelope"), _header(root)
    traces = first(header, "TraceHeaderList")
    manifest = _at_most_one(_at_most_one(envelope, "edXMLBody"), "edXMLManifest", "Manifest")
    return Envelope(
        root=root,
        message=_only(header, "MessageHeader"),
        traces=children(traces, "TraceHeader"),
        business=first(traces, "Bussiness", "Business"),
        references=children(manifest, "Reference"),
        files=children(_at_most_one(root, "AttachmentEncoded"), "Attachment"),
    )


def children(parent: _Element | None, *names: str) -> tuple[_Element, ...]:
    """The children of these local names; none when there is no parent."""
    return tuple(_matching(parent, names))


def first(parent: _Element | None, *names: str) -> _Element | None:
    """The child of these local names, which are spellings of one, that `Fields` would take.

    That is the first that says something, by the order of the names; else the first of all.
    """
    found = [each for name in names for each in _matching(parent, (name,))]
    if len(found) > 1:
        return next((each for each in found if not is_blank(each)), found[0])
    return found[0] if found else None


def text(parent: _Element | None, *path: str) -> str:
    """The trimmed text at a path of local names; an empty element counts as absent."""
    for name in path:
        parent = first(parent, name)
    return "" if parent is None else (parent.text or "").strip()


def _matching(parent: _Element | None, names: tuple[str, ...]) -> Iterator[_Element]:
    if parent is None:
        return iter(())
    return iter(parent.iterchildren(*(f"{{*}}{name}" for name in names)))


def _header(root: _Element) -> _Element:
    generation = generation_of(root)
    if generation is Generation.SOAP_2014:
        raise InputError("edxml.X2.soap")
    if generation is Generation.OTHER:
        name = etree.QName(root)
        if (name.namespace or "").rstrip("/") in _INVENTED:
            raise InputError("edxml.X2.invented", namespace=name.namespace)
        raise InputError(
            "edxml.X2", root=name.localname[:40], namespace=(name.namespace or "")[:80]
        )
    return _only(_only(root, "edXMLEnvelope"), "edXMLHeader")


def _at_most_one(parent: _Element | None, *names: str) -> _Element | None:
    """A part that may be missing; two of it could tell two readers two things."""
    found = children(parent, *names)
    if len(found) > 1:
        raise InputError("edxml.X3", element=names[0], count=len(found))
    return found[0] if found else None


def _only(parent: _Element, name: str) -> _Element:
    found = children(parent, name)
    if len(found) != 1:
        raise InputError("edxml.X3", element=name, count=len(found))
    return found[0]
