# SPDX-License-Identifier: Apache-2.0
"""What is wrong with a command line, in the catalogue's words."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Literal

import click

from esign.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable


def usage_error(error: click.UsageError) -> UsageError:
    """The library's complaint about a command line as an error of our own family."""
    command = error.ctx.command_path if error.ctx else "esign"
    if isinstance(error, click.NoSuchOption):
        known = [name for each in _parameters(error.ctx) for name in each.opts]
        return unknown("option", error.option_name, known, command)
    if isinstance(error, click.BadOptionUsage):
        return UsageError("usage.no_value", name=error.option_name, command=command)
    if isinstance(error, click.BadParameter):
        name = _name(error.param)
        if isinstance(error, click.MissingParameter):
            return UsageError("usage.missing", name=name, command=command)
        if error.param is not None and isinstance(error.param.type, click.Choice):
            choices = ", ".join(map(str, error.param.type.choices))
            return UsageError("usage.bad_choice", name=name, known=choices, command=command)
        return _bad_value(error.param, name, command)
    return UsageError("usage.superfluous", command=command)


def _bad_value(parameter: click.Parameter | None, name: str, command: str) -> UsageError:
    """A value of the wrong sort; of a number, which ones can be used."""
    kind = None if parameter is None else parameter.type
    if not isinstance(kind, click.types.IntParamType):
        return UsageError("usage.bad_value", name=name, command=command)
    least, most = (kind.min, kind.max) if isinstance(kind, click.IntRange) else (None, None)
    if least is None:
        return UsageError("usage.bad_number", name=name, command=command)
    if most is None:
        return UsageError("usage.bad_least", name=name, least=f"{least:g}", command=command)
    upper = f"{most:,.0f}".replace(",", ".")
    return UsageError("usage.bad_range", name=name, least=f"{least:g}", most=upper, command=command)


def unknown(
    what: Literal["option", "command"], name: str, known: Iterable[str], command: str
) -> UsageError:
    """An error about a word that is not there, with the nearest that is."""
    nearest = get_close_matches(name, known, n=1)
    code = f"usage.unknown.{what}_near" if nearest else f"usage.unknown.{what}"
    return UsageError(code, name=name, nearest="".join(nearest), command=command)


def _parameters(ctx: click.Context | None) -> list[click.Parameter]:
    return ctx.command.get_params(ctx) if ctx else []


def _name(parameter: click.Parameter | None) -> str:
    """As the help calls it: `REQUEST`, `--reason`."""
    if parameter is None:
        return ""
    if isinstance(parameter, click.Option):
        return max(parameter.opts, key=len)
    return parameter.human_readable_name.upper()
