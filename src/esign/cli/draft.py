# SPDX-License-Identifier: Apache-2.0
"""`esign draft REQUEST`: how the page will look, watermarked and without a number."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from esign.cli.command import spoken_command
from esign.cli.options import (
    PATH,
    json_option,
    output_option,
    overwrite_option,
    png_option,
    settings_option,
)
from esign.cli.output import emit, remarks_as_json, say_remarks, say_reservations, written
from esign.cli.pages import write_pages
from esign.exchange_wiring import directory_days_of
from esign.files import write_whole
from esign.issuance import load_request
from esign.kinds import remarks, settled
from esign.model import VIETNAM
from esign.register_wiring import books_of, find_register
from esign.rehearsal import misnamed_receivers, receiver_remarks
from esign.settings import agency_of, load_settings
from esign.system import SystemClock
from esign.wiring import open_kinds, open_renderer

if TYPE_CHECKING:
    from esign.errors import Detail
    from esign.model import Request
    from esign.settings import Settings

SUFFIX = ".draft.pdf"


@spoken_command("draft")
@click.argument("request", type=PATH)
@output_option
@png_option
@overwrite_option
@settings_option
@json_option
def command(
    request: Path,
    output: Path | None,
    settings: Path | None,
    *,
    png: bool,
    overwrite: bool,
    as_json: bool,
) -> None:
    """Lay a request out for reading."""
    loaded = load_settings(settings)
    kinds = open_kinds(loaded)
    checked = load_request(request, kinds)
    renderer = open_renderer(loaded)
    say_reservations(renderer)
    kind = settled(kinds.kind(checked.kind), checked.content)
    issuer = books_of(loaded.values).issuer(kind, agency_of(loaded.values))
    today = SystemClock().now().astimezone(VIETNAM).date()
    found = (*remarks(kind, checked, today, kinds.law), *_of_receivers(checked, loaded.values))
    say_remarks(found)
    page = renderer.draft(checked, kind, issuer)
    path = output or Path(f"{request.stem}{SUFFIX}")
    replacing = overwrite or path.name.endswith(SUFFIX)  # drafts are made to be made again
    write_whole(path, page.data, overwrite=replacing)
    pages = write_pages(page.data, path, overwrite=replacing) if png else []
    if as_json:
        content = {
            "request_id": checked.request_id,
            "pdf": str(path),
            "pages": [*map(str, pages)],
            "remarks": remarks_as_json(found),
        }
        emit("esign.draft/1", content)
        return
    written(path, "cli.draft.written")
    for each in pages:
        written(each, "cli.page_written")


def _of_receivers(request: Request, values: Settings) -> tuple[Detail, ...]:
    """What speaks against the receivers, and what the list of agencies does if there is one."""
    if not request.content.get("receivers"):
        return ()
    agency, register = agency_of(values), None
    if values.books is not None:
        register = find_register(values, SystemClock(), writable=False)
    if register is None:
        return tuple(misnamed_receivers(request, agency, None))
    with register:
        misnamed = misnamed_receivers(request, agency, register)
        return (*misnamed, *receiver_remarks(request, register, directory_days_of(values)))
