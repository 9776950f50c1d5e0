# SPDX-License-Identifier: Apache-2.0
"""What the register knows of what a message says, told to the rules for packages.

Whether a document is here already (rule K1) is settled by the register itself, in the transaction
that gives the message its place.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from esign.exchange import StoredDocument
from esign.intake.opening import Known
from esign.model import StatusPackage

if TYPE_CHECKING:
    from esign.model import Package
    from esign.register import Register


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
