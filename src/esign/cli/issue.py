# SPDX-License-Identifier: Apache-2.0
"""`esign issue REQUEST…`: number, lay out, sign, seal, check, package."""

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
    overwrite_option,
    passphrase_option,
    settings_option,
)
from esign.cli.outcomes import Fate, exit_status, outcomes_as_json, summary_lines
from esign.cli.output import emit, say, say_reservations
from esign.cli.sealing import seal_record
from esign.cli.words import word
from esign.errors import UsageError
from esign.files import refuse_unwritable
from esign.settings import load_settings
from esign.trust import TrustStore
from esign.wiring import open_desk, open_office, sealing_of, secret_prompt

if TYPE_CHECKING:
    from pathlib import Path

    from esign.cli.outcomes import Outcome
    from esign.settings import LoadedSettings


@spoken_command("issue")
@click.argument("requests", type=PATH, nargs=-1, required=True)
@click.option("--dry-run", is_flag=True, help=word("cli.option.dry_run"))
@click.option("--reserved", default="", help=word("cli.issue.reserved"))
@order_option
@after_restore_option
@overwrite_option
@passphrase_option
@settings_option
@json_option
def command(
    requests: tuple[Path, ...],
    passphrase_fd: int | None,
    settings: Path | None,
    *,
    reserved: str,
    order: str | None,
    after_restore: bool,
    dry_run: bool,
    overwrite: bool,
    as_json: bool,
) -> int:
    """Issue each request in turn, until something is wrong that the next would meet as well."""
    if reserved and len(requests) > 1:
        raise UsageError("usage.one_reserved", name="--reserved")
    loaded = load_settings(settings)
    batch = Batch(requests, overwrite=overwrite, as_json=as_json, reserved=reserved)
    if dry_run:
        outcomes = _rehearse(loaded, batch)
    else:
        refuse_left_behind(loaded, vouched=after_restore)
        prompt = secret_prompt(loaded.values, passphrase_fd)
        with open_office(loaded, prompt=prompt, after_restore=after_restore) as office:
            refuse_unwritable(office.output)
            say_reservations(office.renderer)
            outcomes = batch.issue(office.in_order(order))
            issued = sum(outcome.fate is Fate.ISSUED for outcome in outcomes)
            seal_record(sealing_of(office, loaded.values), issued)
    if as_json:
        emit("esign.issue/1", outcomes_as_json(outcomes))
    if len(requests) > 1:
        say("\n".join(summary_lines(outcomes)))
    return exit_status(outcomes)


def _rehearse(loaded: LoadedSettings, batch: Batch) -> list[Outcome]:
    with open_desk(loaded) as desk:
        outcomes = batch.rehearse(desk, TrustStore.load(loaded.values.trust.folder))
    say(word("cli.issue.keys_unchecked"))
    return outcomes
