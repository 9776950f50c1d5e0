# SPDX-License-Identifier: Apache-2.0
"""The limited process: inputs one after the other, a line of JSON for each; no network, no files.

What the task needs is loaded first; then the process binds itself, reads an input and answers,
until no more come. What exceeds the bounds ends it.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import sys
from importlib import import_module
from typing import TYPE_CHECKING, BinaryIO, Final, cast

from esign.errors import ConfigurationError, InputError, UsageError
from esign.limits.bounds import within_limits

if TYPE_CHECKING:
    from collections.abc import Callable

    from esign.errors import EsignError

    Task = Callable[..., dict[str, object]]

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
_GARBAGE: Final = 20_000
"""New objects between two looks for garbage; an input makes some hundred thousand."""
COSTLY: Final = "input.too_costly"
KINDS: Final = (InputError, ConfigurationError, UsageError)
"""The errors that are told; any other is a fault of the task, and ends the process."""


def main() -> None:
    """Do what is asked within the bounds and answer, until there is nothing more to do."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever started this process ends it
    asked, answers = sys.stdin.buffer, _own_output()
    head = json.loads(asked.readline())
    try:
        task = _opened(head)
    except KINDS as error:
        _say(answers, {"error": _told(error)})
        return
    sys.addaudithook(_refuse)
    gc.freeze()  # what was loaded stays; looking through it again and again costs a tenth
    gc.set_threshold(_GARBAGE, *gc.get_threshold()[1:])
    _say(answers, {})  # ready
    while line := asked.readline():
        said = _answered(task, json.loads(line), head, asked)
        _say(answers, said)
        if cast("dict[str, object]", said.get("error", {})).get("code") == COSTLY:
            return  # what it left behind is of no more use


def _own_output() -> BinaryIO:
    """Standard output for the answers alone: whatever else is printed goes nowhere."""
    own = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    with open(os.devnull, "wb") as nowhere:  # noqa: PTH123 - no file, a device
        os.dup2(nowhere.fileno(), sys.stdout.fileno())
    return own


def _opened(head: dict[str, object]) -> Task:
    module, _, function = str(head["task"]).partition(":")
    task = getattr(import_module(module), function)
    opening = head["opening"]
    return cast("Task", task if opening is None else task(opening))


def _answered(
    task: Task, request: dict[str, object], head: dict[str, object], asked: BinaryIO
) -> dict[str, object]:
    seconds, megabytes = cast("int", head["seconds"]), cast("int", head["megabytes"])
    sizes = cast("list[int]", request["sizes"])
    try:
        with within_limits(str(request["name"]), seconds=seconds, megabytes=megabytes):
            inputs = [asked.read(size) for size in sizes]
            return {"answer": task(*inputs, request["options"])}
    except KINDS as error:
        return {"error": _told(error)}


def _say(answers: BinaryIO, said: dict[str, object]) -> None:
    answers.write(json.dumps(said, default=str).encode() + b"\n")
    answers.flush()


def _refuse(event: str, arguments: tuple[object, ...]) -> None:
    """Keep the process from acting on anything but its own memory."""
    if event in FORBIDDEN:
        raise PermissionError(event)
    if event == "open" and len(arguments) > 1 and WRITING.intersection(str(arguments[1] or "")):
        raise PermissionError(event)


def _told(error: EsignError) -> dict[str, object]:
    return {
        "kind": type(error).__name__,
        "code": error.code,
        "facts": error.facts,
        "details": [
            {"code": each.code, "path": each.path, "facts": dict(each.facts)}
            for each in error.details
        ],
    }


if __name__ == "__main__":
    main()
