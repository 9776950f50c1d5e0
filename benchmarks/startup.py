# SPDX-License-Identifier: Apache-2.0
"""What a command costs as a whole process."""

from __future__ import annotations

import subprocess
import sys
import time
from statistics import median
from typing import TYPE_CHECKING

from environment import script

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

HEAVY = {"pyhanko", "sqlalchemy"}
HELP = """
import sys
from esign.cli import main
sys.argv = ["esign", "--help"]
try:
    main()
finally:
    print(*sys.modules, file=sys.stderr)
"""


def verify_start_up(file: Path, trust: Path, pairs: int) -> dict[str, float]:
    """`esign verify FILE` beside the import of pyHanko's validation; seconds, medians.

    The two alternate; the difference is taken pair by pair.
    """
    verify = (script("esign"), "verify", file, "--trust-dir", trust)
    bare = (sys.executable, "-c", "import pyhanko.sign.validation")
    times = [(_seconds(verify), _seconds(bare)) for _ in range(pairs + 1)][1:]
    return {
        "verify": median(ours for ours, _ in times),
        "import": median(theirs for _, theirs in times),
        "difference": median(ours - theirs for ours, theirs in times),
    }


def heavy_imports_of_help() -> list[str]:
    """Which of the libraries that asking for help must not load are loaded."""
    done = subprocess.run(
        [sys.executable, "-c", HELP], capture_output=True, check=True, encoding="utf-8"
    )
    return sorted(HEAVY & {name.partition(".")[0] for name in done.stderr.split()})


def _seconds(command: Sequence[object]) -> float:
    started = time.perf_counter()
    subprocess.run([str(word) for word in command], capture_output=True, check=True)
    return time.perf_counter() - started
