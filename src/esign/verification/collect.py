# SPDX-License-Identifier: Apache-2.0
"""Collecting the facts of a file; no opinion here, and no input may make it crash."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING

from pyhanko.pdf_utils.misc import PdfError

from esign.errors import InputError
from esign.verification.carried_data import disagreeing
from esign.verification.changes import analyse
from esign.verification.container import read_container
from esign.verification.content import need_appearances, read_content, stray_fields
from esign.verification.facts import Change, Facts, Revision, Signature
from esign.verification.filled import read_numbering, with_number
from esign.verification.form import locks_document, signature_fields, signed_fields
from esign.verification.links import Links
from esign.verification.long_strings import read_long_strings
from esign.verification.open_form import open_form
from esign.verification.placement import find_places
from esign.verification.printed import read_if_sound
from esign.verification.ranges import (
    claims_more,
    covered_digest,
    is_cut,
    is_hex_clean,
    range_sane,
    signature_contents,
)
from esign.verification.said import claimed_time, first_signed, own_words
from esign.verification.sections import read_sections
from esign.verification.source import Source, attempt
from esign.verification.stamps import read_stamp
from esign.verification.text_mark import read_text_mark
from esign.verification.timeline import assess
from esign.verification.unused import unused_objects

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from esign.trust import TrustStore
    from esign.verification.facts import Container, Stamp, Store
    from esign.verification.form import SignedField
    from esign.verification.open_form import OpenForm
    from esign.verification.sections import Section

# What the libraries raise on malformed input that got past every single check on the way.
DEFEATED = (PdfError, ValueError, TypeError, LookupError, ArithmeticError, RecursionError)


def collect(data: bytes, *, name: str, trust: TrustStore, at: datetime) -> Facts:
    """The facts of a file; certificates are assessed by the trust store at a moment.

    Raises:
        InputError: the bytes cannot be read as an unencrypted PDF, however leniently.
    """
    source, strict = open_source(data, name)
    if source.encrypted:
        raise InputError("verification.encrypted", name=name)
    try:
        facts = _facts(source, trust, at)
    except DEFEATED as fault:
        raise InputError("verification.unreadable", name=name) from fault
    return replace(facts, well_formed=strict and not source.broken)


def open_source(data: bytes, name: str) -> tuple[Source, bool]:
    """The file, and whether it follows ISO 32000 strictly.

    Raises:
        InputError: the bytes cannot be read as a PDF, however leniently.
    """
    if not data:
        raise InputError("verification.empty", name=name)
    if data[:64].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<?xml"):
        raise InputError("verification.package", name=name)
    strict = Source.open(data, strict=True)
    source = strict or Source.open(data, strict=False)
    if source is None:
        raise InputError("verification.unreadable", name=name)
    read_long_strings(source)
    return source, strict is not None


def _facts(source: Source, trust: TrustStore, at: datetime) -> Facts:
    fields = signature_fields(source)
    signed = signed_fields(source, fields)
    first = first_signed(source, signed)
    sections = read_sections(source)
    places = find_places(source, [field for field in signed if not field.timestamp])
    signatures = tuple(
        replace(_signature(source, sections, field, ordinal), place=places.get(field.reference))
        for ordinal, field in enumerate(signed, start=1)
    )
    opened = open_form(source, first)
    links = Links(source)
    revisions = _revisions(source, sections, signed, (links, opened))
    store = _store(source)
    judged = assess(signatures, revisions, store, (trust, at))
    numbering = read_numbering(source, opened, signed)
    document = with_number(own_words(source, signed), numbering)
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
        document=document,
        tail=len(source.data) - (sections[-1].end if sections and sections[-1] else source.end),
        store=judged.store,
        level=judged.level,
        numbering=numbering,
        cut=is_cut(source, signed),
        disagreeing=disagreeing(source, first, document),
        printed=read_if_sound(source.data, judged.signatures, document, numbered=numbering is None),
        unused=unused_objects(links, sections, first),
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
    by: tuple[Links, OpenForm | None],
) -> tuple[Revision, ...]:
    """What each revision changed; where the analysis is defeated, all of them count as changes."""
    try:
        return analyse(source, sections, signed, *by)
    except DEFEATED:
        source.broken = True
        return tuple(Revision(number, Change.OTHER, "fault") for number in range(len(sections)))


def _signature(
    source: Source, sections: Sequence[Section | None], field: SignedField, ordinal: int
) -> Signature:
    sane = range_sane(source, field)
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
        hex_clean=sane and is_hex_clean(source, field),
        covers_revision=section is not None and section.end == covered,
        covers_file=covered == len(source.data),
        locks_document=locks_document(source, field),
        shared=field.shared,
        container=container,
        claimed_at=None if field.timestamp else claimed_time(source, field, container),
        stamp=stamp,
        text=None if field.timestamp else read_text_mark(source, field.widget),
        signed_bytes=max(covered, 0),
        beyond=claims_more(source, field),
    )


def _read(source: Source, field: SignedField) -> tuple[Container | None, Stamp | None]:
    """What the field's reserved space holds: a signature, or a time-stamp's token."""
    contents, digest = signature_contents(field), covered_digest(source, field)
    if contents is None or digest is None:
        return None, None
    if field.timestamp:
        return None, read_stamp(contents, digest)
    return read_container(contents, digest), None
