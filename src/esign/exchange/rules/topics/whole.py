# SPDX-License-Identifier: Apache-2.0
"""G1 and K1: what the envelope's signature is worth, and whether the package is here already."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Final

from esign.errors import Detail
from esign.exchange.rules.findings import Level
from esign.exchange.rules.rule import HUB, PackageType, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from esign.exchange.rules.subject import Subject


def signature_is_told(subject: Subject) -> Iterator[Detail]:
    """G1: what stands for a signature over the envelope; only a genuine one can be wrong."""
    if subject.data is not None and not subject.is_status:
        yield Detail(f"edxml.G1.{subject.signature.state}", subject.signature_place)


def is_not_stored(subject: Subject) -> Iterator[Detail]:
    """K1: a new document is not here already."""
    find, identifier = subject.context.find_document, subject.said("DocumentId")
    if find is None or not identifier or subject.purpose != 0:
        return
    stored = find(identifier)
    if stored is None:
        return
    same = subject.data is not None and sha256(subject.data).hexdigest() == stored.sha256
    code = "edxml.K1.same" if same else "edxml.K1"
    yield Detail(code, subject.place("DocumentId"), {"found": identifier[:80]})


RULES: Final = (
    Rule(
        "G1",
        Level.NOTE,
        "What the envelope's signature is worth; a genuine one that is wrong is an error",
        "W3C XML Signature 1.1",
        signature_is_told,
        {
            "edxml.G1.broken": Level.ERROR,
            "edxml.G1.partial": Level.ERROR,
            "edxml.G1.weak": Level.WARNING,
            "edxml.G1.unclear": Level.WARNING,
        },
        of=PackageType.DOCUMENT,
    ),
    Rule(
        "K1",
        Level.ERROR,
        "A new document that is not here already",
        HUB,
        is_not_stored,
        {"edxml.K1.same": Level.NOTE},
        of=PackageType.DOCUMENT,
        of_older=False,  # which names no document by a DocumentId
    ),
)
