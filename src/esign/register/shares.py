# SPDX-License-Identifier: Apache-2.0
"""Whether a folder lies on another machine, where SQLite's write-ahead log loses data.

The log's index is shared memory, which no network file system shares, and locks on network shares
are often not kept (https://www.sqlite.org/wal.html; https://www.sqlite.org/howtocorrupt.html, 2.1).
"""

from __future__ import annotations

import ctypes
import re
import subprocess
import sys
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

SHARED = {
    "9p", "afpfs", "afs", "beegfs", "ceph", "cifs", "coda", "davfs", "fuse.ceph",
    "fuse.davfs2", "fuse.glusterfs", "fuse.rclone", "fuse.s3fs", "fuse.sshfs", "gfs2", "gpfs",
    "lustre", "ncpfs", "nfs", "nfs4", "ocfs2", "orangefs", "smb3", "smbfs", "webdav",
}  # fmt: skip
"""File systems that several machines use, as Linux and macOS call them."""

_MOUNTINFO = Path("/proc/self/mountinfo")
_OCTAL = re.compile(r"\\([0-7]{3})")
_DARWIN = re.compile(r"^.* on (?P<point>/.*) \((?P<type>[^,)]+)", re.MULTILINE)
_DRIVE_REMOTE = 4


class Mount(NamedTuple):
    """A place in the tree of files where another file system begins, and its type."""

    point: str
    type: str


def network_share(folder: Path, mounts: Iterable[Mount] | None = None) -> str:
    """What kind of network share a folder lies on; empty for a disk of this machine.

    Args:
        folder: need not exist.
        mounts: this machine's, unless given.
    """
    if sys.platform == "win32":
        drive = ctypes.windll.kernel32.GetDriveTypeW(folder.resolve().anchor)
        return "SMB" if drive == _DRIVE_REMOTE else ""
    place = PurePosixPath(folder.resolve())
    holding = [
        mount
        for mount in (_mounts() if mounts is None else mounts)
        if place.is_relative_to(mount.point)
    ]
    # Of several mounts at one point the last one covers the others.
    nearest = max(reversed(holding), key=lambda mount: len(mount.point), default=Mount("/", ""))
    return nearest.type if nearest.type in SHARED else ""


def _mounts() -> Iterator[Mount]:
    if sys.platform == "darwin":
        told = subprocess.run(["/sbin/mount"], capture_output=True, check=False, encoding="utf-8")
        return darwin_mounts(told.stdout)
    try:
        return linux_mounts(_MOUNTINFO.read_text(encoding="utf-8", errors="surrogateescape"))
    except OSError:  # no such file system here: nothing can be told
        return iter(())


def linux_mounts(text: str) -> Iterator[Mount]:
    """The lines of /proc/self/mountinfo (proc(5)): the fifth word, and the first after a dash."""
    for line in text.splitlines():
        before, _, after = line.partition(" - ")
        point = _OCTAL.sub(lambda code: chr(int(code[1], 8)), before.split(" ")[4])
        yield Mount(point, after.split(" ")[0])


def darwin_mounts(text: str) -> Iterator[Mount]:
    """The lines of macOS's mount: `//user@host/share on /Volumes/share (smbfs, nodev)`."""
    for line in _DARWIN.finditer(text):
        yield Mount(line["point"], line["type"])
