# SPDX-License-Identifier: Apache-2.0
"""`esign agencies sync`: take the axis's own list of agencies over."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from esign.cli.agency_lines import fewer_option, tell_taken
from esign.cli.command import spoken_command
from esign.cli.options import json_option, settings_option
from esign.cli.words import word
from esign.errors import ConfigurationError
from esign.exchange_wiring import exchange_of, open_transport
from esign.register_wiring import open_register
from esign.settings import load_settings
from esign.system import CredentialFolder, SystemClock, TerminalPrompt, account

if TYPE_CHECKING:
    from pathlib import Path

    from esign.settings import Settings


@spoken_command("sync", "agencies")
@click.option("--transport", help=word("cli.agencies_sync.transport"))
@fewer_option
@settings_option
@json_option
def command(*, transport: str | None, fewer: bool, settings: Path | None, as_json: bool) -> None:
    """Fetch the whole list."""
    values, clock = load_settings(settings).values, SystemClock()
    name = transport or _usual(values)
    prompt = TerminalPrompt()
    folder = values.credentials
    credentials = prompt if folder is None else CredentialFolder(folder.folder, prompt)
    agencies = open_transport(values, name, clock, credentials).agencies()
    with open_register(values, clock) as register:
        taken = register.directory.take_over(
            agencies, name, whole=True, actor=account(), fewer=fewer
        )
    tell_taken(taken, name, as_json=as_json)


def _usual(values: Settings) -> str:
    exchange = exchange_of(values)
    if exchange is None:
        raise ConfigurationError("directory.no_transport")
    return exchange.transport
