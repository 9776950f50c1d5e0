# SPDX-License-Identifier: Apache-2.0
"""The command line: parse, one call, output. One module a command, loaded when it is called."""

from __future__ import annotations

import sys
from importlib import metadata
from typing import NoReturn

import click

from esign.cli.boundary import run
from esign.cli.group import SpokenGroup
from esign.cli.output import put, speak_utf8
from esign.cli.words import word

OFFICIAL = (
    "new",
    "draft",
    "issue",
    "prepare",
    "sign",
    "seal",
    "adopt",
    "copy",
    "find",
    "book",
    "inbox",
    "dispatch",
    "outbox",
    "track",
    "recall",
    "replace",
    "correct",
    "void",
    "dossier",
    "agencies",
    "proof",
)
INTEGRATOR = (
    *("pack", "unpack", "lint", "augment", "trust"),
    *("doctor", "audit", "store", "backup", "restore"),
)
AUTHOR = ("kinds", "schema")
RECIPIENT = ("verify", "show")
FIRST_LOOK = ("demo", "axis")
READERS = {
    "official": OFFICIAL,
    "recipient": RECIPIENT,
    "author": AUTHOR,
    "integrator": INTEGRATOR,
    "first_look": FIRST_LOOK,
}


class CommandsByReader(SpokenGroup):
    """Commands listed by who uses them; none is imported before it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All names, in the order of the listing."""
        del ctx
        return [name for names in READERS.values() for name in names]

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
