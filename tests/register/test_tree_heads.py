# SPDX-License-Identifier: Apache-2.0
"""Sealed heads of the record hold it to what it was, and prove what is in it."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from esign.errors import ConfigurationError, InputError
from esign.model.merkle import includes
from esign.model.proof import SealedHead
from esign.model.record import TreeHead
from esign.register import Occasion, chain
from support.books import AGENCY
from support.recorded import record_rows, refused, rehash, sealed, work
from support.trees import tree_root

if TYPE_CHECKING:
    from collections.abc import Callable

    from esign.register import Register
    from support.places import Place
    from support.ports import FixedClock


@pytest.fixture(autouse=True)
def _small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """The rows of a test fill several blocks."""
    monkeypatch.setattr(chain, "BLOCK", 3)


@pytest.fixture
def office(register: Register) -> Register:
    work(register)
    return register


def test_a_head_speaks_of_all_rows_and_is_made_once(office: Register, place: Place) -> None:
    head = sealed(office)
    rows = record_rows(place)
    assert head.size == len(rows)
    assert head.root == tree_root(bytes.fromhex(row.entry_hash) for row in rows).hex()
    assert json.loads(head.statement) == {
        "agency": {"code": AGENCY.code, "name": AGENCY.name},
        "at": "2026-11-20T03:00:00.000000+00:00",
        "root": head.root,
        "schema": "esign.tree-head/1",
        "size": 9,
    }
    assert office.record.next_head(Occasion.DAY, AGENCY) is None
    office.record.append("tried", "again", {}, actor="clerk")
    assert sealed(office).size == 10
    checked = office.record.check()
    assert [kept.head.size for kept in checked.heads] == [9, 10]


def test_a_record_rewritten_with_fitting_hashes_no_longer_fits_its_head(
    office: Register, place: Place
) -> None:
    sealed(office)
    office.record.append("tried", "again", {}, actor="clerk")
    place.change("UPDATE audit SET actor = 'other' WHERE seq = 9")
    rehash(place, 8)
    error = refused(office)
    assert (error.code, error.facts["size"]) == ("register.head_differs", 9)


def test_a_record_cut_short_of_its_head_is_noticed(office: Register, place: Place) -> None:
    sealed(office)
    before = record_rows(place)[7].entry_hash
    place.change(
        "DELETE FROM audit WHERE seq = 9",
        f"UPDATE audit_head SET seq = 8, entry_hash = '{before}'",  # noqa: S608
    )
    error = refused(office)
    assert (error.code, error.facts["size"]) == ("register.head_beyond", 9)


@pytest.mark.parametrize(
    "change",
    [
        "root = 'x'",
        "at = '2026-11-20T03:00:01.000000+00:00'",
        "frontier = '[]'",
        "statement = '{}'",
        "statement = replace(statement, '03:00', '04:00')",
        "size = 8",
        "seal = '*'",
        "occasion = 'x'",
    ],
)
def test_a_head_that_was_edited_is_named_and_not_gone_on_from(
    office: Register, place: Place, change: str
) -> None:
    sealed(office)
    place.change(f"UPDATE tree_head SET {change}")  # noqa: S608
    assert refused(office).code == "register.head_changed"
    office.record.append("tried", "again", {}, actor="clerk")
    with pytest.raises(ConfigurationError):
        office.record.next_head(Occasion.ASKED, AGENCY)


def test_rows_behind_a_head_are_checked_before_they_are_sealed(
    office: Register, place: Place
) -> None:
    sealed(office)
    office.record.append("tried", "again", {}, actor="clerk")
    place.change("UPDATE audit SET actor = 'other' WHERE seq = 10")
    with pytest.raises(ConfigurationError) as refusal:
        office.record.next_head(Occasion.ASKED, AGENCY)
    assert refusal.value.facts["seq"] == 10


def test_of_two_who_seal_at_once_one_is_kept(office: Register) -> None:
    first, second = (office.record.next_head(Occasion.ASKED, AGENCY) for _ in range(2))
    assert first
    assert second
    assert office.record.store_head(first, SealedHead(first.head.statement, b"one"))
    assert not office.record.store_head(second, SealedHead(second.head.statement, b"other"))
    assert [kept.sealed.seal for kept in office.record.heads()] == [b"one"]


def test_a_time_stamp_may_come_later_and_only_once(office: Register) -> None:
    size = sealed(office).size
    for token in (b"first", b"second"):
        office.record.add_timestamp(size, token)
    assert [kept.sealed.timestamp for kept in office.record.heads()] == [b"first"]


def test_a_day_is_over_when_another_has_come(office: Register, clock: FixedClock) -> None:
    assert not office.record.day_is_over()
    clock.moment += timedelta(hours=13, minutes=59)  # 23:59 in Viet Nam
    assert not office.record.day_is_over()
    clock.moment += timedelta(minutes=1)
    assert office.record.day_is_over()
    sealed(office, Occasion.DAY)
    assert not office.record.day_is_over()
    office.record.append("tried", "again", {}, actor="clerk")
    assert not office.record.day_is_over()


def test_an_empty_record_has_no_head(register: Register) -> None:
    assert register.record.next_head(Occasion.ASKED, AGENCY) is None
    assert not register.record.day_is_over()
    assert register.record.check().rows == 0


def digest_of(place: Place, stage: str) -> str:
    [(digest,)] = place.rows(f"SELECT sha256 FROM artefact WHERE stage = '{stage}'")  # noqa: S608
    return str(digest)


@pytest.mark.parametrize("stage", ["signed", "pdf", "package"])
def test_every_kept_file_has_its_proof(office: Register, place: Place, stage: str) -> None:
    digest = digest_of(place, stage)
    head = sealed(office)
    proof = office.record.proof_of(digest.upper())
    assert proof.sha256 == digest
    assert proof.row.facts["sha256"] == digest
    leaf, place_ = proof.row.leaf, proof.row.seq - 1
    assert includes(bytes.fromhex(head.root), head.size, leaf, place_, proof.path)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE audit SET actor = 'x' WHERE action = 'sealed'",
        "UPDATE audit SET entry_hash = prev_hash WHERE seq = 2",
        "UPDATE audit SET entry_hash = 'x' WHERE seq = 2",
        "DELETE FROM audit WHERE seq = 2",
    ],
)
def test_rows_that_are_not_those_of_the_head_prove_nothing(
    office: Register, place: Place, change: str
) -> None:
    size = sealed(office).size
    digest = digest_of(place, "pdf")
    place.change(change)
    with pytest.raises(ConfigurationError) as refusal:
        office.record.proof_of(digest)
    assert (refusal.value.code, refusal.value.facts["size"]) == ("register.head_differs", size)


def test_a_proof_asks_no_more_of_the_record_than_it_shows(office: Register, place: Place) -> None:
    head = sealed(office)
    office.record.append("tried", "again", {}, actor="clerk")
    place.change("UPDATE audit SET entry_hash = 'x' WHERE seq = 10")
    proof = office.record.proof_of(digest_of(place, "pdf"))
    assert proof.head.statement == head.statement


def test_the_earliest_head_is_taken_unless_an_earlier_one_is_to_be_gone_on_from(
    office: Register, place: Place
) -> None:
    first = sealed(office)
    office.record.append("tried", "again", {}, actor="clerk")
    second = sealed(office)
    digest = digest_of(place, "pdf")
    proof = office.record.proof_of(digest)
    assert proof.head.statement == first.statement
    going_on = office.record.proof_of(digest, SealedHead(second.statement, b"seal"))
    assert going_on.head.statement == second.statement
    assert going_on.since is not None
    assert going_on.since.path == ()


@pytest.mark.parametrize("change", [{"root": "0" * 64}, {"size": 4}])
def test_a_head_of_another_record_is_not_gone_on_from(
    office: Register, place: Place, change: dict[str, object]
) -> None:
    head = sealed(office)
    statement = json.loads(head.statement) | change
    foreign = json.dumps(statement, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    with pytest.raises(InputError) as refusal:
        office.record.proof_of(digest_of(place, "pdf"), SealedHead(foreign, b"seal"))
    assert refusal.value.code == "proof.other_record"


def test_without_a_file_or_a_head_there_is_no_proof(office: Register, place: Place) -> None:
    for digest, code in (
        ("0" * 64, "register.unknown_pdf"),
        (digest_of(place, "pdf"), "proof.no_head"),
    ):
        with pytest.raises(InputError) as refusal:
            office.record.proof_of(digest)
        assert refusal.value.code == code


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace('"size":9', '"size":9.0'),
        lambda text: text.replace('"size":9', '"size":0'),
        lambda text: text.replace('"size":9', '"size": 9'),
        lambda text: text.replace("esign.tree-head/1", "esign.tree-head/2"),
        lambda text: text.replace('"root":"', '"root":"X'),
        lambda text: text.replace('"size":9', '"size":9,"z":1'),
        lambda _: "[]",
        lambda _: '{"agency":1}',
        lambda _: "",
    ],
)
def test_a_statement_has_one_form(office: Register, change: Callable[[str], str]) -> None:
    statement = sealed(office).statement
    assert TreeHead.read(statement).statement == statement
    with pytest.raises(ValueError, match=r".*"):
        TreeHead.read(change(statement))
