# SPDX-License-Identifier: Apache-2.0
"""`esign inbox receive`: take in what waits on the axis, once or again and again."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import click

from esign.cli.command import spoken_command
from esign.cli.inbox_pending import pending_lines
from esign.cli.inbox_words import message_as_json, message_line, subject_of
from esign.cli.options import json_option, settings_option
from esign.cli.output import emit, error_as_json, put, say, say_error
from esign.cli.passed_over import passed_over, passed_over_as_json, passed_over_lines
from esign.cli.progress import progress_shown
from esign.cli.words import count_text, word
from esign.intake import fetch_waiting
from esign.intake_wiring import open_intake
from esign.register import Standing
from esign.settings import load_settings
from esign.verification import DEFAULT_POLICY, load_policy
from esign.wiring import secret_prompt

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from esign.cli.passed_over import Left
    from esign.intake import Fetched
    from esign.register import Register


@spoken_command("receive", "inbox")
@click.option("--watch", type=click.IntRange(1, 86_400), help=word("cli.inbox_receive.watch"))
@click.option("--policy", default=DEFAULT_POLICY, show_default=True, help=word("cli.option.policy"))
@settings_option
@json_option
def command(watch: int | None, policy: str, settings: Path | None, *, as_json: bool) -> int:
    """Take in what waits."""
    load_policy(policy)
    values = load_settings(settings).values
    with open_intake(values, secret_prompt(values), policy=policy) as intake:
        told: list[Left] = []
        while True:
            with progress_shown("cli.inbox_receive.progress") as show:
                fetched = fetch_waiting(intake, after_each=show)
            left = passed_over(intake.transports)
            _tell(fetched, left, intake.register, as_json=as_json)
            if left and left != told and not as_json:  # of what lies there for days once is enough
                say("\n".join(passed_over_lines(left)))
            told = left
            if watch is None:
                return fetched.faults[0][1].exit_status if fetched.faults else 0
            if not fetched.more:
                time.sleep(watch)


def _tell(fetched: Fetched, left: Sequence[Left], register: Register, *, as_json: bool) -> None:
    for name, fault in fetched.faults:
        say(word("cli.inbox_receive.fault", transport=name))
        say_error(fault)
    if as_json:
        faults = [{"transport": name, **error_as_json(fault)} for name, fault in fetched.faults]
        messages = [message_as_json(message) for message in fetched.messages]
        content = {"messages": messages, "faults": faults, "more": fetched.more}
        emit("esign.inbox.receive/1", {**content, "passed_over": passed_over_as_json(left)})
        return
    for message in fetched.messages:
        put(message_line(message, subject_of(message, register.inbox)))
        if message.state is Standing.WAITING:
            for line in pending_lines(register, message):
                put(f"  {line}")
    if fetched.messages:
        count = count_text(len(fetched.messages))
        put(word("cli.inbox_receive.total", count=count))
    if fetched.more:
        say(word("cli.inbox_receive.more"))
    if not fetched.messages and not fetched.faults:
        say(word("cli.inbox_receive.nothing"))
