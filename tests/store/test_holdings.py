# SPDX-License-Identifier: Apache-2.0
"""The store beside the register: damage is named with its document, what is forgotten goes."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest

from esign.register import Register
from esign.register.store import place
from support.books import AGENCY, DECISION, a_request
from support.ports import FixedClock, SeededRandom
from support.stores import FolderShelf, MemoryShelf

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from support.stores import Shelf

SIGNED, PDF = b"%PDF-1.7 signed", b"%PDF-1.7 sealed"
FORGOTTEN = b"%PDF-1.7 of a run that was slower"
MONTH = timedelta(days=30)


def digest(data: bytes) -> str:
    return sha256(data).hexdigest()


@pytest.fixture
def shelf(tmp_path: Path) -> FolderShelf:
    return FolderShelf(tmp_path / "books" / "objects")


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
def register(tmp_path: Path, clock: FixedClock) -> Iterator[Register]:
    with Register.open(tmp_path / "books", clock=clock, random=SeededRandom()) as opened:
        issue(opened)
        yield opened


def issue(register: Register) -> None:
    register.number(a_request(), DECISION, AGENCY)
    register.keep("request-0001", {"signed": SIGNED})
    register.keep("request-0001", {"pdf": PDF, "package": b"<edXML/>"})


def old(shelf: FolderShelf, clock: FixedClock, *contents: bytes, days: int = 31) -> None:
    """Put each, as if it had been done that many days ago."""
    for each in contents:
        shelf.age(shelf.store.put(each), (clock.now() - timedelta(days=days)).timestamp())


def collect(register: Register, *, dry_run: bool = False) -> tuple[int, int]:
    done = register.store.collect(MONTH, actor="clerk", dry_run=dry_run)
    return done.objects, done.size


@pytest.mark.parametrize(
    ("data", "code"),
    [(b"%PDF-1.7 another", "register.object_damaged"), (None, "register.object_lost")],
)
def test_damage_is_named_with_the_document_it_hits(
    register: Register, shelf: FolderShelf, data: bytes | None, code: str
) -> None:
    name = place(digest(PDF))
    shelf.store.remove(name)
    if data is not None:
        shelf.lay(name, data)
    (fault,) = register.store.check().faults
    assert (fault.code, fault.digest) == (code, digest(PDF))
    assert fault.documents == ("01/QĐ-SGDĐT (2026)",)
    assert fault.place.endswith(digest(PDF))


def test_the_right_bytes_in_the_wrong_place_are_damage(
    register: Register, shelf: FolderShelf
) -> None:
    shelf.lay(place(digest(PDF)), SIGNED)
    shelf.lay(place(digest(SIGNED)), PDF)
    assert {fault.digest for fault in register.store.check().faults} == {
        digest(PDF),
        digest(SIGNED),
    }


def test_foreign_files_are_named_and_stay(
    register: Register, shelf: FolderShelf, clock: FixedClock
) -> None:
    names = ["readme.txt", f"{digest(PDF)[:2]}/letter.pdf", f"00/{digest(PDF)}"]
    for name in names:
        shelf.lay(name, b"somebody's own")
    clock.moment += 100 * MONTH
    collect(register)
    assert sorted(register.store.check().foreign) == sorted(names)


def test_a_sound_store_has_nothing_to_tell(register: Register) -> None:
    told: list[tuple[int, int]] = []
    found = register.store.check(lambda done, total: told.append((done, total)))
    assert (found.objects, found.faults, found.foreign, found.unreferenced) == (3, [], [], [])
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_checking_an_empty_register_makes_no_store(tmp_path: Path) -> None:
    with Register.open(tmp_path / "new", clock=FixedClock(), random=SeededRandom()) as register:
        assert register.store.check().objects == 0
        assert collect(register) == (0, 0)
    assert not (tmp_path / "new" / "objects").exists()


def test_what_a_document_refers_to_is_never_collected(
    register: Register, shelf: FolderShelf, clock: FixedClock
) -> None:
    clock.moment += 1000 * MONTH
    assert collect(register) == (0, 0)
    assert register.store.check().faults == []
    assert shelf.store.get(digest(PDF)) == PDF


def test_what_nobody_refers_to_goes_after_the_delay_and_the_record_says_so(
    register: Register, shelf: FolderShelf, clock: FixedClock
) -> None:
    old(shelf, clock, FORGOTTEN)
    old(shelf, clock, b"too young to go", days=29)
    acts = register.audit_check()
    assert collect(register, dry_run=True) == (1, len(FORGOTTEN))
    assert register.audit_check() == acts
    assert len(register.store.check().unreferenced) == 2
    assert collect(register) == (1, len(FORGOTTEN))
    assert collect(register) == (0, 0)
    assert register.audit_check() == acts + 1
    (left,) = register.store.check().unreferenced
    assert left.digest == digest(b"too young to go")


def test_what_a_power_failure_left_half_written_goes_too(
    register: Register, shelf: FolderShelf, clock: FixedClock
) -> None:
    shelf.lay(f"{digest(PDF)[:2]}/.left.part", b"half")
    assert collect(register) == (0, 0)
    clock.moment += 100 * MONTH
    assert collect(register) == (1, 4)
    assert shelf.store.get(digest(PDF)) == PDF


def test_an_object_that_is_put_again_while_it_is_collected_stays(
    register: Register, shelf: FolderShelf, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A run signs the same bytes again just when the list of what may go has been made."""
    old(shelf, clock, FORGOTTEN)
    remove = register.store._remove

    def put_first(*arguments: object) -> object:
        shelf.age(shelf.store.put(FORGOTTEN), clock.now().timestamp())
        return remove(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(register.store, "_remove", put_first)
    assert collect(register) == (0, 0)
    assert shelf.store.get(digest(FORGOTTEN)) == FORGOTTEN


def test_an_object_that_goes_between_putting_and_entering_is_put_again(
    register: Register, shelf: FolderShelf, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Collecting removes it in the moment before its document is entered."""
    register.number(a_request("request-0002"), DECISION, AGENCY)
    put = shelf.store.put
    with monkeypatch.context() as hands:

        def collected_at_once(data: bytes) -> str:
            hands.undo()
            old(shelf, clock, data)
            assert collect(register) == (1, len(data))
            return digest(data)

        hands.setattr(register._objects, "put", collected_at_once, raising=False)
        register.keep("request-0002", {"signed": FORGOTTEN})
    assert register.kept("request-0002", "signed") == FORGOTTEN
    assert put(FORGOTTEN) == digest(FORGOTTEN)


def test_a_register_may_keep_its_files_in_a_bucket(tmp_path: Path) -> None:
    shelf: Shelf = MemoryShelf()
    with Register.open(
        tmp_path / "books", clock=FixedClock(), random=SeededRandom(), objects=shelf.store
    ) as register:
        issue(register)
        assert register.kept("request-0001", "pdf") == PDF
        assert register.store.check().objects == 3
        shelf.lay(place(digest(PDF)), b"damage")
        assert len(register.store.check().faults) == 1
    assert not (tmp_path / "books" / "objects").exists()
