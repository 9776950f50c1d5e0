# SPDX-License-Identifier: Apache-2.0
"""Signatures that are made elsewhere: the file that goes out, and the file that comes back."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from esign.cli.options import PATH
from esign.cli.output import emit, say, say_error, written
from esign.cli.words import count_text, word
from esign.errors import ExitStatus, UsageError
from esign.files import read_bounded, write_whole
from esign.issuance import PENDING, Pending
from esign.signing import external_key, read_external

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from esign.issuance import Begun
    from esign.ports import SigningKey


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What `--prepare`, `--certificate` and `--complete` ask for.

    Attributes:
        target: the file that goes out; None where nothing is begun.
        pending: what came back; None where nothing is finished.
        key: the key by its certificates, where they are given.
    """

    target: Path | None
    pending: Pending | None
    key: SigningKey | None

    @classmethod
    def read(
        cls, prepare: Path | None, certificates: tuple[Path, ...], complete: Path | None
    ) -> Elsewhere:
        """The options, with what their files hold.

        Raises:
            UsageError: they do not go together.
            InputError, KeyFaultError: a file cannot be read, or is another sort of file.
        """
        if (prepare and complete) or (certificates and not prepare):
            raise UsageError("usage.one_way", names="--prepare, --certificate, --complete")
        if complete is not None:
            pending = Pending.read(read_bounded(complete))
            return cls(None, pending, external_key(pending.certificates, pending.scheme))
        return cls(prepare, None, read_external(certificates) if certificates else None)


def elsewhere_options(command: Callable[..., object]) -> Callable[..., object]:
    """The options by which a desk works with a key that signs elsewhere."""
    for name, several in (("complete", False), ("certificate", True), ("prepare", False)):
        text = word(f"cli.elsewhere.{name}")
        command = click.option(f"--{name}", type=PATH, multiple=several, help=text)(command)
    return command


def send_out(begun: Begun, target: Path, *, overwrite: bool, as_json: bool) -> int:
    """Write what goes to the key, and tell what could not be begun."""
    content = json.dumps(begun.pending.as_json(), ensure_ascii=False, indent=2)
    write_whole(target, f"{content}\n".encode(), overwrite=overwrite)
    for request_id, fault in begun.faults:
        say_error(fault)
        say(word("cli.elsewhere.left_out", request_id=request_id))
    count = count_text(len(begun.pending.signatures))
    say(word("cli.elsewhere.sent", count=count, digest=begun.pending.digest))
    if as_json:
        emit(PENDING, begun.pending.as_json())
    else:
        written(target, "cli.elsewhere.written")
    return ExitStatus.BATCH if begun.faults else ExitStatus.DONE
