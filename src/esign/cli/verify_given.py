# SPDX-License-Identifier: Apache-2.0
"""What `esign verify` is given, and which options do not go with that: refused before judging."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from esign.cli.output import put
from esign.cli.words import word
from esign.errors import UsageError
from esign.receiving import Given, Nature, nature_at, nature_of
from esign.verification import policy_text

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from esign.cli.report_files import ReportFiles


def refuse_several(files: tuple[Path, ...], **single: Path | None) -> None:
    """Refuse options about one file where there are several.

    Raises:
        UsageError: one is given, and not one file.
    """
    given = [name for name, path in single.items() if path is not None]
    if given and (len(files) > 1 or files[0].is_dir()):
        raise UsageError("usage.one_proof", name=f"--{given[0]}")


def refuse_both_forms(*, as_json: bool, as_lines: bool) -> None:
    """Refuse one JSON document and lines of JSON at once.

    Raises:
        UsageError: both are asked for.
    """
    if as_json and as_lines:
        raise UsageError("receiving.json_twice")


def refuse_unfit(given: list[Path | Given], content: Path | None, reports: ReportFiles) -> None:
    """Refuse what does not go with the one file that is given.

    Raises:
        UsageError: it signs itself and has no content elsewhere, or is a package, of which there
            is no single report.
    """
    if len(given) != 1:
        return
    nature = _nature(given[0])
    if content is not None and nature in {Nature.PDF, Nature.PACKAGE, Nature.ARCHIVE}:
        raise UsageError("receiving.content_unasked", name=given[0].name)
    if reports.wanted and nature is Nature.PACKAGE:
        raise UsageError("report_file.package", name=given[0].name)


def holds_many(given: Path | Given) -> bool:
    """Whether it is a folder or an archive."""
    if isinstance(given, Given):
        return nature_of(given.name, given.data) is Nature.ARCHIVE
    return given.is_dir() or nature_of(given.name, b"") is Nature.ARCHIVE


def _nature(given: Path | Given) -> Nature:
    """What it is; whoever reads it complains of what cannot be read."""
    return nature_of(given.name, given.data) if isinstance(given, Given) else nature_at(given)


def _print_policy(ctx: click.Context, _: click.Parameter, name: str | None) -> None:
    if name is not None and not ctx.resilient_parsing:
        put(policy_text(name), newline=False)
        ctx.exit()


def print_policy_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """`--print-policy NAME`: a shipped policy, to start an own one from."""
    return click.option(
        "--print-policy",
        is_eager=True,
        expose_value=False,
        callback=_print_policy,
        help=word("cli.verify.print_policy"),
    )(command)
