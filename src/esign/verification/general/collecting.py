# SPDX-License-Identifier: Apache-2.0
"""The facts of a file of any origin."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from pyhanko.pdf_utils.generic import ArrayObject, ByteStringObject, TextStringObject

from esign.errors import InputError
from esign.model import Changes
from esign.verification import der
from esign.verification.collect import DEFEATED, open_source
from esign.verification.facts import Facts, Signature
from esign.verification.form import locks_document, signature_fields, signed_fields
from esign.verification.general.acting import read_acting
from esign.verification.general.containers import open_container
from esign.verification.general.coverage import blank_tail, covers_version
from esign.verification.general.history import Later, read_later
from esign.verification.general.legacy import SUBFILTER, open_bare
from esign.verification.general.store import read_loose_store
from esign.verification.general.stray import stray_signatures
from esign.verification.general.structure import hybrid_after, tables_disagree
from esign.verification.general.table_numbers import read_strictly
from esign.verification.general.unused import left_lying
from esign.verification.placement import find_places
from esign.verification.ranges import (
    claims_more,
    covered_digest,
    is_cut,
    range_sane,
    signature_contents,
)
from esign.verification.said import claimed_time, first_signed, own_words
from esign.verification.stamps import read_stamp
from esign.verification.timeline import assess

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from esign.trust import TrustStore
    from esign.verification.facts import Stamp, Store
    from esign.verification.form import SignedField
    from esign.verification.general.containers import Opened
    from esign.verification.source import Source

NO_PASSWORD: Final = b""
_MOST_IN_ONE: Final = 16
"""Certificates in one string."""


def collect_any(data: bytes, *, name: str, trust: TrustStore, at: datetime) -> Facts:
    """The facts of a file; certificates are assessed by the trust store at a moment.

    A file that is encrypted for everybody (with an empty password) is read like any other.

    Raises:
        InputError: the bytes cannot be read as a PDF, however leniently, or not without a password.
    """
    source, strict = open_source(data, name)
    if source.encrypted and not source.decrypt(NO_PASSWORD):
        raise InputError("verification.encrypted", name=name)
    strict = strict or read_strictly(source)
    try:
        facts = _facts(source, trust, at)
    except DEFEATED as fault:
        raise InputError("verification.unreadable", name=name) from fault
    whole = len(facts.signatures) == 1 and facts.signatures[0].covers_file
    sound = not source.broken and (strict or whole)
    return replace(facts, well_formed=sound)


def _facts(source: Source, trust: TrustStore, at: datetime) -> Facts:
    fields = signature_fields(source)
    signed = signed_fields(source, fields)
    distinct = _distinct(signed)
    opened = {field.reference: _opened(source, field) for field in distinct}
    places = find_places(source, [field for field in distinct if not field.timestamp])
    signatures = tuple(
        replace(
            _signature(source, field, ordinal, opened[field.reference]),
            place=places.get(field.reference),
        )
        for ordinal, field in enumerate(distinct, start=1)
    )
    store = _store(source, distinct, list(opened.values()))
    by = (trust, at)
    judged = assess(_with_history(source, signatures, distinct), (), store, by, general=True)
    first, acting = first_signed(source, signed), read_acting(source)
    return Facts(
        sha256=hashlib.sha256(source.data).hexdigest(),
        size=len(source.data),
        judged_at=at,
        well_formed=True,
        hybrid=hybrid_after(source, first) or tables_disagree(source),
        need_appearances=False,
        active_content=(),
        unusual_content=(),
        empty_fields=sum(field.value is None for field in fields),
        stray_fields=stray_signatures(source, {field.reference for field in fields}),
        signatures=judged.signatures,
        revisions=(),
        document=own_words(source, signed),
        cut=is_cut(source, signed),
        tail=0 if blank_tail(source) else len(source.data) - source.end,
        store=judged.store,
        level=judged.level,
        acting=acting.parts,
        leaving=acting.leaving,
        outside=acting.outside,
        unused=left_lying(source, first),
    )


def _distinct(signed: Sequence[SignedField]) -> list[SignedField]:
    """The signed fields; of those that share one signature, the first."""
    seen: set[int] = set()
    found = []
    for field in signed:
        if id(field.signature) not in seen:
            seen.add(id(field.signature))
            found.append(field)
    return found


def _opened(source: Source, field: SignedField) -> Opened | None:
    contents, digest = signature_contents(field), covered_digest(source, field)
    if field.timestamp or contents is None or digest is None:
        return None
    kind = source.name(field.signature, "/SubFilter").removeprefix("/")
    if kind == SUBFILTER:
        return open_bare(contents, _beside(source, field), digest)
    return open_container(contents, kind, digest, _beside(source, field))


def _beside(source: Source, field: SignedField) -> list[bytes]:
    """The certificates in the signature's dictionary (`/Cert`, ISO 32000-1 Table 252)."""
    value = source.entry(field.signature, "/Cert")
    items = list(list.__iter__(value)) if isinstance(value, ArrayObject) else [value]
    texts = [source.resolve(item) for item in items]
    strings = [
        text.original_bytes
        for text in texts
        if isinstance(text, TextStringObject | ByteStringObject)
    ]
    return [each for string in strings for each in _apart(string)]


def _apart(string: bytes) -> list[bytes]:
    """The certificates of a string; iText 2 and OpenPDF write the whole path into one."""
    found: list[bytes] = []
    while string and len(found) < _MOST_IN_ONE:
        length = der.total_length(string) or len(string)
        found.append(string[:length])
        string = string[length:]
    return found


def _signature(
    source: Source, field: SignedField, ordinal: int, opened: Opened | None
) -> Signature:
    sane = range_sane(source, field)
    covered = sum(field.byte_range[2:]) if sane else 0
    container = opened.container if opened else None
    return Signature(
        ordinal=ordinal,
        field=field.name,
        subfilter=source.name(field.signature, "/SubFilter").removeprefix("/"),
        timestamp=field.timestamp,
        revision=field.revision,
        range_sane=sane,
        hex_clean=False,
        covers_revision=sane and covers_version(source, covered, field.revision),
        covers_file=sane and covered >= source.end and blank_tail(source),
        locks_document=locks_document(source, field),
        shared=field.shared,
        container=container,
        claimed_at=None if field.timestamp else claimed_time(source, field, container),
        stamp=_stamp(source, field),
        signed_bytes=covered,
        tokens=opened.tokens if opened else (),
        beyond=claims_more(source, field),
        blank=not (signature_contents(field) or b"").strip(b"\0"),
    )


def _stamp(source: Source, field: SignedField) -> Stamp | None:
    contents, digest = signature_contents(field), covered_digest(source, field)
    if not field.timestamp or contents is None or digest is None:
        return None
    return read_stamp(contents, digest)


def _with_history(
    source: Source, signatures: Sequence[Signature], signed: Sequence[SignedField]
) -> list[Signature]:
    """The signatures with what came after each; of one that covers no version it is not asked."""
    found = []
    for signature, field in zip(signatures, signed, strict=True):
        if field.timestamp:
            found.append(signature)
            continue
        if signature.covers_revision:
            later = read_later(source, field, signed)
        else:
            later = Later(Changes.UNKNOWN)
        found.append(replace(signature, changes=later.changes, later=later.what))
    return found


def _store(
    source: Source, signed: Sequence[SignedField], opened: Sequence[Opened | None]
) -> Store | None:
    brought = [
        (found.carried, field.revision)
        for field, found in zip(signed, opened, strict=True)
        if found is not None
    ]
    return read_loose_store(source, brought)
