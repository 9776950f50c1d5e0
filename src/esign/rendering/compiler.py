# SPDX-License-Identifier: Apache-2.0
"""The Typst compiler: source to PDF/A-3a and PDF/UA-1. The only place that runs it."""

from __future__ import annotations

import os
import re
import threading
from typing import TYPE_CHECKING, ClassVar, Final

import typst

from esign.errors import ConfigurationError

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

STANDARDS: Final[list[typst.PDFStandard]] = ["a-3a", "ua-1"]
SOURCE_NAME: Final = "__typst_py_bytes__.typ"  # what the binding calls a source given as bytes
# Typst looks for packages in the home folder, then in the network; a page has neither.
NO_PACKAGES: Final = ".packages"
PACKAGE: Final = re.compile(r"\bpackage\b.*(\(searched for|https://)|failed to download package")
PLACE: Final = re.compile(r"┌─ (?P<file>.+?):(?P<line>\d+):\d+")


class LayoutError(Exception):
    """Typst refuses a source or warns about it.

    Attributes:
        file: path below the root; empty for the source itself.
        line: 1-based line in that file; 0 when Typst names none.
        reason: what Typst says.
    """

    def __init__(self, file: str, line: int, reason: str) -> None:
        super().__init__(reason)
        self.file = file
        self.line = line
        self.reason = reason

    @property
    def wants_package(self) -> bool:
        """Whether the source draws on a package, which would come from the network."""
        return PACKAGE.search(self.reason) is not None


class PageCompiler:
    """One compiler with its font and its root; compiles one page at a time, from any thread.

    `fonts` is the folder of the text font; None for the one that Typst brings along.

    A process that is forked after the first page inherits Typst's thread pool without its threads
    and would wait for them for ever, whichever compiler it uses.
    """

    _process: ClassVar[int] = 0

    def __init__(self, root: Path, fonts: Path | None) -> None:
        found = typst.Fonts(
            include_system_fonts=False,
            include_embedded_fonts=fonts is None,
            font_paths=[] if fonts is None else [str(fonts)],
        )
        self._compiler = typst.Compiler(
            root=root,
            font_paths=found,
            ignore_system_fonts=True,
            package_path=root / NO_PACKAGES,
            package_cache_path=root / NO_PACKAGES,
        )
        self._turn = threading.Lock()

    def pdf(self, source: str, created: datetime) -> bytes:
        """The PDF of a source; the same source and time give the same bytes.

        Raises:
            LayoutError: the source does not compile, or compiles with a warning.
            ConfigurationError: see `refuse_after_fork`.
        """
        self.refuse_after_fork()
        with self._turn:
            PageCompiler._process = os.getpid()
            try:
                data, warnings = self._compiler.compile_with_warnings(
                    input=source.encode(),
                    format="pdf",
                    pdf_standards=STANDARDS,
                    timestamp=created,
                )
            except typst.TypstError as error:
                raise _located(error) from None
        if warnings:
            raise _located(warnings[0])
        if not isinstance(data, bytes):
            raise TypeError("a PDF is one piece of bytes")
        return data

    @staticmethod
    def refuse_after_fork() -> None:
        """Refuse to compile in a process forked from one that has compiled.

        Raises:
            ConfigurationError: this is such a process.
        """
        if PageCompiler._process not in {0, os.getpid()}:
            raise ConfigurationError("render.forked")


def _located(diagnostic: typst.TypstError | typst.TypstWarning) -> LayoutError:
    reason = "; ".join((diagnostic.message, *diagnostic.hints))
    place = PLACE.search(diagnostic.diagnostic)
    if place is None:
        return LayoutError("", 0, reason)
    file = "" if place["file"].endswith(SOURCE_NAME) else place["file"]
    return LayoutError(file, int(place["line"]), reason)
