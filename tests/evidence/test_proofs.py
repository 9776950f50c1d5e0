# SPDX-License-Identifier: Apache-2.0
"""A proof passes for the file, the record and the agency it was made for, and for nothing else."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from esign.acceptance import inspect
from esign.errors import InputError
from esign.model import Role, Verdict
from esign.model.proof import Proof, SealedHead
from esign.model.record import RecordRow, TreeHead
from esign.proof import check_proof, with_proof
from support.pki import AGENCY, AGENCY_CODE, make_pki
from support.ports import FIXED_NOW
from support.sealed import forge, trust_store
from support.stock import write_seal
from support.trees import tree_root

if TYPE_CHECKING:
    from pathlib import Path

    from esign.demo.pki import Identity
    from esign.model import Report
    from esign.proof import ProofReport
    from support.evidence import Evidence


def reported(evidence: Evidence, document: Path | None = None) -> Report:
    return inspect(document or evidence.document, trust=evidence.trust, at=FIXED_NOW)


def checked(evidence: Evidence, proof: Proof, document: Path | None = None) -> ProofReport:
    report = reported(evidence, document)
    return check_proof(proof, report, trust=evidence.trust, at=FIXED_NOW)


def codes(checked: ProofReport) -> list[str]:
    return [entry.code for entry in checked.findings if entry.verdict is not Verdict.PASSED]


def sealed_by(identity: Identity, head: TreeHead) -> SealedHead:
    """The head sealed by somebody whom nobody asked whether he may."""
    signatory = forge().signatory(identity, Role.AGENCY)
    return SealedHead(head.statement, write_seal(head.statement.encode(), signatory))


def test_a_good_proof_lowers_nothing_and_says_where_and_when(evidence: Evidence) -> None:
    report, proof = reported(evidence), checked(evidence, evidence.proof)
    assert proof.verdict is Verdict.PASSED
    assert with_proof(report, proof).verdict is report.verdict is Verdict.PASSED
    assert proof.head is not None
    assert (proof.head.head.agency_code, proof.head.seal.name) == (AGENCY_CODE, AGENCY)
    assert proof.head.seal.timestamped_at == FIXED_NOW
    assert proof.seq == evidence.proof.row.seq


def test_a_later_head_continues_the_earlier_one(evidence: Evidence) -> None:
    proof = checked(evidence, evidence.later, evidence.other)
    assert proof.verdict is Verdict.PASSED
    assert proof.since is not None
    assert proof.head is not None
    assert proof.since.head.size < proof.head.head.size
    assert proof.since.head.statement == evidence.proof.head.statement


def test_a_good_proof_does_not_make_a_bad_document_good(evidence: Evidence, tmp_path: Path) -> None:
    data = bytearray(evidence.document.read_bytes())
    data[len(data) // 3] ^= 1
    path = tmp_path / "changed.pdf"
    path.write_bytes(data)
    report = reported(evidence, path)
    proof = checked(evidence, evidence.proof, path)
    assert codes(proof) == ["proof.other_document"]
    assert with_proof(report, proof).verdict is Verdict.FAILED


def test_the_proof_of_another_document_fails_a_good_one(evidence: Evidence) -> None:
    proof = checked(evidence, evidence.proof, evidence.other)
    assert codes(proof) == ["proof.other_document"]
    assert with_proof(reported(evidence, evidence.other), proof).verdict is Verdict.FAILED
    claiming = replace(evidence.proof, sha256=reported(evidence, evidence.other).sha256)
    assert codes(checked(evidence, claiming, evidence.other)) == ["proof.other_row"]


def test_a_row_about_something_else_proves_nothing(evidence: Evidence) -> None:
    row = evidence.proof.row._replace(action="noted")
    assert "proof.other_row" in codes(checked(evidence, replace(evidence.proof, row=row)))


@pytest.mark.parametrize(
    "change",
    [
        {"actor": "x"},
        {"at": "x"},
        {"salt": ""},
        {"prev_hash": "0" * 64},
        {"seq": 1},
        {"seq": 10**9},
    ],
)
def test_an_edited_row_is_not_in_the_tree(evidence: Evidence, change: dict[str, Any]) -> None:
    row = evidence.proof.row._replace(**change)
    assert codes(checked(evidence, replace(evidence.proof, row=row))) == ["proof.not_included"]


def test_a_head_of_ones_own_needs_the_agencys_seal(evidence: Evidence) -> None:
    row = RecordRow("0" * 64, 1, "", "", "sealed", "", evidence.proof.row.payload, "")
    root = tree_root([bytes.fromhex(row.entry_hash)]).hex()
    head = TreeHead(AGENCY_CODE, AGENCY, 1, root, FIXED_NOW)
    proof = replace(evidence.proof, row=row, path=())
    pki = make_pki()
    for identity, expected in (
        (pki.lookalike.seal, "trust.certificate_untrusted"),
        (pki.stranger.seal, "trust.certificate_untrusted"),
        (pki.director, "verification.statement_by_person"),
        (pki.faulty.revoked_seal, "trust.certificate_revoked"),
    ):
        forged = replace(proof, head=sealed_by(identity, head))
        assert expected in codes(checked(evidence, forged))
    borrowed = replace(proof, head=SealedHead(head.statement, evidence.proof.head.seal))
    assert "verification.statement_changed" in codes(checked(evidence, borrowed))


def test_a_head_in_the_name_of_another_agency_does_not_count(evidence: Evidence) -> None:
    head = TreeHead.read(evidence.proof.head.statement)
    for change in ({"agency_code": "H99.13"}, {"agency_name": "Sở khác"}):
        other = replace(head, **change)  # type: ignore[arg-type]
        forged = replace(evidence.proof, head=sealed_by(make_pki().seal, other))
        assert codes(checked(evidence, forged)) == ["proof.not_the_agency"]


def test_the_record_of_another_agency_does_not_count(evidence: Evidence) -> None:
    report = reported(evidence)
    foreign = replace(report, document={**report.document, "agency_code": "H99.13"})
    proof = check_proof(evidence.proof, foreign, trust=evidence.trust, at=FIXED_NOW)
    assert codes(proof) == ["proof.other_agency"]
    silent = replace(report, document={})
    proof = check_proof(evidence.proof, silent, trust=evidence.trust, at=FIXED_NOW)
    assert (proof.verdict, codes(proof)) == (Verdict.INDETERMINATE, ["proof.issuer_unknown"])


def test_a_head_whose_seal_cannot_be_judged_is_not_good(evidence: Evidence, tmp_path: Path) -> None:
    unknowing = trust_store(tmp_path / "trust", "none")
    proof = check_proof(evidence.proof, reported(evidence), trust=unknowing, at=FIXED_NOW)
    assert proof.verdict is Verdict.INDETERMINATE
    later = check_proof(
        replace(evidence.proof, head=replace(evidence.proof.head, timestamp=None)),
        reported(evidence),
        trust=evidence.trust,
        at=FIXED_NOW + timedelta(days=2000),
    )
    assert later.verdict is Verdict.INDETERMINATE


def test_a_rewritten_past_is_no_continuation(evidence: Evidence) -> None:
    assert evidence.later.since is not None
    earlier = TreeHead.read(evidence.later.since.head.statement)
    for change in (
        {"root": "0" * 64},
        {"size": earlier.size + 1},
        {"at": FIXED_NOW + timedelta(1)},
    ):
        other = sealed_by(make_pki().seal, replace(earlier, **change))  # type: ignore[arg-type]
        since = replace(evidence.later.since, head=other)
        proof = checked(evidence, replace(evidence.later, since=since), evidence.other)
        assert codes(proof) == ["proof.not_continued"]
    since = replace(evidence.later.since, path=evidence.later.since.path[1:])
    proof = checked(evidence, replace(evidence.later, since=since), evidence.other)
    assert codes(proof) == ["proof.not_continued"]


def test_a_statement_that_is_none_proves_nothing(evidence: Evidence) -> None:
    head = replace(evidence.proof.head, statement="{}")
    assert codes(checked(evidence, replace(evidence.proof, head=head))) == ["proof.head_unreadable"]
    assert evidence.later.since is not None
    since = replace(evidence.later.since, head=head)
    proof = checked(evidence, replace(evidence.later, since=since), evidence.other)
    assert codes(proof) == ["proof.head_unreadable"]


def test_a_proof_file_comes_back_as_it_was(evidence: Evidence) -> None:
    for proof in (evidence.proof, evidence.later):
        assert Proof.read(proof.write(), "proof") == proof


def test_a_proof_names_no_person_the_document_speaks_of(evidence: Evidence) -> None:
    text = evidence.later.write().decode()
    for word in ("Nguyễn", "Trần", "0900", "GIÁM ĐỐC", "khai sinh"):
        assert word not in text


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(where=st.integers(0, 2**32), bit=st.integers(0, 6))
def test_no_byte_of_a_proof_can_be_changed_unseen(evidence: Evidence, where: int, bit: int) -> None:
    data = evidence.proof.write()
    place = where % len(data)
    changed = data[:place] + bytes((data[place] ^ 1 << bit,)) + data[place + 1 :]
    try:
        proof = Proof.read(changed, "proof")
    except InputError:
        return
    judged = checked(evidence, proof)
    # White space and the case of hexadecimal digits mean nothing. A time-stamp is not written by
    # us; what of it can be written otherwise certifies no other moment.
    stamp = evidence.proof.head.timestamp
    if replace(proof, head=replace(proof.head, timestamp=stamp)) != evidence.proof:
        assert judged.verdict is not Verdict.PASSED
    elif judged.verdict is Verdict.PASSED:
        assert judged.head is not None
        assert judged.head.seal.timestamped_at in (FIXED_NOW, None)


@given(st.binary(max_size=60) | st.text(max_size=60).map(str.encode))
def test_what_is_no_proof_is_refused_as_unreadable(garbage: bytes) -> None:
    with pytest.raises(InputError) as refusal:
        Proof.read(garbage, "x")
    assert refusal.value.code == "proof.unreadable"


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (["schema"], "esign.proof/2"),
        (["document", "sha256"], "x"),
        (["row", "seq"], True),
        (["row", "seq"], "1"),
        (["row", "actor"], None),
        (["row", "actor"], "\ud800"),
        (["row", "more"], ""),
        (["inclusion"], ["00"]),
        (["inclusion"], ["0" * 64] * 65),
        (["inclusion"], "0" * 64),
        (["head"], None),
        (["head", "seal"], "*"),
        (["head", "timestamp"], 1),
        (["since"], {}),
        (["since"], {"head": None, "consistency": []}),
        (["extra"], 1),
    ],
)
def test_a_proof_of_another_form_is_refused(
    evidence: Evidence, path: list[str], value: object
) -> None:
    content: Any = json.loads(evidence.proof.write())
    inner = content
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    with pytest.raises(InputError) as refusal:
        Proof.read(json.dumps(content).encode(), "x")
    assert refusal.value.code == "proof.unreadable"
