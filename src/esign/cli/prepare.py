# SPDX-License-Identifier: Apache-2.0
"""`esign prepare REQUEST…`: number, lay out, and put before the competent person."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from esign.cli.batch import Batch
from esign.cli.command import spoken_command
from esign.cli.issued_files import refuse_left_behind
from esign.cli.options import (
    PATH,
    after_restore_option,
    json_option,
    order_option,
    settings_option,
)
from esign.cli.outcomes import exit_status, outcomes_as_json, summary_lines
from esign.cli.output import emit, say, say_reservations
from esign.cli.words import word
from esign.errors import UsageError
from esign.settings import load_settings
from esign.wiring import open_office

if TYPE_CHECKING:
    from pathlib import Path


@spoken_command("prepare")
@click.argument("requests", type=PATH, nargs=-1, required=True)
@click.option("--reserved", default="", help=word("cli.issue.reserved"))
@order_option
@after_restore_option
@settings_option
@json_option
def command(
    requests: tuple[Path, ...],
    settings: Path | None,
    *,
    reserved: str,
    order: str | None,
    after_restore: bool,
    as_json: bool,
) -> int:
    """Prepare each request in turn; no key is opened."""
    if reserved and len(requests) > 1:
        raise UsageError("usage.one_reserved", name="--reserved")
    batch = Batch(requests, overwrite=False, as_json=as_json, reserved=reserved)
    loaded = load_settings(settings)
    refuse_left_behind(loaded, vouched=after_restore)
    with open_office(loaded, open_first=(), after_restore=after_restore) as office:
        say_reservations(office.renderer)
        outcomes = batch.prepare(office.in_order(order))
    if as_json:
        emit("esign.prepare/1", outcomes_as_json(outcomes))
    if len(requests) > 1:
        say("\n".join(summary_lines(outcomes)))
    return exit_status(outcomes)
