# SPDX-License-Identifier: Apache-2.0
"""Everything there is to say of a package that came, from one parsing and one opening of its files.

For whoever judges packages: reading, linting and the envelope's signature each parse for themselves
otherwise, and a package may have 50 MB.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from esign.exchange.ambiguity import ambiguities
from esign.exchange.envelope import Generation, generation_of, parse
from esign.exchange.reader import read_tree
from esign.exchange.rules import Finding, lint
from esign.exchange.rules.subject import Subject
from esign.exchange.rules.walk import lint_tree
from esign.exchange.signature import envelope_signature
from esign.exchange.soap import is_mime, parts_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from esign.model import EnvelopeSignature, Package, StatusPackage

SIGNATURE_RULES: Final = frozenset({"G1"})
"""Rules on what `Examined.signature` says."""


@dataclass(frozen=True, slots=True)
class Examined:
    """A package that could be read.

    Attributes:
        content: what it says.
        findings: what the rules of the axis say, but for `SIGNATURE_RULES`.
        ambiguous: where two readers could read it differently, see `ambiguities`.
        signature: what stands for a signature over it.
    """

    content: Package | StatusPackage
    findings: tuple[Finding, ...]
    ambiguous: tuple[str, ...]
    signature: EnvelopeSignature


def examine(data: bytes) -> Examined:
    """Read a package, lint it, and look at its own signature.

    Raises:
        InputError: as `read`.
    """
    xml, beside = _parts(data)
    root = parse(xml)
    subject = Subject(root, data)
    content = read_tree(root, beside, lambda _: subject.opened)
    soap = generation_of(root) is Generation.SOAP_2014
    findings = lint(data) if soap else lint_tree(subject, apart=SIGNATURE_RULES)
    return Examined(content, findings, ambiguities(xml, root), envelope_signature(xml, root))


def _parts(data: bytes) -> tuple[bytes, Mapping[str, bytes]]:
    """The XML of a package, and what lies beside it in a MIME message."""
    return parts_of(data) if is_mime(data) else (data, {})
