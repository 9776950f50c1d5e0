# SPDX-License-Identifier: Apache-2.0
"""What the commands that keep a trust folder have in common."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from esign.cli.acts import ask_again
from esign.cli.options import PATH
from esign.cli.output import say
from esign.cli.words import LANGUAGE, day_text, word
from esign.errors import UsageError
from esign.model import in_vietnam
from esign.settings import load_settings
from esign.trust import vietnam_time

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime
    from pathlib import Path

    from cryptography import x509

    from esign.errors import Detail
    from esign.trust import Anchor
    from esign.trust.upkeep import EntryState

trust_dir_option = click.option("--trust-dir", type=PATH, help=word("cli.trust_entry.folder"))
purpose_option = click.option(
    "--purpose",
    "purposes",
    type=click.Choice(["person", "agency", "timestamp"]),
    multiple=True,
    help=word("cli.trust_entry.purpose"),
)


def kept_folder(settings: Path | None, trust_dir: Path | None) -> Path:
    """The trust folder that is kept: the one given, else that of the settings."""
    return trust_dir if trust_dir is not None else load_settings(settings).values.trust.folder


def confirm(question: str, *, yes: bool) -> None:
    """Ask the person at the terminal; without one the answer must have been given.

    Raises:
        UsageError: nobody can be asked.
        click.Abort: the answer is not yes.
    """
    if not yes and not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise UsageError("usage.trust_needs_yes", name="--yes")
    ask_again(question, yes=yes)


def show_entry(anchor: Anchor, certificate: x509.Certificate) -> None:
    """Tell the person what would be trusted, before he is asked."""
    for line in _lines(anchor, certificate.subject.rfc4514_string()):
        say(line)


def state_lines(state: EntryState) -> Iterator[str]:
    """An entry for the person's eye."""
    yield from _lines(state.anchor, state.subject)
    ends = ", ".join(map(vietnam_time, state.lists)) or "—"
    yield "  " + word("cli.trust_entry.lists", ends=ends)


def _lines(anchor: Anchor, subject: str) -> Iterator[str]:
    kind = "signer" if anchor.is_signer else "anchor"
    yield f"{anchor.name} ({word(f'cli.trust_entry.{kind}')})"
    if subject:
        yield "  " + word("cli.trust_entry.subject", subject=subject)
    roles = [word(f"cli.trust_entry.role.{role.value}") for role in sorted(anchor.roles)]
    yield "  " + word("cli.trust_entry.purposes", purposes=", ".join(roles))
    since, until = _day(anchor.trusted_from), _day(anchor.trusted_until)
    yield "  " + word("cli.trust_entry.period", since=since, until=until)
    yield "  " + word("cli.trust_entry.pin", pin=spaced(anchor.sha256))
    yield "  " + word("cli.trust_entry.file", file=anchor.file or "—")


def spaced(pin: str) -> str:
    """A digest in groups of four, to be compared aloud."""
    return " ".join(pin[at : at + 4] for at in range(0, len(pin), 4)).upper()


def anchor_as_json(anchor: Anchor) -> dict[str, object]:
    """An entry for a program."""
    return {
        "name": anchor.name,
        "kind": "signer" if anchor.is_signer else "anchor",
        "purposes": sorted(role.value for role in anchor.roles),
        "trusted_from": anchor.trusted_from.isoformat(),
        "trusted_until": anchor.trusted_until.isoformat(),
        "sha256": anchor.sha256,
        "file": anchor.file or None,
    }


def state_as_json(state: EntryState) -> dict[str, object]:
    """An entry and how it stands, for a program."""
    until = state.valid_until
    return anchor_as_json(state.anchor) | {
        "subject": state.subject or None,
        "certificate_there": bool(state.subject),
        "valid_until": until.isoformat() if until else None,
        "lists": [{"next_update": end.isoformat()} for end in state.lists],
        "faults": _details(state.faults),
        "remarks": _details(state.remarks),
    }


def _details(details: Sequence[Detail]) -> list[dict[str, str]]:
    return [
        {
            "code": detail.code,
            "message": detail.message(LANGUAGE),
            "remedy": detail.remedy(LANGUAGE),
        }
        for detail in details
    ]


def _day(moment: datetime) -> str:
    return day_text(in_vietnam(moment).date())
