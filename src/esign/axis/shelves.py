# SPDX-License-Identifier: Apache-2.0
"""All messages of the simulated axis, found by whatever they are asked for by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from esign.axis.messages import SETTLED
from esign.axis.routing import DOCUMENT, NEW

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from esign.axis.messages import Copy, Message, Progress


class Shelves:
    """Messages in the order in which they were accepted; for one thread at a time."""

    def __init__(self) -> None:
        self.messages: list[Message] = []
        self.sent: dict[str, Message] = {}
        self.copies: dict[str, tuple[Message, Copy]] = {}
        self._of_sender: dict[str, list[Message]] = {}
        self._documents: dict[tuple[str, str], Message] = {}
        self._contents: dict[tuple[str, str], Message] = {}
        self._waiting: dict[str, dict[str, Message]] = {}

    def add(self, message: Message) -> None:
        """Shelve what was accepted."""
        self.messages.append(message)
        self.sent[message.doc_id] = message
        self._of_sender.setdefault(message.sender, []).append(message)
        self._contents.setdefault((message.sender, message.sha256), message)
        if message.message_type == DOCUMENT and message.purpose == NEW:
            self._documents.setdefault((message.sender, message.document_id), message)
        for copy in message.copies:
            self.copies[copy.doc_id] = message, copy
            if copy.progress not in SETTLED:
                self._waiting.setdefault(copy.receiver, {})[copy.doc_id] = message

    def move(self, doc_id: str, progress: Progress, at: datetime) -> None:
        """Note how far a receiver has come with its copy."""
        _, copy = self.copies[doc_id]
        copy.progress, copy.at = progress, at
        if progress in SETTLED:
            self._waiting[copy.receiver].pop(doc_id, None)

    def waiting(self, receivers: Collection[str]) -> list[tuple[Message, Copy]]:
        """What waits for some agencies, oldest first."""
        found = [
            (message, self.copies[doc_id][1])
            for code in receivers
            for doc_id, message in self._waiting.get(code, {}).items()
        ]
        if len(receivers) > 1:
            found.sort(key=lambda pair: pair[0].at)
        return found

    def of_senders(self, senders: Collection[str]) -> list[Message]:
        """What some agencies have sent, oldest first."""
        found = [each for code in senders for each in self._of_sender.get(code, ())]
        return sorted(found, key=lambda message: message.at)

    def document(self, sender: str, document_id: str) -> Message | None:
        """The first message that carried a document as a new one."""
        return self._documents.get((sender, document_id))

    def content(self, sender: str, sha256: str) -> Message | None:
        """The first message of these very bytes."""
        return self._contents.get((sender, sha256))
