# SPDX-License-Identifier: Apache-2.0
"""Packages for the national document axis: edXML of QCVN 102:2016/BTTTT.

Wire names live here and nowhere else.
"""

from esign.exchange.ambiguity import ambiguities
from esign.exchange.compose import compose, file_stem, pack
from esign.exchange.examining import Examined, examine, read_and_lint
from esign.exchange.heading import Heading, heading_of
from esign.exchange.reader import read, unpack
from esign.exchange.repair import Repaired, repair
from esign.exchange.rules import Finding, Level, LintContext, StoredDocument, errors, lint
from esign.exchange.signature import envelope_signature, sign_envelope
from esign.exchange.writer import write

__all__ = [
    "Examined",
    "Finding",
    "Heading",
    "Level",
    "LintContext",
    "Repaired",
    "StoredDocument",
    "ambiguities",
    "compose",
    "envelope_signature",
    "errors",
    "examine",
    "file_stem",
    "heading_of",
    "lint",
    "pack",
    "read",
    "read_and_lint",
    "repair",
    "sign_envelope",
    "unpack",
    "write",
]
