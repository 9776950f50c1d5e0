# SPDX-License-Identifier: Apache-2.0
"""The command line: parse, one call, output. One module a command, loaded when it is called."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import NoReturn

import click

from esign.cli.boundary import run
from esign.cli.output import speak_utf8
from esign.cli.words import word

OFFICIAL = ("new", "draft", "issue", "void")
INTEGRATOR = ("pack", "unpack", "doctor")
RECIPIENT = ("verify", "show")
FIRST_LOOK = ("demo",)
READERS = {
    "official": OFFICIAL,
    "recipient": RECIPIENT,
    "integrator": INTEGRATOR,
    "first_look": FIRST_LOOK,
}


class CommandsByReader(click.Group):
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

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The listing, from the catalogue alone."""
        del ctx
        for reader, names in READERS.items():
            with formatter.section(word(f"cli.reader.{reader}")):
                formatter.write_dl([(name, word(f"cli.{name}.short")) for name in names])


@click.group(
    cls=CommandsByReader,
    help=word("cli.help"),
    epilog=word("cli.epilog"),
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(None, "-V", "--version", package_name="esign", message="%(version)s")
def esign() -> None:
    """Hold the commands together."""


def main() -> NoReturn:
    """Entry point of the `esign` script."""
    speak_utf8()
    sys.exit(run(esign, sys.argv[1:]))
