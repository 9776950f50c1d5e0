# SPDX-License-Identifier: Apache-2.0
"""How many bytes of requests are held in memory at once, over all connections together."""

from __future__ import annotations

from contextlib import contextmanager
from threading import Condition
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


class Room:
    """Room for so many bytes; may be used by many threads at once.

    Args:
        size: bytes.
        patience: seconds that a request waits for others to end.
    """

    def __init__(self, size: int, patience: float) -> None:
        self._free = size
        self._patience = patience
        self._changed = Condition()

    @contextmanager
    def taken(self, size: int) -> Iterator[bool]:
        """Hold that many bytes for as long as the block lasts; False where there is no room."""
        with self._changed:
            has_room = self._changed.wait_for(lambda: self._free >= size, self._patience)
            if has_room:
                self._free -= size
        try:
            yield has_room
        finally:
            if has_room:
                with self._changed:
                    self._free += size
                    self._changed.notify_all()
