# SPDX-License-Identifier: Apache-2.0
"""`esign void REQUEST_ID --reason …`: give up a number whose document will not come."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from esign.cli.options import settings_option
from esign.cli.words import word
from esign.settings import load_settings
from esign.system import SystemClock, account
from esign.wiring import open_register

if TYPE_CHECKING:
    from pathlib import Path


@click.command("void", help=word("cli.void.help"))
@click.argument("request_id")
@click.option("--reason", required=True, help=word("cli.void.reason"))
@settings_option
def command(request_id: str, reason: str, settings: Path | None) -> None:
    """Void the number that a request took."""
    with open_register(load_settings(settings).values, SystemClock()) as register:
        number = register.void(request_id, reason, account())
    click.echo(word("cli.void.done", number=number.text))
