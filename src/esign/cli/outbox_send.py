# SPDX-License-Identifier: Apache-2.0
"""`esign outbox send`: send what waits, once or again and again."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import click

from esign.cli.command import spoken_command
from esign.cli.options import json_option, passphrase_option, settings_option
from esign.cli.outbox_words import message_as_json, message_line
from esign.cli.output import emit, put, say
from esign.cli.words import word
from esign.delivery import send_waiting
from esign.delivery_wiring import open_dispatcher
from esign.settings import load_settings
from esign.wiring import secret_prompt

if TYPE_CHECKING:
    from pathlib import Path

    from esign.delivery import Sent
    from esign.register import Register

_OUTCOMES = ("accepted", "failed", "unknown", "stopped", "cancelled")


@spoken_command("send", "outbox")
@click.option("--watch", type=click.IntRange(1, 86400), help=word("cli.outbox_send.watch"))
@passphrase_option
@settings_option
@json_option
def command(
    watch: int | None, passphrase_fd: int | None, settings: Path | None, *, as_json: bool
) -> None:
    """Send the messages that are due."""
    values = load_settings(settings).values
    with open_dispatcher(values, secret_prompt(values, passphrase_fd)) as dispatcher:
        while True:
            sent = send_waiting(dispatcher)
            _tell(sent, dispatcher.register, as_json=as_json, quiet=watch is not None)
            if watch is None:
                return
            time.sleep(watch)


def _tell(sent: Sent, register: Register, *, as_json: bool, quiet: bool) -> None:
    """What came of a pass; nothing of an empty one among many."""
    found = {
        outcome: [register.outbox.message(each.id) for each in getattr(sent, outcome)]
        for outcome in _OUTCOMES
    }
    if quiet and not any(found.values()):
        return
    if as_json:
        told = {name: [message_as_json(each) for each in of] for name, of in found.items()}
        emit("esign.outbox-sent/1", {**told, "shut": list(sent.shut)})
        return
    for outcome, messages in found.items():
        for message in messages:
            put(word(f"cli.outbox_send.{outcome}", message=message_line(message)))
    for name in sent.shut:
        say("! " + word("cli.outbox_send.shut", transport=name))
    if not any(found.values()):
        put(word("cli.outbox_send.nothing"))
