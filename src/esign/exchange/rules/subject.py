# SPDX-License-Identifier: Apache-2.0
"""The package that the rules look at: its parts by name, whether all of them are there or not."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

from esign.exchange.ambiguity import ambiguities
from esign.exchange.attachments import called, joined, open_files
from esign.exchange.envelope import children, first, open_envelope, text
from esign.exchange.rules.findings import SHOWN, LintContext
from esign.exchange.signature import envelope_signature
from esign.exchange.wire import integer_of, is_standard_day, is_standard_moment
from esign.model import VIETNAM
from esign.model.agency_codes import agency_key

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from lxml.etree import _Element

    from esign.errors import Detail
    from esign.exchange.envelope import Envelope
    from esign.model import Attachment, EnvelopeSignature


@dataclass(frozen=True)
class Subject:
    """A package under examination.

    Attributes:
        root: its root element.
        data: its XML; None while it is being written.
        context: what is known beyond it.
        wrapped: whether the XML lay in something else, as packages of the SOAP generation may.
        is_older: whether it is of the SOAP generation, and so an `OlderSubject`.
        files_place: where its files stand.
        signature_place: where a signature over it stands.
    """

    is_older: ClassVar[bool] = False
    files_place: ClassVar[str] = "AttachmentEncoded"
    signature_place: ClassVar[str] = "edXMLHeader/Signature"

    root: _Element
    data: bytes | None = None
    context: LintContext = field(default_factory=LintContext)
    wrapped: bool = False

    @cached_property
    def header(self) -> _Element | None:
        """The element edXMLHeader."""
        return first(first(self.root, "edXMLEnvelope"), "edXMLHeader")

    @cached_property
    def is_status(self) -> bool:
        """Whether it is a status package: one with a StatusCode, or in Bkav's wrapper."""
        if first(self.header, "Status") is not None:
            return True
        return any(
            first(message, "StatusCode") is not None
            for message in children(self.header, "MessageHeader")
        )

    @cached_property
    def message(self) -> _Element | None:
        """MessageHeader; Bkav calls that of a status package Status."""
        return first(self.header, "MessageHeader", "Status")

    @cached_property
    def wrapper(self) -> str:
        """What a path to something in `message` begins with."""
        return "Status" if first(self.header, "MessageHeader") is None else "MessageHeader"

    @cached_property
    def traces(self) -> tuple[_Element, ...]:
        """The TraceHeader elements, the sender's first."""
        return children(first(self.header, "TraceHeaderList"), "TraceHeader")

    @cached_property
    def stops(self) -> tuple[tuple[str, str], ...]:
        """Each system on its way and when, as written, the sender first."""
        return tuple((text(each, "OrganId"), text(each, "Timestamp")) for each in self.traces)

    @cached_property
    def business(self) -> _Element | None:
        """Bussiness, in either spelling."""
        return first(first(self.header, "TraceHeaderList"), "Bussiness", "Business")

    @cached_property
    def purpose(self) -> int | None:
        """BussinessDocType as a number; new (0) where nothing is said."""
        found = text(first(self.business, "BussinessDocType", "BusinessDocType"))
        return integer_of(found) if found else 0

    @cached_property
    def envelope(self) -> Envelope:
        """The parts of a document package.

        Raises:
            InputError: it is none.
        """
        return open_envelope(self.root)

    @cached_property
    def pairs(self) -> tuple[list[tuple[_Element | None, _Element]], list[int]]:
        """Each attached file with the manifest's reference, and the references left over."""
        return joined(self.envelope)

    @property
    def missing(self) -> tuple[tuple[str, str], ...]:
        """The place of each reference without a file, and how it calls the file."""
        places = [(n, self.envelope.references[n]) for n in self.pairs[1]]
        return tuple(
            (f"edXMLManifest/Reference[{n + 1}]", called(reference)) for n, reference in places
        )

    @property
    def unlisted(self) -> tuple[tuple[str, str], ...]:
        """The place of each file that nothing refers to, and its name."""
        pairs = enumerate(self.pairs[0], start=1)
        return tuple(
            (_file_place(n), called(file)) for n, (reference, file) in pairs if reference is None
        )

    @property
    def file_count(self) -> int:
        """How many files it carries, sound or not."""
        return len(self.pairs[0])

    @property
    def sound_files(self) -> tuple[tuple[str, str, Attachment], ...]:
        """Each file that can be opened, with its place and the type that the package states."""
        files, faults = self.opened
        broken = {fault.path for fault in faults}
        places = map(_file_place, range(1, self.file_count + 1))
        sound = [
            (place, text(element, "ContentType"))
            for place, (_, element) in zip(places, self.pairs[0], strict=True)
            if place not in broken
        ]
        return tuple((*known, file) for known, file in zip(sound, files, strict=True))

    @property
    def today(self) -> date | None:
        """The day in Viet Nam; None where the moment is not known."""
        now = self.context.now
        return None if now is None else now.astimezone(VIETNAM).date()

    def agency(self, code: str) -> str:
        """What agencies are told apart by: the code in force where the directory knows one."""
        find = self.context.find_agency
        known = find(code) if find and code else None
        return agency_key(known.code if known else code)

    def is_one(self, one: str, other: str) -> bool:
        """Whether two codes are one agency's: in either structure, or its former ones."""
        return self.agency(one) == self.agency(other)

    @property
    def size(self) -> int | None:
        """Its bytes; None while it is being written."""
        return None if self.data is None else len(self.data)

    @cached_property
    def ambiguous(self) -> tuple[str, ...]:
        """Where two readers could read it differently."""
        return () if self.data is None else ambiguities(self.data, self.root)

    @cached_property
    def signature(self) -> EnvelopeSignature:
        """What stands for a signature over it."""
        return envelope_signature(self.data or b"", self.root)

    @cached_property
    def opened(self) -> tuple[tuple[Attachment, ...], tuple[Detail, ...]]:
        """The files that can be opened, in their order, and a fault for each that cannot be."""
        return open_files(self.envelope)

    def said(self, *path: str) -> str:
        """The trimmed text at a path below the message; empty where there is none."""
        return text(self.message, *path)

    def place(self, *path: str) -> str:
        """That path as findings name it."""
        return "/".join((self.wrapper, *path))

    def is_day(self, found: str) -> bool:
        """Whether a real day is written as it should be."""
        return is_standard_day(found)

    def is_moment(self, found: str) -> bool:
        """The same of a time."""
        return is_standard_moment(found)

    def organisations(self) -> Iterator[tuple[str, _Element]]:
        """Sender and receivers, each with its place."""
        if (sender := first(self.message, "From")) is not None:
            yield self.place("From"), sender
        for ordinal, receiver in enumerate(children(self.message, "To"), start=1):
            yield self.place(f"To[{ordinal}]"), receiver

    def staff(self) -> Iterator[tuple[str, _Element]]:
        """Those who handle the document, each with its place."""
        for ordinal, member in enumerate(children(self.business, "StaffInfo"), start=1):
            yield f"TraceHeaderList/Bussiness/StaffInfo[{ordinal}]", member
        for ordinal, member in enumerate(children(self.message, "StaffInfo"), start=1):
            yield self.place(f"StaffInfo[{ordinal}]"), member

    def answered(self) -> Iterator[tuple[str, _Element]]:
        """The documents it answers or speaks of, each with its place."""
        for ordinal, reference in enumerate(children(self.message, "ResponseFor"), start=1):
            yield self.place(f"ResponseFor[{ordinal}]"), reference


def _file_place(ordinal: int) -> str:
    return f"AttachmentEncoded/Attachment[{ordinal}]"


def cut(found: str) -> str:
    """As much of a value as a message repeats."""
    return found[:SHOWN]
