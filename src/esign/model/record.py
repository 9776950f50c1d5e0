# SPDX-License-Identifier: Apache-2.0
"""The record of acts as anyone can check it: its rows, and the sealed heads of the tree over them.

The forms are fixed for as long as a proof made from them may be asked for.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple, Self

from esign.model.canonical import canonical_json
from esign.model.merkle import leaf_hash

if TYPE_CHECKING:
    from collections.abc import Mapping

TREE_HEAD = "esign.tree-head/1"

_HASH = re.compile(r"[0-9a-f]{64}")


class RecordRow(NamedTuple):
    """One act, as the record holds it.

    Attributes:
        prev_hash: the hash (hex) of the row before; 64 zeros for the first.
        seq: its place, from 1.
        at: when, UTC in ISO 8601.
        actor: by which account.
        action: what was done, in one word.
        subject: to what.
        payload: further facts, as canonical JSON.
        salt: 128 random bits (hex), so that nobody can guess the row from its hash; empty in the
            rows of the first release.
    """

    prev_hash: str
    seq: int
    at: str
    actor: str
    action: str
    subject: str
    payload: str
    salt: str

    @property
    def entry_hash(self) -> str:
        """SHA-256 (hex) over `preimage`, in UTF-8."""
        return sha256(self.preimage.encode()).hexdigest()

    @property
    def preimage(self) -> str:
        """The fields, a line each; without salt, the canonical JSON array of the others.

        No field holds a line feed, so that a text can be parted in one way only.
        """
        if not self.salt:
            fields = (self.prev_hash, self.seq, self.at, self.actor, self.action, self.subject)
            return canonical_json([*fields, self.payload])
        return (
            f"{self.prev_hash}\n{self.seq}\n{self.at}\n{self.actor}\n{self.action}\n{self.subject}\n"
            f"{self.payload}\n{self.salt}"
        )

    @property
    def leaf(self) -> bytes:
        """The hash of the tree's leaf, whose data is the row's own hash."""
        return leaf_hash(bytes.fromhex(self.entry_hash))

    @property
    def facts(self) -> Mapping[str, object]:
        """The payload's facts; none where it is no JSON object."""
        try:
            facts = json.loads(self.payload)
        except ValueError:
            return {}
        return facts if isinstance(facts, dict) else {}


@dataclass(frozen=True, slots=True)
class TreeHead:
    """What the agency seals: that its record had so many rows, and the root of the tree over them.

    Attributes:
        agency_code: the agency's electronic identifier.
        agency_name: its full name.
        size: how many rows.
        root: the root (RFC 9162 §2.1), hex.
        at: when the head was made, aware.
    """

    agency_code: str
    agency_name: str
    size: int
    root: str
    at: datetime

    @property
    def statement(self) -> str:
        """The canonical JSON that the agency seals."""
        return canonical_json(
            {
                "agency": {"code": self.agency_code, "name": self.agency_name},
                "at": self.at.astimezone(UTC).isoformat(timespec="microseconds"),
                "root": self.root,
                "schema": TREE_HEAD,
                "size": self.size,
            }
        )

    @classmethod
    def read(cls, statement: str) -> Self:
        """The head that a statement speaks of.

        Raises:
            ValueError: it is not such a statement, or not in its one form.
        """
        said = json.loads(statement)
        try:
            agency, size = said["agency"], said["size"]
            head = cls(
                agency_code=agency["code"],
                agency_name=agency["name"],
                size=size,
                root=said["root"],
                at=datetime.fromisoformat(said["at"]),
            )
            sound = (
                type(size) is int
                and size > 0
                and _HASH.fullmatch(head.root) is not None
                and head.statement == statement
            )
        except (KeyError, TypeError, AttributeError) as fault:
            raise ValueError("no tree head") from fault
        if not sound:
            raise ValueError("no tree head")
        return head
