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
    blank_date_line,
    blank_number_line,
    carried,
    date_line,
    number_line,
    printed,
    printed_texts,
    subject,
    symbol,
    template_digest,
)
from esign.model import VIETNAM, BookPdf, DraftPdf, RenderedBook, RenderedPdf, canonical_json
from esign.rendering.book_source import BOOK_PAGE, BOOKS, BookSource, texts
from esign.rendering.compiler import LayoutError, PageCompiler
from esign.rendering.coverage import Coverage
from esign.rendering.fonts import choose_font
from esign.rendering.layout import OwnLayout
from esign.rendering.limited import LimitedLayout
from esign.rendering.pages import page_count
from esign.rendering.source import Sheet
from esign.resources import shipped

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date
    from pathlib import Path

    from esign.limits import Bounds
    from esign.model import Agency, BookPrint, DocumentKind, Numbered, Request
    from esign.rendering.fonts import TextFont
    from esign.rendering.layout import Layout

ATTACHED_SCHEMA: Final = "esign.document/1"
# A draft has no date; a fixed one keeps its bytes the same for the same request.
NO_DATE: Final = datetime(2000, 1, 1, tzinfo=VIETNAM)


class TypstRenderer:
    """Lays documents out with Typst; made once, used for many documents.

    Args:
        kinds_root: the folder of the template folders; templates read nothing outside it.
        fonts: folders with fonts, searched before those of the system.
        bounds: what one document of a template that was not shipped with the program may cost; it
            is laid out in a process of its own then. None trusts every template.

    Raises:
        ConfigurationError: there are no templates, or a font folder does not exist or its font is
            not fit.
    """

    def __init__(
        self, kinds_root: Path, fonts: Sequence[Path] = (), *, bounds: Bounds | None = None
    ) -> None:
        root = kinds_root.resolve()
        if not (root / BASE).is_dir():
            raise ConfigurationError("template.no_folder", folder=str(kinds_root), base=BASE)
        self._font = choose_font(fonts)
        self._compiler = PageCompiler(root, self._font.folder)
        self._coverage = Coverage(self._font, self._compiler)
        self._own = OwnLayout(root, self._font.family, self._compiler)
        self._limited = None if bounds is None else LimitedLayout(root, self._font, bounds)
        self._books = BookSource(root, self._font.family)
        self._root = root

    @property
    def font(self) -> TextFont:
        """The text font in use; `is_times` is False where a warning is due."""
        return self._font

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
        title = subject(kind, numbered.request)
        sheet = Sheet(
            kind=kind.folder.name,
            type_name=kind.type_name,
            agency=numbered.agency,
            content=printed(kind, numbered.request.content),
            title=title,
            number=numbered.number.text,
            number_line=number_line(numbered.number),
            symbol=numbered.number.symbol,
            date_line=date_line(numbered.agency.place, numbered.issued_on),
            lookup_code=numbered.lookup_code,
            lookup_url=numbered.lookup_url,
            attached=attached_data(numbered, kind),
        )
        data = self._laid_out(sheet, kind, _midnight(numbered.issued_on))
        return RenderedPdf(
            numbered=numbered,
            data=data,
            subject=title,
            pages=page_count(data),
            font=self._font.name,
            font_digest=self._font.digest,
            template_digest=kind.template_digest,
        )

    def draft(self, request: Request, kind: DocumentKind, agency: Agency) -> DraftPdf:
        """The same page without number, date, markers or attached data, watermarked DỰ THẢO.

        Raises:
            InputError, ConfigurationError: as `render`.
        """
        self.check(request, kind)
        own = symbol(kind, agency)
        blank = blank_number_line(own)
        sheet = Sheet(
            kind=kind.folder.name,
            type_name=kind.type_name,
            agency=agency,
            content=printed(kind, request.content),
            title=subject(kind, request),
            number=blank.partition(": ")[2],
            number_line=blank,
            symbol=own,
            date_line=blank_date_line(agency.place),
        )
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
        source = self._books.typst(book, seal=seal)
        try:
            return self._compiler.pdf(source, _midnight(book.printed_on))
        except LayoutError as error:
            file, line = error.file, error.line
            if not file:
                file, line = BOOK_PAGE, self._books.template_line(book, line)
            raise ConfigurationError(
                "template.typst", file=file, line=line, reason=error.reason
            ) from None

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
    folder = shipped("templates") / kind.folder.name
    return folder.is_dir() and _shipped_digest(folder) == kind.template_digest


@cache
def _shipped_digest(folder: Path) -> str:
    return template_digest(folder)


def attached_data(numbered: Numbered, kind: DocumentKind) -> bytes:
    """The document for machines: register facts and the carried content, as canonical JSON."""
    number = numbered.number
    return canonical_json(
        {
            "schema": ATTACHED_SCHEMA,
            "kind": kind.name,
            "type_name": kind.type_name,
            "agency": {"code": numbered.agency.code, "name": numbered.agency.name},
            "number": number.value,
            "symbol": number.symbol,
            "book": number.book,
            "issued_on": numbered.issued_on.isoformat(),
            "place": numbered.agency.place,
            "document_id": numbered.document_id,
            "lookup_code": numbered.lookup_code,
            "subject": subject(kind, numbered.request),
            "content": carried(kind, numbered.request.content),
        }
    ).encode()


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), VIETNAM)
