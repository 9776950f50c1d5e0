# SPDX-License-Identifier: Apache-2.0
"""A request's body on its way, of known length; whether any of it has left is known at any time."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


class CancelledError(Exception):
    """The caller has given the request up before any of it was sent."""


class Upload:
    """Pieces of a body as a file to read from; the pieces are not copied together.

    Attributes:
        size: in bytes.
    """

    def __init__(self, pieces: Sequence[bytes]) -> None:
        self._pieces = tuple(memoryview(piece) for piece in pieces)
        self._lock = Lock()
        self._begun = self._cancelled = False
        self._piece = self._offset = 0
        self.size = sum(map(len, self._pieces))

    @property
    def begun(self) -> bool:
        """Whether any of it was handed over to be sent."""
        return self._begun

    def cancel(self) -> bool:
        """Let none of it be sent from now on; whether none was sent until now."""
        with self._lock:
            self._cancelled = True
            return not self._begun

    def read(self, size: int) -> bytes:
        """The next bytes, at most `size`.

        Raises:
            CancelledError: the request was given up.
        """
        with self._lock:
            if self._cancelled:
                raise CancelledError
            self._begun = True
        if self._piece == len(self._pieces):
            return b""
        piece = self._pieces[self._piece]
        taken = piece[self._offset : self._offset + size]
        self._offset += len(taken)
        if self._offset == len(piece):
            self._piece, self._offset = self._piece + 1, 0
        return bytes(taken) or self.read(size)

    def __iter__(self) -> Iterator[bytes]:
        while piece := self.read(1 << 16):
            yield piece
