# SPDX-License-Identifier: Apache-2.0
"""The list of what is to be signed, as the competent person approves it.

One digest stands for the whole list, and each line names the prepared file by its own: whoever
exchanges a document, adds one or changes a line has another list, which nobody has approved.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict, dataclass, fields
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final

from esign.errors import InputError
from esign.model import canonical_json

if TYPE_CHECKING:
    from collections.abc import Mapping

MANIFEST: Final = "esign.manifest/1"


@dataclass(frozen=True, slots=True)
class Line:
    """One document of the list.

    Attributes:
        request_id: by which the register knows it.
        number: number and symbol, `05/QĐ-SGDĐT`.
        issued_on: the printed date, ISO 8601.
        kind: name of the document kind.
        type_name: its type, as printed: “Quyết định”.
        subject: the title line (trích yếu).
        signer: who is to sign, as printed.
        pages: number of pages.
        sha256: of the file that is to be signed, hexadecimal.
    """

    request_id: str
    number: str
    issued_on: str
    kind: str
    type_name: str
    subject: str
    signer: str
    pages: int
    sha256: str


_TYPES: Final = {each.name: int if each.name == "pages" else str for each in fields(Line)}


@dataclass(frozen=True, slots=True)
class Manifest:
    """A list of documents; no document stands in it twice."""

    documents: tuple[Line, ...]

    @property
    def digest(self) -> str:
        """SHA-256 (hex) over the list as canonical JSON (RFC 8785): what is approved."""
        listed = [asdict(line) for line in self.documents]
        return sha256(canonical_json(listed).encode()).hexdigest()

    @property
    def kinds(self) -> Mapping[str, int]:
        """How many documents of each kind."""
        counted = Counter(line.kind for line in self.documents)
        return dict(sorted(counted.items()))

    def line(self, request_id: str) -> Line:
        """The line of a document.

        Raises:
            InputError: it is not in the list.
        """
        for line in self.documents:
            if line.request_id == request_id:
                return line
        raise InputError("desk.not_approved", request_id=request_id)

    def as_json(self) -> dict[str, object]:
        """The manifest as the versioned document `esign.manifest/1`."""
        return {
            "schema": MANIFEST,
            "count": len(self.documents),
            "kinds": self.kinds,
            "sha256": self.digest,
            "documents": [asdict(line) for line in self.documents],
        }

    @classmethod
    def read(cls, data: bytes) -> Manifest:
        """A manifest from its file.

        Raises:
            InputError: it is no manifest of this version, or contradicts itself.
        """
        return cls.of_json(parsed(data, "desk.not_a_manifest"))

    @classmethod
    def of_json(cls, stated: Mapping[str, Any]) -> Manifest:
        """A manifest from what `as_json` gives.

        Raises:
            InputError: as `read`.
        """
        try:
            known = stated["schema"] == MANIFEST
            manifest = cls(tuple(_line(entry) for entry in stated["documents"]))
        except (ValueError, TypeError, LookupError, AttributeError) as fault:
            raise InputError("desk.not_a_manifest") from fault
        if not known or not manifest.documents:
            raise InputError("desk.not_a_manifest")
        ids = {line.request_id for line in manifest.documents}
        if stated != manifest.as_json() or len(ids) != len(manifest.documents):
            raise InputError("desk.manifest_changed")
        return manifest


def parsed(data: bytes, code: str) -> dict[str, Any]:
    """A JSON object in which no name stands twice, so that nobody reads it otherwise than we do.

    Raises:
        InputError: it is none; `code` says so.
    """
    try:
        stated = json.loads(data, object_pairs_hook=_unique)
    except (ValueError, RecursionError) as fault:
        raise InputError(code) from fault
    if not isinstance(stated, dict):
        raise InputError(code)
    return stated


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    entries = dict(pairs)
    if len(entries) != len(pairs):
        raise ValueError("a name stands twice")
    return entries


def _line(entry: dict[str, Any]) -> Line:
    if {name: type(value) for name, value in entry.items()} != _TYPES:
        raise ValueError("not a line of a manifest")
    return Line(**entry)
