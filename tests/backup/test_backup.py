# SPDX-License-Identifier: Apache-2.0
"""A backup holds one state of the register with all its files, or does not appear at all."""

from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, NoReturn

import pytest

from esign.errors import ConfigurationError, InputError, OutputError, ServiceError
from esign.register import Register, backup_database
from esign.register.backup_restoring import chosen
from esign.register.object_folder import FolderStore
from esign.register.schema import REVISION
from support.backups import (
    back_up,
    bring_back,
    digest_of,
    issue,
    lying_in,
    manifest_of,
    pdf,
)
from support.books import AGENCY, DECISION, a_request
from support.places import Place
from support.ports import FixedClock, SeededRandom
from support.stores import FolderShelf, MemoryShelf

if TYPE_CHECKING:
    from collections.abc import Callable


KILLED = """
import os, sys
from pathlib import Path
from support.backups import back_up
from support.places import Place

def stop(done, total):
    os._exit(9)

with Place(Path(sys.argv[1])).open() as register:
    register.backups.make(Path(sys.argv[2]), program="0.1.0", actor="clerk", progress=stop)
"""


@pytest.mark.parametrize("inside", [".", "backups", "objects", "objects/ab"])
def test_a_target_within_the_register_is_refused(
    register: Register, place: Place, inside: str
) -> None:
    before = set(lying_in(place.folder))
    with pytest.raises(InputError) as refusal:
        back_up(register, place.folder / inside)
    assert refusal.value.code == "backup.inside"
    assert set(lying_in(place.folder)) == before
    assert register.backups.last() is None


def test_a_target_that_only_looks_like_another_place_is_refused(
    register: Register, place: Place, tmp_path: Path
) -> None:
    (tmp_path / "elsewhere").symlink_to(place.folder, target_is_directory=True)
    with pytest.raises(InputError) as refusal:
        back_up(register, tmp_path / "elsewhere" / "backups")
    assert refusal.value.code == "backup.inside"


@pytest.mark.parametrize("kind", ["sqlite", "postgres"], indirect=True)
def test_a_full_disk_leaves_no_backup(
    register: Register, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_all: object) -> NoReturn:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as disk:
        disk.setattr(FolderStore, "put", full)
        with pytest.raises(OutputError) as refusal:
            back_up(register, target)
    assert refusal.value.code == "output.disk_full"
    assert lying_in(target) == {}
    assert register.backups.last() is None
    assert back_up(register, target).copied == 6


def test_a_disk_that_is_full_for_the_database_leaves_no_backup(
    register: Register, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    connect = backup_database.sqlite3.connect

    def small(*arguments: object, **named: object) -> object:
        connection = connect(*arguments, **named)  # type: ignore[call-overload]
        connection.execute("PRAGMA max_page_count = 3")
        return connection

    monkeypatch.setattr(backup_database.sqlite3, "connect", small)
    with pytest.raises(OutputError) as refusal:
        back_up(register, target)
    assert refusal.value.code == "output.disk_full"
    assert lying_in(target) == {}


def test_a_file_in_place_of_the_target_is_reported(register: Register, target: Path) -> None:
    target.write_bytes(b"")
    with pytest.raises(OutputError) as refusal:
        back_up(register, target)
    assert refusal.value.code == "output.not_a_folder"


def test_a_run_that_is_killed_half_way_leaves_no_backup(
    register: Register, place: Place, target: Path, clock: FixedClock
) -> None:
    tests = str(Path(__file__).parents[1])
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(place.folder), str(target)],
        env={**os.environ, "PYTHONPATH": tests},
        check=False,
    )
    assert done.returncode == 9
    (left,) = [path for path in target.iterdir() if path.name != "objects"]
    assert left.name.startswith(".")
    with pytest.raises(InputError) as refusal:
        chosen(target)
    assert refusal.value.code == "backup.none"
    made = back_up(register, target)
    assert chosen(target) == made.folder
    assert left.is_dir()  # it might still be at work
    clock.moment += timedelta(days=800)
    back_up(register, target)
    assert not left.exists()


def test_lost_and_damaged_files_are_named_and_the_rest_is_backed_up(
    register: Register, place: Place, target: Path, new_place: Callable[[str], Place]
) -> None:
    shelf = FolderShelf(place.folder / "objects")
    lost, damaged = (shelf.store.put(pdf(turn)) for turn in (1, 2))
    shelf.store.remove(f"{lost[:2]}/{lost}")
    shelf.lay(f"{damaged[:2]}/{damaged}", b"damage")
    made = back_up(register, target)
    assert {fault.documents for fault in made.faults} == {
        ("01/QĐ-SGDĐT (2026)",),
        ("02/QĐ-SGDĐT (2026)",),
    }
    assert set(made.manifest.lost) == {lost, damaged}
    assert (made.copied, made.manifest.objects) == (4, 4)
    again = new_place("again")
    assert bring_back(made.folder, again).manifest.lost == made.manifest.lost
    with again.open(patience=10) as restored:
        assert {fault.digest for fault in restored.store.check().faults} == {lost, damaged}


@pytest.mark.parametrize("kind", ["sqlite", "postgres"], indirect=True)
def test_what_an_earlier_backup_holds_is_not_copied_again(register: Register, target: Path) -> None:
    assert back_up(register, target).copied == 6
    assert back_up(register, target).copied == 0
    issue(register, 3)
    made = back_up(register, target)
    assert (made.copied, made.manifest.objects) == (3, 9)
    assert len(list((target / "objects").rglob("*/*"))) == 9


def test_an_earlier_copy_saves_a_file_that_was_lost_since(
    register: Register, place: Place, target: Path
) -> None:
    back_up(register, target)
    shelf = FolderShelf(place.folder / "objects")
    digest = shelf.store.put(pdf(1))
    shelf.store.remove(f"{digest[:2]}/{digest}")
    assert back_up(register, target).faults == ()


@pytest.mark.parametrize("kind", ["sqlite", "postgres"], indirect=True)
def test_others_go_on_writing_and_the_copy_is_one_state(
    register: Register, place: Place, target: Path, new_place: Callable[[str], Place]
) -> None:
    stop = Event()

    def write() -> int:
        turn = 100
        with place.open(patience=10) as own:
            while not stop.is_set() and turn < 600:
                own.number(a_request(f"request-{turn}"), DECISION, AGENCY)
                if turn % 50 == 0:
                    own.keep(f"request-{turn}", {"signed": pdf(turn)})
                turn += 1
        return turn

    with ThreadPoolExecutor(1) as clerk:
        working = clerk.submit(write)
        try:
            made = [back_up(register, target) for _turn in range(2)]
        finally:
            stop.set()
        assert working.result() > 100
    for turn, backup in enumerate(made):
        again = new_place(f"again-{turn}")
        bring_back(backup.folder, again)
        with again.open(patience=10) as restored:
            assert restored.audit_check() == backup.manifest.audit_seq + 1
            assert restored.store.check().faults == []


@pytest.mark.parametrize("kind", ["sqlite", "postgres"], indirect=True)
def test_the_manifest_says_what_was_backed_up(
    register: Register, kind: str, target: Path, clock: FixedClock
) -> None:
    acts = register.audit_check()
    made = back_up(register, target)
    assert made.folder == target / "20261120-100000"
    content = manifest_of(made.folder)
    files = lying_in(made.folder)
    name = {"sqlite": "register.sqlite3", "postgres": "postgresql.dump"}[kind]
    assert set(files) == {"manifest.json", "objects.txt", name}
    assert (content["schema"], content["program"]) == ("esign.backup/1", "0.1.0")
    assert content["at"] == clock.moment.isoformat()
    assert content["revision"] == REVISION
    assert content["database"]["sha256"] == digest_of(made.folder / name)
    assert content["audit"]["seq"] == acts
    assert content["rows"]["register"] == 2
    assert content["rows"]["artefact"] == 6
    assert content["objects"]["count"] == 6
    assert back_up(register, target).folder == target / "20261120-100000-2"


def test_the_list_of_files_can_be_checked_without_us(register: Register, target: Path) -> None:
    made = back_up(register, target)
    subprocess.run(
        ["sha256sum", "--check", "--strict", "--quiet", "objects.txt"], cwd=made.folder, check=True
    )


def test_the_record_tells_of_the_backup_and_not_where_it_lies(
    register: Register, place: Place, target: Path, clock: FixedClock
) -> None:
    assert register.backups.last() is None
    made = back_up(register, target)
    assert register.backups.last() == clock.moment
    ((subject, payload, actor),) = place.rows(
        "SELECT subject, payload, actor FROM audit WHERE action = 'backed_up'"
    )
    assert (subject, actor) == (made.folder.name, "clerk")
    assert str(target) not in payload
    assert made.manifest.database_sha256 in payload


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_a_backup_is_for_its_owner_alone(register: Register, target: Path) -> None:
    made = back_up(register, target)
    (database,) = made.folder.glob("register.sqlite3")
    paths = (target, made.folder, database)
    assert [path for path in paths if stat.S_IMODE(path.stat().st_mode) & 0o077] == []


def test_files_in_a_bucket_are_backed_up_like_others(
    tmp_path: Path, target: Path, new_place: Callable[[str], Place]
) -> None:
    shelf = MemoryShelf()
    with Place(tmp_path / "books").open(objects=shelf.store) as register:
        issue(register, 1)
        made = back_up(register, target)
    assert made.copied == 3
    again = new_place("again")
    bring_back(made.folder, again)
    with again.open() as restored:
        assert restored.kept("request-0001", "pdf") == pdf(1)


def test_a_damaged_database_is_not_passed_off_as_a_backup(place: Place, target: Path) -> None:
    with place.open() as register:
        for turn in range(20):
            issue(register, turn)
    file = place.folder / "register.sqlite3"
    data = bytearray(file.read_bytes())
    size = 4096
    data[size * 20 : size * 30] = b"\xa5" * (size * 10)
    file.write_bytes(data)
    with pytest.raises(ConfigurationError) as refusal, place.open() as register:
        back_up(register, target)
    assert refusal.value.code == "register.damaged"
    assert not target.exists() or [each.name for each in target.iterdir()] == []


@pytest.mark.parametrize("kind", ["postgres"], indirect=True)
def test_a_missing_tool_of_postgresql_is_named(
    register: Register, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backup_database, "DEBIAN_TOOLS", target)
    monkeypatch.setenv("PATH", "")
    with pytest.raises(ConfigurationError) as refusal:
        back_up(register, target)
    assert (refusal.value.code, refusal.value.facts["tool"]) == ("backup.tool_missing", "pg_dump")
    assert lying_in(target) == {}


@pytest.mark.parametrize("kind", ["postgres"], indirect=True)
def test_a_tool_of_postgresql_that_fails_is_reported(
    register: Register, target: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tool = tmp_path / "pg_dump"
    tool.write_text("#!/bin/sh\necho 'pg_dump: error: aborting because' >&2\nexit 1\n")
    tool.chmod(0o755)
    monkeypatch.setattr(backup_database, "DEBIAN_TOOLS", tmp_path / "none")
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    with pytest.raises(ServiceError) as refusal:
        back_up(register, target)
    assert refusal.value.code == "backup.tool_failed"
    assert "aborting because" in str(refusal.value)
    assert lying_in(target) == {}


@pytest.mark.parametrize("kind", ["postgres"], indirect=True)
def test_a_password_stands_on_no_command_line(
    place: Place, target: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = tmp_path / "told"
    tool = tmp_path / "pg_dump"
    tool.write_text(
        "#!/bin/sh\n"
        f'echo "$@" >{told}\n'
        'file=$(echo "$1" | sed "s/.*passfile=//; s/%2F/\\//g")\n'
        f'cat "$file" >>{told}\n'
        "exit 1\n"
    )
    tool.chmod(0o755)
    monkeypatch.setattr(backup_database, "DEBIAN_TOOLS", tmp_path / "none")
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    address = place.database.replace("esign@", "esign:se%3Acret@")
    with (
        Register.open(
            place.folder, clock=FixedClock(), random=SeededRandom(), database=address
        ) as register,
        pytest.raises(ServiceError),
    ):
        back_up(register, target)
    arguments, line = told.read_text().splitlines()
    assert "cret" not in arguments
    assert line == r"*:*:*:*:se\:cret"


def test_a_damaged_copy_of_earlier_is_found_and_replaced_when_asked_for(
    register: Register, target: Path
) -> None:
    back_up(register, target)
    damaged = min((target / "objects").rglob("*/*"))
    sound = damaged.read_bytes()
    damaged.chmod(0o600)
    damaged.write_bytes(sound[::-1])
    make = partial(register.backups.make, target, program="0.1.0", actor="clerk")
    assert make().copied == 0
    assert make(verify=True).copied == 1
    assert damaged.read_bytes() == sound
    assert make(verify=True).copied == 0


def test_old_backups_go_and_the_latest_stay(
    register: Register, target: Path, clock: FixedClock, new_place: Callable[[str], Place]
) -> None:
    made = []
    for _turn in range(4):
        clock.moment += timedelta(days=1)
        made.append(back_up(register, target).folder)
    objects = lying_in(target / "objects")
    assert register.backups.prune(target, 2, actor="clerk") == tuple(made[:2])
    assert [each.exists() for each in made] == [False, False, True, True]
    assert lying_in(target / "objects") == objects
    assert register.backups.prune(target, 2, actor="clerk") == ()
    bring_back(made[2], new_place("again"))


def test_what_is_no_backup_of_this_register_is_never_removed(
    register: Register, target: Path, clock: FixedClock, new_place: Callable[[str], Place]
) -> None:
    with new_place("other").open(clock, SeededRandom(9), patience=10) as other:
        issue(other, 7)
        foreign = back_up(other, target).folder
    broken = target / "20200101-000000"
    broken.mkdir()
    (broken / "manifest.json").write_text("{}")
    for _turn in range(3):
        clock.moment += timedelta(days=1)
        back_up(register, target)
    assert len(register.backups.prune(target, 1, actor="clerk")) == 2
    assert foreign.exists()
    assert broken.exists()
