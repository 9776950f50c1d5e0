# SPDX-License-Identifier: Apache-2.0
"""Making backups, spoiling them, and bringing them back."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from esign.register import Destination, restore
from support.books import AGENCY, DECISION, a_request
from support.ports import FixedClock, SeededRandom

if TYPE_CHECKING:
    from pathlib import Path

    from esign.register import BackupMade, Register, Restored
    from support.places import Place


def issue(register: Register, turn: int) -> None:
    """One document with its files, up to its release."""
    request = a_request(f"request-{turn:04d}", f"Về việc thứ {turn}")
    register.number(request, DECISION, AGENCY)
    register.keep(request.request_id, {"signed": b"%%PDF signed %d" % turn})
    register.keep(request.request_id, {"pdf": pdf(turn), "package": b"<edXML n='%d'/>" % turn})
    register.release(request.request_id)


def pdf(turn: int) -> bytes:
    return b"%%PDF sealed %d" % turn


def back_up(register: Register, target: Path) -> BackupMade:
    return register.backups.make(target, program="0.1.0", actor="clerk")


def bring_back(backup: Path, place: Place) -> Restored:
    into = Destination(place.folder, place.database)
    return restore(backup, into, clock=FixedClock(), random=SeededRandom(7), actor="clerk")


def manifest_of(backup: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((backup / "manifest.json").read_bytes())
    return content


def restate(backup: Path, **changes: Any) -> None:
    """Let the manifest say something else, as somebody who tampers would."""
    content = manifest_of(backup)
    for key, value in changes.items():
        part, _, name = key.partition("__")
        if name:
            content[part][name] = value
        else:
            content[part] = value
    (backup / "manifest.json").write_text(json.dumps(content), encoding="utf-8")


def digest_of(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()


def lying_in(folder: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }
