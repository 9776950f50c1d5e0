# SPDX-License-Identifier: Apache-2.0
"""What verification finds in a file, without opinion: frozen values that `judge` walks over."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from esign.trust import CertificateStanding


class Change(StrEnum):
    """What a revision did to the file."""

    FIRST = "first"
    """Nothing was signed before it."""
    SIGNATURE = "signature"
    """Exactly one prepared field was signed; nothing else (own closed-world analysis)."""
    UNCONFIRMED = "unconfirmed"
    """A time-stamp or file properties (general difference analysis); not confirmed by our own."""
    FILLED = "filled"
    """Form fields were filled in (general difference analysis)."""
    ANNOTATED = "annotated"
    """Annotations were changed (general difference analysis)."""
    OTHER = "other"
    """The content was changed, or nobody can tell that it was not."""


@dataclass(frozen=True, slots=True)
class Revision:
    """One saved state of the file.

    `reason` names, for developers, where the closed-world analysis gave up; empty if it did not.
    """

    number: int
    change: Change
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Container:
    """The signature container (CMS SignedData, RFC 5652) of one signature.

    Attributes:
        certificate: the signer's certificate, DER.
        others: the other certificates, DER.
        digest_algorithm: `sha256`; empty when unknown.
        signature_algorithm: `rsa`, `rsa-pss` or `ecdsa`; empty when unknown.
        digest_matches: the signed digest is that of the covered bytes.
        signature_valid: the signature fits certificate and signed attributes.
        reference_matches: the signed reference names the certificate (RFC 5035); None if absent.
        signed_attributes: names, in the order they stand.
        unsigned_attributes: names.
        canonical: rebuilt from its parts, the container is the same byte for byte.
        padding_clean: only zeros follow it within the reserved space.
        claimed_at: signing time among the signed attributes.
    """

    certificate: bytes
    others: tuple[bytes, ...]
    digest_algorithm: str
    signature_algorithm: str
    digest_matches: bool
    signature_valid: bool
    reference_matches: bool | None
    signed_attributes: tuple[str, ...]
    unsigned_attributes: tuple[str, ...]
    canonical: bool
    padding_clean: bool
    claimed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Bearer:
    """Everything a certificate says about who holds it and for how long; several values count.

    Attributes:
        names: common names.
        titles: titles (X.520 `title`).
        organisations: names of the body the holder belongs to.
        codes: electronic identifiers of an agency (`organizationIdentifier`).
        since: start of the period of validity, aware.
        until: its end.
    """

    names: tuple[str, ...]
    titles: tuple[str, ...]
    organisations: tuple[str, ...]
    codes: tuple[str, ...]
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature field that is filled.

    Attributes:
        ordinal: 1-based, in the order of the covered bytes.
        field: the field's full name.
        subfilter: how the dictionary names the encoding.
        timestamp: it is a document time-stamp.
        revision: number of the revision that brought it.
        range_sane: two ranges from the start of the file around exactly its own hex string.
        hex_clean: the hex string is in upper case without white space.
        covers_revision: the ranges end where that revision ends.
        covers_file: the ranges end where the file ends.
        locks_document: it forbids every later change (FieldMDP All with permission 1).
        shared: another field refers to the same signature.
        container: None when it cannot be read.
        standing: how the certificate stands; None when there is none.
        bearer: whom the certificate names; None when it cannot be read.
        claimed_at: the signer's word about the time, aware; None when there is none to go by.
    """

    ordinal: int
    field: str
    subfilter: str
    timestamp: bool
    revision: int
    range_sane: bool
    hex_clean: bool
    covers_revision: bool
    covers_file: bool
    locks_document: bool
    shared: bool
    container: Container | None = None
    standing: CertificateStanding | None = None
    bearer: Bearer | None = None
    claimed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything found in one file.

    Attributes:
        sha256: digest of the file.
        size: in bytes.
        judged_at: the moment for which the certificates were assessed.
        well_formed: it follows ISO 32000 strictly wherever it was read.
        hybrid: it carries two cross-reference tables that may disagree.
        need_appearances: readers are told to redraw the form.
        active_content: names of what can act or change by itself.
        unusual_content: names of what no issued document has, harmless though it may be.
        empty_fields: signature fields that nobody has signed.
        stray_fields: signature fields on pages that the form does not list.
        signatures: in the order of the covered bytes, time-stamps included.
        revisions: in order.
        document: what the signed file says about itself.
    """

    sha256: str
    size: int
    judged_at: datetime
    well_formed: bool
    hybrid: bool
    need_appearances: bool
    active_content: tuple[str, ...]
    unusual_content: tuple[str, ...]
    empty_fields: int
    stray_fields: int
    signatures: tuple[Signature, ...]
    revisions: tuple[Revision, ...]
    document: Mapping[str, str] = field(default_factory=dict)

    @property
    def human_signatures(self) -> tuple[Signature, ...]:
        """The signatures that are not document time-stamps, in the order of signing."""
        return tuple(entry for entry in self.signatures if not entry.timestamp)
