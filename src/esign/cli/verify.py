# SPDX-License-Identifier: Apache-2.0
"""`esign verify FILE…`: is it genuine? One file, or a folder or archive of many."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import click

from esign.cli.command import spoken_command
from esign.cli.issue_record import issue_record
from esign.cli.judged import GRAVEST_FIRST, judged_as_json, judged_lines, status_of
from esign.cli.judging_options import judging_options
from esign.cli.options import PATH, json_option, online_option, trust_options
from esign.cli.output import emit, put, say, say_error, say_remarks
from esign.cli.proofs import proof_as_json, proof_lines, read_proof
from esign.cli.received import named
from esign.cli.report_files import report_options
from esign.cli.trust_folder import open_trust
from esign.cli.verify_given import (
    holds_many,
    print_policy_option,
    refuse_both_forms,
    refuse_several,
    refuse_unfit,
)
from esign.cli.verify_many import Tally, tell_each, tell_summary
from esign.cli.words import word
from esign.errors import ExitStatus, InputError
from esign.limits import within_limits
from esign.proof import check_proof, with_proof
from esign.receiving import (
    Given,
    Judged,
    Judges,
    Means,
    Nature,
    Sources,
    judge_here,
)
from esign.system import SystemClock
from esign.verification import DEFAULT_POLICY, load_policy, shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from esign.cli.judging_options import Asked
    from esign.cli.report_files import ReportFiles
    from esign.cli.trust_folder import Trust
    from esign.ports import IssueRecord
    from esign.proof import ProofReport

FEW = 10
"""Files that are each told of at length."""


@spoken_command("verify")
@click.argument("files", type=PATH, nargs=-1, required=True)
@trust_options
@online_option
@click.option("--policy", default=DEFAULT_POLICY, show_default=True, help=word("cli.option.policy"))
@print_policy_option
@click.option("--content", type=PATH, help=word("cli.verify.content"))
@click.option("--details", is_flag=True, help=word("cli.option.details"))
@click.option("--no-register", is_flag=True, help=word("cli.verify.no_register"))
@click.option("--proof", type=PATH, help=word("cli.verify.proof"))
@click.option("--jsonl", "as_lines", is_flag=True, help=word("cli.verify.jsonl"))
@judging_options
@report_options
@json_option
def command(
    files: tuple[Path, ...],
    trust_dir: Path | None,
    crl: tuple[Path, ...],
    policy: str,
    settings: Path | None,
    *,
    content: Path | None,
    proof: Path | None,
    online: bool,
    details: bool,
    no_register: bool,
    as_lines: bool,
    as_json: bool,
    asked: Asked,
    reports: ReportFiles,
) -> int:
    """Judge each file and say why."""
    refuse_both_forms(as_json=as_json, as_lines=as_lines)
    refuse_several(files, proof=proof, content=content)
    given = [named(path) for path in files]
    several = len(given) > 1 or any(map(holds_many, given))
    reports.refuse_unfit(files, several=several, as_lines=as_lines)
    refuse_unfit(given, content, reports)
    load_policy(policy).expecting(asked.expected)
    sources = Sources(given, content)
    trust = open_trust(settings, trust_dir, crl, online=online)
    with issue_record(settings, wanted=not no_register) as record:
        means = _Means(trust, policy, crl, record, proof, reports, asked)
        told = _Told(as_json=as_json, as_lines=as_lines, details=details)
        if as_lines or (not as_json and _many(given)):
            return _list(sources, means, told)
        return _tell(sources, means, told, explicit=not any(map(holds_many, given)))


class _Means(NamedTuple):
    """What files are judged by."""

    trust: Trust
    policy: str
    crls: tuple[Path, ...]
    record: IssueRecord | None
    proof: Path | None
    reports: ReportFiles
    asked: Asked


class _Told(NamedTuple):
    """How it is told."""

    as_json: bool
    as_lines: bool
    details: bool


def _many(given: list[Path | Given]) -> bool:
    return len(given) > FEW or any(map(holds_many, given))


@contextmanager
def _judged(sources: Sources, means: _Means) -> Iterator[Iterable[Judged]]:
    """Judge the files, each when it is asked for.

    A single plain file costs no process of its own; nor can one that is bound ask the network.
    """
    trust, clock, record = means.trust, SystemClock(), means.record
    expected, past = means.asked.expected, means.asked.past
    if sources.plain or trust.online is not None:
        now = clock.now()
        here = Means(
            trust.store,
            past or now,
            means.policy,
            earlier=record is not None,
            expected=expected,
            today=now if past else None,
        )
        yield (judge_here(item, here, record) for item in sources)
        return
    with Judges(
        trust.folder,
        clock=clock,
        crls=means.crls,
        policy=means.policy,
        register=record,
        expected=expected,
        past=past,
    ) as judges:
        yield judges.each(sources)


def _list(sources: Sources, means: _Means, told: _Told) -> int:
    """Name what is not good, then sum up; an interruption ends it early."""
    tally, interrupted, as_lines = Tally(), False, told.as_lines
    try:
        with _judged(sources, means) as judged:
            tell_each(judged, sources, tally, as_lines=as_lines, every_rule=told.details)
    except KeyboardInterrupt:
        interrupted = True
    say_remarks(means.trust.silent_hosts)
    tell_summary(tally, sources, means.trust.folder, as_lines=as_lines, interrupted=interrupted)
    if not tally.judged and not interrupted:
        say_error(InputError("receiving.nothing"))
    return ExitStatus.INTERRUPTED if interrupted else tally.status


def _tell(sources: Sources, means: _Means, told: _Told, *, explicit: bool) -> int:
    """Tell of each file at length."""
    statuses, contents, tally = set(), [], Tally()
    several = sources.found > 1
    with _judged(sources, means) as judged:
        for each in judged:
            found, proof = _proven(_named(each) if explicit else each, means)
            statuses.add(status_of(found))
            tally.add(found)
            if found.fault is not None:
                if several:  # what is wrong within a package does not say with which one
                    say(f"{word('cli.verdict.unreadable')} — {shown(found.path)}")
                say_error(found.fault)
            elif not told.as_json:
                lines = judged_lines(found, every_rule=told.details)
                put("\n".join((*lines, *(proof_lines(proof) if proof else ()))))
            extra = {} if proof is None else {"proof": proof_as_json(proof)}
            contents.append(judged_as_json(found) | extra)
            statuses.add(means.reports.hand_out(found, sources, means.trust.folder))
    say_remarks(means.trust.silent_hosts)
    if told.as_json:
        emit("esign.verify/2", {"trust_folder": str(means.trust.folder), "reports": contents})
    elif several:
        tell_summary(tally, sources, means.trust.folder, as_lines=False, interrupted=False)
    else:
        put(word("cli.trust_folder", folder=means.trust.folder))
    return next((each for each in GRAVEST_FIRST if each in statuses), ExitStatus.INPUT)


def _named(judged: Judged) -> Judged:
    """What was named for itself must be a signed document; in a folder it may be anything."""
    if judged.nature not in {Nature.OTHER, Nature.CONTENT} or judged.fault is not None:
        return judged
    return replace(judged, fault=InputError("receiving.unknown", name=shown(judged.path)))


def _proven(judged: Judged, means: _Means) -> tuple[Judged, ProofReport | None]:
    """The file with what its proof comes to, if there is one."""
    if means.proof is None or judged.report is None:
        return judged, None
    try:
        with within_limits(means.proof.name):
            proof = read_proof(means.proof)
    except InputError as fault:
        return replace(judged, fault=fault), None
    check = partial(check_proof, proof, judged.report, trust=means.trust.store)
    if means.asked.past is None:
        found, report_today = check(at=judged.report.judged_at), None
    else:
        now = SystemClock().now()
        found, report_today = check(at=judged.report.judged_at, today=now), check(at=now)
    return replace(judged, report=with_proof(judged.report, found, report_today)), found
