# SPDX-License-Identifier: Apache-2.0
"""Why there is no answer."""

from __future__ import annotations


class FetchError(Exception):
    """No answer.

    Attributes:
        kind: `no_address`, `not_public`, `unreachable`, `too_slow`, `too_large`, `http_status`.
        answer: the beginning of what came with another status than 200.
        facts: what a message about it names.
    """

    def __init__(self, kind: str, answer: bytes = b"", **facts: object) -> None:
        super().__init__(kind)
        self.kind = kind
        self.answer = answer
        self.facts = facts
