# SPDX-License-Identifier: Apache-2.0
"""What a signature field shows, as finished objects to be copied into the file.

A drawing is made once for a box and used for every signature that shows the same in a box of the
same size; only the numbers of its objects differ from file to file.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from datetime import datetime


class Box(NamedTuple):
    """The size of a field, in points."""

    width: float
    height: float


@dataclass(frozen=True, slots=True)
class DrawnObject:
    """One object of a drawing, still without a number.

    Attributes:
        entries: the dictionary between `<<` and `>>`, `/Length` left out, one key and value a line,
            each line ended; an int stands for a reference to an earlier object of the drawing, by
            its place. Written as pyHanko writes: `/BBox [ 0 0 10 20 ]`, `/Resources <<` and so on.
        stream: the stream's data as they stand in the file; None for a dictionary without one.
    """

    entries: tuple[bytes | int, ...]
    stream: bytes | None = None

    def body(self, first: int) -> bytes:
        """The object as it stands between `obj` and `endobj`; the drawing starts at `first`."""
        inside = b"".join(
            entry if isinstance(entry, bytes) else b"%d 0 R" % (first + entry)
            for entry in self.entries
        )
        if self.stream is None:
            return b"<<\n%b>>" % inside
        return b"<<\n%b/Length %d\n>>\nstream\n%b\nendstream" % (
            inside,
            len(self.stream),
            self.stream,
        )


Drawing = tuple[DrawnObject, ...]
"""The objects of an appearance in the order of their numbers; the last is the form XObject."""


class Appearance(Protocol):
    """Something a signature field can show."""

    def drawing(self, box: Box, at: datetime, /, *, exact: bool) -> Drawing:
        """The appearance for a field; its form XObject is as large as the box.

        Args:
            box: the field's size.
            at: the claimed time of signing, Vietnamese time.
            exact: a seal: refuse a box that is too small instead of shrinking what it shows.

        Raises:
            ConfigurationError: it does not fit into the box.
        """
        ...


@dataclass(frozen=True, slots=True)
class Showing:
    """What one signature shows.

    Attributes:
        appearance: draws it.
        at: the claimed time of signing, Vietnamese time, to the second.
        exact: whether it may not be shrunk.
    """

    appearance: Appearance
    at: datetime
    exact: bool

    def drawing(self, box: Box) -> Drawing:
        """The drawing for a field.

        Raises:
            ConfigurationError: it does not fit into the box.
        """
        return self.appearance.drawing(box, self.at, exact=self.exact)
