# SPDX-License-Identifier: Apache-2.0
"""`esign trust add FILE.pem`: believe an authority, or one signer, from now on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import click

from esign.cli.acts import yes_option
from esign.cli.command import spoken_command
from esign.cli.options import DAY, PATH, json_option, settings_option
from esign.cli.output import emit, put
from esign.cli.trust_entries import (
    anchor_as_json,
    confirm,
    kept_folder,
    purpose_option,
    show_entry,
    trust_dir_option,
)
from esign.cli.words import word
from esign.model import VIETNAM, Role
from esign.system import SystemClock
from esign.trust import read_public
from esign.trust.upkeep import Wish, add, admitted, only_certificate, planned

if TYPE_CHECKING:
    from pathlib import Path


@spoken_command("add", "trust")
@click.argument("file", type=PATH)
@purpose_option
@click.option("--name", default="", help=word("cli.trust_add.name"))
@click.option("--from", "since", type=DAY, help=word("cli.trust_add.since"))
@click.option("--until", type=DAY, help=word("cli.trust_add.until"))
@click.option("--pin", default="", help=word("cli.trust_add.pin"))
@click.option("--signer", "is_signer", is_flag=True, help=word("cli.trust_add.signer"))
@trust_dir_option
@settings_option
@yes_option
@json_option
def command(
    file: Path,
    *,
    purposes: tuple[str, ...],
    name: str,
    since: datetime | None,
    until: datetime | None,
    pin: str,
    settings: Path | None,
    trust_dir: Path | None,
    is_signer: bool,
    yes: bool,
    as_json: bool,
) -> None:
    """Take one certificate into the trust folder, once the person has compared it."""
    folder = kept_folder(settings, trust_dir)
    certificate = only_certificate(file.name, read_public(file))
    begin, end = _begin(since), _end(until)
    wish = Wish(name, frozenset(map(Role, purposes)), begin, end, pin, is_signer)
    entry = admitted(certificate, wish, SystemClock().now())
    entries = planned(folder, [(entry, certificate)])
    for anchor, found in entries:
        show_entry(anchor, found)
    confirm(word("cli.trust_add.confirm"), yes=yes)
    add(folder, entries)
    ((added, _),) = entries
    if as_json:
        emit("esign.trust/1", {"folder": str(folder), "added": [anchor_as_json(added)]})
    else:
        put(word("cli.trust_add.done", name=added.name, folder=folder))


def _begin(day: datetime | None) -> datetime | None:
    return day.replace(tzinfo=VIETNAM).astimezone(UTC) if day else None


def _end(day: datetime | None) -> datetime | None:
    """The last second of a day."""
    begin = _begin(day)
    return begin + timedelta(days=1, seconds=-1) if begin else None
