# SPDX-License-Identifier: Apache-2.0
"""One sheet to its PDF, through the kind's template, in this process."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from esign.errors import ConfigurationError
from esign.kinds import PAGE
from esign.rendering.compiler import LayoutError, PageCompiler
from esign.rendering.source import PageSource

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from esign.rendering.source import Sheet


class Layout(Protocol):
    """Lays sheets out."""

    def pdf(self, sheet: Sheet, created: datetime) -> bytes:
        """The PDF of a sheet.

        Raises:
            ConfigurationError: its template is unsound; names file, line and reason.
        """
        ...


class OwnLayout:
    """Lays sheets out in this process, as long as that takes."""

    def __init__(self, root: Path, family: str, compiler: PageCompiler) -> None:
        self._source = PageSource(root, family)
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
            file, line = error.file, error.line
            if not file:
                file = f"{sheet.kind}/{PAGE}"
                line = self._source.template_line(sheet, line)
            if error.wants_package:
                raise ConfigurationError("template.package", file=file, line=line) from None
            raise ConfigurationError(
                "template.typst", file=file, line=line, reason=error.reason
            ) from None
