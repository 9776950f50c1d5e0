# SPDX-License-Identifier: Apache-2.0
"""From a document's values to the Typst source of its page, through the kind's Jinja2 template.

A template sees `agency`, `document` and `content`, the last with printed fields only; it stands
between `_base/nd30.typ` and nothing else. Two names are set for `_base/closing.typ.j2`:
`with-markers` and `look-up-picture`.
"""

from __future__ import annotations

import io
from dataclasses import asdict, dataclass
from datetime import date
from types import GeneratorType
from typing import TYPE_CHECKING, Final

import segno
from jinja2 import FileSystemLoader, StrictUndefined, TemplateError, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from esign.errors import ConfigurationError
from esign.kinds import PAGE, long_date, passages, roman, short_date
from esign.rendering.literals import embedded, literal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from jinja2 import Template

    from esign.model import Agency

ATTACHMENT_NAME: Final = "du-lieu-van-ban.json"
ATTACHMENT_TEXT: Final = "Dữ liệu của văn bản, dành cho phần mềm"
QR_WIDTH: Final = 20  # millimetres, without the quiet zone
QUIET_ZONE: Final = 4  # modules (ISO/IEC 18004 §6.3.8)
QR_TEXT: Final = "Mã QR dẫn tới trang tra cứu văn bản"

# What a template's own expressions can come to.
FAULTS: Final = (TemplateError, TypeError, ValueError, ArithmeticError, LookupError, RecursionError)

DOCUMENT_FIELDS: Final = (
    *("type_name", "subject", "number", "number_line", "symbol", "date_line", "lookup_code"),
    "open_year",
)
"""What a template sees of `document`."""

NUMBERED_FIELDS: Final = ("number", "number_line", "date_line")
"""What a document lacks that has no number yet."""

PRELUDE: Final = """\
#import "/_base/nd30.typ": *
#let with-markers = {markers}
#let look-up-picture = {picture}
#show: administrative-page.with(font: {font}, draft: {draft})
"""

# Behind the content: what stands before a paragraph is part of what Typst remembers its layout by,
# and a title of each document's own would make it set every sentence anew.
EPILOGUE: Final = """
#set document(title: {title})
"""


class NumberLater:
    """Stands for what is not known yet; a template that shows it is found out by its name."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What one page needs.

    `kind` is its template's folder, `attached` is None on a draft; `open_year` is the printed year
    of a document that is numbered after signing, which has neither number nor date; else empty.
    """

    kind: str
    type_name: str
    agency: Agency
    content: Mapping[str, object]
    title: str
    symbol: str
    number: str = ""
    number_line: str = ""
    date_line: str = ""
    open_year: str = ""
    lookup_code: str = ""
    lookup_url: str = ""
    attached: bytes | None = None


class PageSource:
    """The templates below one folder, compiled once each."""

    def __init__(self, root: Path, font_family: str) -> None:
        self._root = root
        self._font = font_family
        self._templates = kind_templates(root)

    def typst(self, sheet: Sheet) -> str:
        """The whole Typst source.

        Raises:
            ConfigurationError: the template is unsound; names file, line and reason.
        """
        prelude = self._prelude(sheet)
        try:
            page = self._template(sheet).render(_context(sheet))
        except FAULTS as error:
            raise unsound(error, self._root) from None
        return prelude + page + EPILOGUE.format(title=literal(sheet.title))

    def template_line(self, sheet: Sheet, line: int) -> int:
        """Near which line of the kind's template a line of its Typst source comes from."""
        reached = self._prelude(sheet).count("\n") + 1
        return origin_of(line, self._template(sheet), _context(sheet), reached)

    def _template(self, sheet: Sheet) -> Template:
        return self._templates.get_template(f"{sheet.kind}/{PAGE}")

    def _prelude(self, sheet: Sheet) -> str:
        draft = sheet.attached is None
        prelude = PRELUDE.format(
            markers="false" if draft else "true",
            picture=_qr(sheet.lookup_url) if sheet.lookup_url else "none",
            font=literal(self._font),
            draft="true" if draft else "false",
        )
        return prelude if sheet.attached is None else prelude + _attachment(sheet.attached)


def kind_templates(root: Path) -> ImmutableSandboxedEnvironment:
    """The templates of kinds, with the filters that word their values."""
    templates = page_templates(root)
    templates.filters |= {
        "long_date": lambda text: long_date(date.fromisoformat(text)),
        "short_date": lambda text: short_date(date.fromisoformat(text)),
        "passages": passages,
        "roman": roman,
    }
    return templates


def page_templates(root: Path) -> ImmutableSandboxedEnvironment:
    """The templates below a folder; every value they show becomes a literal."""
    return ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(root),
        undefined=StrictUndefined,
        finalize=embedded,
        autoescape=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def origin_of(line: int, template: Template, context: dict[str, object], reached: int) -> int:
    """Near which line of a template a line of its Typst source comes from.

    Args:
        line: in the whole source.
        template: what the source was made from.
        context: what it was made with.
        reached: the line of the source where the template's part begins.
    """
    pieces = template.root_render_func(template.new_context(context))
    origin = 1
    for piece in pieces:
        if isinstance(pieces, GeneratorType) and pieces.gi_frame:
            origin = template.get_corresponding_lineno(pieces.gi_frame.f_lineno)
        if reached + piece.count("\n") >= line:
            return origin + max(line - reached, 0)
        reached += piece.count("\n")
    return origin


def _context(sheet: Sheet) -> dict[str, object]:
    document: dict[str, object] = {
        name: sheet.title if name == "subject" else getattr(sheet, name) for name in DOCUMENT_FIELDS
    }
    if sheet.open_year:
        document |= dict.fromkeys(NUMBERED_FIELDS, NumberLater())
    return {"agency": asdict(sheet.agency), "document": document, "content": sheet.content}


def _attachment(data: bytes) -> str:
    return (
        f"#pdf.attach({literal(ATTACHMENT_NAME)}, bytes({literal(data.decode())}), "
        f'relationship: "data", mime-type: "application/json", '
        f"description: {literal(ATTACHMENT_TEXT)})\n"
    )


def _qr(url: str) -> str:
    """A picture of the address: ISO/IEC 18004, error correction M."""
    code = segno.make_qr(url, error="m")
    picture = io.BytesIO()
    code.save(picture, kind="svg", border=QUIET_ZONE, xmldecl=False)
    modules = code.symbol_size(border=0)[0]
    quiet = QR_WIDTH * QUIET_ZONE / modules
    drawing = literal(picture.getvalue().decode())
    width = f"{QR_WIDTH + 2 * quiet:.2f}mm"
    image = f'image(bytes({drawing}), format: "svg", width: {width}, alt: {literal(QR_TEXT)})'
    # its quiet zone reaches into the margin, so that the modules stand below the text
    return f"pad(left: -{quiet:.2f}mm, {image})"


def unsound(error: Exception, root: Path) -> ConfigurationError:
    """A template's fault; names the template's own line, which Jinja2 writes into the traceback."""
    if isinstance(error, TemplateSyntaxError):
        file, line = error.filename or error.name or "", error.lineno
    else:
        file, line = "", 0
        frame = error.__traceback__
        while frame is not None:
            if frame.tb_frame.f_code.co_filename.startswith(str(root)):
                file, line = frame.tb_frame.f_code.co_filename, frame.tb_lineno
            frame = frame.tb_next
    return ConfigurationError("template.jinja", file=file, line=line, reason=str(error))
