# SPDX-License-Identifier: Apache-2.0
"""Fuzzes one target, or each in turn: `run.py SECONDS [TARGET ...]`.

With atheris the search is led by coverage; without it inputs are only changed at random, and that
is said. What breaks a target lies in build/fuzz/TARGET afterwards; the exit status is 1.
"""

from __future__ import annotations

import sys
import time
import traceback
from pathlib import Path
from random import Random
from subprocess import run

try:
    import atheris
except ImportError:
    atheris = None

ROOT = Path(__file__).resolve().parents[2]
FOUND = ROOT / "build" / "fuzz"
sys.path.insert(0, str(ROOT / "tests"))
LARGEST = 200_000


def led_by_coverage(name: str, seconds: int) -> None:
    """Ends the process."""
    with atheris.instrument_imports(include=["esign", "asn1crypto", "pyhanko"]):
        from fuzz.seeds import CORPUS  # noqa: PLC0415 - instrumented by importing it here
        from fuzz.targets import try_out  # noqa: PLC0415

    found = FOUND / name
    found.mkdir(parents=True, exist_ok=True)
    options = (
        f"-max_total_time={seconds}",
        f"-max_len={LARGEST}",
        "-timeout=30",
        "-rss_limit_mb=2048",
    )
    names = (f"-artifact_prefix={found}/", str(found), str(CORPUS / name))
    atheris.Setup([sys.argv[0], *options, *names], lambda data: try_out(name, bytes(data)))
    atheris.Fuzz()


def at_random(name: str, seconds: int) -> int:
    from fuzz.seeds import CORPUS  # noqa: PLC0415 - as above
    from fuzz.targets import try_out  # noqa: PLC0415
    from support.mutations import damaged  # noqa: PLC0415

    inputs = [entry.read_bytes() for entry in sorted((CORPUS / name).iterdir())]
    seed = time.time_ns()
    random, until, tried = Random(seed), time.monotonic() + seconds, 0  # noqa: S311 - no secret
    while time.monotonic() < until:
        data = damaged(random.choice(inputs), random)
        tried += 1
        try:
            try_out(name, data)
        except Exception:  # noqa: BLE001 - what a target may not raise is what is looked for
            (FOUND / name).mkdir(parents=True, exist_ok=True)
            (FOUND / name / f"crash-{seed}-{tried}").write_bytes(data)
            traceback.print_exc()
            return 1
    said = f"{name}: {tried} inputs at random, without coverage (atheris is not installed)\n"
    sys.stdout.write(said)
    return 0


def each(names: list[str], seconds: int) -> int:
    """A process for every target, and the worst that came of them."""
    share = max(1, seconds // len(names))
    worst = 0
    for name in names:
        sys.stdout.write(f"{name}: {share} s\n")
        sys.stdout.flush()
        done = run([sys.executable, __file__, str(share), name], check=False)
        worst = max(worst, abs(done.returncode))
    return worst


def main() -> int:
    seconds, *names = sys.argv[1:]
    if len(names) != 1:
        known = sorted(entry.name for entry in (ROOT / "tests/fuzz/corpus").iterdir())
        return each(names or known, int(seconds))
    if atheris is None:
        return at_random(names[0], int(seconds))
    led_by_coverage(names[0], int(seconds))
    return 0


if __name__ == "__main__":
    sys.exit(main())
