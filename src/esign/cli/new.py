# SPDX-License-Identifier: Apache-2.0
"""`esign new KIND`: an empty request to fill in."""

from __future__ import annotations

from pathlib import Path

import click

from esign.cli.options import output_option, overwrite_option, settings_option
from esign.cli.output import written
from esign.cli.words import word
from esign.files import write_whole
from esign.kinds import sample, skeleton
from esign.settings import load_settings
from esign.system import new_request_id
from esign.wiring import open_kinds


@click.command("new", help=word("cli.new.help"))
@click.argument("kind")
@click.option("--sample", "as_sample", is_flag=True, help=word("cli.new.sample"))
@output_option
@overwrite_option
@settings_option
def command(
    kind: str, output: Path | None, settings: Path | None, *, as_sample: bool, overwrite: bool
) -> None:
    """Write a request with an id of its own."""
    request_id = new_request_id()
    chosen = open_kinds(load_settings(settings)).kind(kind)
    text = sample(chosen, request_id) if as_sample else skeleton(chosen, request_id)
    if output == Path("-"):
        click.echo(text, nl=False)
        return
    path = output or Path(f"{kind}-{request_id[-6:].lower()}.toml")
    write_whole(path, text.encode(), overwrite=overwrite)
    written(path, "cli.new.sample_written" if as_sample else "cli.new.written")
