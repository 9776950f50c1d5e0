# SPDX-License-Identifier: Apache-2.0
"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from esign.cli.words import word

if TYPE_CHECKING:
    from collections.abc import Callable

# Whether a path is there and can be read is said by whoever opens it, with its own exit status.
PATH = click.Path(path_type=Path, readable=False)
DAY = click.DateTime(["%Y-%m-%d", "%d/%m/%Y"])

settings_option = click.option("--settings", type=PATH, help=word("cli.option.settings"))
json_option = click.option("--json", "as_json", is_flag=True, help=word("cli.option.json"))
overwrite_option = click.option("--overwrite", is_flag=True, help=word("cli.option.overwrite"))
output_option = click.option("--output", "-o", type=PATH, help=word("cli.option.output"))
passphrase_option = click.option("--passphrase-fd", type=int, help=word("cli.option.passphrase_fd"))
order_option = click.option(
    "--order", type=click.Choice(["number-first", "sign-first"]), help=word("cli.option.order")
)
after_restore_option = click.option(
    "--after-restore", is_flag=True, help=word("cli.option.after_restore")
)
online_option = click.option("--online", is_flag=True, help=word("cli.option.online"))
png_option = click.option("--png", is_flag=True, help=word("cli.option.png"))


def trust_options(command: Callable[..., object]) -> Callable[..., object]:
    """Whose certificates are believed, and what has been revoked; never the current folder's."""
    for name, several in (("--crl", True), ("--trust-dir", False), ("--settings", False)):
        text = word(f"cli.trust_option.{name.strip('-').replace('-', '_')}")
        command = click.option(name, type=PATH, multiple=several, help=text)(command)
    return command
