# SPDX-License-Identifier: Apache-2.0
"""A register whose power fails in the middle of a transaction."""

from __future__ import annotations

from contextlib import contextmanager
from itertools import count
from typing import TYPE_CHECKING

from sqlalchemy import event

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from esign.register import Register

OCCASIONS = ("before_cursor_execute", "after_cursor_execute", "commit")
"""Before each statement, after each statement, and before the commit."""


class PowerFailureError(Exception):
    """Nothing after this point has happened."""


def crashes(register: Register, occasion: str, act: Callable[[], object]) -> Iterator[int]:
    """Run `act` again and again, failing one statement later each time, until it gets through."""
    for turn in count(1):
        try:
            with _failing(register, occasion, turn):
                act()
        except PowerFailureError:
            yield turn
        else:
            assert turn > 1, "nothing was ever interrupted"
            return


@contextmanager
def _failing(register: Register, occasion: str, turn: int) -> Iterator[None]:
    left = count(turn - 1, -1)

    def fail(*_all: object) -> None:
        if next(left) == 0:
            raise PowerFailureError

    event.listen(register._database.engine, occasion, fail)
    try:
        yield
    finally:
        event.remove(register._database.engine, occasion, fail)
