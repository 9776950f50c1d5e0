# SPDX-License-Identifier: Apache-2.0
"""`esign copy [FILE.pdf] --request REQUEST`: a certified electronic copy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from esign.cli.adopt import measures, preview_pages, tell_issued
from esign.cli.command import spoken_command
from esign.cli.issued_files import refuse_left_behind
from esign.cli.options import (
    PATH,
    after_restore_option,
    json_option,
    overwrite_option,
    passphrase_option,
    settings_option,
)
from esign.cli.outcomes import Fate, Outcome, outcomes_as_json
from esign.cli.output import emit, put, say, say_remarks, say_reservations
from esign.cli.sealing import seal_record
from esign.cli.words import count_text, day_text, word
from esign.copying import (
    NO_ARCHIVE,
    certify_copy,
    examine_scan,
    load_copy_request,
    prepare_copy,
    read_scan,
    rehearse_copy,
    waits_for_key,
)
from esign.files import refuse_unwritable
from esign.settings import load_settings
from esign.trust import TrustStore
from esign.wiring import open_desk, open_office, open_renderer, sealing_of, secret_prompt

if TYPE_CHECKING:
    from pathlib import Path

    from esign.adoption import AdoptedPages, Measures
    from esign.model import PreparedCopy, Request
    from esign.rehearsal import Desk
    from esign.settings import LoadedSettings


@spoken_command("copy")
@click.argument("file", type=PATH, required=False)
@click.option("--request", type=PATH, required=True, help=word("cli.copy.request"))
@click.option("--seal-box", callback=measures, help=word("cli.copy.seal_box"))
@click.option("--dry-run", is_flag=True, help=word("cli.option.dry_run"))
@click.option("--png", is_flag=True, help=word("cli.copy.png"))
@click.option("--reserved", default="", help=word("cli.issue.reserved"))
@after_restore_option
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
    after_restore: bool,
    overwrite: bool,
    as_json: bool,
) -> None:
    """Certify one copy, or prepare it where the agency's key is elsewhere."""
    loaded = load_settings(settings)
    with open_desk(loaded, writable=not (dry_run or png)) as desk:
        asked, pages = _asked(file, request, desk, loaded, seal_box)
        if dry_run or png:
            _rehearse(asked, pages, desk, loaded, reserved)
            if png:
                preview_pages(file or request, asked, pages or desk.renderer, desk)
            say(word("cli.issue.would", request=request))
            return
    refuse_left_behind(loaded, vouched=after_restore)
    prompt = secret_prompt(loaded.values, passphrase_fd)
    with open_office(loaded, prompt=prompt, after_restore=after_restore) as office:
        if waits_for_key(asked, office):
            page = prepare_copy(asked, office, pages, reserved=reserved)
            _tell_waiting(request, page, as_json=as_json)
            return
        refuse_unwritable(office.output)
        issued = certify_copy(asked, office, pages, overwrite=overwrite, reserved=reserved)
        if pages is not None:
            say_remarks((NO_ARCHIVE,))
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
    source = None if file is None else read_scan(file)
    asked = load_copy_request(request, source, desk.kinds)
    if source is None:
        return asked, None
    given = {} if box is None else {"seal": box}
    pages = examine_scan(source, asked, open_renderer(loaded).font, given)
    say_reservations(pages)
    return asked, pages


def _tell_waiting(request: Path, page: PreparedCopy, *, as_json: bool) -> None:
    """What waits for the seal, for a person or a program."""
    if as_json:
        outcome = Outcome(request, Fate.PREPARED, prepared=page)
        emit("esign.prepare/1", outcomes_as_json([outcome]))
        return
    numbered = page.numbered
    facts = {"number": numbered.number.text, "request_id": numbered.request.request_id}
    facts |= {"date": day_text(numbered.issued_on), "pages": count_text(page.pages)}
    put(word("cli.copy.waits", **facts))


def _rehearse(
    asked: Request,
    pages: AdoptedPages | None,
    desk: Desk,
    loaded: LoadedSettings,
    reserved: str,
) -> None:
    chosen = desk if pages is None else pages.at(desk)
    rehearse_copy(asked, chosen, TrustStore.load(loaded.values.trust.folder), reserved)
