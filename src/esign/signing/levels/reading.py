# SPDX-License-Identifier: Apache-2.0
"""What proof of its validity a sealed file holds already; judges nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from asn1crypto import cms

from esign.errors import InputError
from esign.model import Level, SignatureField
from esign.signing.revision import UNREADABLE, Revision
from esign.trust import Evidence, read_token

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyhanko.pdf_utils import generic

    from esign.trust import TimestampToken

DOCUMENT_TIMESTAMP = "/DocTimeStamp"

_END = re.compile(rb"\nstartxref\n\d+\n%%EOF\n")


@dataclass(frozen=True, slots=True)
class Signer:
    """A signer's certificate and those that his container brings along, DER."""

    certificate: bytes
    others: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Stamp:
    """A document time-stamp; `end` is the length of the file up to which it covers everything."""

    token: TimestampToken
    end: int


@dataclass(frozen=True, slots=True)
class SealedFile:
    """A sealed file's proofs.

    Attributes:
        signers: of its signatures, in file order.
        stamps: its document time-stamps, in file order.
        store: what its document security store holds; empty where there is none.
        stored_at: where the store's dictionary starts; 0 where there is none.
    """

    signers: tuple[Signer, ...]
    stamps: tuple[Stamp, ...]
    store: Evidence
    stored_at: int

    @property
    def level(self) -> Level:
        """The level by what is there, whatever it is worth."""
        if not self.stamps:
            return Level.B_B
        if self.stored_at < self.stamps[0].end:  # what stands there cannot be about the time-stamp
            return Level.B_T
        return Level.B_LTA if self.stamps[-1].end > self.stored_at else Level.B_LT


def read_sealed(data: bytes) -> SealedFile:
    """What a sealed file holds.

    Raises:
        InputError: the file is no PDF, bears no agency's seal, or ends in something that neither a
            signature nor a time-stamp covers and that is no security store.
    """
    try:
        return _read(Revision(data))
    except UNREADABLE as fault:
        raise InputError("levels.not_sealed") from fault


def _read(revision: Revision) -> SealedFile:
    values = dict(_values(revision))
    if SignatureField.SEAL not in values:
        raise InputError("levels.not_sealed")
    in_order = sorted(values.values(), key=_end)
    stamps = [value for value in in_order if value["/Type"] == DOCUMENT_TIMESTAMP]
    signatures = [value for value in in_order if value["/Type"] != DOCUMENT_TIMESTAMP]
    store, stored_at = _store(revision)
    covered = _end(in_order[-1])
    if covered != len(revision.data) and not _ends_in_store(revision.data, covered, stored_at):
        raise InputError("levels.open_end")
    return SealedFile(
        signers=tuple(_signer(bytes(value["/Contents"])) for value in signatures),
        stamps=tuple(Stamp(_token(bytes(value["/Contents"])), _end(value)) for value in stamps),
        store=store,
        stored_at=stored_at,
    )


def _ends_in_store(data: bytes, covered: int, stored_at: int) -> bool:
    """Whether nothing but one revision with the store follows what is covered."""
    ends = [end.end() for end in _END.finditer(data, covered)]
    return stored_at > covered and ends == [len(data)]


def _values(revision: Revision) -> Iterator[tuple[str, generic.DictionaryObject]]:
    """The values of the filled signature fields by the fields' names."""
    for entry in revision.root["/AcroForm"]["/Fields"]:
        field = entry.get_object()
        if field.get("/FT") == "/Sig" and "/V" in field:
            yield str(field["/T"]), field["/V"]


def _end(value: generic.DictionaryObject) -> int:
    """How many bytes of the file a signature covers, its own container included."""
    first, _, second, rest = (int(place) for place in value["/ByteRange"])
    if first != 0:
        raise ValueError("a signature does not begin with the file")
    return second + rest


def _signer(contents: bytes) -> Signer:
    signed = cms.ContentInfo.load(contents)["content"]
    (info,) = signed["signer_infos"]
    wanted = info["sid"].chosen
    certificates = [entry.chosen for entry in signed["certificates"]]
    (leaf,) = (
        entry
        for entry in certificates
        if (entry.serial_number, entry.issuer) == (wanted["serial_number"].native, wanted["issuer"])
    )
    return Signer(leaf.dump(), tuple(entry.dump() for entry in certificates if entry is not leaf))


def _token(contents: bytes) -> TimestampToken:
    token = read_token(cms.ContentInfo.load(contents).dump())
    if token is None:
        raise ValueError("a time-stamp cannot be read")
    return token


def _store(revision: Revision) -> tuple[Evidence, int]:
    """What the document security store holds, and where its dictionary starts."""
    if "/DSS" not in revision.root:
        return Evidence(), 0
    reference = revision.root.raw_get("/DSS").reference
    store = revision.root["/DSS"]
    held = Evidence(*(_streams(store, key) for key in ("/Certs", "/CRLs", "/OCSPs")))
    return held, revision.prev.xrefs[reference]


def _streams(store: generic.DictionaryObject, key: str) -> frozenset[bytes]:
    return frozenset(entry.get_object().data for entry in store.get(key, ()))
