# SPDX-License-Identifier: Apache-2.0
"""Messages as files in two folders, `out/` and `in/`, here or on a server.

A message gets its name only when it is whole, and the name is its id: whoever sends it again finds
it there. Whoever carries files away moves them from `out/` to `out/taken/`; what has come in goes
to `in/taken/` or `in/unusable/` once it is kept. Nothing is ever deleted.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final, Protocol
from urllib.parse import quote_from_bytes, unquote_to_bytes

from esign.errors import InputError, UsageError
from esign.exchange.transports.faults import Faults
from esign.model import MessageType, Offered

if TYPE_CHECKING:
    from collections.abc import Sequence

    from esign.model import AgencyRecord, Consignment
    from esign.ports import Clock

OUT: Final = "out"
IN: Final = "in"
TAKEN: Final = "taken"
UNUSABLE: Final = "unusable"

_SUFFIX: Final = ".edxml"
_STATUS_SUFFIX: Final = ".status.edxml"
_SENDABLE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}")
_SAFE: Final = " !#$&'()+,;=@[]^{}~"
_MOST_NAMES: Final = 1000
_SEPARATORS: Final = frozenset({"/", "\0", os.sep})
"""What names a file elsewhere; a backslash does so only on Windows."""
_LAST_MOMENT: Final = datetime(9999, 12, 30, tzinfo=UTC).timestamp()


@dataclass(frozen=True, slots=True)
class FileFacts:
    """A regular file of a folder; `changed` in seconds since 1970, as its own system says."""

    name: str
    size: int
    changed: float


class Files(Protocol):
    """Files below a root; a path is a tuple of names. Symbolic links count as no files.

    Every method raises ServiceError where the root cannot be reached.
    """

    def listed(self, *folder: str) -> Sequence[FileFacts]:
        """The regular files of a folder."""
        ...

    def facts(self, *path: str) -> FileFacts | None:
        """Of one file; None where there is none."""
        ...

    def read(self, limit: int, *path: str) -> bytes:
        """A file's content.

        Raises:
            InputError: it is gone, or larger than `limit` bytes.
        """
        ...

    def write(self, data: bytes, *path: str) -> None:
        """Make a file appear whole.

        Raises:
            OutcomeUnknownError: it may be there or not.
        """
        ...

    def move(self, source: tuple[str, ...], target: tuple[str, ...]) -> bool:
        """Give a file another name, in a folder that is made if need be; False if that is taken."""
        ...


class BoxTransport:
    """The way over two folders.

    Args:
        name: in the settings.
        files: where they lie.
        clock: tells the time.
        settle_seconds: for how long a file must not have changed before it is picked up.
        most_bytes: of a message.
    """

    can_find = True

    def __init__(
        self, name: str, files: Files, clock: Clock, settle_seconds: float, most_bytes: int
    ) -> None:
        self._name = name
        self._files = files
        self._clock = clock
        self._settle = settle_seconds
        self._most = most_bytes
        self._faults = Faults(name)
        self._seen: dict[str, FileFacts] = {}

    @property
    def name(self) -> str:
        """How the settings call it."""
        return self._name

    def send(self, consignment: Consignment) -> str:
        """Lay a message into `out/`; one that lies there, or did, is not laid there again."""
        found = self._place(consignment)
        if found is None:
            found = OUT, _file_name(consignment)
            self._files.write(consignment.data, *found)
        elif self._read(found) != consignment.data:
            raise self._faults.refused("!=", found[-1])
        return found[-1]

    def find(self, consignment: Consignment) -> str | None:
        """The file's name, if it lies in `out/` or `out/taken/`."""
        found = self._place(consignment)
        return None if found is None else found[-1]

    def offered(self) -> Sequence[Offered]:
        """The finished files of `in/`."""
        now = self._clock.now().timestamp()
        found = [each for each in self._files.listed(IN) if _is_message(each.name)]
        before, self._seen = self._seen, {each.name: each for each in found}
        settled = [
            each
            for each in found
            # Another system's clock may be ahead: what is as it was at the last look is finished.
            if abs(now - each.changed) >= self._settle or before.get(each.name) == each
        ]
        settled.sort(key=lambda each: (each.changed, each.name))
        return tuple(_offered(each) for each in settled)

    def fetch(self, offered: Offered) -> bytes:
        """A file of `in/`."""
        name = _name_of(offered)
        if name is None:
            raise self._faults.not_a_message(offered.axis_id)
        return self._read((IN, name))

    def confirm(self, offered: Offered, *, taken: bool) -> None:
        """Move a file to `in/taken/` or `in/unusable/`; once it is gone, nothing more is done.

        What bears the name of no file of that folder stays where it is.
        """
        name, folder = _name_of(offered), TAKEN if taken else UNUSABLE
        if name is None:
            return
        for number in range(1, _MOST_NAMES):
            if self._files.facts(IN, name) is None:
                return
            free = name if number == 1 else f"{name.removesuffix(_SUFFIX)}.{number}{_SUFFIX}"
            if self._files.move((IN, name), (IN, folder, free)):
                return
        raise self._faults.unreachable(name)

    def agencies(self) -> Sequence[AgencyRecord]:
        """Not to be had here.

        Raises:
            UsageError: always.
        """
        raise UsageError("transport.no_agencies", service=self._name)

    def _place(self, consignment: Consignment) -> tuple[str, ...] | None:
        """Where a message lies that was sent; None where it was not."""
        if not _SENDABLE.fullmatch(consignment.message_id):
            raise self._faults.refused("id", consignment.message_id)
        name = _file_name(consignment)
        # The other program moves files from the first place to the second: one that is moved
        # between two looks must not be missed.
        places = ((OUT, name), (OUT, TAKEN, name))
        return next((place for place in places if self._files.facts(*place)), None)

    def _read(self, path: tuple[str, ...]) -> bytes:
        try:
            return self._files.read(self._most, *path)
        except InputError as fault:
            if fault.code == "input.too_large":
                raise self._faults.too_large(self._most) from fault
            if fault.code == "input.changing":
                raise self._faults.unreachable(path[-1]) from fault
            raise self._faults.not_offered(path[-1]) from fault


def _name_of(offered: Offered) -> str | None:
    """The file's name; None where that, whatever the caller has kept it in, is none of a file."""
    name = unquote_to_bytes(offered.axis_id).decode(errors="surrogateescape")
    return name if _is_message(name) and not _SEPARATORS & set(name) else None


def _file_name(consignment: Consignment) -> str:
    is_status = consignment.message_type is MessageType.STATUS
    return consignment.message_id + (_STATUS_SUFFIX if is_status else _SUFFIX)


def _is_message(name: str) -> bool:
    return name.lower().endswith(_SUFFIX) and not name.startswith(".")


def _offered(file: FileFacts) -> Offered:
    is_status = file.name.lower().endswith(_STATUS_SUFFIX)
    # Other programs choose these names: whatever is in them, the id is plain text.
    axis_id = quote_from_bytes(file.name.encode(errors="surrogateescape"), safe=_SAFE)
    kind = MessageType.STATUS if is_status else MessageType.DOCUMENT
    changed = min(max(file.changed, 0), _LAST_MOMENT)  # anybody can set any time
    return Offered(axis_id, kind, listed_at=datetime.fromtimestamp(changed, UTC))
