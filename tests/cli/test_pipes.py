# SPDX-License-Identifier: Apache-2.0
"""Readers who go away and devices that are full, in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from esign.errors import ExitStatus

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="pipes and devices of POSIX")

COMMAND = [sys.executable, "-c", "from esign.cli import main; main()"]


def into_a_closed_pipe(*arguments: str) -> subprocess.CompletedProcess[str]:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        return subprocess.run(
            [*COMMAND, *arguments], stdout=writing, stderr=subprocess.PIPE, text=True, check=False
        )
    finally:
        os.close(writing)


def test_a_batch_is_finished_although_nobody_reads(
    requests: Callable[[int], list[str]], office: Path
) -> None:
    done = into_a_closed_pipe("issue", *requests(3))
    assert (done.returncode, "Traceback" in done.stderr) == (ExitStatus.DONE, False)
    assert len(list((office / "issued").glob("*.pdf"))) == 3


def test_a_verdict_is_returned_although_nobody_reads(issued: dict[str, Any]) -> None:
    pdf = Path(issued["pdf"])
    changed = Path("changed.pdf")
    changed.write_bytes(pdf.read_bytes()[:-1] + b"x")
    assert into_a_closed_pipe("verify", str(pdf)).returncode == ExitStatus.DONE
    assert into_a_closed_pipe("verify", str(changed), "--json").returncode == ExitStatus.FAILED


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["verify", "--help"]])
def test_help_may_be_cut_off(arguments: list[str]) -> None:
    done = into_a_closed_pipe(*arguments)
    assert (done.returncode, done.stderr) == (ExitStatus.DONE, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
@pytest.mark.parametrize("words", [["doctor", "--json"], ["--help"], ["new", "decision", "-o-"]])
def test_a_full_device_is_one_plain_error(words: list[str], office: Path) -> None:
    del office
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*COMMAND, *words], stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert done.returncode == ExitStatus.OUTPUT
    assert done.stderr.startswith("Lỗi: Không còn chỗ trên ổ đĩa để ghi đầu ra chuẩn.")
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
def test_words_that_nobody_can_hear_change_nothing(issued: dict[str, Any]) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*COMMAND, "show", issued["pdf"]], stdout=subprocess.PIPE, stderr=full, check=False
        )
    assert done.returncode == ExitStatus.DONE
