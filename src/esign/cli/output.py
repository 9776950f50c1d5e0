# SPDX-License-Identifier: Apache-2.0
"""What goes to the terminal: data on standard output, words on standard error."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import click

from esign.cli.words import LANGUAGE, word

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from esign.errors import EsignError


def speak_utf8() -> None:
    """Make Vietnamese printable where the platform's default encoding is another."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")


def say(text: str) -> None:
    """Words for the person, on standard error."""
    click.echo(text, err=True)


def emit(schema: str, content: Mapping[str, object]) -> None:
    """One JSON document on standard output, its schema named first."""
    click.echo(json.dumps({"schema": schema, **content}, ensure_ascii=False, indent=2))


def say_error(error: EsignError) -> None:
    """An error with its single faults and what to do about each."""
    for detail in error.details:
        say(f"  - {detail.message(LANGUAGE)}")
        if advice := detail.remedy(LANGUAGE):
            say(f"    → {advice}")
    say(f"{word('cli.error')}: {error.message(LANGUAGE)} [{error.code}]")
    if advice := error.remedy(LANGUAGE):
        say(f"→ {advice}")


def error_as_json(error: EsignError) -> dict[str, object]:
    """An error as the versioned document `esign.error/1`."""
    return {
        "code": error.code,
        "exit_status": int(error.exit_status),
        "message": error.message(LANGUAGE),
        "remedy": error.remedy(LANGUAGE),
        "details": [
            {"code": detail.code, "path": detail.path, "message": detail.message(LANGUAGE)}
            for detail in error.details
        ],
    }


def written(path: Path, code: str = "cli.written") -> None:
    """Say that a file was written, and put its path on standard output."""
    say(word(code, path=path))
    click.echo(str(path))
