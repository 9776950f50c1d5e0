# SPDX-License-Identifier: Apache-2.0
"""Proof that lasts: a sealed file raised to B-T, B-LT and B-LTA, only ever by appending."""

from esign.signing.levels.appending import append_evidence, append_timestamp
from esign.signing.levels.foresight import foreseen_faults
from esign.signing.levels.raising import EvidenceSource, Means, Raised, lapses_at, raise_to, renew
from esign.signing.levels.reading import SealedFile, read_sealed

__all__ = [
    "EvidenceSource",
    "Means",
    "Raised",
    "SealedFile",
    "append_evidence",
    "append_timestamp",
    "foreseen_faults",
    "lapses_at",
    "raise_to",
    "read_sealed",
    "renew",
]
