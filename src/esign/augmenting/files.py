# SPDX-License-Identifier: Apache-2.0
"""Files that were issued before, raised or renewed where they lie, and in the register.

The register comes first: it keeps the raised version, then the file is replaced. A run that was cut
off between the two finds the register's version again, asks nobody for another time-stamp, and
writes it.
"""

from __future__ import annotations

import stat
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import TYPE_CHECKING

from esign import acceptance
from esign.augmenting.kept import known_file, renew_package
from esign.augmenting.raising import foreseen
from esign.errors import InputError, OutputError
from esign.files import output_fault, read_bounded, write_whole
from esign.lapses import SOON
from esign.model import Level, Verdict
from esign.signing.levels import Raised, lapses_at, raise_to, read_sealed, renew

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from esign.augmenting.kept import Archive, Known
    from esign.augmenting.raising import Raising
    from esign.errors import Detail, EsignError


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
        number: of the document, where the register keeps this version; empty where it knows nothing
            of the file, or was not asked.
    """

    path: Path
    before: Level
    after: Level
    changed: bool
    lapses: datetime | None
    why_not_more: EsignError | None = None
    foreseen: tuple[Detail, ...] = ()
    number: str = ""


def augment(
    path: Path, order: Order, raising: Raising, archive: Archive | None = None
) -> Augmented:
    """Raise a file, or renew its proof, where it lies; it is replaced whole or not at all.

    A recipient must find the file good afterwards; where he would not, it stays as it is. Of a
    document in the register the newest version that is kept there is raised, whichever the file is.

    Args:
        path: a document of ours, sealed.
        order: what is wanted.
        raising: with what; its own `level` does not count here.
        archive: the office's own register, which keeps what becomes of its documents.

    Raises:
        InputError: the file is no sealed document, or a recipient would call it forged; or the
            register refuses: see `kept.known_file`.
        OutputError: it cannot be written, or somebody has changed it meanwhile.
        ConfigurationError: see `kept.known_file`.
    """
    path = path.resolve()
    data = read_bounded(path)
    before = read_sealed(data).level
    known = None if archive is None else known_file(data, archive)
    raised = _raised(data if known is None else known.data, path.name, order, raising)
    if archive is not None and known is not None:
        raised = _kept(raised, known, raising, archive)
    if raised.data != data:
        _replace(path, data, raised.data)
    if archive is not None and known is not None:
        renew_package(known.entry, path.parent, archive)
    return Augmented(
        path=path,
        before=before,
        after=raised.reached,
        changed=raised.data != data,
        lapses=lapses_at(raised.data),
        why_not_more=raised.why_not_more,
        foreseen=_foreseen(raised, raising),
        number="" if known is None else known.entry.number.text,
    )


def _raised(data: bytes, name: str, order: Order, raising: Raising) -> Raised:
    """The file with what can be appended to it now, as a recipient accepts it.

    Raises:
        InputError: it is no sealed document, or a recipient would call it forged.
    """
    found = read_sealed(data)
    policy = "issued" if len(found.signers) > 1 else "sealed"
    if _verdict(data, policy, raising) is Verdict.FAILED:
        raise InputError("level.not_genuine", name=name)
    raised = _appended(data, order, raising)
    if raised.data != data and _verdict(raised.data, policy, raising) is not Verdict.PASSED:
        return Raised(data, found.level, InputError("level.not_accepted"))
    return raised


def _appended(data: bytes, order: Order, raising: Raising) -> Raised:
    if not order.renewal:
        return raise_to(data, order.level, raising.means)
    lapses = lapses_at(data)
    if lapses is not None and lapses - raising.clock.now() > SOON:
        return raise_to(data, Level.B_B, raising.means)
    return renew(data, raising.means)


def _kept(raised: Raised, known: Known, raising: Raising, archive: Archive) -> Raised:
    """What the register keeps from now on; another run's version, if that was quicker.

    Raises:
        InputError: a recipient does not accept what was appended elsewhere; or as `Versions.keep`.
    """
    if sha256(raised.data).hexdigest() == known.after:
        return raised
    if known.is_new:
        policy = "issued" if len(read_sealed(raised.data).signers) > 1 else "sealed"
        if _verdict(raised.data, policy, raising) is not Verdict.PASSED:
            raise InputError("level.not_genuine", name=known.entry.number.text)
    facts = {"level": str(raised.reached)}
    if raised.reached.reaches(Level.B_LT):
        facts["foreseen"] = "fails" if _foreseen(raised, raising) else "verifies"
    kept = archive.register.versions.keep(
        known.entry.request_id,
        known.stage,
        raised.data,
        after=known.after,
        actor=archive.actor,
        facts=facts,
    )
    if kept == raised.data:
        return raised
    return replace(raised, data=kept, reached=read_sealed(kept).level)


def _foreseen(raised: Raised, raising: Raising) -> tuple[Detail, ...]:
    if not raised.reached.reaches(Level.B_LT):
        return ()
    return foreseen(raised.data, raising.trust, raising.clock.now())


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
