# SPDX-License-Identifier: Apache-2.0
"""`esign void DOCUMENT --reason …`: give up a number whose document will not come."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from esign.cli.acts import ask_again, confirm, reason_option, year_option, yes_option
from esign.cli.command import spoken_command
from esign.cli.entries import entry_as_json, entry_meant, office_register
from esign.cli.options import json_option, settings_option
from esign.cli.output import emit, put
from esign.cli.words import word
from esign.register import Waits
from esign.system import account

if TYPE_CHECKING:
    from pathlib import Path

    from esign.register import Register


@spoken_command("void")
@click.argument("document")
@reason_option
@year_option
@yes_option
@settings_option
@json_option
def command(
    document: str,
    reason: str,
    year: int | None,
    settings: Path | None,
    *,
    yes: bool,
    as_json: bool,
) -> None:
    """Void the number that a request took, or that was reserved."""
    with office_register(settings, writable=True) as register:
        waiting = register.unnumbered.find(document.strip())
        if waiting is not None and waiting.waits is not Waits.NOTHING:
            question = word("cli.void.confirm_drop", request_id=waiting.request_id)
            ask_again(question, yes=yes)
            _drop(waiting.request_id, reason, register, as_json=as_json)
            return
        entry = entry_meant(document, register, year)
        confirm("void", entry, yes=yes)
        done = register.lifecycle.void(entry.request_id, reason, account())
        if as_json:
            emit("esign.void/1", entry_as_json(done, register))
        else:
            put(word("cli.void.done", number=done.number.text))


def _drop(request_id: str, reason: str, register: Register, *, as_json: bool) -> None:
    """Give up a document that took no number yet."""
    done = register.unnumbered.drop(request_id, reason, actor=account())
    if as_json:
        emit("esign.void/1", {"request_id": done.request_id, "number": None, "reason": done.reason})
    else:
        put(word("cli.void.dropped", request_id=done.request_id))
