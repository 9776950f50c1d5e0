# SPDX-License-Identifier: Apache-2.0
"""`esign find WHAT`: what the register holds under a code, a request id or a file."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import click

from esign.cli.command import spoken_command
from esign.cli.options import json_option, settings_option
from esign.cli.output import emit, put
from esign.cli.words import day_text, word
from esign.errors import InputError
from esign.files import read_bounded
from esign.settings import load_settings
from esign.system import SystemClock
from esign.wiring import find_register

if TYPE_CHECKING:
    from collections.abc import Iterator

    from esign.register import Entry, Register


@spoken_command("find")
@click.argument("what")
@settings_option
@json_option
def command(what: str, settings: Path | None, *, as_json: bool) -> None:
    """Print the entry of a document that somebody asks about."""
    register = find_register(load_settings(settings).values, SystemClock())
    if register is None:
        raise InputError("find.no_register")
    with register:
        entry = _entry(what.strip(), register)
    if entry is None:
        raise InputError("find.nothing", what=what)
    if as_json:
        emit("esign.entry/1", _as_json(entry))
    else:
        put("\n".join(_lines(entry)))


def _entry(what: str, register: Register) -> Entry | None:
    path = Path(what)
    if path.is_file():
        return register.by_sha256(sha256(read_bounded(path)).hexdigest())
    return register.find(what) or register.by_lookup_code(what)


def _lines(entry: Entry) -> Iterator[str]:
    day, state = day_text(entry.issued_on), word(f"cli.state.{entry.state}")
    yield word("cli.find.document", number=entry.number.text, date=day, state=state)
    yield "  " + word("cli.find.subject", subject=entry.subject)
    yield "  " + word("cli.find.request_id", request_id=entry.request_id)
    yield "  " + word("cli.find.lookup_code", code=entry.lookup_code)
    if entry.void_reason:
        yield "  " + word("cli.find.void_reason", reason=entry.void_reason)


def _as_json(entry: Entry) -> dict[str, object]:
    """No person the document speaks of, and nobody it was sent to."""
    return {
        "state": entry.state,
        "number": entry.number.text,
        "issued_on": entry.issued_on.isoformat(),
        "subject": entry.subject,
        "kind": entry.kind,
        "request_id": entry.request_id,
        "document_id": entry.document_id,
        "lookup_code": entry.lookup_code,
        "void_reason": entry.void_reason or None,
    }
