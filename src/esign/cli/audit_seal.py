# SPDX-License-Identifier: Apache-2.0
"""`esign audit seal`: seal what the record holds by now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from esign.cli.command import spoken_command
from esign.cli.options import json_option, passphrase_option, settings_option
from esign.cli.output import emit, put, say_error
from esign.cli.words import count_text, word
from esign.evidence import seal_head
from esign.settings import load_settings
from esign.wiring import open_sealing, secret_prompt

if TYPE_CHECKING:
    from pathlib import Path

    from esign.evidence import Sealed


@spoken_command("seal", group="audit")
@passphrase_option
@settings_option
@json_option
def command(passphrase_fd: int | None, settings: Path | None, *, as_json: bool) -> None:
    """Seal a head, and fetch the time-stamps that are missing."""
    values = load_settings(settings).values
    sealing = open_sealing(values, secret_prompt(values, passphrase_fd))
    with sealing.register:
        sealed = seal_head(sealing)
    if sealed.fault is not None:
        say_error(sealed.fault)
    if as_json:
        emit("esign.audit_seal/1", _as_json(sealed))
        return
    if sealed.head is None:
        put(word("cli.audit_seal.nothing"))
    else:
        facts = {"size": count_text(sealed.head.size), "root": sealed.head.root}
        put(word("cli.audit_seal.done", **facts))
    if sealed.stamped:
        put(word("cli.audit_seal.stamped", count=sealed.stamped))


def _as_json(sealed: Sealed) -> dict[str, object]:
    head = sealed.head
    return {
        "size": head.size if head else None,
        "root": head.root if head else None,
        "timestamps": sealed.stamped,
        "fault": sealed.fault.code if sealed.fault else None,
    }
