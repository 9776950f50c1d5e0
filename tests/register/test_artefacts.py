# SPDX-License-Identifier: Apache-2.0
"""One original a document: the first kept file stays, and damage never passes for it."""

from __future__ import annotations

import stat
import sys
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from threading import Barrier
from typing import TYPE_CHECKING

import pytest

from esign.errors import ConfigurationError, InputError, OutputError
from esign.register import State
from support.books import AGENCY, DECISION, a_request
from support.crashing import OCCASIONS, crashes
from support.ports import FixedClock

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from esign.register import Register, Stage
    from support.places import Place


SIGNED = b"%PDF-1.7 without the seal"
PDF = b"%PDF-1.7 the original"
OTHER = b"%PDF-1.7 signed a second time"


@pytest.fixture(autouse=True)
def _numbered(register: Register) -> None:
    register.number(a_request(), DECISION, AGENCY)


def stored(folder: Path, data: bytes = PDF) -> Path:
    digest = sha256(data).hexdigest()
    return folder / "objects" / digest[:2] / digest


def rewrite(path: Path, data: bytes) -> None:
    path.chmod(0o600)
    path.write_bytes(data)


def test_a_damaged_object_is_named_and_never_returned(register: Register, folder: Path) -> None:
    register.keep("request-0001", {"signed": SIGNED, "pdf": PDF})
    rewrite(stored(folder), OTHER)
    with pytest.raises(ConfigurationError) as refusal:
        register.kept("request-0001", "pdf")
    assert refusal.value.code == "register.object_damaged"
    assert stored(folder).name in str(refusal.value)


def test_a_lost_object_is_named(register: Register, folder: Path) -> None:
    register.keep("request-0001", {"signed": SIGNED, "pdf": PDF})
    stored(folder).unlink()
    with pytest.raises(ConfigurationError) as refusal:
        register.kept("request-0001", "pdf")
    assert refusal.value.code == "register.object_lost"


def test_a_damaged_object_is_mended_by_keeping_the_same_bytes_again(
    register: Register, folder: Path
) -> None:
    register.keep("request-0001", {"signed": SIGNED, "pdf": PDF})
    rewrite(stored(folder), OTHER)
    assert register.keep("request-0001", {"signed": SIGNED, "pdf": PDF})["pdf"] == PDF
    assert register.kept("request-0001", "pdf") == PDF


def test_the_loser_of_a_race_gets_the_winners_bytes(register: Register, place: Place) -> None:
    start = Barrier(4)

    def run(turn: int) -> bytes:
        with place.open(patience=10) as own:
            start.wait()
            made = b"%PDF made by run " + bytes([48 + turn])
            return own.keep("request-0001", {"signed": SIGNED, "pdf": made})["pdf"]

    with ThreadPoolExecutor(4) as runs:
        got = set(runs.map(run, range(4)))
    assert got == {register.kept("request-0001", "pdf")}


def test_no_file_is_kept_for_a_request_without_a_number(register: Register) -> None:
    with pytest.raises(InputError) as refusal:
        register.keep("request-9999", {"pdf": PDF})
    assert refusal.value.code == "register.unknown_request"


def test_no_file_is_kept_for_a_voided_number(register: Register) -> None:
    register.lifecycle.void("request-0001", "Trình nhầm", "clerk")
    with pytest.raises(InputError) as refusal:
        register.keep("request-0001", {"signed": SIGNED, "pdf": PDF})
    assert refusal.value.code == "register.voided"
    assert register.kept("request-0001", "pdf") is None


def test_a_released_document_cannot_be_voided(register: Register) -> None:
    register.keep("request-0001", {"signed": SIGNED, "pdf": PDF})
    register.release("request-0001")
    with pytest.raises(InputError) as refusal:
        register.lifecycle.void("request-0001", "Sai nội dung", "clerk")
    assert refusal.value.code == "register.step_not_allowed"
    entry = register.find("request-0001")
    assert entry is not None
    assert entry.state is State.RELEASED


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_a_number_is_not_voided_without_a_reason(register: Register, reason: str) -> None:
    with pytest.raises(InputError) as refusal:
        register.lifecycle.void("request-0001", reason, "clerk")
    assert refusal.value.code == "register.no_reason"


def test_a_number_is_not_voided_twice(register: Register) -> None:
    register.lifecycle.void("request-0001", "Trình nhầm", "clerk")
    with pytest.raises(InputError) as refusal:
        register.lifecycle.void("request-0001", "Lý do khác", "clerk")
    assert refusal.value.code == "register.voided"
    assert refusal.value.facts["reason"] == "Trình nhầm"


def test_an_unusable_store_is_reported_and_releases_nothing(
    register: Register, folder: Path
) -> None:
    (folder / "objects").write_bytes(b"a file where the folder should be")
    with pytest.raises(OutputError) as refusal:
        register.keep("request-0001", {"signed": SIGNED, "pdf": PDF})
    assert refusal.value.code == "register.folder_unusable"
    assert [entry.request_id for entry in register.unfinished()] == ["request-0001"]


@pytest.mark.parametrize("occasion", OCCASIONS)
def test_a_crash_while_keeping_keeps_all_or_nothing(register: Register, occasion: str) -> None:
    def keep() -> bytes:
        files: dict[Stage, bytes] = {"signed": SIGNED, "pdf": PDF, "package": b"<edXML/>"}
        return register.keep("request-0001", files)["pdf"]

    for _crash in crashes(register, occasion, keep):
        assert register.kept("request-0001", "pdf") is None
        assert register.kept("request-0001", "package") is None
        assert register.record.check().rows == 1
    assert register.kept("request-0001", "pdf") == PDF
    assert register.kept("request-0001", "package") == b"<edXML/>"


@pytest.mark.parametrize("occasion", OCCASIONS)
def test_a_crash_while_voiding_voids_all_or_nothing(register: Register, occasion: str) -> None:
    def void() -> object:
        return register.lifecycle.void("request-0001", "Trình nhầm", "clerk")

    for _crash in crashes(register, occasion, void):
        assert len(register.unfinished()) == 1
        assert register.record.check().rows == 1
    assert register.unfinished() == ()
    assert register.record.check().rows == 2


def test_a_document_is_signed_and_sealed_by_its_files_not_by_its_package(
    register: Register,
) -> None:
    assert register.kept("request-0001", "pdf") is None
    register.keep("request-0001", {"signed": SIGNED})
    assert state(register) == (State.SIGNED, FixedClock().moment)
    assert register.keep("request-0001", {"pdf": PDF})["pdf"] == PDF
    assert register.keep("request-0001", {"pdf": OTHER})["pdf"] == PDF
    assert state(register) == (State.SEALED, FixedClock().moment)
    register.keep("request-0001", {"package": b"<edXML/>"})
    assert state(register) == (State.SEALED, FixedClock().moment)
    assert register.kept("request-0001", "package") == b"<edXML/>"


def state(register: Register) -> tuple[State, datetime]:
    entry = register.find("request-0001")
    assert entry is not None
    return entry.state, entry.state_at


def test_a_sealed_document_stays_unfinished_until_it_is_released(register: Register) -> None:
    with pytest.raises(InputError) as refusal:
        register.release("request-0001")
    assert refusal.value.code == "register.step_not_allowed"
    register.keep("request-0001", {"signed": SIGNED, "pdf": PDF, "package": b"<edXML/>"})
    assert len(register.unfinished()) == 1
    for _turn in (1, 2):
        register.release("request-0001")
    assert register.unfinished() == ()
    assert state(register) == (State.RELEASED, FixedClock().moment)
    assert register.record.check().rows == 5  # numbered, signed, sealed, package kept, released


def test_a_sealed_document_that_was_not_handed_out_can_be_voided(register: Register) -> None:
    register.keep("request-0001", {"signed": SIGNED, "pdf": PDF})
    register.lifecycle.void("request-0001", "Không ban hành", "clerk")
    with pytest.raises(InputError):
        register.release("request-0001")


def test_a_released_request_still_resumes_with_its_number(register: Register) -> None:
    register.keep("request-0001", {"signed": SIGNED, "pdf": PDF})
    assert register.number(a_request(), DECISION, AGENCY).number.value == 1


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
def test_files_are_for_their_owner_alone(register: Register, folder: Path) -> None:
    register.keep("request-0001", {"signed": SIGNED, "pdf": PDF})
    modes = {
        path.relative_to(folder).as_posix(): stat.S_IMODE(path.stat().st_mode)
        for path in (folder, *folder.rglob("*"))
    }
    name = stored(folder).relative_to(folder).as_posix()
    shards = {
        mode for path, mode in modes.items() if path.startswith("objects/") and len(path) < 12
    }
    assert shards == {0o700}
    assert {path: mode for path, mode in modes.items() if not path.startswith("objects/")} == {
        ".": 0o700,
        "register.sqlite3": 0o600,
        "register.sqlite3-wal": 0o600,
        "register.sqlite3-shm": 0o600,
        "objects": 0o700,
    }
    assert modes[name] == 0o440
