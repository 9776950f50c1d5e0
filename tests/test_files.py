# SPDX-License-Identifier: Apache-2.0
"""Files appear whole or not at all, and never over another."""

from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING

import pytest

from esign.errors import EsignError, InputError, OutputError
from esign.files import make_folder, read_bounded, refuse_unwritable, write_whole

if TYPE_CHECKING:
    from pathlib import Path


def _fails_with(number: int) -> object:
    def fail(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    return fail


def test_a_file_is_written_and_nothing_else_is_left(tmp_path: Path) -> None:
    write_whole(tmp_path / "a.pdf", b"one")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a.pdf": b"one"}


def test_an_existing_file_is_kept_unless_it_may_be_replaced(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    write_whole(path, b"one")
    with pytest.raises(OutputError) as refused:
        write_whole(path, b"two")
    assert refused.value.code == "output.exists"
    assert path.read_bytes() == b"one"
    write_whole(path, b"two", overwrite=True)
    assert path.read_bytes() == b"two"


def test_a_file_system_without_hard_links_is_served_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "link", _fails_with(errno.EPERM))
    write_whole(tmp_path / "a.pdf", b"one")
    with pytest.raises(OutputError):
        write_whole(tmp_path / "a.pdf", b"two")
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"one"]


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.ENOSPC, "output.disk_full"),
        (errno.EACCES, "output.not_writable"),
        (errno.EIO, "output.failed"),
    ],
)
def test_a_disk_that_fails_leaves_nothing_half_written(
    number: int, code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "fsync", _fails_with(number))
    with pytest.raises(OutputError) as refused:
        write_whole(tmp_path / "a.pdf", b"one")
    assert refused.value.code == code
    assert list(tmp_path.iterdir()) == []


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(OutputError) as refused:
        write_whole(tmp_path / "none" / "a.pdf", b"one")
    assert refused.value.code == "output.no_folder"


def test_a_file_in_the_place_of_a_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "issued").write_bytes(b"")
    with pytest.raises(OutputError) as refused:
        make_folder(tmp_path / "issued")
    assert refused.value.code == "output.not_a_folder"
    assert "--overwrite" not in refused.value.remedy()


def test_a_full_disk_is_named_when_a_folder_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(tmp_path), "mkdir", _fails_with(errno.ENOSPC))
    with pytest.raises(OutputError) as refused:
        make_folder(tmp_path / "issued")
    assert refused.value.code == "output.disk_full"


def test_a_folder_is_tried_without_leaving_anything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refuse_unwritable(tmp_path / "issued")
    assert list((tmp_path / "issued").iterdir()) == []
    monkeypatch.setattr("tempfile.TemporaryFile", _fails_with(errno.EACCES))
    with pytest.raises(OutputError) as refused:
        refuse_unwritable(tmp_path / "issued")
    assert refused.value.code == "output.not_writable"


@pytest.mark.parametrize(
    ("name", "code"), [("none", "input.missing"), (".", "input.folder")], ids=["none", "folder"]
)
def test_what_cannot_be_read_is_named(name: str, code: str, tmp_path: Path) -> None:
    with pytest.raises(EsignError) as refused:
        read_bounded(tmp_path / name)
    assert refused.value.code == code


def test_a_file_over_the_limit_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "large"
    path.write_bytes(bytes(11))
    assert read_bounded(path, limit=11) == bytes(11)
    with pytest.raises(InputError) as refused:
        read_bounded(path, limit=10)
    assert refused.value.code == "input.too_large"
