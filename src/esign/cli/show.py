# SPDX-License-Identifier: Apache-2.0
"""`esign show FILE`: what a file says of itself, without judging it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from esign.acceptance import inspect
from esign.cli.documents import package_as_json, package_lines
from esign.cli.options import FILE, json_option, overwrite_option, png_option, settings_option
from esign.cli.output import emit, say
from esign.cli.pages import write_pages
from esign.cli.reports import document_lines, report_as_json
from esign.cli.trust_folder import open_trust
from esign.cli.words import word
from esign.exchange import unpack
from esign.files import read_bounded
from esign.system import SystemClock

if TYPE_CHECKING:
    from pathlib import Path


@click.command("show", help=word("cli.show.help"))
@click.argument("file", type=FILE)
@png_option
@overwrite_option
@settings_option
@json_option
def command(
    file: Path, settings: Path | None, *, png: bool, overwrite: bool, as_json: bool
) -> None:
    """Print what a PDF or a package says of itself."""
    content = read_bounded(file)
    if content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        _show_package(content, as_json=as_json)
        return
    report = inspect(file, trust=open_trust(settings), at=SystemClock().now())
    if as_json:
        shown = report_as_json(report)
        emit(
            "esign.show/1",
            {key: shown[key] for key in ("name", "sha256", "document", "signatures")},
        )
    else:
        click.echo("\n".join(document_lines(report)))
    say(word("cli.show.caution"))
    if png:
        write_pages(content, file, overwrite=overwrite)


def _show_package(content: bytes, *, as_json: bool) -> None:
    package = unpack(content)
    if as_json:
        emit("esign.package/1", package_as_json(package))
    else:
        click.echo("\n".join(package_lines(package)))
    say(word("cli.show.package_caution"))
