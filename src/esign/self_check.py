# SPDX-License-Identifier: Apache-2.0
"""The check of what was issued a moment ago: would a recipient accept it?

A document like those before it is read by a grammar that knows only our own writing, ten times as
quickly as by the reader that recipients have. As writer and grammar could share an error, that
reader judges the first document of every template, signer and sealer, one in a hundred after it,
and whatever the grammar does not understand or does not find good.
"""

from __future__ import annotations

from collections import Counter
from enum import StrEnum
from typing import TYPE_CHECKING, Final, NamedTuple

from esign import acceptance, verification
from esign.model import Verdict

if TYPE_CHECKING:
    from datetime import datetime

    from esign.model import Report
    from esign.trust import TrustStore

EVERY: Final = 100
"""Of so many documents of a sort the full reader judges one."""


class Engine(StrEnum):
    """What read a document for its check; the record says which."""

    FULL = "full"
    CLOSED_WORLD = "closed-world"


class Checked(NamedTuple):
    """A report, and what it rests on."""

    report: Report
    engine: Engine


class SelfChecks:
    """Checks one office's documents; knows which sorts the full reader has found good."""

    def __init__(self) -> None:
        self._found_good: Counter[tuple[str, ...]] = Counter()

    def check(
        self, data: bytes, *, template: str, trust: TrustStore, at: datetime, policy: str
    ) -> Checked:
        """What a recipient finds.

        Args:
            data: the file.
            template: digest of the template it was laid out with.
            trust: whose certificates are accepted, for what.
            at: the moment for which the file is judged, aware.
            policy: name of the policy to judge by.
        """
        own = verification.inspect_own(data, name="PDF", trust=trust, at=at, policy=policy)
        signed = () if own is None else own.signatures
        sort = (template, *(each.certificate_sha256 for each in signed))
        if own is not None and own.verdict is Verdict.PASSED and self._found_good[sort] % EVERY:
            self._found_good[sort] += 1
            return Checked(own, Engine.CLOSED_WORLD)
        report = acceptance.inspect(data, trust=trust, at=at, policy=policy)
        if report.verdict is Verdict.PASSED:
            self._found_good[sort] += 1
        return Checked(report, Engine.FULL)
