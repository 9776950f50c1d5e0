# SPDX-License-Identifier: Apache-2.0
"""One sheet or book to its PDF, through its template, in this process."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from esign.errors import ConfigurationError
from esign.kinds import PAGE
from esign.rendering.book_source import BOOK_PAGE, BookSource
from esign.rendering.compiler import LayoutError, PageCompiler
from esign.rendering.source import PageSource

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from esign.rendering.book_source import BookSheet
    from esign.rendering.source import Sheet


class Layout(Protocol):
    """Lays sheets out."""

    def pdf(self, sheet: Sheet, created: datetime) -> bytes:
        """The PDF of a sheet.

        Raises:
            ConfigurationError: its template is unsound; names file, line and reason.
        """
        ...

    def book(self, sheet: BookSheet, created: datetime) -> bytes:
        """The PDF of a book.

        Raises:
            ConfigurationError: as `pdf`.
        """
        ...


class OwnLayout:
    """Lays sheets out in this process, as long as that takes."""

    def __init__(self, root: Path, family: str, compiler: PageCompiler) -> None:
        self._source = PageSource(root, family)
        self._books = BookSource(root)
        self._compiler = compiler

    def pdf(self, sheet: Sheet, created: datetime) -> bytes:
        """The PDF of a sheet.

        Raises:
            ConfigurationError: its template is unsound; names file, line and reason.
        """
        source = self._source.typst(sheet)
        try:
            return self._compiler.pdf(source, created)
        except LayoutError as error:
            line = 0 if error.file else self._source.template_line(sheet, error.line)
            raise _unsound(error, f"{sheet.kind}/{PAGE}", line) from None

    def book(self, sheet: BookSheet, created: datetime) -> bytes:
        """The PDF of a book.

        Raises:
            ConfigurationError: its template is unsound; names file, line and reason.
        """
        source = self._books.typst(sheet)
        try:
            return self._compiler.pdf(source, created)
        except LayoutError as error:
            line = 0 if error.file else self._books.template_line(sheet, error.line)
            raise _unsound(error, BOOK_PAGE, line) from None


def _unsound(error: LayoutError, page: str, line: int) -> ConfigurationError:
    """The fault of a template: in the file that Typst names, or else near a line of the page."""
    file, line = (error.file, error.line) if error.file else (page, line)
    if error.wants_package:
        return ConfigurationError("template.package", file=file, line=line)
    return ConfigurationError("template.typst", file=file, line=line, reason=error.reason)
