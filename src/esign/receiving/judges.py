# SPDX-License-Identifier: Apache-2.0
"""Judges many files in limited processes: for folders, archives, packages, servers and programs.

with Judges(Path("trust"), clock=clock) as judges:
    judged = judges.judge(Path("letter.pdf"))
    for judged in judges.each(Sources([Path("received")])):
        print(judged.path, judged.verdict)
"""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, Self

from esign import acceptance
from esign.errors import Detail, InputError
from esign.limits import Asked, Bounds, LimitedCrew, within_limits
from esign.model import Finding, Package, Report, StatusPackage
from esign.receiving.carrying import from_plain
from esign.receiving.judged import Judged, Nature
from esign.receiving.judging import Means, Piece, judge
from esign.receiving.nature import nature_of
from esign.receiving.sources import Given, Item, Sources
from esign.verification import DEFAULT_POLICY, NOBODY, shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path
    from types import TracebackType

    from esign.ports import Clock, IssueRecord
    from esign.verification import Expectation

TASK: Final = "esign.receiving.judging:opened"


class Judges:
    """Limited processes that judge files; started when there is work, ended when the block is left.

    One file may take `bounds` (20 s of processor time and 512 MB by default); what takes more,
    or kills its process, is an error for that file only. Starting a process costs about a second
    once. Several threads may have single files judged at the same time.

    Args:
        trust_dir: trust folder, or a folder of bare certificates.
        clock: tells for which moment files are judged.
        crls: further revocation lists.
        policy: name of the policy to judge by.
        register: the issuing office's own register; None for everybody else.
        bounds: what one file may cost.
        processes: how many at most; by default as many as there are processors.
        expected: who should have signed, beside what the policy expects.
        past: the past moment for which files are judged; None for the present.
    """

    def __init__(  # noqa: PLR0913 - all but the first are named
        self,
        trust_dir: Path,
        *,
        clock: Clock,
        crls: Sequence[Path] = (),
        policy: str = DEFAULT_POLICY,
        register: IssueRecord | None = None,
        bounds: Bounds | None = None,
        processes: int | None = None,
        expected: Expectation = NOBODY,
        past: datetime | None = None,
    ) -> None:
        self._clock, self._register, self._past = clock, register, past
        opening = {
            "trust": str(trust_dir.absolute()),
            "crls": [str(path.absolute()) for path in crls],
            "policy": policy,
            "earlier": register is not None,
            "expected": expected.texts,
        }
        self._crew = LimitedCrew(TASK, opening, bounds=bounds, size=processes)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End all processes, whatever they are doing."""
        self._crew.close()

    def judge(
        self, source: Path | bytes, *, name: str = "", known_as: tuple[str, ...] = ()
    ) -> Judged:
        """Judge one file; an archive or a folder is for `each`.

        Args:
            source: the file's path, or its bytes.
            name: how bytes are called; its ending counts.
            known_as: codes of a package's sender by a list of agencies; empty without one.

        Raises:
            InputError: it cannot be read, took too much, or is an archive or a folder.
            ConfigurationError: the trust folder is unsound.
        """
        given = Given(name or "PDF", source, known_as) if isinstance(source, bytes) else source
        (judged,) = self.each(Sources([given]).single())
        if judged.fault is not None:
            raise judged.fault
        return judged

    def each(self, items: Sources | Sequence[Item]) -> Iterator[Judged]:
        """Judge files; each is handed over when it and all before it are judged.

        Raises:
            ConfigurationError: the trust folder is unsound.
            UsageError: there is no such policy.
        """
        waiting: deque[Item] = deque()

        def asked() -> Iterator[Asked]:
            for item in items:
                waiting.append(item)
                yield self._asked(item)

        for outcome in self._crew.each(asked()):
            yield self._judged(waiting.popleft(), outcome)

    def _asked(self, item: Item) -> Asked:
        now = self._clock.now()
        options = {
            "path": item.path,
            "files": [str(path.absolute()) for path in item.files],
            "content_name": item.content_name,
            "accompanied": item.accompanied,
            "depth": item.depth,
            "at": (self._past or now).isoformat(),
            "today": now.isoformat() if self._past else None,
            "known_as": list(item.known_as),
        }
        load = item.read if item.fault or not item.files else tuple
        return Asked(shown(item.path), options, load)

    def _judged(self, item: Item, outcome: dict[str, object] | InputError) -> Judged:
        if isinstance(outcome, InputError):
            return Judged(item.path, nature_of(item.path, b""), fault=outcome)
        try:
            judged = _carried(outcome)
        except (ValueError, LookupError, TypeError):
            fault = InputError("limited.crashed", name=shown(item.path))
            return Judged(item.path, Nature.OTHER, fault=fault)
        return asked_of(judged, self._register)


def judge_here(item: Item, means: Means, register: IssueRecord | None = None) -> Judged:
    """Judge one file in this process, which takes the bounds upon itself where the system allows.

    For a single command; a fault of the libraries would take this process along.
    """
    name, nature = shown(item.path), nature_of(item.path, b"")
    try:
        with within_limits(name):
            data, *rest = item.read()
            nature = nature_of(item.path, data)
            piece = Piece(
                item.path,
                data,
                content=rest[0] if rest else None,
                content_name=item.content_name,
                accompanied=item.accompanied,
                depth=item.depth,
            )
            judged = judge(piece, means)
    except InputError as fault:
        return Judged(item.path, nature, fault=fault)
    return asked_of(judged, register)


def asked_of(judged: Judged, register: IssueRecord | None) -> Judged:
    """What was judged, with what the issuing office's register knows of it."""
    if register is None:
        return judged
    report = judged.report
    if report is not None and judged.nature is Nature.PDF:
        report = acceptance.with_standing(report, register, judged.earlier)
    parts = tuple(asked_of(part, register) for part in judged.parts)
    return replace(judged, report=report, parts=parts)


def _carried(plain: Mapping[str, Any]) -> Judged:
    """What a limited process tells.

    Raises:
        ValueError, LookupError, TypeError: it tells something else.
    """
    report, package, status = plain["report"], plain["package"], plain["status"]
    fault = plain["fault"]
    return Judged(
        path=str(plain["path"]),
        nature=Nature(plain["nature"]),
        report=None if report is None else from_plain(Report, report),
        package=None if package is None else from_plain(Package, package),
        status=None if status is None else from_plain(StatusPackage, status),
        findings=tuple(from_plain(Finding, each) for each in plain["findings"]),
        parts=tuple(map(_carried, plain["parts"])),
        fault=None if fault is None else _fault(fault),
        earlier=tuple(map(str, plain["earlier"])),
    )


def _fault(plain: Mapping[str, Any]) -> InputError:
    details = [Detail(code, path, facts) for code, path, facts in plain["details"]]
    return InputError(plain["code"], details=details, **plain["facts"])
