# SPDX-License-Identifier: Apache-2.0
"""The command line: parse, one call, output. One module a command, loaded when it is called."""

from __future__ import annotations

import sys
from importlib import import_module, metadata
from typing import NoReturn

import click

from esign.cli.boundary import run
from esign.cli.command import SpokenCommand
from esign.cli.output import put, speak_utf8
from esign.cli.usage import unknown
from esign.cli.words import word

OFFICIAL = ("new", "draft", "issue", "find", "void")
INTEGRATOR = ("pack", "unpack", "doctor")
RECIPIENT = ("verify", "show")
FIRST_LOOK = ("demo",)
READERS = {
    "official": OFFICIAL,
    "recipient": RECIPIENT,
    "integrator": INTEGRATOR,
    "first_look": FIRST_LOOK,
}


class CommandsByReader(click.Group, SpokenCommand):
    """Commands listed by who uses them; none is imported before it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All names, in the order of the listing."""
        del ctx
        return [name for names in READERS.values() for name in names]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, from the module of that name."""
        if cmd_name not in self.list_commands(ctx):
            return None
        command: click.Command = import_module(f"esign.cli.{cmd_name}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As the library does it, but an unknown command is answered in our own words."""
        known = self.list_commands(ctx)
        if args[0] not in known and not ctx.resilient_parsing:
            raise unknown("command", args[0], known, ctx.command_path)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The listing, from the catalogue alone."""
        del ctx
        for reader, names in READERS.items():
            with formatter.section(word(f"cli.reader.{reader}")):
                formatter.write_dl([(name, word(f"cli.{name}.short")) for name in names])


def _show_version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:  # noqa: FBT001 - click's
    if wanted and not ctx.resilient_parsing:
        put(metadata.version("esign"))
        ctx.exit()


@click.group(
    cls=CommandsByReader,
    help=word("cli.help"),
    epilog=word("cli.epilog"),
    options_metavar=word("cli.metavar"),
    subcommand_metavar=word("cli.subcommand_metavar"),
)
@click.option(
    "-V",
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_show_version,
    help=word("cli.option.version"),
)
def esign() -> None:
    """Hold the commands together."""


def main() -> NoReturn:
    """Entry point of the `esign` script."""
    speak_utf8()
    sys.exit(run(esign, sys.argv[1:]))
