# SPDX-License-Identifier: Apache-2.0
"""One hostile input costs seconds, not for ever, and the process is as it was afterwards."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module
from pathlib import Path
from threading import Thread

import pytest

from esign.errors import ExitStatus, InputError
from esign.limits import within_limits
from esign.messages import Language
from support.pki import make_pki

resource = pytest.importorskip("resource", reason="the platform sets no bounds")
SECONDS = 3
JUDGING = f"""
import sys
from datetime import UTC, datetime
from pathlib import Path
from esign import acceptance
from esign.errors import InputError
from esign.limits import within_limits
from esign.trust import TrustStore

NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)
source, trust = map(Path, sys.argv[1:])
try:
    with within_limits(source.name, seconds={SECONDS}, megabytes=512):
        acceptance.inspect(source, trust=TrustStore.load(trust), at=NOW)
except InputError as error:
    print(error.code)
    sys.exit(error.exit_status)
"""


def of_streams(body: bytes, table: bytes) -> bytes:
    """A file of one more object and a cross-reference stream, which stands at its end."""
    head = b"%PDF-1.7\n1 0 obj\n" + body + b"\nendobj\n"
    start = b"\nstartxref\n%d\n%%%%EOF\n" % len(head)
    return head + b"3 0 obj\n" + table + b"\nendobj" + start


def stream(entries: bytes, data: bytes) -> bytes:
    return b"<<%b/Length %d>>\nstream\n%b\nendstream" % (entries, len(data), data)


ENDLESS_COMMENT = of_streams(
    stream(b"/Type/ObjStm/N 1/First 6", b"2 0 5 %x"),
    stream(
        b"/Type/XRef/Size 4/W[1 1 1]/Root 2 0 R",
        bytes((0, 0, 255, 1, 9, 0, 2, 1, 0, 1, 9, 0)),
    ),
)
ENDLESS_TABLE = of_streams(
    b"<</Type/Catalog>>",
    stream(b"/Type/XRef/Size 4/W[0 0 0]/Index[0 1000000000]/Root 1 0 R", b""),
)


def judged(data: bytes, folder: Path) -> subprocess.CompletedProcess[str]:
    """What becomes of a process that judges the file, and the processor time it took."""
    source = folder / "a.pdf"
    source.write_bytes(data)
    trust = make_pki().trust_dir(folder / "trust")
    command = [sys.executable, "-c", JUDGING, str(source), str(trust)]
    return subprocess.run(command, capture_output=True, check=False, encoding="utf-8", timeout=120)


@pytest.mark.parametrize("data", [ENDLESS_COMMENT, ENDLESS_TABLE], ids=["comment", "table"])
def test_a_file_that_leads_in_circles_is_stopped(data: bytes, tmp_path: Path) -> None:
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    done = judged(data, tmp_path)
    used = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before
    assert (done.stdout.strip(), done.stderr) == ("input.too_costly", "")
    assert done.returncode == ExitStatus.INPUT
    assert used < SECONDS + 10


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="no bound on memory here")
def test_what_wants_all_the_memory_is_stopped() -> None:
    before = resource.getrlimit(resource.RLIMIT_AS)
    with pytest.raises(InputError) as caught, within_limits("a.pdf", megabytes=256):
        bytearray(1 << 30)
    assert caught.value.code == "input.too_costly"
    assert resource.getrlimit(resource.RLIMIT_AS) == before
    for language in Language:
        assert "a.pdf" in caught.value.message(language)


def bounds() -> list[object]:
    signal = import_module("signal")
    limits = [resource.getrlimit(kind) for kind in (resource.RLIMIT_CPU, resource.RLIMIT_AS)]
    return [*limits, signal.getsignal(signal.SIGXCPU)]


def test_everything_is_as_before_when_the_block_is_left() -> None:
    before = bounds()
    with within_limits("a.pdf"):
        assert all(now != then for now, then in zip(bounds(), before, strict=True))
    assert bounds() == before
    with pytest.raises(KeyError), within_limits("a.pdf"):
        raise KeyError
    assert bounds() == before


def test_other_threads_are_left_alone() -> None:
    before, seen = bounds(), []

    def work() -> None:
        with within_limits("a.pdf"):
            seen.extend(bounds())

    thread = Thread(target=work)
    thread.start()
    thread.join()
    assert seen == before


def test_a_platform_without_bounds_does_without(monkeypatch: pytest.MonkeyPatch) -> None:
    before = bounds()
    monkeypatch.setitem(sys.modules, "resource", None)
    with within_limits("a.pdf"):
        assert bounds() == before
