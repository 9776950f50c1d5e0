# SPDX-License-Identifier: Apache-2.0
"""A process that issues what it is told to; one line of JSON there, one line back."""

from __future__ import annotations

import json
import subprocess
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from workload import request

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


class Worker:
    """Issues the documents of the workload one after the other, beginning at the first."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self._issued = 0

    def issue(self, count: int) -> list[Any]:
        """What the process answers about each of the next `count` documents."""
        batch = [request(self._issued + ordinal) for ordinal in range(1, count + 1)]
        self._issued += count
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(batch) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        if not answer:
            raise RuntimeError(f"a worker ended with {self._process.wait()}")
        told: list[Any] = json.loads(answer)
        return told


@contextmanager
def worker(command: Sequence[object]) -> Iterator[Worker]:
    """Start the command; it ends when the block does."""
    pipe = subprocess.PIPE
    with subprocess.Popen(
        [str(word) for word in command], stdin=pipe, stdout=pipe, encoding="utf-8"
    ) as process:
        try:
            yield Worker(process)
        finally:
            process.kill()
