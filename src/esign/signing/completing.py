# SPDX-License-Identifier: Apache-2.0
"""Sign first, number later: the person certifies an open page, the seal completes and closes it.

The person's signature permits one thing (DocMDP, ISO 32000-2 §12.8.2.2): filling fields. The agency
fills number, day and month in the very revision of its seal, which locks them with all the rest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from esign.errors import ConfigurationError, InputError
from esign.kinds import filled_values
from esign.model import VIETNAM, OpenField, Role, SealedPdf, SignatureField, SignedOpen
from esign.signing.content import require_complete, require_spelling, require_unnumbered
from esign.signing.filling import fill
from esign.signing.opening import open_signature
from esign.signing.precondition import require_signed
from esign.signing.prepared import PreparedFile
from esign.signing.revision import Revision, reserve
from esign.signing.signatory import refuse_other_role
from esign.signing.times import require_after_issue, require_after_signature

if TYPE_CHECKING:
    from datetime import datetime

    from esign.model import Numbered, PreparedOpen
    from esign.signing.opening import OpenSignature
    from esign.signing.signatory import Signatory

FIELDS = (*OpenField, *SignatureField)


def begin_certification(prepared: PreparedOpen, signatory: Signatory) -> OpenSignature:
    """The competent person's signature over a page without number and date, but for its value.

    Raises:
        KeyFaultError: the certificate may not sign now, or is not that of the person printed.
        InputError: the document is not prepared so, or is signed already.
        ConfigurationError: the clock tells a day before the page was laid out.
    """
    refuse_other_role(signatory, Role.PERSON)
    signer = prepared.unnumbered.request.signer
    signatory.refuse_unfit(signer.name, signer.title)
    if signatory.now().date() < prepared.unnumbered.drawn_on:
        raise ConfigurationError("signing.before_laid_out")
    file = PreparedFile(prepared.data, FIELDS)
    if any(value is not None for value in file.values.values()):
        raise InputError("signing.signed_already")
    if not signatory.bears(signer.name):
        require_spelling(file, signatory.key.certificate, signer.name, signatory.spellings)
    form, showing, name = signatory.form, signatory.shown(), SignatureField.SIGNER
    data, gap = reserve(Revision(prepared.data), name, form, showing, certifying=True)
    return open_signature(form, data, gap, name, showing.at)


def certify(prepared: PreparedOpen, signatory: Signatory) -> SignedOpen:
    """The competent person's signature, who leaves number and date to the office.

    Raises:
        KeyFaultError, InputError, ConfigurationError: see `begin_certification`.
    """
    data = signatory.finish(begin_certification(prepared, signatory))
    return SignedOpen(prepared.unnumbered, data, prepared.subject, prepared.pages)


def require_completable(signed: SignedOpen, signatory: Signatory) -> datetime:
    """Require that a signed page could be completed and sealed now, once it had a number.

    Returns:
        When its signer claims to have signed it.

    Raises:
        KeyFaultError, InputError, ConfigurationError: see `complete`.
    """
    refuse_other_role(signatory, Role.AGENCY)
    signatory.refuse_unfit(signed.unnumbered.agency.name)
    signer = signed.unnumbered.request.signer
    cut = require_signed(signed.data, signer, signatory, certifying=True)
    require_after_signature(cut.claimed_at, signatory.now())
    file = PreparedFile(signed.data, FIELDS)
    if file.values != dict.fromkeys(FIELDS) | {SignatureField.SIGNER: cut.place}:
        raise InputError("signing.signature_broken")
    require_complete(file, cut.place)
    require_unnumbered(file, signed.unnumbered)
    require_spelling(file, cut.certificate, signer.name, signatory.spellings)
    return cut.claimed_at


def begin_completion(signed: SignedOpen, numbered: Numbered, signatory: Signatory) -> OpenSignature:
    """Number, date and the agency's signature in one revision, but for the signature's value.

    Raises:
        KeyFaultError, InputError, ConfigurationError: see `complete`.
    """
    signed_at = require_completable(signed, signatory)
    _require_own(signed, numbered)
    require_after_issue(numbered, signatory.now())
    if numbered.issued_on < signed_at.astimezone(VIETNAM).date():
        raise ConfigurationError("signing.numbered_before_signature")
    revision = Revision(signed.data)
    fill(revision, filled_values(numbered.number, numbered.issued_on))
    form, showing, name = signatory.form, signatory.shown(), SignatureField.SEAL
    data, gap = reserve(revision, name, form, showing)
    return open_signature(form, data, gap, name, showing.at)


def complete(signed: SignedOpen, numbered: Numbered, signatory: Signatory) -> SealedPdf:
    """The document with its number and its date, sealed by the agency.

    Raises:
        KeyFaultError: the agency's certificate, or the person's, may not sign now or is another's.
        InputError: the person's signature is missing, broken or of the other order, the document is
            sealed already, incomplete, another one than was numbered, or of another year; or there
            is no room for the number.
        ConfigurationError: the seal's image does not fit into the box of the template, or the
            clocks of signer and agency contradict each other or the document.
    """
    data = signatory.finish(begin_completion(signed, numbered, signatory))
    return SealedPdf(numbered, data, signed.subject, signed.pages)


def _require_own(signed: SignedOpen, numbered: Numbered) -> None:
    """Require that the number was taken for this very document."""
    own = signed.unnumbered
    same = (own.request, own.agency, own.symbol, own.book, own.lookup_code) == (
        numbered.request,
        numbered.agency,
        numbered.number.symbol,
        numbered.number.book,
        numbered.lookup_code,
    )
    if not same:
        raise InputError("signing.other_document")
    if own.drawn_on.year != numbered.issued_on.year:
        raise InputError("signing.other_year", year=own.drawn_on.year)
