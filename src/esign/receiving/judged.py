# SPDX-License-Identifier: Apache-2.0
"""What became of one file that was received."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NoReturn

from esign.model import Verdict

if TYPE_CHECKING:
    from esign.errors import EsignError
    from esign.model import Finding, Package, Report, StatusPackage


class Nature(StrEnum):
    """What a file is."""

    PDF = "pdf"
    PACKAGE = "package"
    SIGNATURE = "signature"
    ARCHIVE = "archive"
    OTHER = "other"
    CONTENT = "content"
    """Not signed itself, but what a detached signature beside it is over."""


GRAVEST: tuple[Verdict, ...] = (Verdict.FAILED, Verdict.INDETERMINATE, Verdict.PASSED)


@dataclass(frozen=True, slots=True)
class Judged:
    """One file that was received, with what was found; ask for `verdict`.

    Attributes:
        path: how it was named; what lies in an archive or a package by both names, `a.zip/b.pdf`.
        nature: what it is.
        report: the judgement of a PDF or a detached signature.
        package: the header sheet of a document package, without its attachments.
        status: what a status package says.
        findings: of a package: what is found of it beside its files.
        parts: a package's attachments; what lies in an archive that is attached.
        fault: why it cannot be read.
        earlier: SHA-256 (hex) of what the file was before each of its last revisions.
    """

    path: str
    nature: Nature
    report: Report | None = None
    package: Package | None = None
    status: StatusPackage | None = None
    findings: tuple[Finding, ...] = ()
    parts: tuple[Judged, ...] = ()
    fault: EsignError | None = None
    earlier: tuple[str, ...] = ()

    @property
    def verdict(self) -> Verdict | None:
        """The gravest of all that was judged; None if nothing was, or it cannot be read.

        Nobody vouches for what is not signed or cannot be read: a package that carries any such
        attachment is indeterminate at best.
        """
        if self.report is not None:
            return self.report.verdict
        if self.package is None and self.status is None and not self.parts:
            return None
        verdicts = {part.verdict or Verdict.INDETERMINATE for part in self._counted}
        if not verdicts:
            verdicts.add(Verdict.INDETERMINATE)
        verdicts.update(finding.verdict for finding in self.findings)
        return next(each for each in GRAVEST if each in verdicts)

    @property
    def _counted(self) -> tuple[Judged, ...]:
        return tuple(part for part in self.parts if part.nature is not Nature.CONTENT)

    def __bool__(self) -> NoReturn:
        raise TypeError("what was judged is neither true nor false: compare its verdict")
