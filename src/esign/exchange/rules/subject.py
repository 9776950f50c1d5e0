# SPDX-License-Identifier: Apache-2.0
"""The package that the rules look at: its parts by name, whether all of them are there or not."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from esign.exchange.attachments import joined, open_files
from esign.exchange.envelope import children, first, open_envelope, text
from esign.exchange.rules.findings import SHOWN, LintContext
from esign.exchange.wire import integer_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from esign.errors import Detail
    from esign.exchange.envelope import Envelope
    from esign.model import Attachment


@dataclass(frozen=True)
class Subject:
    """A package under examination.

    Attributes:
        root: its root element.
        data: its bytes; None while it is being written.
        context: what is known beyond it.
    """

    root: _Element
    data: bytes | None = None
    context: LintContext = field(default_factory=LintContext)

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


def cut(found: str) -> str:
    """As much of a value as a message repeats."""
    return found[:SHOWN]
