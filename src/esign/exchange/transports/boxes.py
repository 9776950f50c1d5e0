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
from enum import StrEnum
from typing import TYPE_CHECKING, Final, Protocol
from urllib.parse import quote_from_bytes, unquote_to_bytes

from esign.errors import InputError, UsageError
from esign.exchange.transports.faults import Faults
from esign.model import MessageType, Offered

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from contextlib import AbstractContextManager

    from esign.model import AgencyRecord, Consignment
    from esign.ports import Clock

OUT: Final = "out"
IN: Final = "in"
TAKEN: Final = "taken"
UNUSABLE: Final = "unusable"

_SUFFIX: Final = ".edxml"
_OF_MAIL: Final = ".zip"
"""As agencies sent packages by e-mail before 2016; reading tells whether it is one."""
_UNFINISHED: Final = (".part", ".filepart", ".crdownload", ".tmp", "~")
"""What programs write files under before they are whole."""
_STATUS_SUFFIX: Final = ".status.edxml"
_SENDABLE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}")
_SAFE: Final = " !#$&'()+,;=@[]^{}~"
_MOST_NAMES: Final = 1000
_SEPARATORS: Final = frozenset({"/", "\0", os.sep})
"""What names a file elsewhere; a backslash does so only on Windows."""
_LAST_MOMENT: Final = datetime(9999, 12, 30, tzinfo=UTC).timestamp()


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What lies in a folder; `changed` in seconds since 1970, as its own system says.

    `regular` says whether it is a plain file: no folder, symbolic link or device.
    """

    name: str
    size: int
    changed: float
    regular: bool = True


class PassedOver(StrEnum):
    """Why something in `in/` is not picked up."""

    UNFINISHED = "unfinished"
    """It is being written, or was a moment ago: one of the next looks may find it whole."""
    HIDDEN = "hidden"
    """Its name begins with a dot."""
    SUFFIX = "suffix"
    """Its name is none of a message."""
    NO_FILE = "no_file"
    """It is a folder, a symbolic link, or a device."""


class Files(Protocol):
    """Files below a root; a path is a tuple of names. Symbolic links count as no files.

    Every method raises ServiceError where the root cannot be reached.
    """

    def bounded(self) -> AbstractContextManager[None]:
        """Bounds what is done in the block, all operations together, where there is need to.

        Raises:
            ServiceError: it took longer, and nothing has been done.
            OutcomeUnknownError: it took longer, and a file may have appeared.
        """
        ...

    def listed(self, *folder: str) -> Sequence[FileFacts]:
        """What lies in a folder, of whatever sort."""
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

    Attributes:
        passed_over: what the last look into `in/` left there, by name, and why.
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
        self.passed_over: Mapping[str, PassedOver] = {}

    @property
    def name(self) -> str:
        """How the settings call it."""
        return self._name

    def send(self, consignment: Consignment) -> str:
        """Lay a message into `out/`; one that lies there, or did, is not laid there again."""
        with self._files.bounded():
            found = self._place(consignment)
            if found is None:
                found = OUT, _file_name(consignment)
                self._files.write(consignment.data, *found)
            elif self._read(found) != consignment.data:
                raise self._faults.refused("!=", found[-1])
            return found[-1]

    def find(self, consignment: Consignment) -> str | None:
        """The file's name, if it lies in `out/` or `out/taken/`."""
        with self._files.bounded():
            found = self._place(consignment)
        return None if found is None else found[-1]

    def offered(self) -> Sequence[Offered]:
        """The finished files of `in/`."""
        now = self._clock.now().timestamp()
        with self._files.bounded():
            listed = self._files.listed(IN)
        why = {each.name: _unfit(each) for each in listed}
        found = [each for each in listed if each.regular and why[each.name] is None]
        before, self._seen = self._seen, {each.name: each for each in found}
        settled = [
            each
            for each in found
            # Another system's clock may be ahead: what is as it was at the last look is finished.
            if abs(now - each.changed) >= self._settle or before.get(each.name) == each
        ]
        settled.sort(key=lambda each: (each.changed, each.name))
        unsettled = dict.fromkeys(self._seen.keys() - {each.name for each in settled})
        left = {**why, **dict.fromkeys(unsettled, PassedOver.UNFINISHED)}
        self.passed_over = {name: each for name, each in sorted(left.items()) if each is not None}
        return tuple(_offered(each) for each in settled)

    def fetch(self, offered: Offered) -> bytes:
        """A file of `in/`."""
        name = _name_of(offered)
        if name is None:
            raise self._faults.not_a_message(offered.axis_id)
        with self._files.bounded():
            return self._read((IN, name))

    def confirm(self, offered: Offered, *, taken: bool) -> None:
        """Move a file to `in/taken/` or `in/unusable/`; once it is gone, nothing more is done.

        What bears the name of no file of that folder stays where it is.
        """
        name, folder = _name_of(offered), TAKEN if taken else UNUSABLE
        if name is None:
            return
        stem, dot, suffix = name.rpartition(".")
        with self._files.bounded():
            for number in range(1, _MOST_NAMES):
                if self._files.facts(IN, name) is None:
                    return
                free = name if number == 1 else f"{stem}.{number}{dot}{suffix}"
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
    return name.lower().endswith((_SUFFIX, _OF_MAIL)) and not name.startswith(".")


def _unfit(file: FileFacts) -> PassedOver | None:
    """Why this can be no message; None where it can, and of the folders that are ours."""
    name = file.name
    if not file.regular:
        return None if name in {TAKEN, UNUSABLE} else PassedOver.NO_FILE
    if _is_message(name):
        return None
    if name.lower().endswith(_UNFINISHED):
        return PassedOver.UNFINISHED
    return PassedOver.HIDDEN if name.startswith(".") else PassedOver.SUFFIX


def _offered(file: FileFacts) -> Offered:
    is_status = file.name.lower().endswith(_STATUS_SUFFIX)
    # Other programs choose these names: whatever is in them, the id is plain text.
    axis_id = quote_from_bytes(file.name.encode(errors="surrogateescape"), safe=_SAFE)
    kind = MessageType.STATUS if is_status else MessageType.DOCUMENT
    changed = min(max(file.changed, 0), _LAST_MOMENT)  # anybody can set any time
    return Offered(axis_id, kind, listed_at=datetime.fromtimestamp(changed, UTC))
