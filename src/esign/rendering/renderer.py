# SPDX-License-Identifier: Apache-2.0
"""A checked request laid out as an official page, with its data attached."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime, time
from functools import cache
from typing import TYPE_CHECKING, Final

from esign.errors import ConfigurationError, Detail, InputError
from esign.kinds import (
    BASE,
    arranged,
    printed_texts,
    template_digest,
)
from esign.model import (
    VIETNAM,
    BookPdf,
    DigitFonts,
    DraftPdf,
    RenderedBook,
    RenderedOpen,
    RenderedPdf,
)
from esign.rendering.book_source import BOOKS, book_sheet, texts
from esign.rendering.compiler import PageCompiler
from esign.rendering.coverage import Coverage
from esign.rendering.fonts import choose_font
from esign.rendering.layout import OwnLayout
from esign.rendering.limited import BOOK_BOUNDS, LimitedLayout
from esign.rendering.pages import page_count
from esign.rendering.sheets import draft_sheet, numbered_sheet, open_sheet
from esign.rendering.source import NumberLater
from esign.resources import shipped

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date
    from pathlib import Path

    from esign.limits import Bounds
    from esign.model import Agency, BookPrint, DocumentKind, Numbered, Request, Unnumbered
    from esign.rendering.fonts import TextFont
    from esign.rendering.layout import Layout
    from esign.rendering.source import Sheet

# A draft has no date; a fixed one keeps its bytes the same for the same request.
NO_DATE: Final = datetime(2000, 1, 1, tzinfo=VIETNAM)


class TypstRenderer:
    """Lays documents out with Typst; made once, used for many documents.

    Args:
        kinds_root: the folder of the template folders; templates read nothing outside it.
        fonts: folders with fonts, searched before those of the system.
        bounds: what one document of a template that was not shipped with the program may cost; it
            is laid out in a process of its own then. None trusts every template.
        book_bounds: the same for a register as a book.

    Raises:
        ConfigurationError: there are no templates, or a font folder does not exist or its font is
            not fit.
    """

    def __init__(
        self,
        kinds_root: Path,
        fonts: Sequence[Path] = (),
        *,
        bounds: Bounds | None = None,
        book_bounds: Bounds = BOOK_BOUNDS,
    ) -> None:
        root = kinds_root.resolve()
        if not (root / BASE).is_dir():
            raise ConfigurationError("template.no_folder", folder=str(kinds_root), base=BASE)
        self._font = choose_font(fonts)
        self._compiler = PageCompiler(root, self._font.folder)
        self._coverage = Coverage(self._font, self._compiler)
        self._own = OwnLayout(root, self._font.family, self._compiler)
        self._limited = None if bounds is None else LimitedLayout(root, self._font, bounds)
        self._books = None if bounds is None else LimitedLayout(root, self._font, book_bounds)
        self._root = root

    @property
    def font(self) -> TextFont:
        """The text font in use; `is_times` is False where a warning is due."""
        return self._font

    @property
    def text_font(self) -> Path:
        """The text font's file, for texts that are set when signing.

        Raises:
            ConfigurationError: the font in use is the engine's own and has none.
        """
        if self._font.file is None:
            raise ConfigurationError("adopt.no_font", font=self._font.name)
        return self._font.file

    @property
    def reservations(self) -> tuple[Detail, ...]:
        """That the font has not the widths of Times New Roman, if it has not."""
        if self._font.is_times:
            return ()
        return (Detail("font.not_times", facts={"font": self._font.name}),)

    def check(self, request: Request, kind: DocumentKind) -> None:
        """Refuse texts that the font cannot show, before a number is taken.

        Raises:
            InputError: names each field and the character.
            ConfigurationError: this process was forked after another had laid out pages.
        """
        self._compiler.refuse_after_fork()
        faults = self._faults(printed_texts(kind, request.content))
        if faults:
            details = arranged(kind.schema, faults)
            raise InputError("render.characters", details=details, font=self._font.name)

    def render(self, numbered: Numbered, kind: DocumentKind) -> RenderedPdf:
        """The numbered document as PDF/A-3a and PDF/UA-1 with its carried data attached.

        Raises:
            InputError: the font cannot show a character of the request.
            ConfigurationError: the same of the agency's texts; or the template is unsound.
        """
        self.check(numbered.request, kind)
        sheet = numbered_sheet(numbered, kind)
        data = self._laid_out(sheet, kind, _midnight(numbered.issued_on))
        return RenderedPdf(
            numbered=numbered,
            data=data,
            subject=sheet.title,
            pages=page_count(data),
            font=self._font.name,
            font_digest=self._font.digest,
            template_digest=kind.template_digest,
        )

    def render_open(self, unnumbered: Unnumbered, kind: DocumentKind) -> RenderedOpen:
        """A document that is signed before it is numbered, with room for number, day and month.

        Raises:
            InputError, ConfigurationError: as `render`; or the template prints the number in its
                text, or the font in use is the engine's own, whose digits cannot be embedded.
        """
        self.check(unnumbered.request, kind)
        font = self._font
        if font.file is None or font.italic is None:
            raise ConfigurationError("render.no_digits", font=font.name)
        sheet = open_sheet(unnumbered, kind)
        try:
            data = self._laid_out(sheet, kind, _midnight(unnumbered.drawn_on))
        except ConfigurationError as fault:
            if NumberLater.__name__ in str(fault.facts.get("reason", "")):
                raise InputError("sign_first.prints_number", kind=kind.name) from fault
            raise
        return RenderedOpen(
            unnumbered=unnumbered,
            data=data,
            subject=sheet.title,
            pages=page_count(data),
            font=font.name,
            font_digest=font.digest,
            template_digest=kind.template_digest,
            digits=DigitFonts(font.file, font.italic),
        )

    def draft(self, request: Request, kind: DocumentKind, agency: Agency) -> DraftPdf:
        """The same page without number, date, markers or attached data, watermarked DỰ THẢO.

        Raises:
            InputError, ConfigurationError: as `render`.
        """
        self.check(request, kind)
        sheet = draft_sheet(request, kind, agency)
        return DraftPdf(self._laid_out(sheet, kind, NO_DATE))

    def book(self, book: BookPrint) -> BookPdf:
        """The register as a bound book, to be signed by hand: PDF/A-3a and PDF/UA-1.

        Raises:
            InputError: the font cannot show a character; names each row and column.
            ConfigurationError: the same of the agency's texts; or the template is unsound.
        """
        data = self._bound(book, seal=False)
        return BookPdf(data, page_count(data))

    def book_to_seal(self, book: BookPrint) -> RenderedBook:
        """The same book with room for the agency's seal on its last page.

        Raises:
            InputError, ConfigurationError: as `book`.
        """
        data = self._bound(book, seal=True)
        return RenderedBook(
            book=book,
            data=data,
            pages=page_count(data),
            font=self._font.name,
            font_digest=self._font.digest,
            template_digest=template_digest(self._root / BOOKS),
        )

    def _bound(self, book: BookPrint, *, seal: bool) -> bytes:
        self._compiler.refuse_after_fork()
        self._refuse_agency(book.agency)
        if faults := self._book_faults(book):
            raise InputError("render.book_characters", details=faults, font=self._font.name)
        sheet = book_sheet(book, self._font.family, seal=seal)
        layout: Layout = self._own
        if self._books is not None and not _came_along(BOOKS, template_digest(self._root / BOOKS)):
            layout = self._books
        return layout.book(sheet, _midnight(book.printed_on))

    def _book_faults(self, book: BookPrint) -> list[Detail]:
        return [
            Detail(
                "render.book_character",
                facts={
                    "row": row,
                    "column": column,
                    "code_point": f"U+{ord(each):04X}",
                    "shown": each,
                },
            )
            for row, column, text in texts(book)
            if (each := self._coverage.lacking(text))
        ]

    def _faults(self, texts: Iterable[tuple[str, str]]) -> list[Detail]:
        return [
            Detail("render.character", path, {"code_point": f"U+{ord(each):04X}", "shown": each})
            for path, text in texts
            if (each := self._coverage.lacking(text))
        ]

    def _laid_out(self, sheet: Sheet, kind: DocumentKind, created: datetime) -> bytes:
        self._refuse_agency(sheet.agency)
        layout: Layout = self._own
        if self._limited is not None and not is_shipped(kind):
            layout = self._limited
        return layout.pdf(sheet, created)

    def _refuse_agency(self, agency: Agency) -> None:
        if faults := self._faults((name, str(each)) for name, each in asdict(agency).items()):
            raise ConfigurationError("render.agency", details=faults, font=self._font.name)


def is_shipped(kind: DocumentKind) -> bool:
    """Whether the kind's template is, byte for byte, one that came with the program."""
    return _came_along(kind.folder.name, kind.template_digest)


def _came_along(name: str, digest: str) -> bool:
    folder = shipped("templates") / name
    return folder.is_dir() and _shipped_digest(folder) == digest


@cache
def _shipped_digest(folder: Path) -> str:
    return template_digest(folder)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), VIETNAM)
