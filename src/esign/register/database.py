# SPDX-License-Identifier: Apache-2.0
"""Transactions on the register's database, whichever it is, and what their failures mean.

Only one writer is at work at any time, from the beginning of its transaction on: what it reads
cannot change before it commits. What is peculiar to one database is in `sqlite` and `postgres`.
"""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from collections import deque
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

import sqlalchemy as sa

from esign.errors import EsignError, ServiceError
from esign.register.shared_writing import Shared
from esign.register.statements import commit, execute, roll_back

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from contextlib import AbstractContextManager
    from types import TracebackType


class Database(ABC):
    """A database that holds a register; may be used by many threads at once.

    Connections stay open from one transaction to the next. They are not to be taken along into
    a forked process.

    Args:
        engine: makes connections on which nothing begins a transaction of its own accord.
        name: what messages call the database; holds no password.

    Attributes:
        engine: as given.
        name: as given.
    """

    BEGIN_READING: str
    """SQL that begins a transaction in which all reading sees the same state."""

    BEGIN_WRITING: str
    """SQL that begins a transaction once no other writer is at work."""

    BEGIN_OPTIONS: Mapping[str, object] = {}
    """What the driver is told along with either."""

    def __init__(self, engine: sa.Engine, name: str) -> None:
        self.engine = engine
        self.name = name
        self._idle: deque[sa.Connection] = deque()
        self._own = _OwnThread()

    def reading(self) -> AbstractContextManager[sa.Connection]:
        """A connection that sees one state of the database throughout.

        Raises:
            OutputError, ConfigurationError, ServiceError: the database cannot be used.
        """
        shared = self._own.shared
        return _Transaction(self, self.BEGIN_READING) if shared is None else shared.looking()

    @contextmanager
    def view(self) -> Iterator[View]:
        """One state of the database throughout, which other processes can be let see as well.

        Raises:
            OutputError, ConfigurationError, ServiceError: the database cannot be used.
        """
        with self.reading() as connection:
            if self._own.shared is not None:  # what this transaction wrote nobody else sees
                yield View(connection)
                return
            with self._viewed(connection) as view:
                yield view

    @abstractmethod
    def _viewed(self, connection: sa.Connection) -> AbstractContextManager[View]:
        """What a connection sees, of which it has read nothing yet."""

    @abstractmethod
    def show(self, connection: sa.Connection, shown: str) -> None:
        """Let a connection, which has read nothing yet, see what a `View` of another process shows.

        Args:
            connection: of `reading`.
            shown: as the view says; whether it is the same is then asked of the view.
        """

    @abstractmethod
    def by_portions(self, connection: sa.Connection) -> AbstractContextManager[None]:
        """Be ready to read a few rows of several tables at a time, until all have been read."""

    def writing(self) -> AbstractContextManager[sa.Connection]:
        """A transaction of the only writer: committed at the end, undone by any exception.

        Raises:
            OutputError: another writer did not finish in time, or the disk is full, faulty or
                read-only; nothing was written.
            ConfigurationError: the database is damaged, or refuses us.
            ServiceError: the server cannot be reached, or was lost: if that happened while
                committing, nobody knows whether it still did.
        """
        shared = self._own.shared
        return _Transaction(self, self.BEGIN_WRITING) if shared is None else shared.part()

    @contextmanager
    def together(self) -> Iterator[None]:
        """One transaction, and one wait for the disk, for all that this thread does within.

        Each `writing` within is a part, undone alone where it raises. All are undone where the
        block itself raises, and where the database failed any part, whoever caught that: the fault
        is raised again at the end. Entered within another one it is a part of that.

        Raises:
            OutputError, ConfigurationError, ServiceError: as `writing`.
        """
        outer = self._own.shared
        if outer is not None:
            with outer.part():
                yield
            return
        transaction = _Transaction(self, self.BEGIN_WRITING)
        with transaction as connection:
            shared = self._own.shared = Shared(connection, self.refuse)
            try:
                yield
                shared.require_sound()
            finally:
                self._own.shared = None
                transaction.is_sound = shared.fault is None
                shared.fault = None  # it holds the frames that hold this, and their statements

    @contextmanager
    def migrating(self) -> Iterator[sa.Connection]:
        """A transaction like `writing`, for statements that change the tables themselves."""
        with self.writing() as connection:
            yield connection

    @abstractmethod
    def prepare(self) -> None:
        """Set up what the database remembers besides its tables; may be repeated.

        Raises:
            OutputError: it is locked, read-only or on a full disk.
        """

    def close(self) -> None:
        """Let go of the database."""
        while self._idle:
            self._idle.pop().close()
        self.engine.dispose()

    @contextmanager
    def faults(self) -> Iterator[None]:
        """Turn the driver's errors into ours; those that only a bug explains stay as they are."""
        try:
            yield
        except sa.exc.DBAPIError as error:
            self.refuse(error)
            raise

    def refuse(self, error: sa.exc.DBAPIError) -> None:
        """Raise what an error of the driver means, unless only a bug explains it."""
        fault = self._fault(error)
        if fault is not None:
            raise fault from error

    @abstractmethod
    def _fault(self, error: sa.exc.DBAPIError) -> EsignError | None:
        """What an error of the driver means; None for a bug of ours."""

    def end(
        self, connection: sa.Connection, end: Callable[[sa.Connection], None], *, sound: bool
    ) -> None:
        """Commit or undo; a connection about which nothing stays is kept for the next one."""
        ended = False
        try:
            end(connection)
            ended = True
        finally:
            if sound and ended and not connection.get_execution_options():
                self._idle.append(connection)
            else:
                _discard(connection)

    def begun(self, begin: str) -> sa.Connection:
        """A connection in a transaction; one that was lost while it lay idle is replaced."""
        while self._idle:
            try:
                return self._begin(self._idle.pop(), begin)
            except IndexError:  # another thread took it
                break
            except sa.exc.DBAPIError as error:
                if not isinstance(self._fault(error), ServiceError):
                    raise
        return self._begin(self.engine.connect(), begin)

    def _begin(self, connection: sa.Connection, begin: str) -> sa.Connection:
        try:
            execute(connection, begin, **self.BEGIN_OPTIONS)
        except sa.exc.DBAPIError:
            _discard(connection)
            raise
        return connection


class View(NamedTuple):
    """One state of a database.

    Attributes:
        connection: sees it; for one thread.
        opening: how another process reaches it, see `opening.reopened`; None where none can.
        shown: what that process gives to `Database.show`.
        same: whether a connection that was let see it just before really does.
    """

    connection: sa.Connection
    opening: Mapping[str, object] | None = None
    shown: str = ""
    same: Callable[[], bool] = lambda: False


class _OwnThread(threading.local):
    """What each thread knows for itself: the transaction that its writings share, if any."""

    shared: Shared | None = None


class _Transaction:
    """A transaction from its beginning to its end; written out, as every number costs one."""

    def __init__(self, database: Database, begin: str) -> None:
        self._database = database
        self._begin = begin
        self._connection: sa.Connection
        self.is_sound = True

    def __enter__(self) -> sa.Connection:
        try:
            self._connection = self._database.begun(self._begin)
        except sa.exc.DBAPIError as error:
            self._database.refuse(error)
            raise
        return self._connection

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        if error is not None and not isinstance(error, Exception):
            # An interruption may have come amid a statement, behind which nothing can be undone.
            _discard(self._connection)
            return
        # After a refusal of ours nothing is wrong with the connection, unless it is known to be.
        sound = self.is_sound and (error is None or isinstance(error, EsignError))
        try:
            end = commit if error is None else roll_back
            self._database.end(self._connection, end, sound=sound)
        except sa.exc.DBAPIError as fault:
            self._database.refuse(fault)
            raise
        if isinstance(error, sa.exc.DBAPIError):
            self._database.refuse(error)


def _discard(connection: sa.Connection) -> None:
    """Close a connection in whatever state it is."""
    connection.invalidate()
    connection.close()
