# SPDX-License-Identifier: Apache-2.0
"""`esign inbox accept ID…`: give documents their arrival numbers and tell their senders."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from esign.cli.acts import yes_option
from esign.cli.command import spoken_command
from esign.cli.entries import office_register
from esign.cli.inbox_pending import confirm_pending, left_out_line
from esign.cli.inbox_words import is_for_others, tell_done
from esign.cli.options import json_option, settings_option
from esign.cli.output import say
from esign.cli.words import word
from esign.errors import UsageError
from esign.model import Verdict
from esign.register import Acceptance, Standing
from esign.system import account
from esign.verification import shown

if TYPE_CHECKING:
    from pathlib import Path

    from esign.register import Register


@spoken_command("accept", "inbox")
@click.argument("message_ids", type=int, nargs=-1, metavar="[ID]...")
@click.option("--passed", is_flag=True, help=word("cli.inbox_accept.passed"))
@click.option("--addressee", default="", help=word("cli.inbox_accept.addressee"))
@click.option("--despite-verdict", is_flag=True, help=word("cli.inbox_accept.despite_verdict"))
@click.option("--reason", default="", help=word("cli.inbox_accept.reason"))
@yes_option
@settings_option
@json_option
def command(
    message_ids: tuple[int, ...],
    *,
    passed: bool,
    addressee: str,
    despite_verdict: bool,
    reason: str,
    yes: bool,
    settings: Path | None,
    as_json: bool,
) -> None:
    """Register received documents."""
    if bool(message_ids) == passed or (despite_verdict and len(message_ids) != 1):
        raise UsageError("inbox.which")
    acceptance = Acceptance(addressee, despite=despite_verdict, reason=reason)
    with office_register(settings, writable=True) as register:
        for message_id in message_ids or _passed(register):
            before = register.inbox.message(message_id)
            if before.state is not Standing.REGISTERED:
                confirm_pending(register, before, yes=yes)
            done, arrival = register.inbox.accept(message_id, acceptance, actor=account())
            tell_done("accept", done, as_json=as_json, arrival=arrival)
            if before.state is Standing.REGISTERED and addressee:
                facts = {"number": arrival.number, "addressee": addressee}
                say(word("cli.inbox_accept.already", id=message_id, **facts))


def _passed(register: Register) -> tuple[int, ...]:
    """The documents that wait, are meant for this agency, and whose files were found good.

    None about which its sender has asked something that nobody has answered yet.
    """
    waiting = register.inbox.messages((Standing.WAITING,))
    good = [each for each in waiting if each.read.verdict == Verdict.PASSED]
    for each in filter(is_for_others, good):
        facts = {"code": shown(each.read.code), "sender": shown(each.read.sender_name)}
        say(word("cli.inbox_accept.left_out", id=each.id, **facts))
    ours = []
    for each in good:
        if is_for_others(each):
            continue
        if requests := register.inbox.pending(each.id):
            say(left_out_line(each, requests))
        else:
            ours.append(each.id)
    if not ours:
        say(word("cli.inbox_accept.nothing"))
    return tuple(ours)
