# SPDX-License-Identifier: Apache-2.0
"""The issued files in a backup: what the register refers to, each object copied once."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from esign.errors import ConfigurationError
from esign.register.backup_manifest import listed
from esign.register.holdings import fault_of, references
from esign.register.store import SHARDS

if TYPE_CHECKING:
    from pathlib import Path

    from esign.register.holdings import Fault, Progress
    from esign.register.object_folder import FolderStore
    from esign.register.registry import Registry


@dataclass(slots=True)
class Copied:
    """What became of the objects.

    Attributes:
        listed: how many are in the backup.
        copied: how many of them were copied now.
        faults: those that the store could not give.
    """

    listed: int
    copied: int
    faults: list[Fault]


class Objects:
    """The objects of a register on their way into the store of a backup.

    Args:
        registry: the register.
        kept: where backups keep objects.
        verify: whether those that lie there already are compared with their digests, too.
    """

    def __init__(self, registry: Registry, kept: FolderStore, *, verify: bool) -> None:
        self._registry = registry
        self._kept = kept
        self._verify = verify

    def copy(self, list_file: Path, progress: Progress | None) -> Copied:
        """Copy what is lacking of all that the register refers to by now, and list it.

        Rows that came after the database was copied name objects as well; they do no harm.
        """
        done = Copied(0, 0, [])
        with list_file.open("w", encoding="ascii", newline="") as lines:
            for turn, shard in enumerate(SHARDS, start=1):
                with self._registry.database.reading() as connection:
                    referenced = references(connection, shard)
                for digest, size in referenced.items():
                    if self._is_there(digest, size) or self._copied(digest, done):
                        lines.write(listed(digest))
                        done.listed += 1
                if progress is not None:
                    progress(turn, len(SHARDS))
            lines.flush()
            os.fsync(lines.fileno())
        return done

    def _is_there(self, digest: str, size: int) -> bool:
        """Whether the object was copied earlier."""
        if self._kept.size(digest) != size:
            return False
        if self._verify:
            try:
                self._kept.examine(digest)
            except ConfigurationError:  # copied again, and told of if that cannot be done
                return False
        return True

    def _copied(self, digest: str, done: Copied) -> bool:
        """Copy the object; tells whether the store had it."""
        try:
            self._kept.put(self._registry.objects.get(digest))
        except ConfigurationError as error:
            place = str(error.facts["name"])
            with self._registry.database.reading() as connection:
                done.faults.append(fault_of(connection, digest, error.code, place))
            return False
        done.copied += 1
        return True
