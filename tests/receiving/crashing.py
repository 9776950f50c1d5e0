# SPDX-License-Identifier: Apache-2.0
"""Tasks for a limited process, in which hostile inputs get their way."""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


def opened(opening: dict[str, Any]) -> Callable[..., dict[str, object]]:
    """What an input says is done: the name of one of the functions below."""
    del opening
    return lambda data, options: _TASKS[data.decode()](options)


def _spin(_: object) -> dict[str, object]:
    while True:
        pass


def _hang(_: object) -> dict[str, object]:
    sys.stdin.buffer.read()  # waits for what never comes
    return {}


def _swell(_: object) -> dict[str, object]:
    held = [bytearray(1 << 24) for _ in range(1 << 12)]
    return {"held": len(held)}


def _die(_: object) -> dict[str, object]:
    os.abort()


def _chatter(_: object) -> dict[str, object]:
    sys.stdout.write('{"answer": {"verdict": "passed"}}\n')
    sys.stdout.flush()
    os.write(1, b'{"answer": {"verdict": "passed"}}\n')
    return {"process": os.getpid()}


def _call_out(_: object) -> dict[str, object]:
    socket.create_connection(("127.0.0.1", 9))
    return {}


def _write(options: dict[str, str]) -> dict[str, object]:
    Path(options["path"]).write_bytes(b"x")
    return {}


_TASKS = {
    "spin": _spin,
    "hang": _hang,
    "swell": _swell,
    "die": _die,
    "call out": _call_out,
    "write": _write,
    "work": _chatter,
}
