# SPDX-License-Identifier: Apache-2.0
"""`esign issue REQUEST…`: number, lay out, sign, seal, check, package."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from esign.cli.documents import issued_as_json, issued_lines
from esign.cli.options import (
    FILE,
    json_option,
    overwrite_option,
    passphrase_option,
    settings_option,
)
from esign.cli.output import emit, error_as_json, say, say_error
from esign.cli.reports import report_lines
from esign.cli.words import word
from esign.errors import EsignError, ExitStatus
from esign.issuance import Office, check, load_request
from esign.issuance import issue as issue_document
from esign.model import VerificationError
from esign.settings import load_settings
from esign.wiring import open_office, secret_prompt

if TYPE_CHECKING:
    from pathlib import Path


@click.command("issue", help=word("cli.issue.help"))
@click.argument("requests", type=FILE, nargs=-1, required=True)
@click.option("--dry-run", is_flag=True, help=word("cli.option.dry_run"))
@overwrite_option
@passphrase_option
@settings_option
@json_option
def command(
    requests: tuple[Path, ...],
    passphrase_fd: int | None,
    settings: Path | None,
    **flags: bool,
) -> int:
    """Issue each request in turn; one that fails does not hold up the others."""
    loaded = load_settings(settings)
    with open_office(loaded, prompt=secret_prompt(loaded.values, passphrase_fd)) as office:
        outcomes = [_attempt(path, office, flags) for path in requests]
    if flags["as_json"]:
        emit("esign.issue/1", {"documents": [document for _, document in outcomes]})
    failed = [status for status, _ in outcomes if status is not ExitStatus.DONE]
    if not failed:
        return ExitStatus.DONE
    return failed[0] if len(outcomes) == 1 else ExitStatus.BATCH


def _attempt(
    path: Path, office: Office, flags: dict[str, bool]
) -> tuple[ExitStatus, dict[str, object]]:
    try:
        request = load_request(path, office.kinds)
        if flags["dry_run"]:
            check(request, office)
            say(word("cli.issue.would", request=path))
            return ExitStatus.DONE, {"request": str(path), "checked": True}
        issued = issue_document(request, office, overwrite=flags["overwrite"])
    except EsignError as error:
        say(word("cli.issue.refused", request=path))
        if isinstance(error, VerificationError):
            for line in report_lines(error.report):
                say(line)
        say_error(error)
        return error.exit_status, {"request": str(path), "error": error_as_json(error)}
    if not flags["as_json"]:
        for line in issued_lines(issued):
            click.echo(line)
    return ExitStatus.DONE, {"request": str(path), **issued_as_json(issued)}
