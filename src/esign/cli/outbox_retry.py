# SPDX-License-Identifier: Apache-2.0
"""`esign outbox retry ID`: try a stopped message again, or send it without a receiver."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from esign.cli.command import spoken_command
from esign.cli.entries import office_register
from esign.cli.options import json_option, settings_option
from esign.cli.outbox_advice import NAMED
from esign.cli.outbox_words import tell_message
from esign.cli.words import word
from esign.errors import InputError, UsageError
from esign.exchange_wiring import directory_days_of
from esign.settings import load_settings
from esign.system import account

if TYPE_CHECKING:
    from pathlib import Path

    from esign.register import Message, Register


@spoken_command("retry", "outbox")
@click.argument("message_id", metavar="ID")
@click.option("--without", multiple=True, help=word("cli.outbox_retry.without"))
@click.option("--instead", multiple=True, help=word("cli.outbox_retry.instead"))
@settings_option
@json_option
def command(
    message_id: str,
    without: tuple[str, ...],
    instead: tuple[str, ...],
    settings: Path | None,
    *,
    as_json: bool,
) -> None:
    """Let a message be tried again."""
    with office_register(settings, writable=True) as register:
        if without or instead:
            found = register.outbox.message(message_id)
            days = directory_days_of(load_settings(settings).values)
            others = dict(_other(given, found, register, days) for given in instead)
            done = register.outbox.readdress(found.id, without, account(), others)
        else:
            done = register.outbox.retry(message_id, account())
    tell_message("cli.outbox_retry.done", done, as_json=as_json)


def _other(
    given: str, found: Message, register: Register, days: int
) -> tuple[str, tuple[str, str]]:
    """The old code, and the new one with its name in the list of agencies, else that of the old.

    Raises:
        UsageError: it is not written OLD=NEW.
        InputError: the list, not older than so many days, refuses the new code; names who may be
            meant.
    """
    old, _, new = (part.strip() for part in given.partition("="))
    if not old or not new:
        raise UsageError("usage.instead", given=given)
    finding = register.directory.check(new, days=days)
    if finding is not None and finding.refused:
        name, details = found.id[:NAMED], [finding.detail()]
        raise InputError("outbox.instead_refused", details=details, message=name)
    listed = register.directory.find(new)
    names = {each.code.casefold(): each.name for each in found.deliveries}
    return old, (new, names.get(old.casefold(), new) if listed is None else listed.name)
