# SPDX-License-Identifier: Apache-2.0
"""What goes to the terminal: data on standard output, words on standard error.

A reader who goes away, as `| head` does, changes neither the work nor its exit status.
"""

from __future__ import annotations

import json
import os
import re
import sys
from typing import TYPE_CHECKING, Final, TextIO

import click

from esign.cli.words import LANGUAGE, word
from esign.files import output_fault

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from esign.errors import Detail, EsignError
    from esign.ports import Renderer

_ACTING: Final = re.compile(
    "[\x7f-\x9f\xad\u0600-\u0605\u061c\u06dd\u070f\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\ud800-\udfff\ufeff\ufff9-\ufffb]"
)


def speak_utf8() -> None:
    """Make Vietnamese printable where the platform's default encoding is another."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")


def put(text: str, *, newline: bool = True) -> None:
    """Data, on standard output.

    Raises:
        OutputError: standard output cannot take it; nothing more is written to it.
    """
    try:
        click.echo(text, nl=newline)
    except BrokenPipeError:
        _let_go(sys.stdout)
    except OSError as error:
        _let_go(sys.stdout)
        raise output_fault(error, word("cli.standard_output")) from error


def say(text: str) -> None:
    """Words for the person, on standard error; where nobody can be told, nobody is."""
    try:
        click.echo(text, err=True)
    except OSError:
        _let_go(sys.stderr)


def _let_go(stream: TextIO) -> None:
    """Send what is still buffered, and whatever follows, nowhere."""
    with open(os.devnull, "wb") as nowhere:  # noqa: PTH123 - no file, a device
        os.dup2(nowhere.fileno(), stream.fileno())


def emit(schema: str, content: Mapping[str, object]) -> None:
    """One JSON document on standard output, its schema named first."""
    put(_harmless(json.dumps({"schema": schema, **content}, ensure_ascii=False, indent=2)))


def emit_line(content: Mapping[str, object]) -> None:
    """One of many JSON documents on standard output, in one line."""
    put(_harmless(json.dumps(content, ensure_ascii=False, separators=(",", ":"))))


def _harmless(text: str) -> str:
    """The same JSON without characters that act instead of being seen: it has words for them."""
    return _ACTING.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


_GATHERING = {"edxml.unreadable"}
"""Errors that say no more than their details; of a single one, that one is said alone."""


def say_error(error: EsignError) -> None:
    """An error with its single faults and what to do about each."""
    if error.code in _GATHERING and len(error.details) == 1:
        (only,) = error.details
        say(f"{word('cli.error')}: {only.message(LANGUAGE)} [{only.code}]")
        say(f"→ {only.remedy(LANGUAGE) or error.remedy(LANGUAGE)}")
        return
    for detail in error.details:
        say(f"  - {detail.message(LANGUAGE)}")
        if advice := detail.remedy(LANGUAGE):
            say(f"    → {advice}")
    say(f"{word('cli.error')}: {error.message(LANGUAGE)} [{error.code}]")
    if advice := error.remedy(LANGUAGE):
        say(f"→ {advice}")


def say_reservations(renderer: Renderer) -> None:
    """What the clerk should know of the pages before they go out."""
    say_remarks(renderer.reservations)


def say_remarks(remarks: Iterable[Detail]) -> None:
    """What is to be looked at again, each with what mends it."""
    for remark in remarks:
        advice = remark.remedy(LANGUAGE)
        say(f"! {remark.message(LANGUAGE)}" + (f"\n  → {advice}" if advice else ""))


def remarks_as_json(remarks: Iterable[Detail]) -> list[dict[str, object]]:
    """What is to be looked at again; `path` names the field of the request, if it is about one."""
    return [
        {"code": remark.code, "path": remark.path, "message": remark.message(LANGUAGE)}
        for remark in remarks
    ]


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


def written(path: Path, code: str) -> None:
    """Tell once that a file was written: a person in a sentence, a program by its bare path."""
    put(word(code, path=path) if sys.stdout.isatty() else str(path))
