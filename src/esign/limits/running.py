# SPDX-License-Identifier: Apache-2.0
"""Lets a process of its own read one input that nobody vouches for, and takes its answer.

The process is started anew, never forked; it gets the input over its standard input and answers
with one line of JSON. Whatever the input makes of it, this process goes on.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, cast

from esign.errors import Detail, InputError

if TYPE_CHECKING:
    from collections.abc import Mapping

CHILD: Final = "esign.limits.child"
LONGEST_ANSWER: Final = 256 * 1024**2
STARTING: Final = 10
"""Seconds for loading what the task needs, beyond the seconds for the input."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one input may cost.

    Attributes:
        seconds: of processor time where the platform can bound it, and of waiting everywhere.
        megabytes: of memory beyond what the program itself takes, where the platform can bound it.
    """

    seconds: int = 20
    megabytes: int = 512


def run_limited(
    task: str,
    data: bytes,
    *,
    name: str,
    options: Mapping[str, object] | None = None,
    bounds: Bounds | None = None,
) -> dict[str, object]:
    """Do a task on an input in a limited process.

    Args:
        task: `package.module:function`; called with the bytes and the options, it returns what can
            be written as JSON.
        data: the input.
        name: how errors call it.
        options: what the task is told beside, writable as JSON.
        bounds: what it may cost.

    Raises:
        InputError: what the task raised as such; or the input took too much, or made the process
            fail.
    """
    bounds = bounds or Bounds()
    head = {
        "task": task,
        "name": name,
        "options": dict(options or {}),
        "seconds": bounds.seconds,
        "megabytes": bounds.megabytes,
    }
    try:
        finished = subprocess.run(  # noqa: S603 - our own interpreter with our own module
            [sys.executable, "-I", "-X", "utf8", "-m", CHILD],
            input=json.dumps(head).encode() + b"\n" + data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=bounds.seconds + STARTING,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise InputError("input.too_costly", name=name) from None
    return _answer(finished.stdout, name)


def _answer(line: bytes, name: str) -> dict[str, object]:
    try:
        said = json.loads(line) if len(line) <= LONGEST_ANSWER else None
    except ValueError:
        said = None
    if not isinstance(said, dict):
        raise InputError("limited.crashed", name=name)
    if "error" in said:
        raise _error(cast("dict[str, object]", said["error"]))
    return cast("dict[str, object]", said["answer"])


def _error(said: dict[str, object]) -> InputError:
    details = [
        Detail(str(each["code"]), str(each["path"]), each["facts"])
        for each in cast("list[dict[str, dict[str, object]]]", said["details"])
    ]
    facts = cast("dict[str, object]", said["facts"])
    return InputError(str(said["code"]), details=details, **facts)
