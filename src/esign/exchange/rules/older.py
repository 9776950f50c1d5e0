# SPDX-License-Identifier: Apache-2.0
"""A package of the SOAP generation as the rules look at it: the same parts under other names."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar, Final

from esign.exchange.ambiguity import ambiguities, doubled
from esign.exchange.envelope import first, text
from esign.exchange.rules.subject import Subject
from esign.exchange.soap import NONE, SPELLINGS, carried_files, is_day, is_moment, stop_of
from esign.exchange.soap.spellings import TYPE_NUMBER
from esign.model import EnvelopeState

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from esign.errors import Detail
    from esign.exchange.soap import Carried, Parts
    from esign.model import Attachment, EnvelopeSignature

_OWN: Final = 1
"""Which of a name's spellings is that of the generation itself."""


@dataclass(frozen=True)
class OlderSubject(Subject):
    """The same of a package of the SOAP generation.

    It has no status packages, no `Bussiness` and no prefix that receivers look for by letter.

    Attributes:
        beside: what lies beside its XML.
        whole: bytes of all of it.
        unapplied: the ids of the rules that have no meaning for it.
    """

    beside: Parts = NONE
    whole: int = 0
    unapplied: tuple[str, ...] = ()

    is_older: ClassVar[bool] = True
    files_place: ClassVar[str] = "Body"
    signature_place: ClassVar[str] = "Header/Signature"

    @cached_property
    def is_status(self) -> bool:
        """That generation had none."""
        return False

    @cached_property
    def wrapper(self) -> str:
        """What a path to something in `message` begins with."""
        return "MessageHeader"

    @cached_property
    def business(self) -> _Element | None:
        """That generation had none: all its packages bring a document."""
        return None

    @cached_property
    def header(self) -> _Element | None:
        """SOAP's Header."""
        return first(self.root, "Header")

    @cached_property
    def message(self) -> _Element | None:
        """MessageHeader."""
        return first(self.header, "MessageHeader")

    @property
    def size(self) -> int | None:
        """Bytes of the whole, what lies beside the XML included."""
        return self.whole

    @cached_property
    def stops(self) -> tuple[tuple[str, str], ...]:
        """Each system on its way and when, as written, the sender first."""
        return tuple(map(stop_of, self.traces))

    @cached_property
    def carried(self) -> Carried:
        """Its files."""
        return carried_files(self.root, self.beside)

    @cached_property
    def opened(self) -> tuple[tuple[Attachment, ...], tuple[Detail, ...]]:
        """The files that can be opened, in their order, and a fault for each that cannot be."""
        return self.carried.attachments, tuple(self.carried.faults)

    @property
    def missing(self) -> tuple[tuple[str, str], ...]:
        """The place of each reference without a file, and how it calls the file."""
        return tuple(self.carried.missing)

    @property
    def unlisted(self) -> tuple[tuple[str, str], ...]:
        """The place of each file that nothing refers to, and its name."""
        return tuple(self.carried.unlisted)

    @property
    def file_count(self) -> int:
        """How many files it carries, sound or not."""
        return len(self.carried.files) + len(self.carried.faults)

    @property
    def sound_files(self) -> tuple[tuple[str, str, Attachment], ...]:
        """Each file that can be opened, with its place and the type that the package states."""
        return tuple(self.carried.files)

    @cached_property
    def ambiguous(self) -> tuple[str, ...]:
        """Where two readers could read it differently."""
        found = () if self.data is None else ambiguities(self.data, self.root)
        return (*found, *(place for root in self.beside.documents for place in doubled(root)))

    @cached_property
    def signature(self) -> EnvelopeSignature:
        """What stands for a signature over it; what lies beside the XML is under none."""
        found = super().signature
        if self.beside and found.state is EnvelopeState.INTACT:
            return replace(found, state=EnvelopeState.PARTIAL)
        return found

    def said(self, *path: str) -> str:
        """The trimmed text at a path of today's names below the message."""
        element = self.message
        for names in _spelled(path):
            element = first(element, *names)
        return text(element)

    def place(self, *path: str) -> str:
        """The names that really stand there; where nothing does, the generation's own."""
        element, names = self.message, [self.wrapper]
        for spellings in _spelled(path):
            element = first(element, *spellings)
            own = spellings[_OWN] if len(spellings) > _OWN else spellings[0]
            names.append(own if element is None else element.tag.rpartition("}")[2])
        return "/".join(names)

    def is_day(self, found: str) -> bool:
        """Whether a real day is written as that generation writes one."""
        return is_day(found)

    def is_moment(self, found: str) -> bool:
        """The same of a time."""
        return is_moment(found)


def _spelled(path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Each step of a path with all names that stand for it."""
    for above, name in zip(("", *path), path, strict=False):
        yield TYPE_NUMBER if (above, name) == ("DocumentType", "Type") else _names(name)


def _names(name: str) -> tuple[str, ...]:
    return SPELLINGS.get(name, (name,))
