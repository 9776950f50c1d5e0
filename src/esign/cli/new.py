# SPDX-License-Identifier: Apache-2.0
"""`esign new KIND`: an empty request to fill in."""

from __future__ import annotations

from pathlib import Path

import click

from esign.cli.command import spoken_command
from esign.cli.options import json_option, output_option, overwrite_option, settings_option
from esign.cli.output import emit, put, written
from esign.cli.words import word
from esign.files import write_whole
from esign.kinds import sample, skeleton
from esign.settings import load_settings
from esign.system import new_request_id
from esign.wiring import open_kinds


@spoken_command("new")
@click.argument("kind")
@click.option("--sample", "as_sample", is_flag=True, help=word("cli.new.sample"))
@output_option
@overwrite_option
@settings_option
@json_option
def command(
    kind: str,
    output: Path | None,
    settings: Path | None,
    *,
    as_sample: bool,
    overwrite: bool,
    as_json: bool,
) -> None:
    """Write a request with an id of its own."""
    request_id = new_request_id()
    chosen = open_kinds(load_settings(settings)).kind(kind)
    text = sample(chosen, request_id) if as_sample else skeleton(chosen, request_id)
    to_terminal = output == Path("-")
    path = output or Path(f"{kind}-{request_id[-6:].lower()}.toml")
    if not to_terminal:
        write_whole(path, text.encode(), overwrite=overwrite)
    if as_json:
        place = {"text": text} if to_terminal else {"file": str(path)}
        emit("esign.new/1", {"request_id": request_id, "kind": kind, **place})
    elif to_terminal:
        put(text, newline=False)
    else:
        written(path, "cli.new.sample_written" if as_sample else "cli.new.written")
