# SPDX-License-Identifier: Apache-2.0
"""Lets a process of its own read inputs that nobody vouches for, and takes its answers.

The process is started anew, never forked; it gets the inputs over its standard input and answers
each with one line of JSON. Whatever an input makes of it, this process goes on.
"""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from threading import Timer
from typing import TYPE_CHECKING, Final, Self, cast

from esign.errors import ConfigurationError, Detail, EsignError, InputError, UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType
    from typing import BinaryIO

COMMAND = ("-I", "-X", "utf8", "-m", "esign.limits.child")
"""How the interpreter is told to become a limited process."""
LONGEST_ANSWER: Final = 64 * 1024**2
STARTING: Final = 10
"""Seconds for loading what the task needs, beyond the seconds for the input."""
WAITING: Final = 2
"""Seconds of waiting for a second of processor time; other processes want some as well."""
_KINDS: Final = {kind.__name__: kind for kind in (InputError, ConfigurationError, UsageError)}


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one input may cost.

    Attributes:
        seconds: of processor time where the platform can bound it, and of waiting everywhere: twice
            as many, and some for the start.
        megabytes: of memory beyond what the program itself takes, the input included, where the
            platform can bound it.
    """

    seconds: int = 20
    megabytes: int = 512


class LimitedChild:
    """A limited process that does one task on one input after another.

    Starting costs as much as loading what the task needs; it is waited for with the first input.
    For one thread at a time.

    Args:
        task: `package.module:function`, called with each input's bytes and its options; it returns
            what can be written as JSON. With `opening`, the function is called with that once, and
            returns the one to call.
        opening: what the task is prepared with, writable as JSON.
        bounds: what each input may cost.
    """

    def __init__(
        self,
        task: str,
        *,
        opening: Mapping[str, object] | None = None,
        bounds: Bounds | None = None,
    ) -> None:
        self.asked = 0
        """How many inputs it was given."""
        self._bounds = bounds or Bounds()
        self._ready = False
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter with our own module
            [sys.executable, *COMMAND],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        limits = {"seconds": self._bounds.seconds, "megabytes": self._bounds.megabytes}
        head = {"task": task, "opening": None if opening is None else dict(opening), **limits}
        with suppress(OSError):
            self._requests.write(json.dumps(head).encode() + b"\n")
            self._requests.flush()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.end()

    @property
    def alive(self) -> bool:
        """Whether it can be given another input."""
        return self._process.poll() is None

    def kill(self) -> None:
        """End the process, from any thread; whoever waits for it gets an error."""
        self._process.kill()

    def end(self) -> None:
        """End the process, whatever it is doing, and let go of it."""
        self._process.kill()
        for stream in (self._requests, self._answers):
            with suppress(OSError):  # what was not taken is lost
                stream.close()
        self._process.wait()

    def ask(
        self, name: str, *inputs: bytes, options: Mapping[str, object] | None = None
    ) -> dict[str, object]:
        """Do the task on an input.

        Args:
            name: how errors call it.
            inputs: its bytes, perhaps in several parts.
            options: what the task is told beside, writable as JSON.

        Raises:
            InputError: what the task raised as such; or the input took too much, or made the
                process fail, which is ended then.
            ConfigurationError, UsageError: what preparing the task raised as such.
        """
        self.asked += 1
        expired = False

        def expire() -> None:
            nonlocal expired
            expired = True
            self._process.kill()

        watch = Timer(WAITING * self._bounds.seconds + STARTING, expire)
        watch.daemon = True
        watch.start()
        try:
            said = self._said(name, inputs, options)
        finally:
            watch.cancel()
        if said is None:
            self.end()
            raise InputError("input.too_costly" if expired else "limited.crashed", name=name)
        if "error" in said:
            raise _error(cast("dict[str, object]", said["error"]), self)
        return cast("dict[str, object]", said["answer"])

    def _said(
        self, name: str, inputs: tuple[bytes, ...], options: Mapping[str, object] | None
    ) -> dict[str, object] | None:
        """What the process answers; None if it does not, or nothing that can be understood."""
        if not self._ready:
            said = self._line()
            if said is None or "error" in said:
                return said
            self._ready = True
        request = {"name": name, "sizes": list(map(len, inputs)), "options": dict(options or {})}
        try:
            self._requests.write(json.dumps(request).encode() + b"\n")
            for data in inputs:
                self._requests.write(data)
            self._requests.flush()
        except (OSError, ValueError):  # it has gone, or was ended by another thread
            return self._line()
        return self._line()

    def _line(self) -> dict[str, object] | None:
        try:
            line = self._answers.readline(LONGEST_ANSWER)
            said = json.loads(line)
        except (OSError, ValueError, RecursionError):
            return None
        return said if isinstance(said, dict) else None

    @property
    def _requests(self) -> BinaryIO:
        return cast("BinaryIO", self._process.stdin)

    @property
    def _answers(self) -> BinaryIO:
        return cast("BinaryIO", self._process.stdout)


def run_limited(
    task: str,
    data: bytes,
    *,
    name: str,
    options: Mapping[str, object] | None = None,
    bounds: Bounds | None = None,
) -> dict[str, object]:
    """Do a task on one input in a limited process of its own.

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
    with LimitedChild(task, bounds=bounds) as child:
        return child.ask(name, data, options=options)


def _error(said: dict[str, object], child: LimitedChild) -> EsignError:
    """The error that the process tells of; after one of cost it is not used again."""
    details = [
        Detail(str(each["code"]), str(each["path"]), each["facts"])
        for each in cast("list[dict[str, dict[str, object]]]", said["details"])
    ]
    facts = cast("dict[str, object]", said["facts"])
    kind = _KINDS[str(said["kind"])]
    if kind is not InputError or said["code"] == "input.too_costly":
        child.end()
    return kind(str(said["code"]), details=details, **facts)
