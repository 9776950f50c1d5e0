# SPDX-License-Identifier: Apache-2.0
"""`esign verify FILE…`: is it genuine?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from esign.acceptance import inspect
from esign.cli.command import spoken_command
from esign.cli.options import PATH, json_option, trust_options
from esign.cli.output import emit, error_as_json, put, say_error
from esign.cli.received import receive
from esign.cli.reports import report_as_json, report_lines
from esign.cli.trust_folder import open_trust
from esign.cli.words import word
from esign.errors import EsignError, ExitStatus, InputError
from esign.limits import within_limits
from esign.model import Report, Verdict
from esign.system import SystemClock
from esign.verification import DEFAULT_POLICY

if TYPE_CHECKING:
    from pathlib import Path

    from esign.trust import TrustStore

STATUS = {
    Verdict.PASSED: ExitStatus.DONE,
    Verdict.FAILED: ExitStatus.FAILED,
    Verdict.INDETERMINATE: ExitStatus.INDETERMINATE,
}
GRAVEST_FIRST = (ExitStatus.FAILED, ExitStatus.INPUT, ExitStatus.INDETERMINATE, ExitStatus.DONE)


@spoken_command("verify")
@click.argument("files", type=PATH, nargs=-1, required=True)
@trust_options
@click.option("--policy", default=DEFAULT_POLICY, show_default=True, help=word("cli.option.policy"))
@click.option("--details", is_flag=True, help=word("cli.option.details"))
@json_option
def command(
    files: tuple[Path, ...],
    trust_dir: Path | None,
    crl: tuple[Path, ...],
    policy: str,
    settings: Path | None,
    *,
    details: bool,
    as_json: bool,
) -> int:
    """Judge each file and say why."""
    trust = open_trust(settings, trust_dir, crl)
    statuses, contents = set(), []
    for file in files:
        status, content = _judge(file, trust.store, policy)
        statuses.add(status)
        if isinstance(content, EsignError):
            say_error(content)
        elif not as_json:
            put("\n".join(report_lines(content, every_rule=details)))
        contents.append(_as_json(file, content))
    if as_json:
        emit("esign.verify/1", {"trust_folder": str(trust.folder), "reports": contents})
    else:
        put(word("cli.trust_folder", folder=trust.folder))
    return next(status for status in GRAVEST_FIRST if status in statuses)


def _judge(file: Path, trust: TrustStore, policy: str) -> tuple[ExitStatus, Report | EsignError]:
    """The report on a file, or why it cannot be read; one such file does not hold up the others."""
    try:
        received = receive(file)
        now, name = SystemClock().now(), received.path.name
        with within_limits(name):
            report = inspect(received.content, trust=trust, at=now, policy=policy, name=name)
    except InputError as error:
        return error.exit_status, error
    return STATUS[report.verdict], report


def _as_json(file: Path, content: Report | EsignError) -> dict[str, object]:
    if isinstance(content, EsignError):
        return {"name": file.name, "error": error_as_json(content)}
    return report_as_json(content)
