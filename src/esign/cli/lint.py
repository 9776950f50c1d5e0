# SPDX-License-Identifier: Apache-2.0
"""`esign lint FILE…`: what receivers would stumble over in a package, and its repair."""

from __future__ import annotations

import sys
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from esign.cli.command import spoken_command
from esign.cli.entries import office_register
from esign.cli.linted import (
    Linted,
    change_lines,
    linted_as_json,
    linted_lines,
    repair_as_json,
    summary_line,
)
from esign.cli.options import PATH, json_option, overwrite_option, settings_option
from esign.cli.output import emit, put, say, say_error, written
from esign.cli.received import STANDARD_INPUT
from esign.cli.words import word
from esign.errors import ExitStatus, InputError, UsageError
from esign.exchange import LintContext, lint, repair
from esign.exchange_wiring import directory_days_of
from esign.files import LARGEST_RECEIVED, read_regular, read_stream, write_whole
from esign.limits import within_limits
from esign.settings import agency_of, load_settings
from esign.system import SystemClock
from esign.verification import shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from esign.exchange import Repaired
    from esign.register.directory import Directory


@spoken_command("lint")
@click.argument("files", type=PATH, nargs=-1, required=True)
@click.option("--sending", is_flag=True, help=word("cli.lint.sending"))
@click.option("--repair", "target", type=PATH, help=word("cli.lint.repair"))
@click.option("--force", is_flag=True, help=word("cli.lint.force"))
@overwrite_option
@settings_option
@json_option
def command(
    files: tuple[Path, ...],
    target: Path | None,
    settings: Path | None,
    *,
    sending: bool,
    force: bool,
    overwrite: bool,
    as_json: bool,
) -> int:
    """Walk the rules over packages, and mend one of them if asked to."""
    with _known(settings, sending=sending) as context:
        if target is None:
            return _look(files, context, as_json=as_json)
        if len(files) != 1 or files[0].is_dir():
            raise UsageError("usage.one_repaired")
        name, data = _content(files[0])
        with within_limits(name):
            repaired = repair(data, context)
    linted = Linted(name, repaired.left)
    return _hand_out(linted, repaired, target, force=force, as_json=as_json, again=overwrite)


@contextmanager
def _known(settings: Path | None, *, sending: bool) -> Iterator[LintContext]:
    """What is known beyond a package; of one that this office is about to send, a good deal."""
    now = SystemClock().now()
    if not sending:
        yield LintContext(now=now)
        return
    values = load_settings(settings).values
    context = LintContext(own_code=agency_of(values).code, now=now)
    if values.exchange is not None:
        context = replace(context, size_limit=values.exchange.package_limit_mb * 1024**2)
    with ExitStack() as opened:
        directory = _directory(settings, opened) if values.books is not None else None
        if directory is not None:
            context = _with_directory(context, directory, directory_days_of(values))
        yield context


def _with_directory(context: LintContext, directory: Directory, days: int) -> LintContext:
    """The same with what the directory knows, and what it refuses on sending."""

    def refuses(code: str) -> bool:
        finding = directory.check(code, days=days)
        return finding is not None and finding.refused

    find, similar = directory.find, directory.similar
    return replace(context, find_agency=find, similar_codes=similar, refuses=refuses)


def _directory(settings: Path | None, opened: ExitStack) -> Directory | None:
    """The office's directory, unless nothing has been taken over into it yet."""
    try:
        register = opened.enter_context(office_register(settings))
    except InputError as fault:
        if fault.code != "find.no_register":
            raise
        return None
    return register.directory if register.directory.latest() is not None else None


def _look(named: Sequence[Path], context: LintContext, *, as_json: bool) -> int:
    """Tell of each package; the gravest decides."""
    seen = []
    for path in _listed(named):
        linted = _linted(path, context)
        seen.append(linted)
        if not as_json:
            put("\n".join(linted_lines(linted)))
            if linted.fault is not None:
                say_error(linted.fault)
    if not seen:
        names = tuple(shown(str(path)) for path in named)
        raise InputError("lint.no_packages", names=names)
    unasked = context.unasked
    if as_json:
        files_told = [linted_as_json(each) for each in seen]
        emit("esign.lint/1", {"files": files_told, "partly_checked": list(unasked)})
    else:
        put(summary_line(seen))
        if unasked and any(each.fault is None for each in seen):
            say(word("cli.lint.unasked", rules=unasked))
    return max((each.status for each in seen), default=ExitStatus.INPUT)


def _linted(path: Path, context: LintContext) -> Linted:
    try:
        name, data = _content(path)
        with within_limits(name):
            return Linted(name, lint(data, context))
    except InputError as fault:
        return Linted(str(path), fault=fault)


def _hand_out(
    linted: Linted,
    repaired: Repaired,
    target: Path,
    *,
    force: bool,
    as_json: bool,
    again: bool,
) -> int:
    """Write the mended package, unless it is unsound and nobody insists."""
    is_written = bool(repaired.changes) and (repaired.is_sound or force)
    if is_written:
        write_whole(target, repaired.data, overwrite=again)
    if as_json:
        told = repair_as_json(repaired, str(target) if is_written else None)
        emit("esign.lint/1", {"files": [linted_as_json(linted)], "repair": told})
    else:
        _tell(linted, repaired)
    if repaired.breaks_signature and not force:
        raise InputError("edxml.repair.signed")
    if repaired.changes and not is_written:
        raise InputError("edxml.repair.unsound")
    if is_written and not as_json:
        written(target, "cli.lint.written")
    return linted.status


def _tell(linted: Linted, repaired: Repaired) -> None:
    if repaired.changes:
        put("  " + word("cli.lint.changes", count=len(repaired.changes)))
        put("\n".join(change_lines(repaired.changes)))
    else:
        put("  " + word("cli.lint.no_changes"))
    put("\n".join(linted_lines(linted)))


def _listed(named: Iterable[Path]) -> Iterator[Path]:
    """The packages named, and those in the folders named; symbolic links are not followed."""
    for path in named:
        if path == STANDARD_INPUT or not path.is_dir():
            yield path
            continue
        found = sorted(each for each in path.rglob("*.edxml") if not each.is_symlink())
        yield from (each for each in found if each.is_file())


def _content(path: Path) -> tuple[str, bytes]:
    if path == STANDARD_INPUT:
        return "stdin.edxml", read_stream(sys.stdin.buffer, "stdin.edxml", LARGEST_RECEIVED)
    return str(path), read_regular(path)
