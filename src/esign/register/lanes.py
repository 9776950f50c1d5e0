# SPDX-License-Identifier: Apache-2.0
"""Reading blocks of rows ahead of whoever looks at them, each connection in a thread of its own."""

from __future__ import annotations

from collections import deque
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Final, ParamSpec, Self, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from concurrent.futures import Future
    from types import TracebackType

    import sqlalchemy as sa

_P = ParamSpec("_P")
_T = TypeVar("_T")

Range = tuple[int, int]
"""Rows by their keys: those behind the first, up to and with the second."""

_AHEAD: Final = 2
"""Blocks that wait to be looked at; no more are held at a time, however long a table is."""


class Lane:
    """A connection and the one thread that uses it; it does what it is asked for one by one.

    Whoever leaves it finds all of it done, but for what had not begun when something went wrong.

    Args:
        connection: is used by nobody else until the lane is left.
    """

    def __init__(self, connection: sa.Connection) -> None:
        self.connection = connection
        self._thread = ThreadPoolExecutor(1)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self._thread.shutdown(cancel_futures=error is not None)

    def do(self, work: Callable[_P, _T], *arguments: _P.args, **named: _P.kwargs) -> Future[_T]:
        """Ask for work that uses the connection."""
        return self._thread.submit(work, *arguments, **named)

    def ahead(
        self, read: Callable[[sa.Connection, int, int], _T], ranges: Iterable[Range]
    ) -> Iterator[_T]:
        """What is read of each range; while one is looked at, the next are read."""
        coming: deque[Future[_T]] = deque()
        for after, upto in ranges:
            coming.append(self.do(read, self.connection, after, upto))
            if len(coming) > _AHEAD:
                yield coming.popleft().result()
        while coming:
            yield coming.popleft().result()
