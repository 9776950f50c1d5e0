# SPDX-License-Identifier: Apache-2.0
"""`esign demo`: two documents issued, verified as a recipient would, and one byte changed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from esign.acceptance import inspect
from esign.cli.command import spoken_command
from esign.cli.demo_token import use_token
from esign.cli.documents import issued_as_json, issued_lines
from esign.cli.options import PATH, json_option, order_option
from esign.cli.output import emit, put, say, say_reservations, written
from esign.cli.pages import write_pages
from esign.cli.reports import report_as_json, report_lines
from esign.cli.words import word
from esign.demo import make_demo_office
from esign.errors import ConfigurationError, InputError
from esign.files import make_folder, refuse_unwritable, write_whole
from esign.issuance import Issued, Office, issue, load_request
from esign.model import Report, Verdict
from esign.resources import shipped
from esign.system import SystemClock, SystemRandom
from esign.wiring import font_file, open_office

if TYPE_CHECKING:
    from esign.demo import DemoOffice
    from esign.model import Request


@spoken_command("demo")
@click.argument("folder", type=PATH, default=Path("demo"))
@click.option("--token", is_flag=True, help=word("cli.demo.option.token"))
@order_option
@json_option
def command(folder: Path, *, token: bool, order: str | None, as_json: bool) -> None:
    """Set up a trial office and show the whole path."""
    if folder.exists():
        refuse_unwritable(folder)
    trial = make_demo_office(folder, SystemClock().now(), SystemRandom(), font_file())
    say(word("cli.demo.office", folder=trial.folder))
    if token or (folder / "token").is_dir():
        use_token(folder)
    with open_office(trial.settings) as opened:
        office = opened.in_order(order)
        say_reservations(office.renderer)
        shown = [
            _issue(ordinal, request, office, trial, as_json=as_json)
            for ordinal, request in enumerate(sorted(shipped("examples").glob("*.toml")), start=1)
        ]
        refusal = _tamper(shown[0][0], office, trial, ordinal=len(shown) + 1, as_json=as_json)
    if as_json:
        documents = [
            {**issued_as_json(issued), "report": report_as_json(report)} for issued, report in shown
        ]
        emit("esign.demo/1", {"documents": documents, "tampered": report_as_json(refusal)})


def _issue(
    ordinal: int, request: Path, office: Office, trial: DemoOffice, *, as_json: bool
) -> tuple[Issued, Report]:
    """What the clerk does and sees, the pages, and what the recipient finds."""
    say(word("cli.demo.issuing", ordinal=ordinal, request=request.name))
    issued = _issued(load_request(request, office.kinds), office)
    say("\n".join(issued_lines(issued)))
    for page in write_pages(issued.pdf.read_bytes(), issued.pdf, overwrite=True):
        if not as_json:
            written(page, "cli.page_written")
    say(word("cli.demo.verifying", path=issued.pdf, trust=trial.trust))
    return issued, _found(issued.pdf, office, as_json=as_json)


def _issued(request: Request, office: Office) -> Issued:
    """The document; one that prints its number in its text is numbered first in any office."""
    try:
        return issue(request, office)
    except InputError as fault:
        if fault.code != "sign_first.prints_number":
            raise
        say(word("cli.demo.number_first"))
        return issue(request, office.in_order("number-first"))


def _found(path: Path, office: Office, *, as_json: bool) -> Report:
    report = inspect(path, trust=office.trust, at=office.clock.now())
    if not as_json:
        put("\n".join(f"   {line}" for line in report_lines(report)))
    return report


def _tamper(
    issued: Issued, office: Office, trial: DemoOffice, *, ordinal: int, as_json: bool
) -> Report:
    """Change one byte in the middle of a copy; the verdict must be “failed”."""
    original = issued.pdf.read_bytes()
    offset = len(original) // 3
    changed = bytearray(original)
    changed[offset] ^= 1
    folder = trial.folder / "tampered"
    make_folder(folder)
    copy = folder / issued.pdf.name
    write_whole(copy, bytes(changed), overwrite=True)
    say(word("cli.demo.tampering", ordinal=ordinal, offset=offset, path=copy))
    report = _found(copy, office, as_json=as_json)
    if report.verdict is not Verdict.FAILED:
        raise ConfigurationError("demo.not_refused")
    say(word("cli.demo.refused"))
    return report
