# SPDX-License-Identifier: Apache-2.0
"""`esign proof FILE.pdf`: the proof that this office's record holds a document."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from esign.cli.command import spoken_command
from esign.cli.entries import office_register
from esign.cli.options import (
    PATH,
    json_option,
    output_option,
    overwrite_option,
    settings_option,
)
from esign.cli.output import emit, written
from esign.cli.proofs import read_proof
from esign.cli.words import word
from esign.evidence import make_proof
from esign.files import read_bounded, write_whole
from esign.model.record import TreeHead

if TYPE_CHECKING:
    from esign.model.proof import Proof

SUFFIX = ".proof.json"


@spoken_command("proof")
@click.argument("file", type=PATH)
@click.option("--since", type=PATH, help=word("cli.proof.since"))
@output_option
@overwrite_option
@settings_option
@json_option
def command(
    file: Path,
    since: Path | None,
    output: Path | None,
    settings: Path | None,
    *,
    overwrite: bool,
    as_json: bool,
) -> None:
    """Write the proof beside the document, or where it is wanted."""
    earlier = None if since is None else read_proof(since)
    with office_register(settings, writable=False) as register:
        proof = make_proof(register, read_bounded(file), earlier)
    path = output or file.with_name(f"{file.stem}{SUFFIX}")
    write_whole(path, proof.write(), overwrite=overwrite)
    if as_json:
        emit("esign.proof_written/1", _as_json(path, proof))
    else:
        written(path, "cli.proof.written")


def _as_json(path: Path, proof: Proof) -> dict[str, object]:
    head = TreeHead.read(proof.head.statement)
    return {
        "path": str(Path(path)),
        "sha256": proof.sha256,
        "row": proof.row.seq,
        "size": head.size,
        "root": head.root,
        "timestamped": proof.head.timestamp is not None,
    }
