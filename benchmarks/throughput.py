# SPDX-License-Identifier: Apache-2.0
"""Documents per second, beside the bare cryptography and beside the straightforward stack.

The stacks take turns within the same minute, each pair of batches in the other order, because a
machine's speed changes; only the ratio within a pair counts.
"""

from __future__ import annotations

import sys
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from environment import UnavailableError, straightforward_folder, straightforward_python
from worker import worker

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from esign.demo import DemoOffice

HERE = Path(__file__).parent
OURS = HERE / "ours.py"
STRAIGHTFORWARD = HERE / "straightforward" / "worker.py"
SIGNATURES = 3
WARM_UP = 2


@dataclass(frozen=True)
class Plan:
    """How many pairs of batches, and how many documents a batch has."""

    pairs: int
    ours: int
    straightforward: int


@dataclass
class Stack:
    """One way to do the job: what it takes for `batch` documents, in seconds each."""

    batch: int
    issue: Callable[[int], list[float]]
    batches: list[list[float]] = field(default_factory=list)

    def take_turn(self) -> None:
        self.batches.append(self.issue(self.batch))

    def summary(self) -> dict[str, float]:
        seconds = median(each for batch in self.batches for each in batch)
        return {"per_second": 1 / seconds, "milliseconds": seconds * 1000}


def throughput(folder: Path, demo: DemoOffice, plan: Plan) -> dict[str, Any]:
    """Medians of each stack, and the ratios of the pairs; why a stack is left out."""
    left_out = {}
    with ExitStack() as running:
        ours = running.enter_context(worker((sys.executable, OURS, demo.settings, "whole")))
        ours.issue(WARM_UP)
        issued = next((demo.folder / "issued").glob("*.pdf"))
        stacks = {
            "ours": Stack(plan.ours, ours.issue),
            "floor": Stack(plan.ours, floor(issued.read_bytes())),
        }
        try:
            python = straightforward_python()
        except UnavailableError as reason:
            left_out["straightforward"] = str(reason)
        else:
            for name, mode in (("straightforward", "load"), ("straightforward, kept", "keep")):
                work = straightforward_folder(folder / mode, demo)
                command = (python, STRAIGHTFORWARD, demo.folder, work, mode)
                other = running.enter_context(worker(command))
                other.issue(WARM_UP)
                stacks[name] = Stack(plan.straightforward, other.issue)
        for turn in range(plan.pairs):
            order = list(stacks.values())
            for stack in order if turn % 2 else reversed(order):
                stack.take_turn()
    mine = stacks["ours"].batches
    others = {name: stack.batches for name, stack in stacks.items() if name != "ours"}
    return {
        "stacks": {name: stack.summary() for name, stack in stacks.items()},
        "ratios": {name: _ratios(mine, batches) for name, batches in others.items()},
        "left_out": left_out,
    }


def floor(content: bytes) -> Callable[[int], list[float]]:
    """The cryptography alone: three RSA-2048 signatures over a document's bytes, hash included.

    Two are the document's; the third is room for a signed package or a time-stamp.
    """
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)

    def sign(count: int) -> list[float]:
        seconds = []
        for _ in range(count):
            started = time.perf_counter()
            for _ in range(SIGNATURES):
                key.sign(content, padding.PKCS1v15(), hashes.SHA256())
            seconds.append(time.perf_counter() - started)
        return seconds

    return sign


def _ratios(ours: Sequence[list[float]], theirs: Sequence[list[float]]) -> dict[str, float]:
    """How many times longer the other takes for a document, pair by pair."""
    each = [median(their) / median(our) for our, their in zip(ours, theirs, strict=True)]
    return {"median": median(each), "min": min(each), "max": max(each)}
