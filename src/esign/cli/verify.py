# SPDX-License-Identifier: Apache-2.0
"""`esign verify FILE…`: is it genuine?"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import click

from esign.acceptance import inspect
from esign.cli.command import spoken_command
from esign.cli.issue_record import issue_record
from esign.cli.options import PATH, json_option, trust_options
from esign.cli.output import emit, error_as_json, put, say_error
from esign.cli.proofs import proof_as_json, proof_lines, read_proof
from esign.cli.received import receive
from esign.cli.reports import report_as_json, report_lines
from esign.cli.trust_folder import open_trust
from esign.cli.words import word
from esign.errors import EsignError, ExitStatus, InputError, UsageError
from esign.limits import within_limits
from esign.model import Report, Verdict
from esign.proof import ProofReport, check_proof, with_proof
from esign.system import SystemClock
from esign.verification import DEFAULT_POLICY

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from esign.ports import IssueRecord
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
@click.option("--no-register", is_flag=True, help=word("cli.verify.no_register"))
@click.option("--proof", type=PATH, help=word("cli.verify.proof"))
@json_option
def command(
    files: tuple[Path, ...],
    trust_dir: Path | None,
    crl: tuple[Path, ...],
    policy: str,
    settings: Path | None,
    *,
    proof: Path | None,
    details: bool,
    no_register: bool,
    as_json: bool,
) -> int:
    """Judge each file and say why."""
    if proof is not None and len(files) > 1:
        raise UsageError("usage.one_proof", name="--proof")
    trust = open_trust(settings, trust_dir, crl)
    statuses, contents = set(), []
    with issue_record(settings, wanted=not no_register) as record:
        means = _Means(trust.store, policy, record, proof)
        for file in files:
            judged = _judge(file, means)
            statuses.add(judged.status)
            if isinstance(judged.content, EsignError):
                say_error(judged.content)
            elif not as_json:
                put("\n".join(_lines(judged.content, judged.proof, every_rule=details)))
            contents.append(_as_json(file, judged))
    if as_json:
        emit("esign.verify/1", {"trust_folder": str(trust.folder), "reports": contents})
    else:
        put(word("cli.trust_folder", folder=trust.folder))
    return next(status for status in GRAVEST_FIRST if status in statuses)


class _Means(NamedTuple):
    """What files are judged by."""

    trust: TrustStore
    policy: str
    record: IssueRecord | None
    proof: Path | None


class _Judged(NamedTuple):
    """The report on a file and its proof, or why it cannot be read."""

    status: ExitStatus
    content: Report | EsignError
    proof: ProofReport | None = None


def _judge(file: Path, means: _Means) -> _Judged:
    """Judge a file; one that cannot be read does not hold up the others."""
    proof = None
    try:
        received = receive(file)
        now, name, trust = SystemClock().now(), received.path.name, means.trust
        with within_limits(name):
            report = inspect(
                received.content,
                trust=trust,
                at=now,
                policy=means.policy,
                name=name,
                register=means.record,
            )
            if means.proof is not None:
                proof = check_proof(read_proof(means.proof), report, trust=trust, at=now)
                report = with_proof(report, proof)
    except InputError as error:
        return _Judged(error.exit_status, error)
    return _Judged(STATUS[report.verdict], report, proof)


def _lines(report: Report, proof: ProofReport | None, *, every_rule: bool) -> Iterator[str]:
    yield from report_lines(report, every_rule=every_rule)
    if proof is not None:
        yield from proof_lines(proof)


def _as_json(file: Path, judged: _Judged) -> dict[str, object]:
    if isinstance(judged.content, EsignError):
        return {"name": file.name, "error": error_as_json(judged.content)}
    content = report_as_json(judged.content)
    return content if judged.proof is None else content | {"proof": proof_as_json(judged.proof)}
