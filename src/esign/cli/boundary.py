# SPDX-License-Identifier: Apache-2.0
"""The one place where errors become exit statuses."""

from __future__ import annotations

import logging
import os
import sys
import traceback
from typing import TYPE_CHECKING

import click

from esign.cli.output import emit, error_as_json, say, say_error
from esign.cli.reports import report_as_json, report_lines
from esign.cli.words import word
from esign.errors import EsignError, ExitStatus
from esign.model import VerificationError

if TYPE_CHECKING:
    from collections.abc import Sequence


def run(command: click.Command, arguments: Sequence[str]) -> int:
    """Run a command line; the exit status says how it went (see the README's table)."""
    as_json = "--json" in arguments
    # Libraries log what the report or the error says better; silence is not theirs to break.
    logging.getLogger().addHandler(logging.NullHandler())
    try:
        outcome = command.main(list(arguments), prog_name="esign", standalone_mode=False)
    except (click.Abort, KeyboardInterrupt):
        say(word("cli.interrupted"))
        return ExitStatus.INTERRUPTED
    except click.ClickException as error:
        error.show()
        return ExitStatus.USAGE
    except BrokenPipeError:  # the reader of our output went away, as `| head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitStatus.DONE
    except EsignError as error:
        _show(error, as_json=as_json)
        return error.exit_status
    except Exception:  # noqa: BLE001 - whatever is left is a bug, and must not look like a verdict
        say(traceback.format_exc() + word("cli.bug"))
        return ExitStatus.BUG
    return outcome if isinstance(outcome, int) else ExitStatus.DONE


def _show(error: EsignError, *, as_json: bool) -> None:
    """The error in words; and, where a program listens, as JSON on standard output."""
    if isinstance(error, VerificationError):
        say("\n".join(report_lines(error.report)))
    if as_json:
        content = error_as_json(error)
        if isinstance(error, VerificationError):
            content["report"] = report_as_json(error.report)
        emit("esign.error/1", content)
    say_error(error)
