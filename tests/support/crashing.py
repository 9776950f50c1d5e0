# SPDX-License-Identifier: Apache-2.0
"""A register whose power fails in the middle of a transaction."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from sqlalchemy import event

from esign.register import database, statements

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import sqlalchemy as sa

    from esign.register import Register

BEFORE, AFTER, COMMIT = "before_cursor_execute", "after_cursor_execute", "commit"
OCCASIONS = (BEFORE, AFTER, COMMIT)
"""Before each statement, after each statement, and before the commit."""


class PowerFailureError(Exception):
    """Nothing after this point has happened."""


def crashes(register: Register, occasion: str, act: Callable[[], object]) -> Iterator[int]:
    """Run `act` again and again, failing one statement later each time, until it gets through."""
    for turn in count(1):
        try:
            with power_failing(register, occasion, turn):
                act()
        except PowerFailureError:
            yield turn
        else:
            assert turn > 1, "nothing was ever interrupted"
            return


@dataclass
class Mains:
    """The power of a process: once it is off, nothing more reaches the register.

    Attributes:
        left: statements, or commits, until it goes off by itself; None where it does not.
    """

    left: int | None = None
    is_off: bool = False

    def passed(self) -> None:
        """One more of what is counted comes to pass, unless the power is off or goes off now."""
        if self.left is not None:
            self.left -= 1
            self.is_off = self.is_off or self.left == 0
        self.require()

    def require(self) -> None:
        """Raise where the power is off."""
        if self.is_off:
            raise PowerFailureError

    def fail(self) -> None:
        """The power goes off."""
        self.is_off = True
        self.require()


@contextmanager
def power_failing(register: Register, occasion: str, turn: int) -> Iterator[Mains]:
    """Fail at one of the statements, whether they go through SQLAlchemy or past it.

    From then on nothing is executed or committed any more, as by a process that is dead; what the
    program does on its way out is in vain.
    """
    mains = Mains(turn)
    with _supplied(register, occasion, mains):
        yield mains


@contextmanager
def powered(register: Register) -> Iterator[Mains]:
    """Work under power that goes off when somebody says so."""
    mains = Mains()
    with _supplied(register, BEFORE, mains):
        yield mains


@contextmanager
def _supplied(register: Register, occasion: str, mains: Mains) -> Iterator[None]:
    execute, commit = statements.execute, statements.commit

    def happens(at: str) -> None:
        if at == occasion:
            mains.passed()
        else:
            mains.require()

    def executing(*arguments: Any) -> Any:
        happens(BEFORE)
        cursor = execute(*arguments)
        happens(AFTER)
        return cursor

    def committing(connection: sa.Connection) -> None:
        happens(COMMIT)
        commit(connection)

    def before(*_all: object) -> None:
        happens(BEFORE)

    def after(*_all: object) -> None:
        happens(AFTER)

    listeners = ((BEFORE, before), (AFTER, after))
    engine = register._database.engine
    for at, listener in listeners:
        event.listen(engine, at, listener)
    try:
        with (
            patch.object(statements, "execute", executing),
            patch.object(database, "commit", committing),
        ):
            yield
    finally:
        for at, listener in listeners:
            event.remove(engine, at, listener)
