# SPDX-License-Identifier: Apache-2.0
"""`esign adopt FILE.pdf --request REQUEST`: issue a document that was written elsewhere."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from esign.adoption import (
    Measures,
    adopt,
    examine,
    load_file_request,
    prepare_adopted,
    read_source,
    rehearse_adoption,
)
from esign.annexes import admit_annexes
from esign.cli.command import spoken_command
from esign.cli.documents import issued_lines, prepared_line
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
from esign.cli.output import emit, put, say, say_remarks, say_reservations, written
from esign.cli.pages import write_pages
from esign.cli.sealing import seal_record
from esign.cli.words import word
from esign.errors import UsageError
from esign.files import refuse_unwritable, write_whole
from esign.kinds import settled
from esign.settings import load_settings
from esign.trust import TrustStore
from esign.wiring import open_desk, open_office, open_renderer, sealing_of, secret_prompt

if TYPE_CHECKING:
    from esign.adoption import AdoptedPages, Source
    from esign.issuance import Issued
    from esign.model import PreparedPdf, Request
    from esign.ports import Renderer
    from esign.rehearsal import Desk
    from esign.settings import LoadedSettings

SUFFIX = ".draft.pdf"


def measures(_: click.Context, __: click.Parameter, given: str | None) -> Measures | None:
    """`PAGE,X,Y,W,H` as numbers; None where nothing is given."""
    if given is None:
        return None
    try:
        page, left, top, width, height = (float(part) for part in given.split(","))
    except ValueError:
        raise UsageError("usage.not_a_box", given=given) from None
    if page != int(page):
        raise UsageError("usage.not_a_box", given=given)
    return page, left, top, width, height


@spoken_command("adopt")
@click.argument("file", type=PATH)
@click.option("--request", type=PATH, required=True, help=word("cli.adopt.request"))
@click.option("--signer-box", callback=measures, help=word("cli.adopt.signer_box"))
@click.option("--seal-box", callback=measures, help=word("cli.adopt.seal_box"))
@click.option("--number-box", callback=measures, help=word("cli.adopt.number_box"))
@click.option("--date-box", callback=measures, help=word("cli.adopt.date_box"))
@click.option("--dry-run", is_flag=True, help=word("cli.option.dry_run"))
@click.option("--png", is_flag=True, help=word("cli.adopt.png"))
@click.option("--reserved", default="", help=word("cli.issue.reserved"))
@click.option("--prepare", "only_prepare", is_flag=True, help=word("cli.adopt.prepare"))
@after_restore_option
@overwrite_option
@passphrase_option
@settings_option
@json_option
def command(
    file: Path,
    request: Path,
    settings: Path | None,
    passphrase_fd: int | None,
    *,
    reserved: str,
    dry_run: bool,
    png: bool,
    only_prepare: bool,
    after_restore: bool,
    overwrite: bool,
    as_json: bool,
    **boxes: Measures | None,
) -> None:
    """Adopt one file."""
    source, loaded = read_source(file), load_settings(settings)
    given = {name.removesuffix("_box"): box for name, box in boxes.items() if box is not None}
    with open_desk(loaded, writable=not (dry_run or png)) as desk:
        asked = load_file_request(request, source, desk.kinds)
        pages = _examined(source, asked, desk, loaded, given)
        trust = TrustStore.load(loaded.values.trust.folder)
        now = desk.clock.now()
        annexes = admit_annexes(asked, request.parent, trust, now, desk.register)
        if dry_run or png:
            ready = replace(desk, annexes=frozenset(annexes))
            rehearse_adoption(asked, pages, ready, trust)
            if png:
                preview_pages(file, asked, pages, desk)
            say(word("cli.issue.would", request=request))
            return
    refuse_left_behind(loaded, vouched=after_restore)
    if only_prepare:
        with open_office(loaded, open_first=(), after_restore=after_restore) as office:
            office_with = replace(office, annexes=annexes)
            page = prepare_adopted(asked, pages, office_with, reserved=reserved)
        tell_prepared(request, page, as_json=as_json)
        return
    prompt = secret_prompt(loaded.values, passphrase_fd)
    with open_office(loaded, prompt=prompt, after_restore=after_restore) as office:
        refuse_unwritable(office.output)
        office_with = replace(office, annexes=annexes)
        issued = adopt(asked, pages, office_with, overwrite=overwrite, reserved=reserved)
        seal_record(sealing_of(office, loaded.values), 0 if issued.repeated else 1)
    tell_issued(request, issued, as_json=as_json)


def _examined(
    source: Source,
    asked: Request,
    desk: Desk,
    loaded: LoadedSettings,
    boxes: dict[str, Measures],
) -> AdoptedPages:
    pages = examine(source, asked, desk, open_renderer(loaded).font, boxes)
    say_reservations(pages)
    return pages


def preview_pages(file: Path, asked: Request, pages: Renderer, desk: Desk) -> None:
    """The page with its boxes, in the current folder under the file's name."""
    kind = settled(desk.kinds.kind(asked.kind), asked.content)
    draft = pages.draft(asked, kind, desk.books.issuer(kind, desk.agency))
    path = Path(f"{file.stem}{SUFFIX}")
    write_whole(path, draft.data, overwrite=True)
    written(path, "cli.draft.written")
    for each in write_pages(draft.data, path, overwrite=True):
        written(each, "cli.page_written")


def tell_prepared(request: Path, page: PreparedPdf, *, as_json: bool) -> None:
    """What waits to be signed, for a person or a program."""
    if as_json:
        outcome = Outcome(request, Fate.PREPARED, prepared=page)
        emit("esign.prepare/1", outcomes_as_json([outcome]))
    else:
        put(prepared_line(page))


def tell_issued(request: Path, issued: Issued, *, as_json: bool) -> None:
    """What became of the one request, for a person or a program."""
    say_remarks(issued.remarks)
    if as_json:
        fate = Fate.ISSUED_BEFORE if issued.repeated else Fate.ISSUED
        emit("esign.issue/1", outcomes_as_json([Outcome(request, fate, issued)]))
    else:
        put("\n".join(issued_lines(issued)))
