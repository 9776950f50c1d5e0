# SPDX-License-Identifier: Apache-2.0
"""The two revisions that prove a sealed file's validity: time-stamp, and security store.

Both are written in one form and change nothing that was there but three places of the file's
skeleton: the list of form fields grows by the time-stamp's, the catalogue by the store, the store
by what is new (ISO 32000-2 §12.8.4.3, §12.8.5; ETSI EN 319 142-1 §5.4). The time-stamp's field has
no place on any page, so that pages and their tags stay as they were sealed.
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

from pyhanko.pdf_utils.generic import (
    ArrayObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    NumberObject,
    StreamObject,
    TextStringObject,
)
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigObjSetup
from pyhanko.sign.signers.pdf_byterange import DocumentTimestamp

from esign.model import TIMESTAMP_FIELD
from esign.signing.revision import Revision

if TYPE_CHECKING:
    from collections.abc import Collection

    from esign.ports import TimestampAuthority
    from esign.trust import Evidence

RESERVED = 8192
"""Bytes kept free for a token; a larger one is asked for again with room enough."""
ROOM = 1024
PRINT, LOCKED = 4, 128
"""Flags of an annotation (ISO 32000-2 §12.5.3); PDF/A demands the first."""


class _TooLargeError(Exception):
    """A token did not fit; `size` is its length in bytes."""

    def __init__(self, size: int) -> None:
        super().__init__(size)
        self.size = size


def append_timestamp(data: bytes, authority: TimestampAuthority) -> bytes:
    """The file with one more revision: a document time-stamp over all that was there.

    Raises:
        ServiceError: no authority gives a time-stamp.
    """
    try:
        return _stamped(data, authority, RESERVED)
    except _TooLargeError as fault:
        return _stamped(data, authority, fault.size + ROOM)


def _stamped(data: bytes, authority: TimestampAuthority, room: int) -> bytes:
    revision = Revision(data)
    form = revision.root["/AcroForm"]
    taken = {str(entry.get_object()["/T"]) for entry in form["/Fields"]}
    count = sum(name.startswith(TIMESTAMP_FIELD) for name in taken)
    name = f"{TIMESTAMP_FIELD}{count + 1}"
    form["/Fields"].append(revision.add_object(_field(name)))
    revision.update_container(form["/Fields"])
    steps = PdfCMSEmbedder().write_cms(name, revision, existing_fields_only=True)
    next(steps)
    steps.send(SigObjSetup(DocumentTimestamp(bytes_reserved=2 * room)))
    prepared, output = steps.send(SigIOSetup("sha256", in_place=True))
    token = authority.timestamp(prepared.document_digest)
    if len(token) > room:
        raise _TooLargeError(len(token))
    steps.send(token)
    return _continued(data, output.getvalue())


def _field(name: str) -> DictionaryObject:
    """An invisible signature field: its annotation has no size (ISO 32000-2 §12.7.5.5)."""
    return DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Annot"),
            NameObject("/Subtype"): NameObject("/Widget"),
            NameObject("/FT"): NameObject("/Sig"),
            NameObject("/T"): TextStringObject(name),
            NameObject("/F"): NumberObject(PRINT | LOCKED),
            NameObject("/Rect"): ArrayObject([NumberObject(0)] * 4),
        }
    )


def append_evidence(data: bytes, evidence: Evidence, held: Evidence) -> bytes:
    """The file with one more revision: a security store that holds `evidence` as well.

    Args:
        data: the file.
        evidence: what its store shall hold.
        held: what its store holds already; nothing of it is written again.
    """
    revision = Revision(data)
    has_store = "/DSS" in revision.root
    empty = DictionaryObject({NameObject("/Type"): NameObject("/DSS")})
    store = revision.root["/DSS"] if has_store else empty
    new = evidence - held
    kinds = {"/Certs": new.certificates, "/CRLs": new.lists, "/OCSPs": new.responses}
    for key, entries in kinds.items():
        references = _streams(revision, entries)
        if references:
            store[NameObject(key)] = ArrayObject([*store.get(key, ()), *references])
    if has_store:
        revision.update_container(store)
    else:
        revision.root[NameObject("/DSS")] = revision.add_object(store)
        revision.update_container(revision.root)
    output = BytesIO()
    writer: Any = revision  # the library has no types for what follows
    writer.write(output)
    return _continued(data, output.getvalue())


def _streams(revision: Revision, entries: Collection[bytes]) -> list[IndirectObject]:
    return [revision.add_object(StreamObject(stream_data=entry)) for entry in sorted(entries)]


def _continued(before: bytes, after: bytes) -> bytes:
    """What was written, if it begins with every byte of what was there."""
    if not after.startswith(before):
        raise RuntimeError("a revision has changed earlier bytes")
    return after
