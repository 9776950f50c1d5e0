# SPDX-License-Identifier: Apache-2.0
"""X1 to X4: that it is edXML at all, and written as other systems expect it."""

from __future__ import annotations

from codecs import BOM_UTF8
from typing import TYPE_CHECKING, Final

from lxml import etree

from esign.errors import Detail, InputError
from esign.exchange.envelope import children, first, holds_status, open_envelope
from esign.exchange.rules.findings import Level
from esign.exchange.rules.older import OlderSubject
from esign.exchange.rules.rule import GUIDE, SDK, Rule
from esign.exchange.wire import NAMESPACE, PREFIX

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from esign.exchange.rules.subject import Subject

_SIGNATURE: Final = f"{{{NAMESPACE}}}Signature"


def bytes_are_plain(subject: Subject) -> Iterator[Detail]:
    """X1: what the parser lets pass but others stumble over."""
    if subject.data is not None and subject.data.startswith(BOM_UTF8):
        yield Detail("edxml.X1.bom")


def is_edxml(subject: Subject) -> Iterator[Detail]:
    """X2: the root element of the standard in its namespace; other generations by name."""
    yield from (fault for fault in _faults(subject) if fault.code.startswith("edxml.X2"))


def has_one_of_each(subject: Subject) -> Iterator[Detail]:
    """X3: one envelope, one header, one message; nothing that two readers read in two ways."""
    yield from (fault for fault in _faults(subject) if fault.code == "edxml.X3")
    for place in subject.ambiguous:
        yield Detail("edxml.X3.ambiguous", place)


def _faults(subject: Subject) -> Iterator[Detail]:
    """Why the package cannot be opened, or that it is of the older generation."""
    if isinstance(subject, OlderSubject):
        yield from _older(subject)
        return
    if subject.wrapped:
        yield Detail("edxml.X2.wrapped")
    try:
        if not holds_status(subject.root):
            open_envelope(subject.root)
    except InputError as fault:
        yield Detail(fault.code, "", fault.facts)


def _older(subject: OlderSubject) -> Iterator[Detail]:
    headers = children(subject.root, "Header")
    messages = [each for header in headers for each in children(header, "MessageHeader")]
    if not messages:
        yield Detail("edxml.X2.soap")
    elif len(headers) > 1 or len(messages) > 1:
        element = "Header" if len(headers) > 1 else "MessageHeader"
        count = len(headers) if len(headers) > 1 else len(messages)
        yield Detail("edxml.X3", "", {"element": element, "count": count})
    else:
        yield Detail("edxml.X2.older", "", {"unapplied": ", ".join(subject.unapplied)})


def _is_to_be_sent(subject: Subject, detail: Detail) -> bool:
    """Whether a package of the older generation is about to be sent: the axis takes none."""
    return detail.code == "edxml.X2.older" and bool(subject.context.own_code)


def is_prefixed(subject: Subject) -> Iterator[Detail]:
    """X4: the envelope's elements carry the prefix that some receivers look for by letter."""
    if subject.data is None:
        return
    envelope = first(subject.root, "edXMLEnvelope")
    bare = [element for element in _own(envelope) if element.prefix != PREFIX]
    if bare:
        facts = {"element": etree.QName(bare[0]).localname[:40], "count": len(bare)}
        yield Detail("edxml.X4", "", facts)


def _own(envelope: _Element | None) -> Iterator[_Element]:
    """The envelope's elements of the standard, but for a signature, which goes unprefixed."""
    if envelope is None:
        return
    walk = etree.iterwalk(envelope, events=("start",), tag=f"{{{NAMESPACE}}}*")
    for _, element in walk:
        if element.tag == _SIGNATURE:
            walk.skip_subtree()
        else:
            yield element


RULES: Final = (
    Rule(
        "X1",
        Level.ERROR,
        "Well-formed XML in UTF-8, without DTD or entities, within bounds; no byte order mark",
        f"{SDK}; XML 1.0 §2.8, §4.3.3",
        bytes_are_plain,
        {"edxml.X1.bom": Level.WARNING},
    ),
    Rule(
        "X2",
        Level.ERROR,
        "The root element `edXML` in the namespace of QCVN 102:2016/BTTTT",
        f"{SDK}; {GUIDE}",
        is_edxml,
        {"edxml.X2.older": Level.WARNING},
        _is_to_be_sent,
    ),
    Rule(
        "X3",
        Level.ERROR,
        "One envelope, one header, one message; nothing that two readers read in two ways",
        SDK,
        has_one_of_each,
    ),
    Rule(
        "X4",
        Level.WARNING,
        "The envelope's elements carry the literal prefix `edXML`",
        f"{GUIDE}; .NET readers",
        is_prefixed,
        of_older=False,  # which binds the prefix to another namespace
    ),
)
