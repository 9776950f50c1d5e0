# SPDX-License-Identifier: Apache-2.0
"""Objects in a folder: durable, read-only, and never half there."""

from __future__ import annotations

import errno
import os
import stat
import sys
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import NoReturn

import pytest

from esign.errors import OutputError
from esign.register.object_folder import FolderStore
from esign.register.store import SHARDS, place
from support.stores import FolderShelf

PDF = b"%PDF-1.7 the original"
DIGEST = sha256(PDF).hexdigest()


@pytest.fixture
def shelf(tmp_path: Path) -> FolderShelf:
    return FolderShelf(tmp_path / "objects")


def test_a_full_disk_is_reported_and_leaves_nothing(
    shelf: FolderShelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_descriptor: int) -> NoReturn:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    shelf.store.put(b"makes the folders")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OutputError) as refusal:
        shelf.store.put(PDF)
    assert refusal.value.code == "output.disk_full"
    assert list(shelf.store.listing(DIGEST[:2])) == []


def test_a_file_in_place_of_the_folder_is_reported(shelf: FolderShelf) -> None:
    shelf.folder.write_bytes(b"")
    with pytest.raises(OutputError) as refusal:
        shelf.store.put(PDF)
    assert refusal.value.code == "register.folder_unusable"


def test_a_crash_while_writing_leaves_no_object(
    shelf: FolderShelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    class PowerFailureError(BaseException):
        pass

    def fail(*_all: object) -> NoReturn:
        raise PowerFailureError

    shelf.store.put(b"makes the folders")
    with monkeypatch.context() as power:
        power.setattr("pathlib.Path.replace", fail)
        power.setattr("pathlib.Path.unlink", lambda *_all, **_named: None)  # nobody tidies up
        with pytest.raises(PowerFailureError):
            shelf.store.put(PDF)
    (left,) = shelf.store.listing(DIGEST[:2])
    assert left.is_unfinished
    assert left.digest == ""
    assert shelf.store.size(DIGEST) is None
    assert shelf.store.put(PDF) == DIGEST


def test_a_disk_that_fills_up_with_several_leaves_nothing_unfinished(
    shelf: FolderShelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    left, sync = count(3, -1), os.fsync

    def full_after_some(descriptor: int) -> None:
        if next(left) <= 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        sync(descriptor)

    shelf.store.put(b"makes the folders")
    several = [b"number %d" % each for each in range(20)]
    with monkeypatch.context() as disk:
        disk.setattr(os, "fsync", full_after_some)
        with pytest.raises(OutputError) as refusal:
            shelf.store.put_all(several)
    assert refusal.value.code == "output.disk_full"
    found = [held for shard in SHARDS for held in shelf.store.listing(shard)]
    assert not any(held.is_unfinished for held in found)
    for held in found:
        shelf.store.examine(held.digest)
    assert [shelf.store.get(digest) for digest in shelf.store.put_all(several)] == several


def test_all_have_reached_the_disk_before_any_of_several_has_its_name(
    shelf: FolderShelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf.store.put(b"makes the folders")
    done: list[str] = []
    sync, replace = os.fsync, Path.replace

    def synced(descriptor: int) -> None:
        done.append("folder" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else "file")
        sync(descriptor)

    def named(path: Path, target: Path) -> Path:
        done.append("name")
        return replace(path, target)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(Path, "replace", named)
    several = [b"number %d" % each for each in range(5)]
    shards = {sha256(data).hexdigest()[:2] for data in several}
    shelf.store.put_all(several)
    assert done == ["file"] * 5 + ["name"] * 5 + ["folder"] * len(shards)


def test_an_undamaged_object_is_not_written_again(shelf: FolderShelf) -> None:
    shelf.store.put(PDF)
    path = shelf.folder / place(DIGEST)
    before = path.stat()
    shelf.age(DIGEST, before.st_mtime - 1_000_000)
    shelf.store.put(PDF)
    after = path.stat()
    assert after.st_ino == before.st_ino
    assert after.st_mtime >= before.st_mtime


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_objects_are_read_only_and_for_their_owner(shelf: FolderShelf) -> None:
    shelf.store.put(PDF)
    path = shelf.folder / place(DIGEST)
    modes = [stat.S_IMODE(each.stat().st_mode) for each in (path, path.parent, shelf.folder)]
    assert modes == [0o440, 0o700, 0o700]


def test_looking_makes_nothing(shelf: FolderShelf) -> None:
    store = FolderStore(shelf.folder)
    assert list(store.listing("00")) == list(store.strays()) == []
    store.remove(place(DIGEST))
    assert not shelf.folder.exists()


def test_a_folder_in_a_shard_is_seen_and_no_object(shelf: FolderShelf) -> None:
    shelf.lay("ab/copies/letter.pdf", b"")
    (held,) = shelf.store.listing("ab")
    assert (held.name, held.digest) == ("ab/copies", "")
    with pytest.raises(OutputError):
        shelf.store.remove("ab/copies")
