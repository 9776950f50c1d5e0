# SPDX-License-Identifier: Apache-2.0
"""The quick reading of a document just issued: the same facts, or none at all.

It understands only what this program writes. Whatever was done to a document, it never says better
of it than the general reader does.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from random import Random
from typing import TYPE_CHECKING

import pytest

from esign.model import Verdict
from esign.verification.closed import collect_own
from esign.verification.collect import collect
from esign.verification.judge import judge
from esign.verification.policy import load_policy
from support.ports import FIXED_NOW

if TYPE_CHECKING:
    from collections.abc import Iterator

    from esign.trust import TrustStore

WORDS = b"0123456789 /<>[]()\n\r%RABCDEFabcdeft"


def damaged(document: bytes, choice: Random, count: int) -> Iterator[bytes]:
    """The document with some bytes changed, removed, put in or moved, mostly where it is text."""
    text = [place for place in range(len(document)) if document[place] in WORDS]
    for _ in range(count):
        found = bytearray(document)
        place = choice.choice(text) if choice.random() < 0.7 else choice.randrange(len(found))
        match choice.randrange(4):
            case 0:
                found[place] = choice.choice(WORDS)
            case 1:
                del found[place : place + choice.randrange(1, 4)]
            case 2:
                found[place:place] = choice.choices(WORDS, k=choice.randrange(1, 4))
            case _:
                start, size = choice.randrange(len(found) - 40), choice.randrange(1, 40)
                found[place : place + size] = document[start : start + size]
        if found != document:
            yield bytes(found)


def overlooked(trust: TrustStore, changes: Iterator[bytes]) -> list[bytes]:
    """The changed documents that the quick reading finds good."""
    policy = load_policy("issued")
    good = []
    for changed in changes:
        facts = collect_own(changed, trust=trust, at=FIXED_NOW)
        if facts is not None:
            verdict = judge(facts, policy, name="changed", at=FIXED_NOW).verdict
            if verdict is Verdict.PASSED:
                good.append(changed)
    return good


def test_no_damaged_document_is_found_good(issued: bytes, trust: TrustStore) -> None:
    choice = Random(1)  # noqa: S311 - no secret
    assert overlooked(trust, damaged(issued, choice, 300)) == []


@pytest.mark.long
def test_none_of_many_damaged_documents_is_found_good(issued: bytes, trust: TrustStore) -> None:
    seed = int(datetime.now(UTC).timestamp())
    choice = Random(seed)  # noqa: S311 - no secret
    assert overlooked(trust, damaged(issued, choice, 20_000)) == [], seed


def test_the_facts_of_a_document_as_issued_are_the_same(issued: bytes, trust: TrustStore) -> None:
    found = collect_own(issued, trust=trust, at=FIXED_NOW)
    assert found is not None
    # Pages are read by the full reader alone: what they print it has just been given to print.
    facts = collect(issued, name="issued", trust=trust, at=FIXED_NOW)
    assert facts.printed is not None
    assert found == replace(facts, printed=None)


def test_attached_data_that_says_otherwise_than_the_metadata_is_not_found_good(
    issued: bytes, trust: TrustStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = collect_own(issued, trust=trust, at=FIXED_NOW)
    assert found is not None
    assert found.disagreeing == ()
    other = {**found.document, "lookup_code": "0000-0000-0000"}
    monkeypatch.setattr("esign.verification.closed.facts.read_packet", lambda _: other)
    facts = collect_own(issued, trust=trust, at=FIXED_NOW)
    assert facts is not None
    report = judge(facts, load_policy("issued"), name="issued", at=FIXED_NOW)
    assert report.verdict is Verdict.FAILED
    assert "data-agrees" in {
        entry.rule for entry in report.findings if entry.verdict is Verdict.FAILED
    }
