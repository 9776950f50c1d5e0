# SPDX-License-Identifier: Apache-2.0
"""What a rule finds, and what the rules may be told from outside the package."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from esign.exchange.envelope import SIZE_LIMIT

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from esign.errors import Detail
    from esign.messages import Language
    from esign.model import AgencyRecord

SHOWN: Final = 40
"""Characters of a faulty value that its message repeats."""


class Level(StrEnum):
    """How grave a finding is."""

    ERROR = "error"
    """Not to be sent; a received package is set aside."""
    WARNING = "warning"
    """Some receivers stumble over it, or it is probably a mistake."""
    NOTE = "note"
    """Good to know."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a rule has to say about a package.

    `rule` is the rule's id, `D2`; the message's code begins with it, `edxml.D2.future`.
    """

    rule: str
    level: Level
    detail: Detail

    @property
    def code(self) -> str:
        """The dotted code of what is said."""
        return self.detail.code

    @property
    def path(self) -> str:
        """Where, by local names with the ordinal of what is repeated: `MessageHeader/To[2]`."""
        return self.detail.path

    @property
    def facts(self) -> Mapping[str, object]:
        """The values that the message names."""
        return self.detail.facts

    def message(self, language: Language) -> str:
        """What is wrong, led by its place."""
        return self.detail.message(language)

    def remedy(self, language: Language) -> str:
        """What to do about it; empty where nothing is to be done."""
        return self.detail.remedy(language)


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """What is known here of a document that was sent or received before.

    Attributes:
        sender_code: the agency that issued it.
        receiver_codes: those it was sent to; empty where unknown.
        sha256: hex digest of its package; empty where unknown.
        statuses: each reporting agency with the code it reported, in their order.
        open_requests: whether taking back, recall or update was asked for and is unanswered.
    """

    sender_code: str
    receiver_codes: tuple[str, ...] = ()
    sha256: str = ""
    statuses: tuple[tuple[str, str], ...] = ()
    open_requests: bool = False


@dataclass(frozen=True, slots=True)
class LintContext:
    """What the rules may know beyond the package; what is absent is not asked about.

    Attributes:
        own_code: the agency that the credential belongs to, for a package about to be sent.
        now: the present moment, aware; without it the package's own time of sending has to do.
        own_clock_alone: whether a date is held against `now` and no sender's clock, so that nothing
            that came is set aside for a clock that is slow.
        size_limit: bytes of a package that the hub in use accepts.
        find_agency: the directory's line for a code, old or new; None if it has none.
        similar_codes: the directory's suggestions for a code that it does not have.
        refuses: whether the directory lets nothing be sent to a code; for a package about to be
            sent.
        find_document: what is known of a document by its DocumentId.
    """

    own_code: str = ""
    now: datetime | None = None
    own_clock_alone: bool = False
    size_limit: int = SIZE_LIMIT
    find_agency: Callable[[str], AgencyRecord | None] | None = None
    similar_codes: Callable[[str], Sequence[str]] | None = None
    refuses: Callable[[str], bool] | None = None
    find_document: Callable[[str], StoredDocument | None] | None = None

    @property
    def unasked(self) -> tuple[str, ...]:
        """The rules that this knows too little for, wholly or in part."""
        known = {
            "O3": self.find_agency is not None,
            "O5": bool(self.own_code),
            "S6": self.find_document is not None,
            "K1": self.find_document is not None,
        }
        return tuple(rule for rule, enough in known.items() if not enough)
