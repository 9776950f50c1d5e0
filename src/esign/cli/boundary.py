# SPDX-License-Identifier: Apache-2.0
"""The one place where errors become exit statuses."""

from __future__ import annotations

import logging
import traceback
from contextlib import suppress
from typing import TYPE_CHECKING

import click

from esign.cli.output import emit, emit_line, error_as_json, say, say_error
from esign.cli.reports import report_as_json, report_lines
from esign.cli.usage import usage_error
from esign.cli.words import word
from esign.errors import EsignError, ExitStatus, InputError, OutputError
from esign.model import VerificationError

if TYPE_CHECKING:
    from collections.abc import Sequence


def run(command: click.Command, arguments: Sequence[str]) -> int:
    """Run a command line; the exit status says how it went (see the README's table)."""
    as_json, as_lines = "--json" in arguments, "--jsonl" in arguments
    # Libraries log what the report or the error says better; silence is not theirs to break.
    logging.getLogger().addHandler(logging.NullHandler())
    try:
        outcome = command.main(list(arguments), prog_name="esign", standalone_mode=False)
    except (click.Abort, KeyboardInterrupt):
        say(word("cli.interrupted"))
        return ExitStatus.INTERRUPTED
    except click.exceptions.NoArgsIsHelpError as error:
        say(error.format_message())
        return ExitStatus.USAGE
    except (click.UsageError, EsignError, PermissionError) as error:
        return _refused(_own(error), as_json=as_json, as_lines=as_lines)
    except Exception:  # noqa: BLE001 - whatever is left is a bug, and must not look like a verdict
        say(traceback.format_exc() + word("cli.bug"))
        return ExitStatus.BUG
    return outcome if isinstance(outcome, int) else ExitStatus.DONE


def _own(error: click.UsageError | EsignError | PermissionError) -> EsignError:
    """The error within our own family."""
    if isinstance(error, click.UsageError):
        return usage_error(error)
    if isinstance(error, PermissionError):  # a folder on the way is closed to this account
        return InputError("input.no_access", name=str(error.filename))
    return error


def _refused(error: EsignError, *, as_json: bool, as_lines: bool) -> int:
    """Say the error in words; and, where a program listens, as JSON on standard output."""
    if isinstance(error, VerificationError):
        say("\n".join(report_lines(error.report)))
    if as_json or as_lines:
        content = error_as_json(error)
        if isinstance(error, VerificationError):
            content["report"] = report_as_json(error.report)
        with suppress(OutputError):  # the words below still tell
            if as_lines:
                emit_line({"schema": "esign.error/1", **content})
            else:
                emit("esign.error/1", content)
    say_error(error)
    return error.exit_status
