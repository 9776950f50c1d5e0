# SPDX-License-Identifier: Apache-2.0
"""`esign unpack PACKAGE`: the header sheet and the files of an edXML package."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from esign.cli.command import spoken_command
from esign.cli.documents import package_as_json, package_lines
from esign.cli.options import PATH, json_option, overwrite_option
from esign.cli.output import emit, say, written
from esign.cli.words import word
from esign.exchange import unpack
from esign.files import LARGEST_INPUT, make_folder, read_regular, write_whole
from esign.limits import within_limits
from esign.verification import shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from esign.model import Attachment


@spoken_command("unpack")
@click.argument("package", type=PATH)
@click.option("--output", "-o", type=PATH, help=word("cli.unpack.output"))
@overwrite_option
@json_option
def command(package: Path, output: Path | None, *, overwrite: bool, as_json: bool) -> None:
    """Write the attachments of a package into a folder."""
    with within_limits(package.name):
        content = unpack(read_regular(package, LARGEST_INPUT))
    folder = output or package.with_suffix("")
    make_folder(folder)
    paths = []
    for name, attachment in _named(content.attachments):
        write_whole(folder / name, attachment.data, overwrite=overwrite)
        paths.append(folder / name)
    if as_json:
        files = [str(path) for path in paths]
        emit("esign.package/1", {**package_as_json(content), "files": files})
        return
    say("\n".join(map(shown, package_lines(content))))
    for path in paths:
        written(path, "cli.unpack.written")


def _named(attachments: tuple[Attachment, ...]) -> Iterator[tuple[str, Attachment]]:
    """Each attachment under a name of its own; the second `a.pdf` becomes `a-2.pdf`."""
    taken: set[str] = set()
    for ordinal, attachment in enumerate(attachments, start=1):
        path = Path(attachment.name)
        name = path.name
        if name.casefold() in taken:
            name = f"{path.stem}-{ordinal}{path.suffix}"
        taken.add(name.casefold())
        yield name, attachment
