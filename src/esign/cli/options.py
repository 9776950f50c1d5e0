# SPDX-License-Identifier: Apache-2.0
"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from esign.cli.words import word

if TYPE_CHECKING:
    from collections.abc import Callable

FILE = click.Path(path_type=Path, dir_okay=False)
FOLDER = click.Path(path_type=Path, file_okay=False)

settings_option = click.option("--settings", type=FILE, help=word("cli.option.settings"))
json_option = click.option("--json", "as_json", is_flag=True, help=word("cli.option.json"))
overwrite_option = click.option("--overwrite", is_flag=True, help=word("cli.option.overwrite"))
output_option = click.option("--output", "-o", type=FILE, help=word("cli.option.output"))
passphrase_option = click.option(
    "--passphrase-fd", type=click.IntRange(min=0), help=word("cli.option.passphrase_fd")
)
png_option = click.option("--png", is_flag=True, help=word("cli.option.png"))


def trust_options(command: Callable[..., object]) -> Callable[..., object]:
    """`--trust-dir` and `--crl`: whose certificates are believed, and what has been revoked."""
    command = click.option("--crl", type=FILE, multiple=True, help=word("cli.option.crl"))(command)
    return click.option("--trust-dir", type=FOLDER, help=word("cli.option.trust_dir"))(command)
