# SPDX-License-Identifier: Apache-2.0
"""Collecting the facts of a file; no opinion here, and no input may make it crash."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from datetime import UTC
from importlib import import_module
from typing import TYPE_CHECKING

from pyhanko.pdf_utils.generic import (
    ByteStringObject,
    IndirectObject,
    TextStringObject,
    parse_pdf_date,
)
from pyhanko.pdf_utils.misc import PdfError

from esign.errors import InputError
from esign.verification.changes import analyse
from esign.verification.container import read_container
from esign.verification.content import need_appearances, read_content, stray_fields
from esign.verification.facts import Change, Facts, Revision, Signature
from esign.verification.filled import read_numbering, with_number
from esign.verification.form import locks_document, signature_fields, signed_fields
from esign.verification.metadata import read_metadata
from esign.verification.open_form import open_form
from esign.verification.sections import read_sections
from esign.verification.source import Source, attempt
from esign.verification.stamps import read_stamp
from esign.verification.text_mark import read_text_mark
from esign.verification.timeline import assess

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from esign.trust import TrustStore
    from esign.verification.facts import Container, Stamp, Store
    from esign.verification.form import SignedField
    from esign.verification.open_form import OpenForm
    from esign.verification.sections import Section

_HEX = re.compile(rb"(?:[0-9A-F]{2})*")  # upper case, as pyHanko writes it
_RANGES = 4
_YEARS = range(2, 9999)  # every time zone has their moments
# What the libraries raise on malformed input that got past every single check on the way.
_DEFEATED = (PdfError, ValueError, TypeError, LookupError, ArithmeticError, RecursionError)


def collect(data: bytes, *, name: str, trust: TrustStore, at: datetime) -> Facts:
    """The facts of a file; certificates are assessed by the trust store at a moment.

    Raises:
        InputError: the bytes cannot be read as an unencrypted PDF, however leniently.
    """
    if not data:
        raise InputError("verification.empty", name=name)
    if data[:64].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<?xml"):
        raise InputError("verification.package", name=name)
    strict = Source.open(data, strict=True)
    source = strict or Source.open(data, strict=False)
    if source is None:
        raise InputError("verification.unreadable", name=name)
    if source.encrypted:
        raise InputError("verification.encrypted", name=name)
    try:
        facts = _facts(source, trust, at)
    except _DEFEATED as fault:
        raise InputError("verification.unreadable", name=name) from fault
    return replace(facts, well_formed=strict is not None and not source.broken)


def _facts(source: Source, trust: TrustStore, at: datetime) -> Facts:
    fields = signature_fields(source)
    signed = signed_fields(source, fields)
    sections = read_sections(source)
    signatures = tuple(
        _signature(source, sections, field, ordinal)
        for ordinal, field in enumerate(signed, start=1)
    )
    opened = open_form(source, _first_signed(source, signed))
    revisions = _revisions(source, sections, signed, opened)
    store = _store(source)
    judged = assess(signatures, revisions, store, (trust, at))
    numbering = read_numbering(source, opened, signed)
    content = read_content(source, () if opened is None else tuple(opened.fields))
    known = {field.reference for field in fields} | set(opened.fields.values() if opened else ())
    return Facts(
        sha256=hashlib.sha256(source.data).hexdigest(),
        size=len(source.data),
        judged_at=at,
        well_formed=True,
        hybrid=attempt(lambda: source.reader.xrefs.hybrid_xrefs_present) is not False,
        need_appearances=need_appearances(source),
        active_content=content.harmful,
        unusual_content=content.unusual,
        empty_fields=sum(field.value is None for field in fields),
        stray_fields=stray_fields(source, known),
        signatures=judged.signatures,
        revisions=revisions,
        document=with_number(_document(source, signed), numbering),
        tail=len(source.data) - (sections[-1].end if sections and sections[-1] else source.end),
        store=judged.store,
        level=judged.level,
        numbering=numbering,
    )


def _store(source: Source) -> Store | None:
    """What the security store holds; None where there is none, as in a document as issued."""
    if source.catalog is None or "/DSS" not in source.catalog:
        return None
    found: Store = import_module("esign.verification.security_store").read_store(source)
    return found


def _revisions(
    source: Source,
    sections: Sequence[Section | None],
    signed: Sequence[SignedField],
    opened: OpenForm | None,
) -> tuple[Revision, ...]:
    """What each revision changed; where the analysis is defeated, all of them count as changes."""
    try:
        return analyse(source, sections, signed, opened)
    except _DEFEATED:
        source.broken = True
        return tuple(Revision(number, Change.OTHER, "fault") for number in range(len(sections)))


def _signature(
    source: Source, sections: Sequence[Section | None], field: SignedField, ordinal: int
) -> Signature:
    sane = _range_sane(source, field)
    covered = sum(field.byte_range[2:]) if sane else -1
    section = sections[field.revision] if field.revision < len(sections) else None
    container, stamp = _read(source, field)
    return Signature(
        ordinal=ordinal,
        field=field.name,
        subfilter=source.name(field.signature, "/SubFilter").removeprefix("/"),
        timestamp=field.timestamp,
        revision=field.revision,
        range_sane=sane,
        hex_clean=sane and _HEX.fullmatch(source.data, *_gap(field)) is not None,
        covers_revision=section is not None and section.end == covered,
        covers_file=covered == len(source.data),
        locks_document=locks_document(source, field),
        shared=field.shared,
        container=container,
        claimed_at=None if field.timestamp else _claimed(source, field, container),
        stamp=stamp,
        text=None if field.timestamp else read_text_mark(source, field.widget),
    )


def _gap(field: SignedField) -> tuple[int, int]:
    """Where the hexadecimal digits between the two ranges start and end."""
    _, first, second, _ = field.byte_range
    return first + 1, second - 1


def _range_sane(source: Source, field: SignedField) -> bool:
    """Two ranges from the first byte on that leave out exactly the signature's own hex string."""
    if len(field.byte_range) != _RANGES:
        return False
    start, first, second, length = field.byte_range
    if start != 0 or first <= 0 or length <= 0 or second + length > len(source.data):
        return False
    if not 0 <= field.place < first < second:
        return False
    gap = source.data[first:second]
    own = source.data[field.place : first]
    if gap[:1] != b"<" or gap[-1:] != b">" or b"endobj" in own:
        return False
    return attempt(lambda: bytes.fromhex(gap[1:-1].decode("ascii"))) == _contents(field)


def _contents(field: SignedField) -> bytes | None:
    value = dict.get(field.signature, "/Contents")
    if isinstance(value, TextStringObject | ByteStringObject):
        return attempt(lambda: value.original_bytes)
    return None


def _read(source: Source, field: SignedField) -> tuple[Container | None, Stamp | None]:
    """What the field's reserved space holds: a signature, or a time-stamp's token."""
    contents = _contents(field)
    if contents is None or len(field.byte_range) != _RANGES or min(field.byte_range) < 0:
        return None, None
    start, first, second, length = field.byte_range
    ranges = (slice(start, start + first), slice(second, second + length))

    def digest(algorithm: str) -> bytes:
        state = hashlib.new(algorithm)
        for part in ranges:
            state.update(memoryview(source.data)[part])
        return state.digest()

    if field.timestamp:
        return None, read_stamp(contents, digest)
    return read_container(contents, digest), None


def _claimed(source: Source, field: SignedField, container: Container | None) -> datetime | None:
    """The claimed moment by the signature dictionary, or else by the container."""
    entry = source.entry(field.signature, "/M")
    stated: datetime | None = None
    if isinstance(entry, TextStringObject):
        stated = _moment(attempt(lambda: parse_pdf_date(entry, strict=False)))
    return stated or _moment(container.claimed_at if container else None)


def _moment(stated: datetime | None) -> datetime | None:
    """The moment, aware; without an offset it is universal time (ISO 32000-2 §7.9.4).

    None also when it is so near the ends of the calendar that other time zones lack it.
    """
    if stated is None or stated.year not in _YEARS:
        return None
    return stated if stated.tzinfo else stated.replace(tzinfo=UTC)


def _first_signed(source: Source, signed: Sequence[SignedField]) -> int:
    """The revision of the first signature, else of the first time-stamp, else the newest."""
    newest = attempt(lambda: source.reader.total_revisions - 1) or 0
    people = [field.revision for field in signed if not field.timestamp]
    return min(people or [field.revision for field in signed], default=newest)


def _document(source: Source, signed: Sequence[SignedField]) -> dict[str, str]:
    """The metadata as it was when the first signature was made, or as it is in an unsigned file."""
    revision = _first_signed(source, signed)
    root = attempt(lambda: source.reader.root_ref)
    catalog = source.at_revision(root, revision) if root is not None else None
    stream = source.raw(catalog, "/Metadata")
    if not isinstance(stream, IndirectObject):
        return {}
    return dict(read_metadata(source.at_revision(stream.reference, revision)))
