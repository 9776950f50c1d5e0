# SPDX-License-Identifier: Apache-2.0
"""A register in a file: what can be wrong with files, disks and network shares."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from collections import deque
from contextlib import closing
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import event

from esign.errors import ConfigurationError, EsignError, OutputError
from esign.register import shares
from esign.register.opening import open_database
from esign.register.shares import Mount, darwin_mounts, linux_mounts, network_share
from support.books import AGENCY, DECISION, a_request
from support.places import Place

if TYPE_CHECKING:
    from esign.register import Register

MOUNTINFO = """\
22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
30 22 0:26 / /srv/books rw,relatime - nfs4 office:/books rw,vers=4.2
31 22 0:27 / /srv/with\\040space rw - cifs //office/books rw
32 30 8:1 / /srv/books/local rw - ext4 /dev/sda1 rw
33 22 0:28 / /mnt/twice rw - nfs4 office:/a rw
34 33 0:29 / /mnt/twice rw - tmpfs tmpfs rw
"""
DARWIN = """\
/dev/disk3s1s1 on / (apfs, sealed, local, read-only, journaled)
//clerk@office/books on /Volumes/books (smbfs, nodev, nosuid, mounted by clerk)
map auto_home on /System/Volumes/Data/home (autofs, automounted, nobrowse)
"""

ONE_NUMBER_AFTER_ANOTHER = """
import sys
from itertools import count
from pathlib import Path
from esign.errors import EsignError
from support.books import AGENCY, DECISION, a_request
from support.places import Place

place, room = Place(Path(sys.argv[1])), Path(sys.argv[1]).parent / "ballast"
room.write_bytes(b"x" * 150_000)
taken = 0
with place.open() as register:
    try:
        for turn in count(1):
            taken = register.number(a_request(f"r-{turn:05d}"), DECISION, AGENCY).number.value
    except EsignError as error:
        print(error.code)
    room.unlink()
    assert register.record.check().rows == taken
    assert register.number(a_request("next"), DECISION, AGENCY).number.value == taken + 1
"""
LOOK = """
import sys
from pathlib import Path
from esign.errors import EsignError
from support.books import AGENCY, DECISION, a_request
from support.places import Place

try:
    with Place(Path(sys.argv[1])).open(writable=sys.argv[2] == "write") as register:
        print(*(entry.number.text for entry in register.unfinished()))
except EsignError as error:
    print(error.code)
"""


@pytest.fixture
def kind() -> str:
    """The only database these stories are about."""
    return "sqlite"


def refused(place: Place) -> EsignError:
    with pytest.raises(EsignError) as refusal:
        place.open()
    return refusal.value


@pytest.mark.parametrize(
    ("folder", "type"),
    [
        ("/srv/books", "nfs4"),
        ("/srv/books/2026/not-there-yet", "nfs4"),
        ("/srv/with space/books", "cifs"),
        ("/srv/books/local/deep", ""),
        ("/srv/booksellers", ""),
        ("/mnt/twice", ""),
        ("/home/clerk", ""),
    ],
)
def test_a_network_share_is_told_from_a_disk(folder: str, type: str) -> None:  # noqa: A002
    assert network_share(Path(folder), linux_mounts(MOUNTINFO)) == type


def test_a_share_is_known_on_macos_too() -> None:
    assert list(darwin_mounts(DARWIN))[1] == Mount("/Volumes/books", "smbfs")
    assert network_share(Path("/Volumes/books/a"), darwin_mounts(DARWIN)) == "smbfs"
    assert network_share(Path("/Users/clerk"), darwin_mounts(DARWIN)) == ""


def test_a_register_on_a_network_share_is_refused_and_nothing_made(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mounts = [Mount("/", "ext4"), Mount(str(folder.parent), "nfs4")]
    monkeypatch.setattr(shares, "_mounts", lambda: iter(mounts))
    with pytest.raises(ConfigurationError) as refusal:
        open_database(folder, "", 1, writable=True)
    assert refusal.value.code == "register.network_share"
    assert refusal.value.facts == {"name": str(folder), "type": "nfs4"}
    assert not (folder / "register.sqlite3").exists()


@pytest.mark.parametrize("content", [b"%PDF-1.7 not a database" * 100, b"x" * 100])
def test_a_file_that_is_no_database_is_refused_and_left_alone(
    free_place: Place, content: bytes
) -> None:
    free_place.folder.mkdir()
    file = free_place.folder / "register.sqlite3"
    file.write_bytes(content)
    error = refused(free_place)
    assert isinstance(error, ConfigurationError)
    assert error.code == "register.not_a_database"
    assert file.read_bytes() == content


def test_a_damaged_database_is_refused(register: Register, place: Place) -> None:
    for turn in range(50):
        register.number(a_request(f"request-{turn:04d}"), DECISION, AGENCY)
    register.close()
    file = place.folder / "register.sqlite3"
    data = bytearray(file.read_bytes())
    data[4096:] = b"\xa5" * len(data[4096:])
    file.write_bytes(data)
    with pytest.raises(ConfigurationError) as refusal, place.open() as damaged:
        damaged.record.check()
    assert refusal.value.code == "register.damaged"


def test_a_file_in_place_of_the_folder_is_reported(folder: Path) -> None:
    folder.write_bytes(b"")
    assert refused(Place(folder)).code == "register.folder_unusable"
    assert refused(Place(folder / "deeper")).code == "register.folder_unusable"


def test_a_database_that_went_away_is_not_made_anew(register: Register, place: Place) -> None:
    register.number(a_request(), DECISION, AGENCY)
    register.close()
    (place.folder / "register.sqlite3").unlink()
    with pytest.raises(OutputError) as refusal:
        register.find("request-0001")
    assert refusal.value.code == "register.not_writable"
    assert not (place.folder / "register.sqlite3").exists()


def test_a_tool_that_holds_the_file_is_waited_for_and_then_named(
    register: Register, folder: Path
) -> None:
    with closing(sqlite3.connect(folder / "register.sqlite3")) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(OutputError) as refusal:
            register.number(a_request(), DECISION, AGENCY)
        assert refusal.value.code == "register.busy"
        assert register.find("request-0001") is None
        other.rollback()
    assert register.number(a_request(), DECISION, AGENCY).number.value == 1


@pytest.mark.parametrize(
    ("pragma", "code"),
    [
        ("max_page_count = 1", "register.disk_full"),
        ("query_only = ON", "register.not_writable"),
    ],
)
def test_a_full_or_read_only_disk_is_reported_and_takes_no_number(
    register: Register, pragma: str, code: str
) -> None:
    database = register._database

    def hinder(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute(f"PRAGMA {pragma}")

    taken = count(1)

    def take() -> int:
        turn = next(taken)
        return register.number(a_request(f"request-{turn:04d}"), DECISION, AGENCY).number.value

    event.listen(database.engine, "connect", hinder)
    database.close()
    with pytest.raises(OutputError) as refusal:
        deque(iter(take, 0), maxlen=0)  # until the pages that the file has are used up
    assert refusal.value.code == code
    event.remove(database.engine, "connect", hinder)
    database.close()
    before = len(register.unfinished())
    assert take() == before + 1
    assert register.record.check().rows == before + 1


def can_mount() -> bool:
    """Whether we may have a file system of our own; root may, elsewhere user namespaces help."""
    if shutil.which("unshare") is None:
        return False
    trial = ("unshare", "--mount", "mount", "-t", "tmpfs", "none", "/mnt")
    return subprocess.run(trial, capture_output=True, check=False).returncode == 0


def mounted(folder: Path, mount: str, program: str, *arguments: object) -> str:
    """Run Python where a file system is mounted on the folder that nobody else sees."""
    enter = ("unshare", "--mount", "sh", "-c", f'{mount.format(folder=folder)} && exec "$@"', "sh")
    command = (*enter, sys.executable, "-W", "error", "-c", program, *map(str, arguments))
    tests = Path(__file__).parents[1]
    done = subprocess.run(command, capture_output=True, check=False, encoding="utf-8", cwd=tests)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.skipif(not can_mount(), reason="no file system may be mounted here")
def test_a_disk_that_is_really_full_takes_no_number_and_goes_on_when_there_is_room(
    tmp_path: Path,
) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    small = "mount -t tmpfs -o size=700k none {folder}"
    told = mounted(disk, small, ONE_NUMBER_AFTER_ANOTHER, disk / "books")
    assert told == "register.disk_full"


@pytest.mark.skipif(not can_mount(), reason="no file system may be mounted here")
@pytest.mark.parametrize(
    ("purpose", "told"), [("look", "01/QĐ-SGDĐT"), ("write", "register.folder_unusable")]
)
def test_a_register_on_a_read_only_disk_can_be_read(
    register: Register, place: Place, purpose: str, told: str
) -> None:
    register.number(a_request(), DECISION, AGENCY)
    register.close()
    frozen = "mount --bind {folder} {folder} && mount -o remount,ro,bind {folder}"
    assert mounted(place.folder, frozen, LOOK, place.folder, purpose) == told


@pytest.mark.skipif(
    hasattr(os, "geteuid") and os.geteuid() == 0, reason="the superuser may write everywhere"
)
def test_a_folder_without_permission_to_write_can_be_read(register: Register, place: Place) -> None:
    register.number(a_request(), DECISION, AGENCY)
    register.close()
    place.folder.chmod(0o500)
    (place.folder / "register.sqlite3").chmod(0o400)
    assert refused(place).code in {"register.not_writable", "register.folder_unusable"}
    with place.open(writable=False) as looking:
        assert len(looking.unfinished()) == 1


def test_the_file_keeps_what_it_has_committed(register: Register) -> None:
    with register._database.reading() as connection:
        settings = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        ]
    assert settings == ["wal", 2, 1]


def test_opening_again_does_not_touch_the_file(register: Register, place: Place) -> None:
    register.number(a_request(), DECISION, AGENCY)
    register.close()
    file = place.folder / "register.sqlite3"
    before = file.read_bytes()
    place.open().close()
    place.open(writable=False).close()
    assert file.read_bytes() == before
