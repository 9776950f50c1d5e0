# SPDX-License-Identifier: Apache-2.0
"""`esign void REQUEST_ID --reason …`: give up a number whose document will not come."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from esign.cli.command import spoken_command
from esign.cli.options import json_option, settings_option
from esign.cli.output import emit, put
from esign.cli.words import word
from esign.settings import load_settings
from esign.system import SystemClock, account
from esign.wiring import open_register

if TYPE_CHECKING:
    from pathlib import Path


@spoken_command("void")
@click.argument("request_id")
@click.option("--reason", required=True, help=word("cli.void.reason"))
@settings_option
@json_option
def command(request_id: str, reason: str, settings: Path | None, *, as_json: bool) -> None:
    """Void the number that a request took."""
    with open_register(load_settings(settings).values, SystemClock()) as register:
        number = register.void(request_id, reason, account())
    if as_json:
        emit("esign.void/1", {"request_id": request_id, "number": number.text})
    else:
        put(word("cli.void.done", number=number.text))
