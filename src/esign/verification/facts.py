# SPDX-License-Identifier: Apache-2.0
"""What verification finds in a file, without opinion: frozen values that `judge` walks over."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from esign.model import Changes, Level, OpenField, Place
    from esign.trust import CertificateStanding
    from esign.verification.printed.seen import Printed


class Change(StrEnum):
    """What a revision did to the file."""

    FIRST = "first"
    """Nothing was signed before it."""
    SIGNATURE = "signature"
    """Exactly one prepared field was signed; nothing else (own closed-world analysis)."""
    EXTENDED = "extended"
    """A document time-stamp, validation data or both were added; nothing else (own analysis)."""
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
        commitment: what it is said to be meant as, `approval` or `origin` (proofOfApproval and
            proofOfOrigin of EN 319 122-1 §5.2.3); empty when nothing is said, or something else.
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
    commitment: str = ""


@dataclass(frozen=True, slots=True)
class Stamp:
    """The token of a document time-stamp (RFC 3161 §2.4.2).

    Attributes:
        at: the moment it certifies, aware.
        certificate: the authority's, DER.
        others: the other certificates, DER.
        imprint_matches: it is over the covered bytes, by a digest of SHA-2 or SHA-3.
        intact: the authority's signature fits and names this very certificate.
        canonical: rebuilt from its parts, the token is the same byte for byte.
        padding_clean: only zeros follow it within the reserved space.
        weak: it would be over these bytes and its authority's own, did SHA-1 still prove anything.
    """

    at: datetime
    certificate: bytes
    others: tuple[bytes, ...]
    imprint_matches: bool
    intact: bool
    canonical: bool
    padding_clean: bool
    weak: bool = False


@dataclass(frozen=True, slots=True)
class Store:
    """The document security store (ISO 32000-2 §12.8.4.3) of the newest state.

    Each piece of data is known by its DER and the number of the revision that brought it.

    Attributes:
        certificates, lists, responses: the data; lists are CRLs, responses OCSP responses.
        sound: all of it could be read, and is written in the one proper form.
        vouched: all of it comes from authorities that lead to an anchor, none from the future, and
            no response is about a certificate that has no part in the file.
    """

    certificates: Mapping[bytes, int] = field(default_factory=dict)
    lists: Mapping[bytes, int] = field(default_factory=dict)
    responses: Mapping[bytes, int] = field(default_factory=dict)
    sound: bool = True
    vouched: bool = True


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
        stamp: the token of a document time-stamp; None when it cannot be read, or it is none.
        judged_at: the moment for which the certificate was assessed; None when it was not.
        proven: a later time-stamp that was found good proves that moment.
        sound: of a time-stamp, that it proves its own moment.
        text: what it shows in words; None if it shows none.
        signed_bytes: it covers the file's first so many bytes; 0 when that cannot be told.
        place: where it is seen; None when it is invisible.
        changes: what came after it, by the general analysis; None where that was not made.
        later: what came after it, in the words of that analysis.
        tokens: time-stamps over the signature itself, carried beside it (EN 319 122-1 §5.3).
        blank: its reserved space holds nothing but zeros.
        beyond: it says that it covers more bytes than there are.
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
    stamp: Stamp | None = None
    judged_at: datetime | None = None
    proven: bool = False
    sound: bool = False
    text: str | None = None
    signed_bytes: int = 0
    place: Place | None = None
    changes: Changes | None = None
    later: tuple[str, ...] = ()
    tokens: tuple[Stamp, ...] = ()
    blank: bool = False
    beyond: bool = False


@dataclass(frozen=True, slots=True)
class Numbering:
    """Number and date of a document that was signed before it had them.

    Attributes:
        certified: the first signature permits the filling of fields, and nothing else.
        values: what each open field says; empty while it is not filled.
        shown: what the glyphs of its appearance are; empty where they are no line of digits.
    """

    certified: bool
    values: Mapping[OpenField, str]
    shown: Mapping[OpenField, str]


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
        tail: bytes after the end of the last revision.
        cut: its end is missing: a signature covers more than there is, or a revision only begins.
        store: the document security store; None when there is none.
        level: how long the signatures can be proven; None when they are not even intact.
        numbering: what its open fields say; None of a document that was numbered before signing.
        acting: names of what can change by itself what the file shows, by the general reading;
            None when there is more than is looked at.
        leaving: actions that start without a click and lead out of the file.
        outside: how pages show what the file does not hold.
        disagreeing: what the attached data of an issued document says otherwise than its metadata;
            `unreadable` or `several` where that cannot be told.
        printed: what the pages print; None where they were not read.
        unused: numbers of objects that nothing in the signed file leads to; None where unknown.
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
    tail: int = 0
    cut: bool = False
    store: Store | None = None
    level: Level | None = None
    numbering: Numbering | None = None
    acting: tuple[str, ...] | None = ()
    leaving: tuple[str, ...] = ()
    outside: tuple[str, ...] = ()
    disagreeing: tuple[str, ...] = ()
    printed: Printed | None = None
    unused: tuple[int, ...] | None = ()

    @property
    def timestamps(self) -> tuple[Signature, ...]:
        """The document time-stamps, in the order of the covered bytes."""
        return tuple(entry for entry in self.signatures if entry.timestamp)

    @property
    def human_signatures(self) -> tuple[Signature, ...]:
        """The signatures that are not document time-stamps, in the order of signing."""
        return tuple(entry for entry in self.signatures if not entry.timestamp)
