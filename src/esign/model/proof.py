# SPDX-License-Identifier: Apache-2.0
"""A proof that the agency's record holds a document, as a small file that needs nothing of ours.

`docs/proof-format.md` says what each part means and how it is checked by hand.
"""

from __future__ import annotations

import json
import re
from base64 import b64decode, b64encode
from dataclasses import dataclass
from typing import Self

from esign.errors import InputError
from esign.model.merkle import SIZE
from esign.model.record import RecordRow

PROOF = "esign.proof/1"

_LONGEST_PATH = 64
_DIGEST = re.compile(r"[0-9a-f]{64}")
_TEXTS = ("prev_hash", "at", "actor", "action", "subject", "payload", "salt")


@dataclass(frozen=True, slots=True)
class SealedHead:
    """A head of the tree as the agency sealed it.

    Attributes:
        statement: see `TreeHead.statement`; exactly the bytes that were sealed, as text.
        seal: detached CMS over the statement, DER.
        timestamp: time-stamp token over the seal, DER; None where there is none.
    """

    statement: str
    seal: bytes
    timestamp: bytes | None = None

    @property
    def content(self) -> dict[str, object]:
        """What a proof file holds of it."""
        stamp = None if self.timestamp is None else b64encode(self.timestamp).decode()
        seal = b64encode(self.seal).decode()
        return {"statement": self.statement, "seal": seal, "timestamp": stamp}


@dataclass(frozen=True, slots=True)
class Continuation:
    """A head that was there earlier, and the path that proves the later one to continue it."""

    head: SealedHead
    path: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Proof:
    """The row that says a document was sealed, its way up to a sealed head, and that head.

    Attributes:
        sha256: of the document, hex.
        row: the row of the record.
        path: hashes from the row's leaf to the root (RFC 9162 §2.1.3).
        head: the head.
        since: the earlier head that this one continues; None where none was asked for.
    """

    sha256: str
    row: RecordRow
    path: tuple[bytes, ...]
    head: SealedHead
    since: Continuation | None = None

    def write(self) -> bytes:
        """The proof file: JSON in UTF-8."""
        content = {
            "schema": PROOF,
            "document": {"sha256": self.sha256},
            "row": self.row._asdict(),
            "inclusion": [step.hex() for step in self.path],
            "head": self.head.content,
            "since": None
            if self.since is None
            else {
                "head": self.since.head.content,
                "consistency": [step.hex() for step in self.since.path],
            },
        }
        return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode()

    @classmethod
    def read(cls, data: bytes, name: str) -> Self:
        """What a proof file holds; nothing of it is checked but its form.

        Args:
            data: the file.
            name: how errors call it.

        Raises:
            InputError: it is no proof file, or one of a later form.
        """
        try:
            return cls._read(json.loads(data))
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as fault:
            raise InputError("proof.unreadable", name=name, schema=PROOF) from fault

    @classmethod
    def _read(cls, content: object) -> Self:
        said = _table(content, "schema", "document", "row", "inclusion", "head", "since")
        row, since = _table(said["row"], "seq", *_TEXTS), said["since"]
        seq, digest = row["seq"], _text(_table(said["document"], "sha256")["sha256"])
        if said["schema"] != PROOF or type(seq) is not int or not _DIGEST.fullmatch(digest):
            raise ValueError("another form")
        return cls(
            sha256=digest,
            row=RecordRow(seq=seq, **{name: _text(row[name]) for name in _TEXTS}),
            path=_path(said["inclusion"]),
            head=_head(said["head"]),
            since=None if since is None else _continuation(since),
        )


def _continuation(content: object) -> Continuation:
    said = _table(content, "head", "consistency")
    return Continuation(_head(said["head"]), _path(said["consistency"]))


def _head(content: object) -> SealedHead:
    said = _table(content, "statement", "seal", "timestamp")
    stamp = said["timestamp"]
    return SealedHead(
        statement=_text(said["statement"]),
        seal=_decoded(said["seal"]),
        timestamp=None if stamp is None else _decoded(stamp),
    )


def _path(said: object) -> tuple[bytes, ...]:
    if not isinstance(said, list) or len(said) > _LONGEST_PATH:
        raise TypeError("no path")
    path = tuple(bytes.fromhex(_text(step)) for step in said)
    if any(len(step) != SIZE for step in path):
        raise ValueError("no hashes")
    return path


def _text(said: object) -> str:
    if not isinstance(said, str):
        raise TypeError("no text")
    said.encode()  # what JSON can write and UTF-8 cannot is refused here
    return said


def _decoded(said: object) -> bytes:
    return b64decode(_text(said), validate=True)


def _table(content: object, *names: str) -> dict[str, object]:
    if not isinstance(content, dict) or set(content) != set(names):
        raise ValueError("other fields")
    return content
