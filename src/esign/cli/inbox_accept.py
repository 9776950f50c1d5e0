# SPDX-License-Identifier: Apache-2.0
"""`esign inbox accept ID…`: give documents their arrival numbers and tell their senders."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import click

from esign.cli.acts import yes_option
from esign.cli.command import spoken_command
from esign.cli.entries import office_register
from esign.cli.inbox_pending import confirm_pending, left_out_line
from esign.cli.inbox_words import is_for_others, message_as_json, tell_done
from esign.cli.options import json_option, settings_option
from esign.cli.output import emit, error_as_json, say, say_error
from esign.cli.words import word
from esign.errors import EsignError, UsageError
from esign.model import Verdict
from esign.register import Acceptance, Standing
from esign.system import account
from esign.verification import shown

if TYPE_CHECKING:
    from pathlib import Path

    from esign.register import Arrival, ArrivedMessage, Register


@dataclass(slots=True)
class _Run:
    """What became of the messages of one command line.

    Attributes:
        left: the ids whose turn has not come.
        left_out: what waits and has passed, and is not registered with the others.
        accepted: those that have their number now, as programs are told of them.
        fault: the id of the one at which the run ended, and why.
    """

    left: list[int]
    left_out: list[dict[str, object]] = field(default_factory=list)
    accepted: list[dict[str, object]] = field(default_factory=list)
    fault: tuple[int, EsignError] | None = None

    def as_json(self) -> dict[str, object]:
        """The content of `esign.inbox.accept/2`, the same whatever has happened."""
        fault = self.fault and {"id": self.fault[0], **error_as_json(self.fault[1])}
        return {
            "accepted": self.accepted,
            "left_out": self.left_out,
            "fault": fault,
            "not_tried": self.left,
        }


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
) -> int:
    """Register received documents."""
    if bool(message_ids) == passed or (despite_verdict and len(message_ids) != 1):
        raise UsageError("inbox.which")
    acceptance = Acceptance(addressee, despite=despite_verdict, reason=reason)
    with office_register(settings, writable=True) as register:
        done = _passed(register) if passed else _Run(list(dict.fromkeys(message_ids)))
        try:
            while done.left and done.fault is None:
                _accept_next(register, done, acceptance, yes=yes, as_json=as_json)
        finally:  # also where somebody says no: what has its number is told
            if as_json:
                emit("esign.inbox.accept/2", done.as_json())
    if done.fault is None:
        return 0
    say_error(done.fault[1])
    return done.fault[1].exit_status


def _accept_next(
    register: Register, done: _Run, acceptance: Acceptance, *, yes: bool, as_json: bool
) -> None:
    """Register the next document, or note why that cannot be."""
    message_id = done.left[0]
    try:
        before = register.inbox.message(message_id)
        already = before.state is Standing.REGISTERED
        if not already:
            confirm_pending(register, before, yes=yes)
        message, arrival = register.inbox.accept(message_id, acceptance, actor=account())
    except EsignError as fault:
        done.fault = message_id, fault
        del done.left[0]
        return
    del done.left[0]
    done.accepted.append(_accepted_as_json(message, arrival, already=already))
    if not as_json:
        tell_done("accept", message, arrival=arrival)
    if already and acceptance.addressee:
        facts = {"number": arrival.number, "addressee": acceptance.addressee}
        say(word("cli.inbox_accept.already", id=message_id, **facts))


def _accepted_as_json(
    message: ArrivedMessage, arrival: Arrival, *, already: bool
) -> dict[str, object]:
    """A registered message; `already` where it had its number before."""
    return {
        **message_as_json(message),
        "arrival_number": arrival.number,
        "year": arrival.year,
        "arrived_on": arrival.arrived_on.isoformat(),
        "already": already,
    }


def _passed(register: Register) -> _Run:
    """The documents that wait, are meant for this agency, and whose files were found good.

    None about which its sender has asked something that nobody has answered yet.
    """
    found = _Run([])
    waiting = register.inbox.messages((Standing.WAITING,))
    good = [each for each in waiting if each.read.verdict == Verdict.PASSED]
    for each in filter(is_for_others, good):
        facts = {"code": shown(each.read.code), "sender": shown(each.read.sender_name)}
        say(word("cli.inbox_accept.left_out", id=each.id, **facts))
        found.left_out.append({"id": each.id, "why": "for_others", "requests": []})
    for each in good:
        if is_for_others(each):
            continue
        if requests := register.inbox.pending(each.id):
            say(left_out_line(each, requests))
            asked = [request.id for request in requests]
            found.left_out.append({"id": each.id, "why": "requests_pending", "requests": asked})
        else:
            found.left.append(each.id)
    if not found.left:
        say(word("cli.inbox_accept.nothing"))
    return found
