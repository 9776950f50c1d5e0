# SPDX-License-Identifier: Apache-2.0
"""What the register knows of what a message says, told to the rules for packages.

Whether a document is here already (rule K1) is settled by the register itself, in the transaction
that gives the message its place.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from esign.exchange import StoredDocument
from esign.intake.doubts import contradictions_of, time_ahead
from esign.intake.opening import Known
from esign.model import Purpose, StatusPackage

if TYPE_CHECKING:
    from esign.model import Package
    from esign.register import ArrivedMessage, Register, Remark


class Whose(NamedTuple):
    """Whose inbox it is, and who the agencies are that a message names.

    Attributes:
        agency_code: the agency's.
        is_own: whether the sender is that agency.
        is_strange: whether the sender is another than the axis says.
        is_addressed: whether that agency is among the receivers; true of a status package.
        doubts: what speaks against a report.
        known_as: of an update, its sender's codes by the list of agencies.
    """

    agency_code: str
    is_own: bool
    is_strange: bool
    is_addressed: bool
    doubts: tuple[Remark, ...] = ()
    known_as: tuple[str, ...] = ()


class Knowing:
    """What is known where some messages are read at a time; senders are looked up once.

    Args:
        register: ours.
        agency_code: whose inbox it is.
        size_limit: bytes of a package that is accepted; 0 for the usual.
    """

    def __init__(self, register: Register, agency_code: str, size_limit: int) -> None:
        self._register = register
        self._agency_code = agency_code
        self._size_limit = size_limit
        self._senders: dict[str, Known] = {}
        self._same: dict[tuple[str, str], bool] = {}

    def of(self, package: Package | StatusPackage) -> Known:
        """What is known of a message."""
        known = self.of_sender(package.sender.code)
        if not isinstance(package, StatusPackage):
            return known
        return replace(known, document=self._document(package))

    def of_sender(self, code: str) -> Known:
        """What is known of whoever goes by a code, and of no document."""
        known = self._senders.get(code)
        if known is None:
            known = self._senders[code] = self._looked_up(code)
        return known

    def whose(self, message: ArrivedMessage, package: Package | StatusPackage) -> Whose:
        """Whose inbox it is, and who the agencies are that a message names."""
        ours, sender = self._agency_code, package.sender.code
        named = () if isinstance(package, StatusPackage) else package.receivers
        return Whose(
            ours,
            is_own=self._is_one(sender, ours),
            is_strange=self.is_strange(message, sender),
            is_addressed=isinstance(package, StatusPackage)
            or any(each.code == ours for each in named)
            or self._register.inbox.is_one_of(ours, [each.code for each in named]),
            doubts=self._doubts(message, package),
            known_as=self._known_as(package),
        )

    def _known_as(self, package: Package | StatusPackage) -> tuple[str, ...]:
        """Under which codes the sender of an update may have issued what it updates."""
        if isinstance(package, StatusPackage) or package.purpose is not Purpose.UPDATE:
            return ()
        return self._register.inbox.codes_of(package.sender.code)

    def _doubts(
        self, message: ArrivedMessage, package: Package | StatusPackage
    ) -> tuple[Remark, ...]:
        if not isinstance(package, StatusPackage):
            return ()
        contradictions = contradictions_of(package, self._register, self._agency_code)
        return (*contradictions, *time_ahead(package, message.received_at))

    def is_strange(self, message: ArrivedMessage, sender: str) -> bool:
        """Whether the sender that a message names is another than the axis says."""
        return bool(message.offered_by) and not self._is_one(message.offered_by, sender)

    def _is_one(self, code: str, other: str) -> bool:
        same = self._same.get((code, other))
        if same is None:
            same = code == other or self._register.inbox.is_one_of(code, [other])
            self._same[code, other] = same
        return same

    def _looked_up(self, code: str) -> Known:
        directory = self._register.directory
        if not code or directory.latest() is None:
            return Known(self._size_limit)
        sender = directory.find(code)
        similar = () if sender is not None else directory.similar(code)
        return Known(self._size_limit, code, sender, similar)

    def _document(self, status: StatusPackage) -> StoredDocument | None:
        dealing = self._register.dealings.of(status, self._agency_code)
        if dealing is None:
            return None
        return StoredDocument(
            dealing.sender_code,
            dealing.receiver_codes,
            statuses=dealing.statuses,
            open_requests=dealing.open_requests,
        )
