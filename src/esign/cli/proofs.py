# SPDX-License-Identifier: Apache-2.0
"""A proof file beside a document: reading it, and telling what it comes to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from esign.cli.words import count_text, moment_text, word
from esign.files import read_bounded
from esign.model import Verdict
from esign.model.proof import Proof
from esign.proof import LARGEST

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from esign.proof import HeadReport, ProofReport


def read_proof(path: Path) -> Proof:
    """The proof in a file.

    Raises:
        InputError: it is missing, too large, or no proof.
    """
    return Proof.read(read_bounded(path, LARGEST), path.name)


def proof_lines(checked: ProofReport) -> Iterator[str]:
    """Where the document is recorded, and who sealed that when; nothing unless all of it is good.

    What is wrong stands among the findings.
    """
    if checked.verdict is not Verdict.PASSED or checked.head is None:
        return
    head, seal = checked.head.head, checked.head.seal
    yield "  " + word("cli.proof.recorded", seq=count_text(checked.seq), agency=head.agency_name)
    size = count_text(head.size)
    if seal.timestamped_at is None:
        yield "  " + word("cli.proof.sealed", size=size, at=moment_text(head.at))
    else:
        at, authority = moment_text(seal.timestamped_at), seal.timestamp_authority
        yield "  " + word("cli.proof.stamped", size=size, at=at, authority=authority)
    if checked.since is not None:
        yield "  " + word("cli.proof.continued", size=count_text(checked.since.head.size))


def proof_as_json(checked: ProofReport) -> dict[str, object]:
    """What a proof comes to, as part of `esign.verify/2`; its findings stand with the others."""
    return {
        "verdict": checked.verdict,
        "row": checked.seq,
        "head": _head_as_json(checked.head),
        "since": _head_as_json(checked.since),
    }


def _head_as_json(judged: HeadReport | None) -> dict[str, object] | None:
    if judged is None:
        return None
    head, seal = judged.head, judged.seal
    return {
        "agency": {"code": head.agency_code, "name": head.agency_name},
        "size": head.size,
        "root": head.root,
        "at": head.at.isoformat(),
        "sealer": seal.name,
        "certificate_sha256": seal.certificate_sha256,
        "timestamped_at": seal.timestamped_at.isoformat() if seal.timestamped_at else None,
        "timestamp_authority": seal.timestamp_authority or None,
    }
