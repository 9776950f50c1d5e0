# SPDX-License-Identifier: Apache-2.0
"""Everything there is to say of a package that came, from one parsing and one opening of its files.

For whoever judges packages: reading, linting and the envelope's signature each parse for themselves
otherwise, and a package may have 50 MB.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from esign.exchange.envelope import parse
from esign.exchange.reader import read_tree
from esign.exchange.rules import LintContext
from esign.exchange.rules.older import OlderSubject
from esign.exchange.rules.walk import lint_tree, subject_of
from esign.exchange.soap import package_of, taken_apart

if TYPE_CHECKING:
    from datetime import datetime

    from esign.exchange.rules import Finding
    from esign.exchange.rules.subject import Subject
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


def examine(data: bytes, now: datetime) -> Examined:
    """Read a package, lint it, and look at its own signature.

    Args:
        data: a package of either generation.
        now: the present, aware; no date of it is still to come.

    Raises:
        InputError: as `read`.
    """
    content, subject = _opened(data, LintContext(now=now))
    findings = lint_tree(subject, apart=SIGNATURE_RULES)
    return Examined(content, findings, subject.ambiguous, subject.signature)


def read_and_lint(
    data: bytes, context: LintContext
) -> tuple[Package | StatusPackage, tuple[Finding, ...]]:
    """What a package says, and all that `lint` says of it.

    Args:
        data: a package of either generation.
        context: what is known beyond it.

    Raises:
        InputError: as `read`.
    """
    content, subject = _opened(data, context)
    return content, lint_tree(subject, apart=())


def _opened(data: bytes, context: LintContext) -> tuple[Package | StatusPackage, Subject]:
    xml, beside = taken_apart(data)
    root = parse(xml)
    subject = subject_of(data, xml, root, beside, context)
    if isinstance(subject, OlderSubject):
        return package_of(root, subject.carried), subject
    return read_tree(root, lambda _: subject.opened), subject
