# SPDX-License-Identifier: Apache-2.0
"""What a backup says of itself: `manifest.json` (`esign.backup/1`) and the list of its objects.

The list has the form that `sha256sum --check` reads within the backup's folder.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import datetime
from hashlib import file_digest
from typing import TYPE_CHECKING, Any, Final

from esign.errors import InputError
from esign.files import read_bounded, write_whole
from esign.register.store import place

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

SCHEMA: Final = "esign.backup/1"
MANIFEST: Final = "manifest.json"
OBJECT_LIST: Final = "objects.txt"
DATABASE_FILES: Final = {"sqlite": "register.sqlite3", "postgresql": "postgresql.dump"}

_LISTED = re.compile(r"(([0-9a-f]{2})[0-9a-f]{62})  \.\./objects/\2/\1\n")


@dataclass(frozen=True, slots=True)
class Manifest:
    """What was backed up.

    Attributes:
        at: when.
        program: version of this program.
        revision: of the tables.
        database: `sqlite` or `postgresql`: what the database file is a copy or a dump of.
        database_sha256: of that file.
        audit_seq: how many acts the copy records.
        audit_hash: the hash of the last one.
        rows: how many rows each table has.
        objects: how many objects are listed.
        objects_sha256: of the list.
        lost: digests of objects that the register refers to and its store could not give.
    """

    at: datetime
    program: str
    revision: str
    database: str
    database_sha256: str
    audit_seq: int
    audit_hash: str
    rows: Mapping[str, int]
    objects: int
    objects_sha256: str
    lost: tuple[str, ...]

    @property
    def database_file(self) -> str:
        """Name of the database's file within the backup."""
        return DATABASE_FILES[self.database]


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write `manifest.json`.

    Raises:
        OutputError: it cannot be written.
    """
    content = {
        "schema": SCHEMA,
        "at": manifest.at.isoformat(),
        "program": manifest.program,
        "revision": manifest.revision,
        "database": {"kind": manifest.database, "sha256": manifest.database_sha256},
        "audit": {"seq": manifest.audit_seq, "hash": manifest.audit_hash},
        "rows": dict(manifest.rows),
        "objects": {
            "count": manifest.objects,
            "sha256": manifest.objects_sha256,
            "lost": list(manifest.lost),
        },
    }
    write_whole(folder / MANIFEST, (json.dumps(content, indent=2) + "\n").encode())


def read_manifest(folder: Path) -> Manifest:
    """The manifest of the backup in `folder`.

    Raises:
        InputError: there is none, or it is not of this form.
    """
    path = folder / MANIFEST
    if not path.is_file():
        raise InputError("backup.none", name=str(folder))
    try:
        content = json.loads(read_bounded(path))
        schema = str(content["schema"])
        found = _manifest(content) if schema == SCHEMA else None
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError("backup.manifest_unreadable", name=str(path)) from error
    if found is None:
        raise InputError("backup.manifest_other", name=str(path), schema=schema)
    return found


def backups_in(target: Path) -> list[tuple[Path, Manifest]]:
    """The whole backups in a folder, the oldest first; what else lies there is passed over."""
    found = []
    for path in target.glob(f"[!.]*/{MANIFEST}"):
        try:
            found.append((path.parent, read_manifest(path.parent)))
        except InputError:
            continue
    return sorted(found, key=lambda each: (each[1].at, len(each[0].name), each[0].name))


def _manifest(content: Mapping[str, Any]) -> Manifest:
    database, chain, objects = content["database"], content["audit"], content["objects"]
    if database["kind"] not in DATABASE_FILES:
        raise ValueError(database["kind"])
    return Manifest(
        at=datetime.fromisoformat(content["at"]),
        program=str(content["program"]),
        revision=str(content["revision"]),
        database=database["kind"],
        database_sha256=str(database["sha256"]),
        audit_seq=int(chain["seq"]),
        audit_hash=str(chain["hash"]),
        rows={str(table): int(count) for table, count in content["rows"].items()},
        objects=int(objects["count"]),
        objects_sha256=str(objects["sha256"]),
        lost=tuple(str(digest) for digest in objects["lost"]),
    )


def listed(digest: str) -> str:
    """The line of an object in the list."""
    return f"{digest}  ../objects/{place(digest)}\n"


def read_list(folder: Path) -> Iterator[str]:
    """The digests in the backup's list of objects.

    Raises:
        InputError: the list is missing, or has a line of another form.
    """
    path = folder / OBJECT_LIST
    try:
        with path.open(encoding="ascii", newline="") as lines:
            for line in lines:
                match = _LISTED.fullmatch(line)
                if match is None:
                    raise InputError("backup.list_unreadable", name=str(path))
                yield match[1]
    except (OSError, UnicodeError) as error:
        raise InputError("backup.list_unreadable", name=str(path)) from error


def refuse_other_content(path: Path, digest: str) -> None:
    """Make sure that a file of the backup is the one that was written.

    Raises:
        InputError: it is missing, or has another SHA-256.
    """
    try:
        found = sha256_of(path)
    except OSError as error:
        raise InputError("input.unreadable", name=str(path), reason=error.strerror) from error
    if found != digest:
        raise InputError("backup.file_changed", name=str(path))


def sha256_of(path: Path) -> str:
    """SHA-256 (hex) of a file.

    Raises:
        OSError: it cannot be read.
    """
    with path.open("rb") as source:
        return file_digest(source, "sha256").hexdigest()
