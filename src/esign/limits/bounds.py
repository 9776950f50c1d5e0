# SPDX-License-Identifier: Apache-2.0
"""Bounds on what one hostile input may cost, set by the operating system where it can.

Some files send the libraries that read them round in circles or make them ask for all the memory
there is. Who reads one input in a process of his own puts these bounds around it.
"""

from __future__ import annotations

import math
import signal
import threading
from contextlib import ExitStack, contextmanager
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from esign.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

_STATEMENT = Path("/proc/self/statm")


class _TimeUpError(BaseException):
    """The processor time is used up; not an `Exception`, so that no library swallows it."""


@contextmanager
def within_limits(name: str, *, seconds: int = 20, megabytes: int = 512) -> Iterator[None]:
    """Bound the processor time and the memory that the enclosed block may take.

    Only in the main thread, and only where the platform has such bounds: no memory bound outside
    Linux, none at all on Windows. What was in force before is in force again afterwards.

    Args:
        name: how the error calls the input.
        seconds: of processor time, of the whole process.
        megabytes: of address space, beyond what the process has now.

    Raises:
        InputError: the block took more.
    """
    try:
        with ExitStack() as restored:
            resource = _resource()
            if resource is not None and threading.current_thread() is threading.main_thread():
                _bound_time(resource, restored, seconds)
                _bound_memory(resource, restored, megabytes)
            yield
    except (_TimeUpError, MemoryError) as fault:
        raise InputError("input.too_costly", name=name) from fault


def _resource() -> ModuleType | None:
    try:
        return import_module("resource")
    except ImportError:
        return None


def _bound_time(resource: ModuleType, restored: ExitStack, seconds: int) -> None:
    number = getattr(signal, "SIGXCPU", None)
    if number is None:
        return
    usage = resource.getrusage(resource.RUSAGE_SELF)
    used = math.ceil(usage.ru_utime + usage.ru_stime)
    restored.callback(signal.signal, number, signal.signal(number, _time_is_up))
    _lower(resource, restored, resource.RLIMIT_CPU, used + seconds)


def _time_is_up(*_: object) -> NoReturn:
    raise _TimeUpError


def _bound_memory(resource: ModuleType, restored: ExitStack, megabytes: int) -> None:
    try:
        pages = int(_STATEMENT.read_text(encoding="ascii").split()[0])
    except OSError:
        return
    most = pages * resource.getpagesize() + megabytes * 1024**2
    _lower(resource, restored, resource.RLIMIT_AS, most)


def _lower(resource: ModuleType, restored: ExitStack, kind: int, most: int) -> None:
    """Lower a soft limit, unless it is that low already."""
    soft, hard = resource.getrlimit(kind)
    known = [limit for limit in (soft, hard) if limit != resource.RLIM_INFINITY]
    if min(known, default=most + 1) > most:
        restored.callback(resource.setrlimit, kind, (soft, hard))
        resource.setrlimit(kind, (most, hard))
