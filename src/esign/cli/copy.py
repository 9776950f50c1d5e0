# SPDX-License-Identifier: Apache-2.0
"""`esign copy [FILE.pdf] --request REQUEST`: a certified electronic copy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from esign.adoption import load_file_request
from esign.cli.adopt import measures, preview_pages, tell_issued
from esign.cli.command import spoken_command
from esign.cli.options import (
    PATH,
    json_option,
    overwrite_option,
    passphrase_option,
    settings_option,
)
from esign.cli.output import say, say_reservations
from esign.cli.sealing import seal_record
from esign.cli.words import word
from esign.copying import certify_copy, examine_scan, read_scan, refuse_other_kind, rehearse_copy
from esign.files import refuse_unwritable
from esign.issuance import load_request
from esign.settings import load_settings
from esign.trust import TrustStore
from esign.wiring import open_desk, open_office, open_renderer, sealing_of, secret_prompt

if TYPE_CHECKING:
    from pathlib import Path

    from esign.adoption import AdoptedPages, Measures
    from esign.model import Request
    from esign.rehearsal import Desk
    from esign.settings import LoadedSettings


@spoken_command("copy")
@click.argument("file", type=PATH, required=False)
@click.option("--request", type=PATH, required=True, help=word("cli.copy.request"))
@click.option("--seal-box", callback=measures, help=word("cli.copy.seal_box"))
@click.option("--dry-run", is_flag=True, help=word("cli.option.dry_run"))
@click.option("--png", is_flag=True, help=word("cli.copy.png"))
@click.option("--reserved", default="", help=word("cli.issue.reserved"))
@overwrite_option
@passphrase_option
@settings_option
@json_option
def command(
    file: Path | None,
    request: Path,
    settings: Path | None,
    passphrase_fd: int | None,
    *,
    seal_box: Measures | None,
    reserved: str,
    dry_run: bool,
    png: bool,
    overwrite: bool,
    as_json: bool,
) -> None:
    """Certify one copy."""
    loaded = load_settings(settings)
    with open_desk(loaded) as desk:
        asked, pages = _asked(file, request, desk, loaded, seal_box)
        if dry_run or png:
            _rehearse(asked, pages, desk, loaded, reserved)
            if png:
                preview_pages(file or request, asked, pages or desk.renderer, desk)
            say(word("cli.issue.would", request=request))
            return
    with open_office(loaded, prompt=secret_prompt(loaded.values, passphrase_fd)) as office:
        refuse_unwritable(office.output)
        issued = certify_copy(asked, office, pages, overwrite=overwrite, reserved=reserved)
        seal_record(sealing_of(office, loaded.values), 0 if issued.repeated else 1)
    tell_issued(request, issued, as_json=as_json)


def _asked(
    file: Path | None,
    request: Path,
    desk: Desk,
    loaded: LoadedSettings,
    box: Measures | None,
) -> tuple[Request, AdoptedPages | None]:
    """The request, and the pages of its file if it has one."""
    if file is None:
        asked = load_request(request, desk.kinds)
        refuse_other_kind(asked, desk.kinds)
        return asked, None
    source = read_scan(file)
    asked = load_file_request(request, source, desk.kinds)
    refuse_other_kind(asked, desk.kinds)
    given = {} if box is None else {"seal": box}
    pages = examine_scan(source, asked, open_renderer(loaded).font, given)
    say_reservations(pages)
    return asked, pages


def _rehearse(
    asked: Request,
    pages: AdoptedPages | None,
    desk: Desk,
    loaded: LoadedSettings,
    reserved: str,
) -> None:
    chosen = desk if pages is None else pages.at(desk)
    rehearse_copy(asked, chosen, TrustStore.load(loaded.values.trust.folder), reserved)
