# SPDX-License-Identifier: Apache-2.0
"""A register whose power fails in the middle of a transaction."""

from __future__ import annotations

from contextlib import contextmanager
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


@contextmanager
def power_failing(register: Register, occasion: str, turn: int) -> Iterator[None]:
    """Fail at one of the statements, whether they go through SQLAlchemy or past it."""
    left = count(turn - 1, -1)
    execute, commit = statements.execute, statements.commit

    def fail(*_all: object) -> None:
        if next(left) == 0:
            raise PowerFailureError

    def failing(*arguments: Any) -> Any:
        if occasion == BEFORE:
            fail()
        cursor = execute(*arguments)
        if occasion == AFTER:
            fail()
        return cursor

    def failing_commit(connection: sa.Connection) -> None:
        if occasion == COMMIT:
            fail()
        commit(connection)

    engine = register._database.engine
    if occasion != COMMIT:
        event.listen(engine, occasion, fail)
    try:
        with (
            patch.object(statements, "execute", failing),
            patch.object(database, "commit", failing_commit),
        ):
            yield
    finally:
        if occasion != COMMIT:
            event.remove(engine, occasion, fail)
