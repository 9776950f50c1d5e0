# SPDX-License-Identifier: Apache-2.0
"""A command whose help and usage speak the catalogue's language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from esign.cli.output import put
from esign.cli.words import word

if TYPE_CHECKING:
    from collections.abc import Callable


def _show_help(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:  # noqa: FBT001 - click's
    if wanted and not ctx.resilient_parsing:
        put(ctx.get_help())
        ctx.exit()


_HELP = click.Option(
    ["-h", "--help"],
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_show_help,
    help=word("cli.option.help"),
)


class SpokenCommand(click.Command):
    """A command that takes its headings and its help option from the catalogue."""

    def get_help_option(self, ctx: click.Context) -> click.Option:
        """The one help option of all commands."""
        del ctx
        return _HELP

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The usage line under our own heading."""
        pieces = " ".join(self.collect_usage_pieces(ctx))
        formatter.write_usage(ctx.command_path, pieces, prefix=f"{word('cli.usage')}: ")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The options under our own heading."""
        records = [
            record
            for parameter in self.get_params(ctx)
            if isinstance(parameter, click.Option)
            and (record := parameter.get_help_record(ctx)) is not None
        ]
        with formatter.section(word("cli.options")):
            formatter.write_dl(records)


def spoken_command(name: str, group: str = "") -> Callable[[Callable[..., Any]], SpokenCommand]:
    """Make a function the command of that name, with the catalogue's help for it.

    Args:
        name: what is typed.
        group: the group it belongs to; empty for none.
    """
    entry = f"{group}_{name}" if group else name
    return click.command(
        name, cls=SpokenCommand, help=word(f"cli.{entry}.help"), options_metavar=word("cli.metavar")
    )
