# SPDX-License-Identifier: Apache-2.0
"""`esign audit list`: the sealed heads, to be written down where nobody here can reach."""

from __future__ import annotations

from typing import TYPE_CHECKING

from esign.cli.command import spoken_command
from esign.cli.entries import office_register
from esign.cli.options import json_option, settings_option
from esign.cli.output import emit, put
from esign.cli.words import count_text, moment_text, word

if TYPE_CHECKING:
    from pathlib import Path

    from esign.register import KeptHead


@spoken_command("list", group="audit")
@settings_option
@json_option
def command(settings: Path | None, *, as_json: bool) -> None:
    """Print every head: when, over how many rows, why, and its root."""
    with office_register(settings, writable=False) as register:
        heads = register.record.heads()
    if as_json:
        emit("esign.audit_list/1", {"heads": [_as_json(kept) for kept in heads]})
    elif heads:
        put("\n".join(map(_line, heads)))
    else:
        put(word("cli.audit_check.no_heads"))


def _line(kept: KeptHead) -> str:
    stamped = word("cli.audit_list.stamped" if kept.sealed.timestamp else "cli.audit_list.bare")
    return word(
        "cli.audit_list.head",
        at=moment_text(kept.head.at),
        size=count_text(kept.head.size),
        occasion=word(f"cli.audit_list.{kept.occasion}"),
        stamp=stamped,
        root=kept.head.root,
    )


def _as_json(kept: KeptHead) -> dict[str, object]:
    return {
        "size": kept.head.size,
        "root": kept.head.root,
        "at": kept.head.at.isoformat(),
        "occasion": kept.occasion,
        "timestamped": kept.sealed.timestamp is not None,
    }
