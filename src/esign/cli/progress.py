# SPDX-License-Identifier: Apache-2.0
"""How far something long has come: one line on a terminal, nothing anywhere else."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from esign.cli.words import word

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@contextmanager
def progress_shown(code: str) -> Iterator[Callable[[int, int], None] | None]:
    """What to tell after each step how many of how many are done; None where nobody looks.

    Args:
        code: names the text of the line, with `percent`.
    """
    if not sys.stderr.isatty():
        yield None
        return
    shown = -1

    def show(done: int, total: int) -> None:
        nonlocal shown
        percent = 100 * done // max(total, 1)
        if percent != shown:
            shown = percent
            click.echo(f"\r{word(code, percent=percent)}", nl=False, err=True)

    try:
        yield show
    finally:
        if shown >= 0:
            click.echo("", err=True)
