# SPDX-License-Identifier: Apache-2.0
"""`esign inbox reread ID…`: read and judge anew what lies in quarantine."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from esign.cli.command import spoken_command
from esign.cli.inbox_words import message_as_json, message_line
from esign.cli.options import json_option, settings_option
from esign.cli.output import emit, error_as_json, put, say, say_error
from esign.cli.words import word
from esign.errors import UsageError
from esign.intake import reread
from esign.intake_wiring import open_intake
from esign.settings import load_settings
from esign.verification import DEFAULT_POLICY, load_policy

if TYPE_CHECKING:
    from pathlib import Path

    from esign.intake import Reread


@spoken_command("reread", "inbox")
@click.argument("message_ids", type=int, nargs=-1, metavar="[ID]...")
@click.option("--all", "every", is_flag=True, help=word("cli.inbox_reread.all"))
@click.option("--policy", default=DEFAULT_POLICY, show_default=True, help=word("cli.option.policy"))
@settings_option
@json_option
def command(
    message_ids: tuple[int, ...],
    *,
    every: bool,
    policy: str,
    settings: Path | None,
    as_json: bool,
) -> int:
    """Read quarantined messages again."""
    if bool(message_ids) == every:
        raise UsageError("inbox.which_to_reread")
    load_policy(policy)
    with open_intake(load_settings(settings).values, policy=policy) as intake:
        done = reread(intake, None if every else message_ids)
    _tell(done, as_json=as_json)
    return done.faults[0][1].exit_status if done.faults else 0


def _tell(done: Reread, *, as_json: bool) -> None:
    for message_id, fault in done.faults:
        say(word("cli.inbox_reread.fault", id=message_id))
        say_error(fault)
    if as_json:
        faults = [{"id": message_id, **error_as_json(fault)} for message_id, fault in done.faults]
        messages = [message_as_json(message) for message in done.messages]
        emit("esign.inbox.reread/1", {"messages": messages, "faults": faults})
        return
    for message in done.messages:
        put(message_line(message))
    if not done.messages and not done.faults:
        say(word("cli.inbox_reread.nothing"))
