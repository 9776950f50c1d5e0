# SPDX-License-Identifier: Apache-2.0
"""`make bench`: speed and memory, beside what they have to be compared with.

Prints a table and writes build/benchmarks.json; ends with 1 if a promise of docs/benchmarks.md does
not hold.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

import environment
from judging import FULL as FULL_JUDGING
from judging import QUICK as QUICK_JUDGING
from judging import broken_judging_promises, judging_speed, judging_table
from packages import FULL as FULL_PACKAGES
from packages import QUICK as QUICK_PACKAGES
from packages import broken_package_promises, package_speed, package_table
from record import FULL as FULL_RECORD
from record import QUICK as QUICK_RECORD
from record import Extent as RecordExtent
from record import broken_record_promises, record_speed, record_table
from startup import heavy_imports_of_help, verify_start_up
from throughput import OURS, Plan, throughput
from tokens import FULL as FULL_TOKENS
from tokens import QUICK as QUICK_TOKENS
from tokens import broken_token_promises, token_speed, token_table
from verifying import FULL as FULL_RECEIVED
from verifying import QUICK as QUICK_RECEIVED
from verifying import Received, broken_verifying_promises, verifying_speed, verifying_table
from worker import worker

from delivery import FULL as FULL_DELIVERY
from delivery import QUICK as QUICK_DELIVERY
from delivery import Traffic, broken_delivery_promises, delivery_speed, delivery_table
from kinds import FULL as FULL_KINDS
from kinds import QUICK as QUICK_KINDS
from kinds import Sheets, broken_kind_promises, kinds_speed, kinds_table
from register import FULL as FULL_REGISTER
from register import QUICK as QUICK_REGISTER
from register import Extent, broken_register_promises, register_speed, register_table
from signing import FULL as FULL_SIGNING
from signing import QUICK as QUICK_SIGNING
from signing import Signings, broken_signing_promises, signing_speed, signing_table

if TYPE_CHECKING:
    from collections.abc import Iterator

OUTPUT = Path(__file__).parents[1] / "build" / "benchmarks.json"
LEAST_RATIO = 5
MOST_GROWTH = 0.05
MOST_GROWTH_BYTES = 10 * 1000**2
MOST_OVERHEAD = 0.3
COLLECTED_EVERY = 50
"""Documents between two runs of Python's garbage collector while memory is measured."""


@dataclass(frozen=True)
class Size:
    """How much is measured."""

    plan: Plan
    steps: int
    memory: tuple[int, ...]
    processes: int
    register: Extent
    record: RecordExtent
    kinds: Sheets
    signing: Signings
    received: Received
    token_turns: int
    judging_turns: int
    package_turns: int
    traffic: Traffic


FULL = Size(
    Plan(pairs=11, ours=30, straightforward=5),
    100,
    (100, 500, 1000),
    11,
    FULL_REGISTER,
    FULL_RECORD,
    FULL_KINDS,
    FULL_SIGNING,
    FULL_RECEIVED,
    FULL_TOKENS,
    FULL_JUDGING,
    FULL_PACKAGES,
    FULL_DELIVERY,
)
QUICK = Size(
    Plan(pairs=5, ours=10, straightforward=2),
    20,
    (50, 100, 200),
    5,
    QUICK_REGISTER,
    QUICK_RECORD,
    QUICK_KINDS,
    QUICK_SIGNING,
    QUICK_RECEIVED,
    QUICK_TOKENS,
    QUICK_JUDGING,
    QUICK_PACKAGES,
    QUICK_DELIVERY,
)


def measure(size: Size, folder: Path) -> dict[str, Any]:
    """All figures, each part with an office of its own."""
    first = environment.office(folder / "whole")
    found: dict[str, Any] = {"machine": _machine()}
    say("the whole path, in turns with the straightforward stack")
    found["throughput"] = throughput(folder, first, size.plan)
    say("single steps")
    found["steps"] = _steps(folder / "steps", size.steps)
    say(f"memory over {size.memory[-1]} documents")
    found["memory"] = _memory(folder / "memory", size.memory)
    say("whole processes")
    issued = next((first.folder / "issued").glob("*.pdf"))
    found["start_up"] = verify_start_up(issued, first.trust, size.processes)
    found["help_imports"] = heavy_imports_of_help()
    say("numbers, in turns with the bare databases")
    found["register"] = register_speed(folder, size.register)
    say("the check of the record, in turns with a pass that only hashes")
    found["record"] = record_speed(folder, size.record)
    say("kinds, in turns with bare Typst")
    found["kinds"] = kinds_speed(size.kinds)
    say("signatures, in turns with bare cryptography")
    found["signing"] = signing_speed(folder / "signing", size.signing)
    say("verdicts, in turns with pyHanko")
    found["judging"] = judging_speed(issued, first.trust, size.judging_turns)
    say("judging a folder and a large file")
    found["verifying"] = verifying_speed(folder / "received", issued, first.trust, size.received)
    say("signatures by a token, in turns with its bare library")
    found["tokens"] = token_speed(folder / "tokens", size.token_turns)
    say("packages, in turns with lxml and signxml")
    found["packages"] = package_speed(size.package_turns)
    say("messages from outbox to inbox, then the same requests alone")
    found["delivery"] = delivery_speed(folder / "delivery", issued, first.trust, size.traffic)
    return found


def say(part: str) -> None:
    """What is being measured, for whoever waits."""
    print(f"measuring {part} …", file=sys.stderr, flush=True)


def _steps(folder: Path, count: int) -> dict[str, float]:
    """Milliseconds of each step, medians over the documents."""
    demo = environment.office(folder)
    with worker((sys.executable, OURS, demo.settings, "steps")) as ours:
        ours.issue(2)
        documents = ours.issue(count)
    return {step: median(each[step] for each in documents) * 1000 for step in documents[0]}


def _memory(folder: Path, counts: tuple[int, ...]) -> dict[str, int | None]:
    """Resident bytes of a process of its own after so many documents, and the most in between."""
    demo = environment.office(folder)
    resident: list[int | None] = []
    with worker((sys.executable, OURS, demo.settings, "memory")) as ours:
        while len(resident) < counts[-1]:
            resident += ours.issue(COLLECTED_EVERY)
    known = [each for each in resident if each is not None]
    return {
        **{str(count): resident[count - 1] for count in counts},
        "most": max(known, default=None),
    }


def _machine() -> dict[str, object]:
    return {
        "system": platform.platform(),
        "processor": platform.machine(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
    }


def broken_promises(found: dict[str, Any]) -> Iterator[str]:
    """What should hold and does not."""
    ratio = found["throughput"]["ratios"].get("straightforward")
    if ratio and ratio["median"] < LEAST_RATIO:
        yield f"only {ratio['median']:.1f} x the straightforward stack, not {LEAST_RATIO} x"
    first, *_, last, _ = found["memory"].values()
    if first and last - first > max(first * MOST_GROWTH, MOST_GROWTH_BYTES):
        yield f"memory grew from {first / 1e6:.0f} to {last / 1e6:.0f} MB"
    overhead = found["start_up"]["difference"]
    if overhead > MOST_OVERHEAD:
        yield f"`esign verify` costs pyHanko's import + {overhead:.2f} s, not {MOST_OVERHEAD} s"
    if found["help_imports"]:
        yield f"`esign --help` imports {', '.join(found['help_imports'])}"
    yield from broken_register_promises(found["register"])
    yield from broken_kind_promises(found["kinds"])
    yield from broken_record_promises(found["record"])
    yield from broken_signing_promises(found["signing"])
    yield from broken_judging_promises(found["judging"])
    yield from broken_verifying_promises(found["verifying"])
    yield from broken_token_promises(found["tokens"])
    yield from broken_package_promises(found["packages"])
    yield from broken_delivery_promises(found["delivery"])


def table(found: dict[str, Any]) -> Iterator[str]:
    """The figures as people read them."""
    speed = found["throughput"]
    yield f"{'whole path, one page':28}{'documents/s':>12}{'ms':>9}   time as multiple of ours"
    for name, stack in speed["stacks"].items():
        line = f"  {name:26}{stack['per_second']:12.1f}{stack['milliseconds']:9.2f}"
        ratio = speed["ratios"].get(name)
        spread = "{median:.3g} ({min:.3g} to {max:.3g})".format(**ratio) if ratio else "1"
        yield f"{line}   {spread}"
    for name, reason in speed["left_out"].items():
        yield f"  {name}: left out ({reason})"
    yield "step"
    for step, milliseconds in found["steps"].items():
        yield f"  {step:38}{milliseconds:9.2f}"
    yield f"  {'sum':38}{sum(found['steps'].values()):9.2f}"
    yield f"{'resident memory':28}{'documents':>12}{'MB':>9}"
    for count, resident in found["memory"].items():
        yield f"  {'':26}{count:>12}{'unknown' if resident is None else f'{resident / 1e6:.1f}':>9}"
    yield f"{'whole processes':40}{'s':>9}"
    for name, key in (
        ("esign verify FILE", "verify"),
        ("import pyhanko.sign.validation", "import"),
        ("difference", "difference"),
    ):
        yield f"  {name:38}{found['start_up'][key]:9.2f}"
    yield from register_table(found["register"])
    yield from kinds_table(found["kinds"])
    yield from record_table(found["record"])
    yield from signing_table(found["signing"])
    yield from judging_table(found["judging"])
    yield from verifying_table(found["verifying"])
    yield from token_table(found["tokens"])
    yield from package_table(found["packages"])
    yield from delivery_table(found["delivery"])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer documents, rougher figures")
    parser.add_argument("--output", type=Path, default=OUTPUT, help="where the figures go (JSON)")
    arguments = parser.parse_args()
    output = arguments.output
    output.parent.mkdir(parents=True, exist_ok=True)
    # Beside the output rather than in the system's temporary folder, which may be no disk.
    with tempfile.TemporaryDirectory(prefix="bench-", dir=output.parent) as folder:
        found = measure(QUICK if arguments.quick else FULL, Path(folder))
    broken = list(broken_promises(found))
    output.write_text(json.dumps({**found, "broken_promises": broken}, indent=2) + "\n", "utf-8")
    print("\n".join([*table(found), *(f"NOT KEPT: {each}" for each in broken)]))
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
