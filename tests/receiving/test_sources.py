# SPDX-License-Identifier: Apache-2.0
"""What is in a folder, and what of it is never opened."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from esign.errors import InputError
from esign.files import read_regular
from esign.receiving import Given, Nature, Sources, nature_of
from support.received import LETTER, detached, packed, zipped
from support.sealed import sealed_page


def paths(folder: Path) -> list[str]:
    return [Path(item.path).relative_to(folder).as_posix() for item in Sources([folder])]


def test_a_folder_is_read_in_order_without_what_is_hidden_or_linked(tmp_path: Path) -> None:
    outside = tmp_path / "outside.pdf"
    outside.write_bytes(b"%PDF")
    folder = tmp_path / "in"
    for name in ("b/2.pdf", "b/1.pdf", "a.pdf", ".hidden.pdf", ".git/c.pdf"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"%PDF")
    (folder / "link.pdf").symlink_to(outside)
    (folder / "loop").symlink_to(folder)
    sources = Sources([folder])
    found = [Path(item.path).relative_to(folder).as_posix() for item in sources]
    assert found == ["a.pdf", "b/1.pdf", "b/2.pdf"]
    assert (sources.found, sources.left_out) == (3, 4)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes of that sort here")
def test_a_pipe_is_never_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.pdf")
    assert paths(tmp_path) == []
    with pytest.raises(InputError) as caught:
        read_regular(tmp_path / "a.pdf")
    assert caught.value.code == "input.not_regular"


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no devices here")
def test_a_device_is_never_opened() -> None:
    with pytest.raises(InputError) as caught:
        read_regular(Path("/dev/zero"))
    assert caught.value.code == "input.not_regular"


def test_a_folder_is_no_file_and_a_file_must_be_there(tmp_path: Path) -> None:
    for path, code in ((tmp_path, "input.folder"), (tmp_path / "none", "input.missing")):
        with pytest.raises(InputError) as caught:
            read_regular(path)
        assert caught.value.code == code


def test_a_file_larger_than_the_bound_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    with path.open("wb") as target:
        target.truncate(1 << 20)
    assert len(read_regular(path, 1 << 20)) == 1 << 20
    with pytest.raises(InputError, match=r"input\.too_large"):
        read_regular(path, (1 << 20) - 1)


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="this account may read all")
def test_a_folder_that_is_closed_is_told_of_and_the_rest_goes_on(tmp_path: Path) -> None:
    (tmp_path / "closed").mkdir(mode=0)
    (tmp_path / "z.pdf").write_bytes(b"%PDF")
    first, second = Sources([tmp_path])
    assert first.fault is not None
    assert first.fault.code == "input.no_access"
    assert second.fault is None


def test_a_signature_finds_what_it_is_over_beside_it_only(tmp_path: Path) -> None:
    for name in ("a.docx", "a.docx.p7s", "b.p7s", "c.pdf.P7M", "c.pdf"):
        (tmp_path / name).write_bytes(b"x")
    files = {
        Path(item.path).name: [each.name for each in item.files] for item in Sources([tmp_path])
    }
    assert files["a.docx.p7s"] == ["a.docx.p7s", "a.docx"]
    assert files["b.p7s"] == ["b.p7s"]
    assert files["c.pdf.P7M"] == ["c.pdf.P7M", "c.pdf"]


def test_bytes_under_a_name_are_taken_apart_like_files() -> None:
    data = zipped({"in/a.pdf": b"%PDF", "in/a.pdf.p7s": b"x", "notes.txt": b"y"})
    items = list(Sources([Given("stdin.zip", data), Given("b.pdf", b"%PDF")]))
    assert [item.path for item in items] == [
        "stdin.zip/in/a.pdf",
        "stdin.zip/in/a.pdf.p7s",
        "stdin.zip/notes.txt",
        "b.pdf",
    ]
    assert items[1].read() == (b"x", b"%PDF")
    assert items[0].accompanied


@pytest.mark.parametrize(
    ("name", "data", "nature"),
    [
        ("a.pdf", b"", Nature.PDF),
        ("a.pdf", b"MZ no document", Nature.PDF),
        ("a", b"\n\n%PDF-1.7", Nature.PDF),
        ("a.zip", b"", Nature.ARCHIVE),
        ("a.zip", b"%PDF-1.7 and an archive", Nature.PDF),
        ("a.docx", b"PK\3\4", Nature.OTHER),
        ("readme.txt", b"", Nature.OTHER),
        ("page.html", b"<html>", Nature.OTHER),
        ("a.p7s", b"garbage", Nature.SIGNATURE),
        ("a.sig", b"", Nature.SIGNATURE),
        ("a.edxml", b"", Nature.PACKAGE),
    ],
)
def test_a_file_is_what_its_content_is_and_at_least_what_its_name_promises(
    name: str, data: bytes, nature: Nature
) -> None:
    assert nature_of(name, data) is nature


def test_content_without_a_telling_name_is_recognised() -> None:
    assert nature_of("x", sealed_page()) is Nature.PDF
    assert nature_of("x", detached(LETTER)) is Nature.SIGNATURE
    assert nature_of("x", packed(("a.pdf", b"%PDF"))) is Nature.PACKAGE
    assert nature_of("x", b"-----BEGIN CMS-----\n") is Nature.SIGNATURE
