# SPDX-License-Identifier: Apache-2.0
"""The limited process: one task, one input, one line of JSON; no network, no files, no children.

What the task needs is loaded first; then the process binds itself, reads the input and answers.
"""

from __future__ import annotations

import json
import sys
from importlib import import_module
from typing import TYPE_CHECKING, Final, cast

from esign.errors import InputError
from esign.limits.bounds import within_limits

if TYPE_CHECKING:
    from collections.abc import Callable

    Task = Callable[[bytes, dict[str, object]], dict[str, object]]

FORBIDDEN: Final = frozenset(
    {
        *("socket.connect", "socket.bind", "socket.getaddrinfo", "socket.gethostbyname"),
        *("socket.sendto", "socket.sendmsg", "subprocess.Popen", "os.system", "os.exec"),
        *("os.fork", "os.forkpty", "os.posix_spawn", "os.spawn", "os.startfile"),
        *("os.remove", "os.rename", "os.mkdir", "os.link", "os.symlink", "tempfile.mkstemp"),
        *("tempfile.mkdtemp", "shutil.move", "shutil.copyfile", "ctypes.dlopen"),
    }
)
"""Audit events (PEP 578) of what reading an input never needs."""

WRITING: Final = frozenset("wax+")


def main() -> None:
    """Read what is asked, do it within the bounds, answer."""
    head = json.loads(sys.stdin.buffer.readline())
    module, _, function = head["task"].partition(":")
    task = cast("Task", getattr(import_module(module), function))
    data = sys.stdin.buffer.read()
    sys.addaudithook(_refuse)
    try:
        bounds = {"seconds": head["seconds"], "megabytes": head["megabytes"]}
        with within_limits(head["name"], **bounds):
            said: dict[str, object] = {"answer": task(data, head["options"])}
    except InputError as error:
        said = {"error": _told(error)}
    sys.stdout.write(json.dumps(said) + "\n")


def _refuse(event: str, arguments: tuple[object, ...]) -> None:
    """Keep the process from acting on anything but its own memory."""
    if event in FORBIDDEN:
        raise PermissionError(event)
    if event == "open" and len(arguments) > 1 and WRITING.intersection(str(arguments[1] or "")):
        raise PermissionError(event)


def _told(error: InputError) -> dict[str, object]:
    return {
        "code": error.code,
        "facts": error.facts,
        "details": [
            {"code": each.code, "path": each.path, "facts": dict(each.facts)}
            for each in error.details
        ],
    }


if __name__ == "__main__":
    main()
