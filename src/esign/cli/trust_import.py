# SPDX-License-Identifier: Apache-2.0
"""`esign trust import FILE`: believe those whom a published list names."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from esign.cli.acts import yes_option
from esign.cli.command import spoken_command
from esign.cli.options import PATH, json_option, settings_option
from esign.cli.output import emit, put, say
from esign.cli.trust_entries import (
    anchor_as_json,
    confirm,
    kept_folder,
    purpose_option,
    show_entry,
    trust_dir_option,
)
from esign.cli.words import count_text, word
from esign.model import Role
from esign.system import SystemClock
from esign.trust import read_public
from esign.trust.imports.formats import read_list_file
from esign.trust.upkeep import add, chosen, keep_intermediates, only_certificate, planned

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from esign.trust.imports.listed import Passed


@spoken_command("import", "trust")
@click.argument("file", type=PATH)
@click.option("--operator", type=PATH, help=word("cli.trust_import.operator"))
@purpose_option
@trust_dir_option
@settings_option
@yes_option
@json_option
def command(
    file: Path,
    *,
    operator: Path | None,
    purposes: tuple[str, ...],
    settings: Path | None,
    trust_dir: Path | None,
    yes: bool,
    as_json: bool,
) -> None:
    """Take over what a list vouches for, once the person has seen it."""
    folder, now = kept_folder(settings, trust_dir), SystemClock().now()
    signer = only_certificate(operator.name, read_public(operator)) if operator else None
    listed, passed = read_list_file(read_public(file), signer, now)
    choice = chosen(listed, frozenset(map(Role, purposes)), now)
    entries = planned(folder, choice.entries, skip_known=True)
    for entry in entries:
        show_entry(*entry)
    _say_passed((*passed, *choice.passed))
    count = count_text(len(entries) + len(choice.intermediates))
    confirm(word("cli.trust_import.confirm", count=count), yes=yes)
    add(folder, entries)
    keep_intermediates(folder, choice.intermediates)
    if as_json:
        added = [anchor_as_json(anchor) for anchor, _ in entries]
        left = [{"name": entry.name, "reason": entry.reason} for entry in (*passed, *choice.passed)]
        emit("esign.trust/1", {"folder": str(folder), "added": added, "left_out": left})
    else:
        put(word("cli.trust_import.done", count=count, folder=folder))


def _say_passed(passed: Sequence[Passed]) -> None:
    for entry in passed:
        reason = word(f"cli.trust_import.passed.{entry.reason}")
        say(f"- {entry.name or '—'}: {reason}")
