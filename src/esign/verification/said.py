# SPDX-License-Identifier: Apache-2.0
"""What a file and its signers say about themselves; worth what the verdict is worth."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING

from pyhanko.pdf_utils.generic import IndirectObject, TextStringObject, parse_pdf_date

from esign.verification.metadata import read_metadata
from esign.verification.source import attempt

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from esign.verification.facts import Container
    from esign.verification.form import SignedField
    from esign.verification.source import Source

_YEARS = range(2, 9999)  # every time zone has their moments


def claimed_time(
    source: Source, field: SignedField, container: Container | None
) -> datetime | None:
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


def first_signed(source: Source, signed: Sequence[SignedField]) -> int:
    """The revision of the first signature, else of the first time-stamp, else the newest."""
    newest = attempt(lambda: source.reader.total_revisions - 1) or 0
    people = [field.revision for field in signed if not field.timestamp]
    return min(people or [field.revision for field in signed], default=newest)


def own_words(source: Source, signed: Sequence[SignedField]) -> dict[str, str]:
    """The metadata as it was when the first signature was made, or as it is in an unsigned file."""
    revision = first_signed(source, signed)
    root = attempt(lambda: source.reader.root_ref)
    catalog = source.at_revision(root, revision) if root is not None else None
    stream = source.raw(catalog, "/Metadata")
    if not isinstance(stream, IndirectObject):
        return {}
    return dict(read_metadata(source.at_revision(stream.reference, revision)))
