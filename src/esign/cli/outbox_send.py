# SPDX-License-Identifier: Apache-2.0
"""`esign outbox send`: send what waits, once or again and again."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import click

from esign.cli.command import spoken_command
from esign.cli.ending import ends_as_interrupted
from esign.cli.options import json_option, passphrase_option, settings_option
from esign.cli.outbox_sent import left_in, status_of, tell_left, tell_sent, tell_sent_as_json
from esign.cli.output import say
from esign.cli.progress import progress_shown
from esign.cli.words import word
from esign.delivery import Sent, send_waiting
from esign.delivery_wiring import open_dispatcher
from esign.errors import EsignError
from esign.settings import load_settings
from esign.wiring import secret_prompt

if TYPE_CHECKING:
    from pathlib import Path

    from esign.delivery import Dispatcher


@spoken_command("send", "outbox")
@click.option("--watch", type=click.IntRange(1, 86400), help=word("cli.outbox_send.watch"))
@passphrase_option
@settings_option
@json_option
def command(
    watch: int | None, passphrase_fd: int | None, settings: Path | None, *, as_json: bool
) -> int:
    """Send the messages that are due."""
    values = load_settings(settings).values
    prompt = secret_prompt(values, passphrase_fd)
    with ends_as_interrupted(), open_dispatcher(values, prompt) as dispatcher:
        while True:
            sent = _pass(dispatcher, as_json=as_json)
            _tell(sent, dispatcher, as_json=as_json, quiet=watch is not None)
            if watch is None:
                return status_of(sent)
            time.sleep(watch)


def _pass(dispatcher: Dispatcher, *, as_json: bool) -> Sent:
    """One pass; what it had achieved when it was ended is told before it ends."""
    sent = Sent()
    try:
        _send(dispatcher, sent)
    except KeyboardInterrupt:
        if as_json:
            tell_sent_as_json(sent, dispatcher.register, None)
        else:
            tell_sent(sent, dispatcher.register)
        say(word("cli.outbox_send.interrupted"))
        raise
    except EsignError:
        if not as_json:  # there the error stands alone
            tell_sent(sent, dispatcher.register)
        raise
    return sent


def _send(dispatcher: Dispatcher, sent: Sent) -> None:
    with progress_shown("cli.outbox_send.progress") as show:
        if show is None:
            send_waiting(dispatcher, sent)
            return
        open_before = sum(each.is_open for each in dispatcher.register.outbox.all())
        done = 0

        def after_each() -> None:
            nonlocal done
            done += 1
            show(done, max(open_before, done))

        send_waiting(dispatcher, sent, after_each)


def _tell(sent: Sent, dispatcher: Dispatcher, *, as_json: bool, quiet: bool) -> None:
    """What came of a pass; nothing of an empty one among many."""
    if quiet and not any((sent.accepted, sent.failed, sent.unknown, sent.stopped, sent.cancelled)):
        return
    left = left_in(dispatcher.register, dispatcher.clock.now())
    if as_json:
        tell_sent_as_json(sent, dispatcher.register, left)
        return
    tell_sent(sent, dispatcher.register)
    rests = {name: dispatcher.circuits.open_until(name) for name in sent.shut}
    tell_left(sent, left, {name: until for name, until in rests.items() if until is not None})
