# SPDX-License-Identifier: Apache-2.0
"""`esign store collect`: remove files that nobody refers to."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import click

from esign.cli.command import spoken_command
from esign.cli.entries import office_register
from esign.cli.options import json_option, settings_option
from esign.cli.output import emit, put
from esign.cli.words import count_text, word
from esign.settings import load_settings
from esign.system import account

if TYPE_CHECKING:
    from pathlib import Path


@spoken_command("collect", "store")
@click.option("--older-than", type=click.IntRange(1), help=word("cli.store_collect.older_than"))
@click.option("--dry-run", is_flag=True, help=word("cli.store_collect.dry_run"))
@settings_option
@json_option
def command(older_than: int | None, settings: Path | None, *, dry_run: bool, as_json: bool) -> None:
    """Remove what slower or interrupted runs have left behind."""
    days = older_than or load_settings(settings).values.store.days_to_collect
    with office_register(settings, writable=not dry_run) as register:
        done = register.store.collect(timedelta(days=days), actor=account(), dry_run=dry_run)
    if as_json:
        facts = {"objects": done.objects, "bytes": done.size, "days": days, "dry_run": dry_run}
        emit("esign.store-collected/1", facts)
    else:
        code = "cli.store_collect.would" if dry_run else "cli.store_collect.done"
        size = count_text(-(-done.size // 1024))
        put(word(code, count=count_text(done.objects), size=size, days=days))
