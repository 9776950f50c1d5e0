# SPDX-License-Identifier: Apache-2.0
"""New documents, raised as they are issued.

What stands in the way never keeps a document back: it is released at the level that was reached,
and the clerk is told why it is not more.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from esign.errors import Detail, EsignError, InputError
from esign.model import Level, Verdict
from esign.signing.levels import Means, foreseen_faults, raise_to

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from esign.model import Report
    from esign.ports import Clock, TimestampAuthority
    from esign.signing.levels import EvidenceSource
    from esign.trust import TrustStore

YEARS_AHEAD = 10
"""For how many years it is foreseen whether a file will verify."""


@dataclass(frozen=True, slots=True)
class Lifted:
    """A document on its way out, with the proof that could be had.

    Attributes:
        data: the file.
        level: what was reached.
        remarks: what the clerk should know: why it is not more, or what will not last.
        facts: what the record says of it.
    """

    data: bytes
    level: Level
    remarks: tuple[Detail, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Raising:
    """What raises files.

    Attributes:
        level: to which new documents are raised.
        authority: stamps times.
        evidence: finds what proves certificates valid.
        trust: judges what was made, as a recipient would.
        clock: tells the time.
    """

    level: Level
    authority: TimestampAuthority
    evidence: EvidenceSource
    trust: TrustStore
    clock: Clock

    @property
    def means(self) -> Means:
        """What raising takes, now."""
        return Means(self.authority, self.evidence, self.clock.now())

    def lifted(self, sealed: bytes, judge: Callable[[bytes], Report], annex: int = 0) -> Lifted:
        """A sealed document, raised as far as can be had now; its release never hangs on this.

        Args:
            sealed: the document as it was sealed.
            judge: what a recipient finds; where he would not accept the raised file, the document
                goes out as it was sealed.
            annex: which of a document's annexes it is; 0 for the document itself.
        """
        try:
            raised = raise_to(sealed, self.level, self.means)
        except InputError as fault:
            return self._told(sealed, Level.B_B, fault, annex)
        if raised.data != sealed and judge(raised.data).verdict is not Verdict.PASSED:
            return self._told(sealed, Level.B_B, InputError("level.not_accepted"), annex)
        return self._told(raised.data, raised.reached, raised.why_not_more, annex)

    def _told(self, data: bytes, level: Level, why: EsignError | None, annex: int) -> Lifted:
        remarks: tuple[Detail, ...] = ()
        facts = {"level": str(level)}
        if why is not None:
            code = "level.annex_not_more" if annex else "level.not_more"
            short = Detail(code, facts={"level": level, "wanted": self.level, "ordinal": annex})
            remarks = (short, Detail(why.code, facts=why.facts), *why.details)
            facts["why_not_more"] = why.code
        if level.reaches(Level.B_LT):
            faults = foreseen(data, self.trust, self.clock.now())
            facts["foreseen"] = "fails" if faults else "verifies"
            if faults:
                years = {"years": YEARS_AHEAD}
                remarks = (*remarks, Detail("level.will_not_last", facts=years), *faults)
        return Lifted(data, level, remarks, facts)


def foreseen(data: bytes, trust: TrustStore, now: datetime) -> tuple[Detail, ...]:
    """What will keep a file from being verified offline in years to come; empty if nothing will.

    Raises:
        InputError: the file is no sealed document.
    """
    return foreseen_faults(data, trust, now, now + timedelta(days=365 * YEARS_AHEAD))
