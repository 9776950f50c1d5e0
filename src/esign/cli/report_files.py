# SPDX-License-Identifier: Apache-2.0
"""`esign verify --report`, `--signed-version`, `--compare`: what a verification leaves behind.

Whatever lays a report out is loaded only where one is asked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import wraps
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

import click

from esign.cli.options import PATH, overwrite_option
from esign.cli.output import say, say_error
from esign.cli.words import word
from esign.errors import ExitStatus, InputError, OutputError, UsageError
from esign.files import refuse_unwritable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from esign.receiving import Judged, Sources

SUFFIXES: Final = (".html", ".pdf", ".xml", ".json")
WRITING: Final = "esign.cli.report_writing"


@dataclass(frozen=True, slots=True)
class ReportFiles:
    """What is to be written about the one file that is verified.

    Attributes:
        reports: files of the report; their suffixes choose the form.
        version: where the version that was signed goes.
        signature: which signature that is about; None for the last one that is intact.
        compare: whether the two versions are compared.
        overwrite: whether files may be replaced.
    """

    reports: tuple[Path, ...]
    version: Path | None
    signature: int | None
    compare: bool
    overwrite: bool

    @property
    def wanted(self) -> bool:
        """Whether anything is."""
        return bool(self.reports) or self.version is not None or self.compare

    def refuse_unfit(
        self, files: tuple[Path, ...], *, several: bool, as_lines: bool = False
    ) -> None:
        """Refuse, before anything is judged, what could not be written afterwards.

        Args:
            files: what is to be verified.
            several: whether that is more than one file.
            as_lines: whether each file is told in one line of JSON.

        Raises:
            UsageError: there are several files, or a name says no form, or stands twice.
            OutputError: a file of that name is there, or its folder cannot be written to.
        """
        if not self.wanted:
            if self.signature is not None:
                raise UsageError("report_file.signature_alone")
            return
        if as_lines:
            raise UsageError("report_file.no_lines")
        if several:
            option = "--compare" if self.version is None else "--signed-version"
            raise UsageError("report_file.one_input", name="--report" if self.reports else option)
        for path in self.reports:
            if path.suffix.lower() not in SUFFIXES:
                known = ", ".join(SUFFIXES)
                raise UsageError("report_file.unknown_suffix", name=str(path), known=known)
        self._refuse_taken(files)

    def _refuse_taken(self, files: tuple[Path, ...]) -> None:
        inputs = {path.resolve() for path in files}
        taken: set[Path] = set()
        for path in self._paths:
            place = path.resolve()
            if place in inputs:
                raise UsageError("report_file.written_over_input", name=str(path))
            if place in taken:
                raise UsageError("report_file.twice", name=str(path))
            if path.is_dir() or (path.exists() and not self.overwrite):
                raise OutputError("output.exists", name=str(path))
            taken.add(place)
        for path in taken:
            if not path.parent.is_dir():
                raise OutputError("output.no_folder", name=str(path))
            refuse_unwritable(path.parent)

    @property
    def _paths(self) -> tuple[Path, ...]:
        return self.reports if self.version is None else (*self.reports, self.version)

    def hand_out(self, judged: Judged, sources: Sources, trust_folder: Path) -> ExitStatus | None:
        """Write what is wanted about the one file that was judged.

        Args:
            judged: what was found.
            sources: where the file is.
            trust_folder: whose certificates were believed.

        Returns:
            Why something that was asked for could not be had, after saying so; else None.

        Raises:
            OutputError: a file cannot be written.
        """
        if not self.wanted:
            return None
        if judged.report is None:
            say(word("report_file.no_report"))
            return ExitStatus.INPUT
        writing: Any = import_module(WRITING)
        try:
            data = sources.single()[0].read()[0]
            lines: Iterator[str] = writing.write_all(self, judged.report, data, trust_folder.name)
            for line in lines:
                say(line)
        except InputError as fault:
            say_error(fault)
            return fault.exit_status
        return None


def report_options(command: Callable[..., object]) -> Callable[..., object]:
    """The options, handed to the command as one `reports`."""

    @wraps(command)
    def with_reports(
        *,
        report: tuple[Path, ...],
        signed_version: Path | None,
        signature: int | None,
        compare: bool,
        overwrite: bool,
        **others: object,
    ) -> object:
        reports = ReportFiles(report, signed_version, signature, compare, overwrite)
        return command(reports=reports, **others)

    options = (
        click.option("--report", type=PATH, multiple=True, help=word("cli.verify.report")),
        click.option("--signed-version", type=PATH, help=word("cli.verify.signed_version")),
        click.option("--signature", type=int, help=word("cli.verify.signature")),
        click.option("--compare", is_flag=True, help=word("cli.verify.compare")),
        overwrite_option,
    )
    decorated: Callable[..., object] = with_reports
    for option in reversed(options):
        decorated = option(decorated)
    return decorated
