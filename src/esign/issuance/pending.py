# SPDX-License-Identifier: Apache-2.0
"""Signatures that are made elsewhere, as the file that goes there and comes back.

Whoever holds the key gets the list with the signed attributes of each document, and returns the
file with each signature value, or a whole CMS. What the file says is never believed: the register's
record knows which file went out, and everything in it is made again from what the register keeps.
"""

from __future__ import annotations

import hashlib
from base64 import b64decode, b64encode
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from esign.errors import InputError
from esign.issuance.manifest import Manifest, parsed
from esign.model import Role, SignatureScheme, canonical_json

if TYPE_CHECKING:
    from collections.abc import Mapping

PENDING: Final = "esign.pending/1"

_NOT_PENDING: Final = "desk.not_pending"
_RETURNED: Final = ("signature", "cms")


@dataclass(frozen=True, slots=True)
class PendingSignature:
    """One document's signature, as it was begun.

    Attributes:
        request_id: of the document.
        attributes: the signed attributes (RFC 5652 §5.4), DER: what the key has to sign.
        value: the signature value that came back; empty when none did.
        cms: the whole container that came back instead; empty when none did.
        annex: which annex in a file of its own; 0 for the document itself.
        page: SHA-256 (hex) of the annex as it waits; empty for the document, which the list names.
    """

    request_id: str
    attributes: bytes
    value: bytes = b""
    cms: bytes = b""
    annex: int = 0
    page: str = ""


@dataclass(frozen=True, slots=True)
class Pending:
    """Signatures that one certificate has to make.

    Attributes:
        role: in which capacity.
        manifest: the list that was approved; `signatures` may be a part of it.
        certificates: the signer's and its issuers', DER, the signer's first.
        scheme: how values are to be made.
        digest_algorithm: of files and attributes: `sha256`, `sha384` or `sha512`.
        claimed_at: the time of signing that every file states.
        signatures: one for each document; where the agency signs, one for each of its annexes too.
    """

    role: Role
    manifest: Manifest
    certificates: tuple[bytes, ...]
    scheme: SignatureScheme
    digest_algorithm: str
    claimed_at: datetime
    signatures: tuple[PendingSignature, ...]

    @property
    def digest(self) -> str:
        """SHA-256 (hex) over all that went out, whatever has come back since."""
        bare = tuple(replace(each, value=b"", cms=b"") for each in self.signatures)
        content = replace(self, signatures=bare).as_json()
        return hashlib.sha256(canonical_json(content).encode()).hexdigest()

    def as_json(self) -> dict[str, object]:
        """The signatures as the versioned document `esign.pending/1`."""
        return {
            "schema": PENDING,
            "role": self.role.value,
            "manifest": self.manifest.as_json(),
            "certificates": [_text(each) for each in self.certificates],
            "scheme": self.scheme.value,
            "digest_algorithm": self.digest_algorithm,
            "signing_time": self.claimed_at.isoformat(),
            "signatures": [self._entry(each) for each in self.signatures],
        }

    def _entry(self, each: PendingSignature) -> dict[str, object]:
        digest = hashlib.new(self.digest_algorithm, each.attributes).hexdigest()
        line = self.manifest.line(each.request_id)
        of_annex = {"annex": each.annex} if each.annex else {}
        return {
            "request_id": line.request_id,
            **of_annex,
            "number": line.number,
            "sha256": each.page or line.sha256,
            "attributes": _text(each.attributes),
            "digest": digest,
            "signature": _text(each.value) if each.value else None,
            "cms": _text(each.cms) if each.cms else None,
        }

    @classmethod
    def read(cls, data: bytes) -> Pending:
        """Pending signatures from their file.

        Raises:
            InputError: it is no such file of this version, or contradicts itself.
        """
        stated = parsed(data, _NOT_PENDING)
        if stated.get("schema") != PENDING:
            raise InputError(_NOT_PENDING)
        try:
            pending = _read(stated)
            whole = pending.as_json()
        except (ValueError, TypeError, LookupError, AttributeError) as fault:
            raise InputError(_NOT_PENDING) from fault
        ids = {(each.request_id, each.annex) for each in pending.signatures}
        if stated != whole or len(ids) != len(pending.signatures):
            raise InputError("desk.pending_changed")
        return pending


def _read(stated: Mapping[str, Any]) -> Pending:
    return Pending(
        role=Role(stated["role"]),
        manifest=Manifest.of_json(stated["manifest"]),
        certificates=tuple(_bytes(each) for each in stated["certificates"]),
        scheme=SignatureScheme(stated["scheme"]),
        digest_algorithm=stated["digest_algorithm"],
        claimed_at=datetime.fromisoformat(stated["signing_time"]),
        signatures=tuple(_signature(each) for each in stated["signatures"]),
    )


def _signature(entry: Mapping[str, Any]) -> PendingSignature:
    value, cms = (b"" if entry[name] is None else _bytes(entry[name]) for name in _RETURNED)
    if value and cms:
        raise ValueError("a value and a container")
    attributes, annex = _bytes(entry["attributes"]), entry.get("annex", 0)
    page = entry["sha256"] if annex else ""
    return PendingSignature(entry["request_id"], attributes, value, cms, annex, page)


def _text(data: bytes) -> str:
    return b64encode(data).decode()


def _bytes(text: str) -> bytes:
    """What base 64 stands for; white space, which some tools put in, does not count."""
    return b64decode("".join(text.split()), validate=True)
