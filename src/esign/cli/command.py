# SPDX-License-Identifier: Apache-2.0
"""A command whose help and usage speak the catalogue's language."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

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
            _spoken(record)
            for parameter in self.get_params(ctx)
            if isinstance(parameter, click.Option)
            and (record := parameter.get_help_record(ctx)) is not None
        ]
        with formatter.section(word("cli.options")):
            formatter.write_dl(records)


def _spoken(record: tuple[str, str]) -> tuple[str, str]:
    """An option's line of the help, with the library's own words in the catalogue's language."""
    named = _LIBRARY_VALUE.sub(lambda found: word(_VALUES[found[0].strip()]), record[0])
    return named, _LIBRARY_EXTRA.sub(_said_extra, record[1])


def _said_extra(found: re.Match[str]) -> str:
    required = word("cli.value.required")
    said = found[0].replace("default: ", f"{word('cli.value.default')}: ")
    return required.join(re.split(r"\brequired\b", said))


_VALUES: Final = {
    "TEXT": "cli.value.text",
    "INTEGER": "cli.value.number",
    "INTEGER RANGE": "cli.value.number",
    "FLOAT": "cli.value.number",
    "FLOAT RANGE": "cli.value.number",
    "PATH": "cli.value.path",
    "FILE": "cli.value.path",
    "DIRECTORY": "cli.value.path",
}
_LIBRARY_VALUE: Final = re.compile(rf"(?<= )(?:{'|'.join(sorted(_VALUES, reverse=True))})$")
_LIBRARY_EXTRA: Final = re.compile(
    r"\[(?:default: |required|[^\[\]]*; (?:default: |required))[^\[\]]*\]$"
)


def spoken_command(name: str, group: str = "") -> Callable[[Callable[..., Any]], SpokenCommand]:
    """Make a function the command of that name, with the catalogue's help for it.

    Args:
        name: what is typed.
        group: the group it belongs to; empty for none.
    """
    entry = (f"{group}_{name}" if group else name).replace("-", "_")
    return click.command(
        name, cls=SpokenCommand, help=word(f"cli.{entry}.help"), options_metavar=word("cli.metavar")
    )
