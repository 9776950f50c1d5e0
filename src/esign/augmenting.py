# SPDX-License-Identifier: Apache-2.0
"""The story of lasting proof: new documents raised as they are issued, older files later.

Proof is only ever appended. What stands in the way never keeps a document back: it is released at
the level that was reached, and the clerk is told why it is not more.
"""

from __future__ import annotations

import stat
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from esign import acceptance
from esign.errors import Detail, EsignError, InputError, OutputError
from esign.files import output_fault, read_bounded, write_whole
from esign.lapses import SOON
from esign.model import Level, Verdict
from esign.signing.levels import (
    Means,
    Raised,
    foreseen_faults,
    lapses_at,
    raise_to,
    read_sealed,
    renew,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime
    from pathlib import Path

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

    def lifted(self, sealed: bytes, judge: Callable[[bytes], Report]) -> Lifted:
        """A sealed document, raised as far as can be had now; its release never hangs on this.

        Args:
            sealed: the document as it was sealed.
            judge: what a recipient finds; where he would not accept the raised file, the document
                goes out as it was sealed.
        """
        try:
            raised = raise_to(sealed, self.level, self.means)
        except InputError as fault:
            return self._told(sealed, Level.B_B, fault)
        if raised.data != sealed and judge(raised.data).verdict is not Verdict.PASSED:
            return self._told(sealed, Level.B_B, InputError("level.not_accepted"))
        return self._told(raised.data, raised.reached, raised.why_not_more)

    def _told(self, data: bytes, level: Level, why: EsignError | None) -> Lifted:
        remarks: tuple[Detail, ...] = ()
        facts = {"level": str(level)}
        if why is not None:
            short = Detail("level.not_more", facts={"level": level, "wanted": self.level})
            remarks = (short, Detail(why.code, facts=why.facts), *why.details)
            facts["why_not_more"] = why.code
        if level.reaches(Level.B_LT):
            faults = foreseen(data, self.trust, self.clock.now())
            facts["foreseen"] = "fails" if faults else "verifies"
            if faults:
                years = {"years": YEARS_AHEAD}
                remarks = (*remarks, Detail("level.will_not_last", facts=years), *faults)
        return Lifted(data, level, remarks, facts)


@dataclass(frozen=True, slots=True)
class Order:
    """What is to become of older files: the level wanted; or, of those at B-LTA, renewal."""

    level: Level = Level.B_LTA
    renewal: bool = False


@dataclass(frozen=True, slots=True)
class Augmented:
    """What became of a file.

    Attributes:
        path: the file.
        before, after: its levels.
        changed: whether proof was appended.
        lapses: when its last time-stamp's certificate ends; None without time-stamp.
        why_not_more: what kept it from what was wanted; None when nothing did.
        foreseen: what will keep it from being verified in years to come; empty when nothing will.
    """

    path: Path
    before: Level
    after: Level
    changed: bool
    lapses: datetime | None
    why_not_more: EsignError | None = None
    foreseen: tuple[Detail, ...] = ()


def augment(path: Path, order: Order, raising: Raising) -> Augmented:
    """Raise a file, or renew its proof, where it lies; it is replaced whole or not at all.

    A recipient must find the file good afterwards; where he would not, it stays as it is.

    Args:
        path: a document of ours, sealed.
        order: what is wanted.
        raising: with what; its own `level` does not count here.

    Raises:
        InputError: the file is no sealed document, or a recipient would call it forged.
        OutputError: it cannot be written, or somebody has changed it meanwhile.
    """
    path = path.resolve()
    data = read_bounded(path)
    found = read_sealed(data)
    policy = "issued" if len(found.signers) > 1 else "sealed"
    if _verdict(data, policy, raising) is Verdict.FAILED:
        raise InputError("level.not_genuine", name=path.name)
    raised = _raised(data, order, raising)
    if raised.data != data and _verdict(raised.data, policy, raising) is not Verdict.PASSED:
        raised = Raised(data, found.level, InputError("level.not_accepted"))
    if raised.data != data:
        _replace(path, data, raised.data)
    lasts = raised.reached.reaches(Level.B_LT)
    return Augmented(
        path=path,
        before=found.level,
        after=raised.reached,
        changed=raised.data != data,
        lapses=lapses_at(raised.data),
        why_not_more=raised.why_not_more,
        foreseen=foreseen(raised.data, raising.trust, raising.clock.now()) if lasts else (),
    )


def foreseen(data: bytes, trust: TrustStore, now: datetime) -> tuple[Detail, ...]:
    """What will keep a file from being verified offline in years to come; empty if nothing will.

    Raises:
        InputError: the file is no sealed document.
    """
    return foreseen_faults(data, trust, now, now + timedelta(days=365 * YEARS_AHEAD))


def _raised(data: bytes, order: Order, raising: Raising) -> Raised:
    if not order.renewal:
        return raise_to(data, order.level, raising.means)
    lapses = lapses_at(data)
    if lapses is not None and lapses - raising.clock.now() > SOON:
        return raise_to(data, Level.B_B, raising.means)
    return renew(data, raising.means)


def _verdict(data: bytes, policy: str, raising: Raising) -> Verdict:
    now = raising.clock.now()
    return acceptance.inspect(data, trust=raising.trust, at=now, policy=policy).verdict


def _replace(path: Path, before: bytes, after: bytes) -> None:
    """Put `after` in the place of `before`, with the same permissions.

    Raises:
        OutputError: the file no longer is what was read, or cannot be written.
    """
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
        if read_bounded(path) != before:
            raise OutputError("level.changed_meanwhile", name=path.name)
        write_whole(path, after, overwrite=True)
        path.chmod(mode)
    except OSError as fault:
        raise output_fault(fault, str(path)) from fault
