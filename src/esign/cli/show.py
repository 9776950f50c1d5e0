# SPDX-License-Identifier: Apache-2.0
"""`esign show FILE`: what a file says of itself, without judging it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from esign.acceptance import inspect
from esign.cli.attached import attached_text
from esign.cli.command import spoken_command
from esign.cli.options import PATH, json_option, overwrite_option, png_option, trust_options
from esign.cli.output import emit, put, say, written
from esign.cli.package_sheet import file_line, sheet_as_json, sheet_lines
from esign.cli.pages import write_pages
from esign.cli.received import Received, receive
from esign.cli.reports import document_line, signature_as_json, signature_line
from esign.cli.trust_folder import Trust, open_trust
from esign.cli.words import word
from esign.errors import InputError
from esign.exchange import read
from esign.limits import within_limits
from esign.model import StatusPackage
from esign.receiving import Nature, nature_of
from esign.system import SystemClock
from esign.verification import shown

if TYPE_CHECKING:
    from pathlib import Path

    from esign.model import Report


@spoken_command("show")
@click.argument("file", type=PATH)
@click.option("--data", is_flag=True, help=word("cli.show.data"))
@png_option
@overwrite_option
@trust_options
@json_option
def command(
    file: Path,
    trust_dir: Path | None,
    crl: tuple[Path, ...],
    settings: Path | None,
    *,
    data: bool,
    png: bool,
    overwrite: bool,
    as_json: bool,
) -> None:
    """Print what a PDF or a package says of itself."""
    with within_limits(file.name):
        received = receive(file)
    name = received.path.name
    nature = nature_of(name, received.content)
    if nature is Nature.SIGNATURE:
        raise InputError("receiving.signature_shown", name=shown(name))
    if nature is Nature.PACKAGE:
        _show_package(received, as_json=as_json)
        return
    if data:
        with within_limits(name):
            put(attached_text(received.content, name))
        say(word("cli.show.caution"))
        return
    trust = open_trust(settings, trust_dir, crl)
    with within_limits(name):
        report = inspect(received.content, trust=trust.store, at=SystemClock().now(), name=name)
    pages = write_pages(received.content, received.path, overwrite=overwrite) if png else []
    if as_json:
        _emit(report, trust, pages)
    else:
        _put(report, trust, received)
        for page in pages:
            written(page, "cli.page_written")


def _emit(report: Report, trust: Trust, pages: list[Path]) -> None:
    content = {
        "name": report.name,
        "checked": False,
        "sha256": report.sha256,
        "document": dict(report.document),
        "signatures": [signature_as_json(signature) for signature in report.signatures],
        "trust_folder": str(trust.folder),
        "pages": [str(page) for page in pages],
    }
    emit("esign.show/1", content)
    say(word("cli.show.caution"))


def _put(report: Report, trust: Trust, received: Received) -> None:
    put(word("cli.show.unchecked"))
    put(received.path.name)
    for line in document_line(report):
        put(line)
    for signature in report.signatures:
        put("  " + signature_line(signature))
    if report.signatures:
        put(word("cli.show.trust_folder", folder=trust.folder))
    else:
        put("  " + word("cli.show.unsigned"))


def _show_package(received: Received, *, as_json: bool) -> None:
    with within_limits(received.path.name):
        package = read(received.content)
    if as_json:
        emit("esign.package/2", sheet_as_json(package))
    else:
        files = () if isinstance(package, StatusPackage) else package.attachments
        put(word("cli.show.unchecked"))
        put("\n".join(map(shown, (*sheet_lines(package), *map(file_line, files)))))
    say(word("cli.show.package_caution"))
