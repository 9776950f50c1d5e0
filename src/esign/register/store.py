# SPDX-License-Identifier: Apache-2.0
"""What a store of issued files must offer: each file lies once, under its own SHA-256.

Stores know bytes only; which document an object belongs to is said by the tables. `object_folder`
and `object_bucket` hold the two shapes there are.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

BLOCK: Final = 1024 * 1024
"""Bytes read at a time where an object's content is only looked at."""

SHARDS: Final = tuple(f"{first:02x}" for first in range(256))
"""The parts of a store: the first two digits of the digests in it."""

UNFINISHED: Final = ".part"
"""How the name of a file ends that is being written, or was when the power failed."""

_DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Held:
    """A file that lies in a store.

    Attributes:
        name: its place, `ab/ab12…`.
        size: bytes.
        modified: when it was written, or last put again.
    """

    name: str
    size: int
    modified: datetime

    @property
    def digest(self) -> str:
        """The SHA-256 (hex) that its name promises; empty for what no store has put there."""
        shard, _, digest = self.name.partition("/")
        return digest if _DIGEST.fullmatch(digest) and digest.startswith(shard) else ""

    @property
    def is_unfinished(self) -> bool:
        """Whether it is a file that is still being written, or was left half written."""
        return self.name.endswith(UNFINISHED)


class ObjectStore(Protocol):
    """Objects under the names of their own digests, written once.

    A store that cannot be reached, or refuses, is a `ServiceError` where it is on the network and
    an `OutputError` where it is a folder that cannot be written.
    """

    def put(self, data: bytes) -> str:
        """Keep `data`; it is there for good when this returns its SHA-256 (hex).

        An object that lies there undamaged is not replaced, but counts as modified now, so that
        nobody takes it for a forgotten one; a damaged one is replaced.

        Raises:
            OutputError, ServiceError: it cannot be kept; nothing is left behind.
        """
        ...

    def put_all(self, several: Sequence[bytes]) -> tuple[str, ...]:
        """Keep several objects as `put` keeps each, with as few waits as can be; their digests.

        Raises:
            OutputError, ServiceError: one cannot be kept. Each of the others is kept or not, and
                nothing unfinished is left behind.
        """
        ...

    def get(self, digest: str) -> bytes:
        """The object of that SHA-256 (hex).

        Raises:
            ConfigurationError: it is missing, or its content has another digest.
            ServiceError: the store cannot be reached.
        """
        ...

    def examine(self, digest: str) -> None:
        """Read an object block by block and compare it with its digest.

        Raises:
            ConfigurationError, ServiceError: as `get` does.
        """
        ...

    def size(self, digest: str) -> int | None:
        """How many bytes the object has; None when it is not there. Its content is not read."""
        ...

    def listing(self, shard: str) -> Iterator[Held]:
        """The files in one of the `SHARDS`, whatever they are."""
        ...

    def strays(self) -> Iterator[Held]:
        """What lies beside the shards, where no store puts anything."""
        ...

    def remove(self, name: str) -> None:
        """Remove the file at that place, if it is there.

        Raises:
            OutputError, ServiceError: it cannot be removed.
        """
        ...


def place(digest: str) -> str:
    """Where an object lies: `ab/ab12…`."""
    return f"{digest[:2]}/{digest}"
