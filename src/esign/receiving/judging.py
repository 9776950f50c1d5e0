# SPDX-License-Identifier: Apache-2.0
"""Judges one file that was received, in this process; `opened` is its entrance in a limited one."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from hashlib import sha256
from importlib import import_module
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, Final

from esign import acceptance
from esign.errors import EsignError, InputError
from esign.files import read_regular
from esign.model import Report, SignedContent, StatusPackage, Verdict
from esign.receiving.archive import Archive
from esign.receiving.carrying import to_plain
from esign.receiving.judged import Judged, Nature
from esign.receiving.nature import SIGNATURES, holds_package, nature_of
from esign.trust import TrustStore
from esign.verification import (
    DEFAULT_POLICY,
    NOBODY,
    expectation,
    get_ready,
    inspect_detached,
    read_detached,
    shown,
    told_as_past,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from esign.exchange import Examined
    from esign.model import Package
    from esign.verification import Expectation

MOST_DEPTH: Final = 3
"""Archives and packages within one another that are looked into."""
ANNEXES: Final = "sealed"
"""By which policy a package's further files count as well: annexes that only the agency signs."""


@dataclass(frozen=True, slots=True)
class Means:
    """What a file is judged by.

    Attributes:
        trust: whose certificates are accepted, for what.
        at: the moment for which it is judged, aware; normally now.
        policy: name of the policy to judge by.
        earlier: whether the digests of earlier revisions are wanted, for asking a register.
        expected: who should have signed, beside what the policy expects.
        today: the present where `at` is a past moment, else None.
        known_as: codes of a package's sender by a list of agencies; empty without one.
    """

    trust: TrustStore
    at: datetime
    policy: str = DEFAULT_POLICY
    earlier: bool = False
    expected: Expectation = NOBODY
    today: datetime | None = None
    known_as: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Piece:
    """A file as it came.

    Attributes:
        path: how it is named.
        data: the file.
        content: what it is over, if it is a detached signature and that was found.
        content_name: how that is called; empty if it lies in the signature file itself.
        accompanied: whether a detached signature over it came along.
        depth: how many archives and packages it lies in.
    """

    path: str
    data: bytes
    content: bytes | None = None
    content_name: str = ""
    accompanied: bool = False
    depth: int = 0

    @property
    def name(self) -> str:
        """Its last name, fit to be shown."""
        return shown(PurePosixPath(self.path).name or self.path)


def judge(piece: Piece, means: Means) -> Judged:
    """Judge a file, whatever it is.

    Raises:
        InputError: it cannot be read, or not as what its name says.
    """
    nature = nature_of(piece.path, piece.data)
    if nature is Nature.PDF:
        return _document(piece, means)
    if nature is Nature.SIGNATURE:
        return _signature(piece, means)
    if nature is Nature.PACKAGE:
        return _package(piece, means)
    if nature is Nature.ARCHIVE:
        return _archive(piece, means)
    return Judged(piece.path, Nature.CONTENT if piece.accompanied else Nature.OTHER)


def _document(piece: Piece, means: Means) -> Judged:
    report = _inspected(piece, means, means.policy)
    if piece.accompanied and not report.signatures and not report.timestamps:
        return Judged(piece.path, Nature.CONTENT)
    wanted = means.earlier and report.verdict is Verdict.PASSED
    earlier = tuple(acceptance.earlier_digests(piece.data)) if wanted else ()
    return Judged(piece.path, Nature.PDF, report, earlier=earlier)


def _inspected(piece: Piece, means: Means, policy: str) -> Report:
    return acceptance.inspect(
        piece.data,
        trust=means.trust,
        at=means.at,
        policy=policy,
        name=piece.name,
        expected=means.expected,
        today=means.today,
    )


def _signature(piece: Piece, means: Means) -> Judged:
    signature = read_detached(piece.data)
    if signature is None:
        raise InputError("receiving.no_signature", name=piece.name)
    content = signature.content if piece.content is None else piece.content
    if content is None:
        raise InputError("receiving.no_content", name=piece.name)
    judge = partial(
        inspect_detached,
        signature,
        content,
        name=piece.name,
        trust=means.trust,
        expected=means.expected,
    )
    report = judge(at=means.at)
    if means.today is not None:
        report = told_as_past(report, judge(at=means.today))
    over = SignedContent(shown(piece.content_name), sha256(piece.data).hexdigest())
    return Judged(piece.path, Nature.SIGNATURE, replace(report, content=over))


def _package(piece: Piece, means: Means) -> Judged:
    _refuse_deep(piece)
    examined = _examined(piece.data, means.today or means.at)
    package = examined.content
    if isinstance(package, StatusPackage):
        return _with_findings(Judged(piece.path, Nature.PACKAGE), examined, means)
    named = _named(piece, package)
    parts = tuple(_parts(piece, named, means))
    first = next((at for at, part in enumerate(parts) if part.nature is Nature.PDF), len(parts))
    parts = tuple(
        _as_annex(part, named, piece, means) if at > first else part
        for at, part in enumerate(parts)
    )
    return _with_findings(Judged(piece.path, Nature.PACKAGE, parts=parts), examined, means)


def _examined(data: bytes, now: datetime) -> Examined:
    # Reading XML is loaded by nobody else.
    found: Examined = import_module("esign.exchange").examine(data, now)
    return found


def _with_findings(judged: Judged, examined: Examined, means: Means) -> Judged:
    """A package with its sheet, and what is found of it beside its files."""
    findings_of = import_module("esign.receiving.envelope").findings_of
    found, content = findings_of(examined, judged.parts, means), examined.content
    if isinstance(content, StatusPackage):
        return replace(judged, status=content, findings=found)
    return replace(judged, package=replace(content, attachments=()), findings=found)


def _named(piece: Piece, package: Package) -> Mapping[str, bytes]:
    """The attachments by name; of two that a recipient could take for one another, neither counts.

    Raises:
        InputError: two have one name, as folders tell names.
    """
    named = {each.name: each.data for each in package.attachments}
    folded = {unicodedata.normalize("NFC", name).casefold() for name in named}
    if len(folded) < len(package.attachments):
        raise InputError("receiving.package_names", name=piece.name)
    return named


def _as_annex(part: Judged, named: Mapping[str, bytes], piece: Piece, means: Means) -> Judged:
    """An annex stands by the agency's seal alone; the document before it does not."""
    report, name = part.report, part.path.removeprefix(f"{piece.path}/")
    undecided = report is not None and report.verdict is not Verdict.PASSED
    if not undecided or part.nature is not Nature.PDF or means.policy != DEFAULT_POLICY:
        return part
    of_agency = replace(means, expected=means.expected.of_agency)
    sealed = _inspected(Piece(part.path, named[name]), of_agency, ANNEXES)
    return replace(part, report=sealed) if sealed.verdict is Verdict.PASSED else part


def _archive(piece: Piece, means: Means) -> Judged:
    """An archive within a package, or one that is a package; others are taken apart before."""
    _refuse_deep(piece)
    archive = Archive(BytesIO(piece.data), piece.name)
    if holds_package(archive):
        return _package(piece, means)
    named = {name: archive.read(name) for name in archive.members}
    return Judged(piece.path, Nature.ARCHIVE, parts=tuple(_parts(piece, named, means)))


def _parts(piece: Piece, named: Mapping[str, bytes], means: Means) -> Iterator[Judged]:
    for name, data in named.items():
        signed = content_name(name)
        part = Piece(
            path=f"{piece.path}/{name}",
            data=data,
            content=named.get(signed) if signed else None,
            content_name=signed if signed in named else "",
            accompanied=any(name + ending in named for ending in SIGNATURES),
            depth=piece.depth + 1,
        )
        try:
            yield judge(part, means)
        except InputError as fault:
            yield Judged(part.path, nature_of(part.path, data), fault=fault)


def _refuse_deep(piece: Piece) -> None:
    if piece.depth >= MOST_DEPTH:
        raise InputError("receiving.zip_depth", name=piece.name)


def content_name(name: str) -> str:
    """What the file is called that a detached signature of this name is over; empty if none."""
    ending = next((each for each in SIGNATURES if name.lower().endswith(each)), "")
    return name[: -len(ending)] if ending else ""


def opened(opening: Mapping[str, Any]) -> Callable[..., dict[str, object]]:
    """The task of a limited process: judges pieces by the trust folder it has opened.

    Args:
        opening: `trust`, a folder; `crls`, files; `policy`; `earlier`; `expected`, texts by name.

    Raises:
        ConfigurationError: the trust folder is unsound.
    """
    trust = TrustStore.open(Path(opening["trust"]), [Path(each) for each in opening["crls"]])
    expected = expectation(**opening["expected"])
    get_ready(opening["policy"])

    def task(*inputs: Any) -> dict[str, object]:  # noqa: ANN401 - bytes, and the options last
        *data, options = inputs
        given = [read_regular(Path(each)) for each in options["files"]] or data
        piece = Piece(
            path=options["path"],
            data=given[0],
            content=given[1] if len(given) > 1 else None,
            content_name=options["content_name"],
            accompanied=options["accompanied"],
            depth=options["depth"],
        )
        at = datetime.fromisoformat(options["at"])
        today = options["today"] and datetime.fromisoformat(options["today"])
        means = Means(trust, at, opening["policy"], opening["earlier"], expected, today)
        return _carried(judge(piece, replace(means, known_as=tuple(options["known_as"]))))

    return task


def _carried(judged: Judged) -> dict[str, object]:
    return {
        "path": judged.path,
        "nature": judged.nature,
        "report": to_plain(judged.report),
        "package": to_plain(judged.package),
        "status": to_plain(judged.status),
        "findings": to_plain(judged.findings),
        "parts": [_carried(part) for part in judged.parts],
        "fault": None if judged.fault is None else _fault(judged.fault),
        "earlier": list(judged.earlier),
    }


def _fault(fault: EsignError) -> dict[str, object]:
    details = [[each.code, each.path, dict(each.facts)] for each in fault.details]
    return {"code": fault.code, "facts": fault.facts, "details": details}
