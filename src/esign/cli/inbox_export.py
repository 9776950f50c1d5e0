# SPDX-License-Identifier: Apache-2.0
"""`esign inbox export ID FOLDER`: a message as it came, or the files in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from esign.cli.command import spoken_command
from esign.cli.entries import office_register
from esign.cli.options import PATH, json_option, overwrite_option, settings_option
from esign.cli.output import emit, written
from esign.cli.unpack import extract
from esign.cli.words import word
from esign.exchange import read
from esign.files import make_folder, write_whole
from esign.limits import within_limits
from esign.model import Package

if TYPE_CHECKING:
    from pathlib import Path

    from esign.model import Attachment


@spoken_command("export", "inbox")
@click.argument("message_id", type=int, metavar="ID")
@click.argument("folder", type=PATH)
@click.option("--files", "only_files", is_flag=True, help=word("cli.inbox_export.files"))
@overwrite_option
@settings_option
@json_option
def command(
    message_id: int,
    folder: Path,
    *,
    only_files: bool,
    overwrite: bool,
    settings: Path | None,
    as_json: bool,
) -> None:
    """Write the original, or its files, into a folder."""
    with office_register(settings) as register:
        message = register.inbox.message(message_id)
        data = register.inbox.original(message)
    name = f"{message.id}.edxml"
    if only_files:
        paths = extract(_files(name, data), folder, overwrite=overwrite)
    else:
        make_folder(folder)
        write_whole(folder / name, data, overwrite=overwrite)
        paths = [folder / name]
    if as_json:
        emit("esign.inbox.export/1", {"id": message.id, "files": [str(path) for path in paths]})
        return
    for path in paths:
        written(path, "cli.unpack.written")


def _files(name: str, data: bytes) -> tuple[Attachment, ...]:
    """What the message brings; reading it takes the bounds upon this process."""
    with within_limits(name):
        content = read(data)
    return content.attachments if isinstance(content, Package) else ()
