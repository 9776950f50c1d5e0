# SPDX-License-Identifier: Apache-2.0
"""Sealing the record after a run, and telling the clerk; the documents are out already."""

from __future__ import annotations

from typing import TYPE_CHECKING

from esign.cli.output import say, say_error
from esign.cli.words import count_text, word
from esign.errors import EsignError
from esign.evidence import seal_after

if TYPE_CHECKING:
    from esign.evidence import Sealing


def seal_record(sealing: Sealing, issued: int) -> None:
    """Seal a batch, or the days before; what goes wrong is told and changes no outcome."""
    try:
        sealed = seal_after(sealing, issued)
    except EsignError as error:
        say(word("cli.issue.head_unsealed"))
        say_error(error)
        return
    if sealed is None:
        return
    if sealed.head is not None:
        say(word("cli.issue.head_sealed", size=count_text(sealed.head.size)))
    if sealed.fault is not None:
        say(word("cli.issue.head_unstamped"))
        say_error(sealed.fault)
