# SPDX-License-Identifier: Apache-2.0
"""Commands under one word, `esign book list`; none is imported before it is called."""

from __future__ import annotations

from importlib import import_module

import click

from esign.cli.command import SpokenCommand
from esign.cli.usage import unknown
from esign.cli.words import word


class SpokenGroup(click.Group, SpokenCommand):
    """A group whose help and usage speak the catalogue's language.

    Attributes:
        prefix: what the names of the modules and texts of its commands begin with, `book_`.
        members: the commands' names, in the order of the listing.
    """

    prefix = ""
    members: tuple[str, ...] = ()

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All names, in the order of the listing."""
        del ctx
        return list(self.members)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, from the module of that name."""
        if cmd_name not in self.list_commands(ctx):
            return None
        name = cmd_name.replace("-", "_")
        command: click.Command = import_module(f"esign.cli.{self.prefix}{name}").command
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
        names = self.list_commands(ctx)
        with formatter.section(word("cli.commands")):
            formatter.write_dl([(name, word(self._short(name))) for name in names])

    def _short(self, name: str) -> str:
        """The code of what the listing says of a command."""
        return f"cli.{self.prefix}{name.replace('-', '_')}.short"


def spoken_group(name: str, *members: str) -> SpokenGroup:
    """The group of that name; its commands lie in modules named `NAME_MEMBER`."""
    group = SpokenGroup(
        name,
        help=word(f"cli.{name}.help"),
        options_metavar=word("cli.metavar"),
        subcommand_metavar=word("cli.subcommand_metavar"),
    )
    group.prefix, group.members = f"{name}_", members
    return group
