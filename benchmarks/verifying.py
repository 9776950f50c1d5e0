# SPDX-License-Identifier: Apache-2.0
"""Judging what was received: a folder of many files, and a file as large as any may be."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from environment import script

from esign.limits.crew import processors
from esign.receiving import Judges, Sources
from esign.system import SystemClock

if TYPE_CHECKING:
    from collections.abc import Iterator

LEAST_PER_SECOND_AND_CORE = 50
"""By processor time, all processes together: other work on the machine stretches it less."""
MOST_LARGE = 400 * 1000**2
MOST_GROWTH = 0.1
SAMPLES = 10
MAKING = Path(__file__).with_name("large_file.py")


@dataclass(frozen=True)
class Received:
    """How much is judged: files of the folder, MB of the large one."""

    files: int
    megabytes: int


FULL = Received(5000, 198)
QUICK = Received(600, 198)


def verifying_speed(folder: Path, issued: Path, trust: Path, extent: Received) -> dict[str, Any]:
    """Files per second with their memory on the way, and the most memory of a large file."""
    folder.mkdir(parents=True)
    many = folder / "received"
    many.mkdir()
    for number in range(extent.files):
        shutil.copyfile(issued, many / f"{number:05}.pdf")
    return {"folder": _folder(many, trust), "large": _large(folder, trust, extent.megabytes)}


def _folder(many: Path, trust: Path) -> dict[str, Any]:
    sources = Sources([many])
    every = max(sources.found // SAMPLES, 1)
    memory: list[int] = []
    verdicts: set[str] = set()
    started, used = time.perf_counter(), _processor_seconds()
    with Judges(trust, clock=SystemClock()) as judges:
        for done, judged in enumerate(judges.each(sources), start=1):
            verdicts.add(str(judged.verdict))
            if done % every == 0:
                memory.append(sum(_resident_of_all()))
    seconds, used = time.perf_counter() - started, _processor_seconds() - used
    return {
        "files": sources.found,
        "per_second": sources.found / seconds,
        "processor_seconds": used / sources.found,
        "cores": processors(),
        "memory": memory,
        "verdicts": sorted(verdicts),
    }


def _processor_seconds() -> float:
    """Of this process and of those it has started and seen the end of."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def _large(folder: Path, trust: Path, megabytes: int) -> dict[str, Any]:
    """Judged by the command, as a process of its own."""
    large = folder / "large.pdf"
    subprocess.run([sys.executable, MAKING, large, str(megabytes)], check=True)
    command = [script("esign"), "verify", large, "--trust-dir", trust]
    with subprocess.Popen([str(word) for word in command], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        said = process.stdout.read()
        _, _, usage = os.wait4(process.pid, 0)
        process.returncode = 0
    size = large.stat().st_size
    large.unlink()
    unit = 1 if sys.platform == "darwin" else 1024
    return {
        "bytes": size,
        "judged": b"large.pdf" in said,
        "most_memory": usage.ru_maxrss * unit,
        "processor_seconds": usage.ru_utime + usage.ru_stime,
    }


def _resident_of_all() -> Iterator[int]:
    """Resident bytes of this process and of those it has started, where the system tells."""
    own = Path("/proc/self")
    numbers = [
        number
        for listed in own.glob("task/*/children")
        for number in listed.read_text(encoding="ascii").split()
    ]
    for process in (own, *(Path("/proc") / number for number in numbers)):
        try:
            pages = (process / "statm").read_text(encoding="ascii").split()[1]
        except OSError:
            continue
        yield int(pages) * os.sysconf("SC_PAGE_SIZE")


def broken_verifying_promises(found: dict[str, Any]) -> Iterator[str]:
    """What should hold and does not."""
    folder, large = found["folder"], found["large"]
    each = 1 / folder["processor_seconds"]
    if folder["verdicts"] != ["passed"]:
        yield f"the files of the folder are {', '.join(folder['verdicts'])}, not passed"
    if each < LEAST_PER_SECOND_AND_CORE:
        least = LEAST_PER_SECOND_AND_CORE
        yield f"only {each:.0f} files a second and core are judged, not {least}"
    early, late = folder["memory"][1:2], folder["memory"][-1:]
    if early and late[0] > early[0] * (1 + MOST_GROWTH):
        yield f"memory grew from {early[0] / 1e6:.0f} to {late[0] / 1e6:.0f} MB over a folder"
    if not large["judged"] or large["most_memory"] > MOST_LARGE:
        yield f"a file of 200 MB takes {large['most_memory'] / 1e6:.0f} MB"


def verifying_table(found: dict[str, Any]) -> Iterator[str]:
    """The figures as people read them."""
    folder, large = found["folder"], found["large"]
    yield "judging what was received"
    name = f"a folder of {folder['files']} files, {folder['cores']} cores"
    yield f"  {name:38}{folder['per_second']:9.1f} files/s"
    yield f"  {'  by processor time, a core':38}{1 / folder['processor_seconds']:9.1f} files/s"
    for name, place in (("after the second tenth", 1), ("at the end", -1)):
        if folder["memory"]:
            yield f"  {'memory ' + name:38}{folder['memory'][place] / 1e6:9.1f} MB"
    name = f"a file of {large['bytes'] / 1e6:.0f} MB"
    yield f"  {name:38}{large['most_memory'] / 1e6:9.1f} MB at most"
