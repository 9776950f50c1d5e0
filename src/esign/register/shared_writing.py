# SPDX-License-Identifier: Apache-2.0
"""One transaction of several parts, each undone alone where it is refused."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import sqlalchemy as sa

from esign.register.statements import execute

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import TracebackType


class Shared:
    """A transaction of several parts; see `Database.together`.

    Args:
        connection: in the transaction.
        refuse: raises what an error of the driver means, if it means anything but a bug.

    Attributes:
        fault: after which none of them can be kept; None as long as nothing has gone wrong.
    """

    def __init__(
        self, connection: sa.Connection, refuse: Callable[[sa.exc.DBAPIError], None]
    ) -> None:
        self._connection = connection
        self._refuse = refuse
        self.fault: BaseException | None = None

    @contextmanager
    def looking(self) -> Iterator[sa.Connection]:
        """The connection, which sees what the parts before have written."""
        self.require_sound()
        with _Watching(self):
            yield self._connection

    @contextmanager
    def part(self) -> Iterator[sa.Connection]:
        """The connection; what is written in the block is undone where it raises."""
        with self.looking() as connection:
            execute(connection, "SAVEPOINT part")
            with _Undoing(self, connection):
                yield connection
            execute(connection, "RELEASE SAVEPOINT part")

    def require_sound(self) -> None:
        """Raise again what the database failed a part with: it may have undone all of them."""
        if self.fault is not None:
            self.fail(self.fault)
            raise self.fault

    def fail(self, fault: BaseException) -> None:
        """Keep none of them; raises what an error of the driver means."""
        self.fault = fault
        if isinstance(fault, sa.exc.DBAPIError):
            self._refuse(fault)


class _Watching:
    """After an error of the driver, or an interruption, the connection is of no more use."""

    def __init__(self, shared: Shared) -> None:
        self._shared = shared

    def __enter__(self) -> None:
        pass

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        is_refusal = isinstance(error, Exception) and not isinstance(error, sa.exc.DBAPIError)
        if error is not None and not is_refusal:
            self._shared.fail(error)


class _Undoing:
    """What a part has written goes where it is refused.

    Where that cannot be, the whole is lost, and why is told at the end: nothing may hide what led
    to it, least of all that somebody has pressed Ctrl-C.
    """

    def __init__(self, shared: Shared, connection: sa.Connection) -> None:
        self._shared = shared
        self._connection = connection

    def __enter__(self) -> None:
        pass

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        is_refusal = isinstance(error, Exception) and not isinstance(error, sa.exc.DBAPIError)
        if not is_refusal or self._shared.fault is not None:
            return
        try:
            execute(self._connection, "ROLLBACK TO SAVEPOINT part")
            execute(self._connection, "RELEASE SAVEPOINT part")
        except sa.exc.SQLAlchemyError as fault:
            self._shared.fault = fault
