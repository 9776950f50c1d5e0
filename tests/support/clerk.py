# SPDX-License-Identifier: Apache-2.0
"""A clerk in a process of its own: takes numbers from a register and prints them, one a line.

python -m support.clerk FOLDER NAME COUNT
"""

from __future__ import annotations

import secrets
import subprocess
import sys
from pathlib import Path

from esign.register import Register
from support.books import AGENCY, DECISION, a_request
from support.ports import FixedClock


class Dice:
    def bits(self, count: int) -> int:
        return secrets.randbits(count)


def clerks(folder: Path, names: str, count: int) -> list[list[int]]:
    """Let one clerk for each letter of `names` work at the same time; the numbers each took."""
    command = [sys.executable, "-W", "error", "-m", "support.clerk", str(folder)]
    tests = Path(__file__).parents[1]
    running = [
        subprocess.Popen([*command, name, str(count)], stdout=subprocess.PIPE, cwd=tests)
        for name in names
    ]
    told = [clerk.communicate(timeout=60)[0] for clerk in running]
    assert {clerk.returncode for clerk in running} == {0}
    return [[int(line) for line in lines.split()] for lines in told]


def main(folder: str, name: str, count: str) -> None:
    with Register.open(Path(folder), clock=FixedClock(), random=Dice()) as register:
        for turn in range(int(count)):
            request = a_request(f"request-{name}-{turn:04d}")
            sys.stdout.write(f"{register.number(request, DECISION, AGENCY).number.value}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
