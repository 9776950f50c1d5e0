# SPDX-License-Identifier: Apache-2.0
"""A file in memory that hands out large pieces without copying them.

A scanned document of 200 MB is little else than streams; the PDF library keeps each that it meets.
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from typing import Any

LARGE: Final = 1 << 16
"""Bytes from which on a piece is a view of the file; only contents of streams are that long."""


FROM: Final = 1 << 22
"""Bytes of a file from which on a copy weighs more than the slower reading of single bytes."""


def opened(data: bytes) -> BytesIO:
    """A file in memory, to be read."""
    return Window(data) if len(data) >= FROM else BytesIO(data)


class Window(BytesIO):
    """The bytes of a file, read only; what is read at once from `LARGE` bytes on is a memoryview.

    The content of a stream may then be one, encoded and, where it has no filter, decoded.
    """

    def __init__(self, data: bytes) -> None:
        super().__init__(data)
        self._whole = memoryview(data)

    def read(self, size: int | None = -1, /) -> Any:  # noqa: ANN401 - bytes or a view of them
        """The next `size` bytes, or all that is left."""
        start = self.tell()
        left = len(self._whole) - start
        wanted = left if size is None or size < 0 else min(size, left)
        if wanted < LARGE:
            return super().read(size)
        self.seek(start + wanted)
        return self._whole[start : start + wanted]
