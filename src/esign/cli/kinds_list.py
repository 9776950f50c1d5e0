# SPDX-License-Identifier: Apache-2.0
"""`esign kinds list`: which kinds of documents can be issued."""

from __future__ import annotations

from typing import TYPE_CHECKING

from esign.cli.command import spoken_command
from esign.cli.options import json_option, settings_option
from esign.cli.output import emit, put
from esign.settings import load_settings
from esign.wiring import open_kinds

if TYPE_CHECKING:
    from pathlib import Path

    from esign.model import DocumentKind


@spoken_command("list", group="kinds")
@settings_option
@json_option
def command(settings: Path | None, *, as_json: bool) -> None:
    """Print name, title, book and symbol of every kind."""
    kinds = list(open_kinds(load_settings(settings)).kinds().values())
    if as_json:
        emit("esign.kinds/1", {"kinds": [_as_json(kind) for kind in kinds]})
        return
    rows = [(kind.name, kind.symbol, kind.book, kind.title) for kind in kinds]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    for *first, title in rows:
        cells = (cell.ljust(width) for cell, width in zip(first, widths, strict=True))
        put("  ".join((*cells, title)))


def _as_json(kind: DocumentKind) -> dict[str, object]:
    since, until = kind.effective_from, kind.effective_until
    return {
        "name": kind.name,
        "title": kind.title,
        "type_name": kind.type_name,
        "book": kind.book,
        "symbol": kind.symbol,
        "subject": kind.subject,
        "effective_from": since and since.isoformat(),
        "effective_until": until and until.isoformat(),
        "retention_years": kind.retention_years,
        "folder": str(kind.folder),
        "template_digest": kind.template_digest,
    }
