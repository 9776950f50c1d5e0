# SPDX-License-Identifier: Apache-2.0
"""The two signatures, in their order: the competent person signs, then the agency seals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from esign.errors import InputError
from esign.model import Role, SealedPdf, SignatureField, SignedPdf
from esign.signing.content import require_complete, require_numbered, require_spelling
from esign.signing.precondition import require_signed
from esign.signing.prepared import PreparedFile
from esign.signing.signatory import refuse_other_role
from esign.signing.times import require_after_issue, require_after_signature

if TYPE_CHECKING:
    from esign.model import PreparedPdf
    from esign.signing.opening import OpenSignature
    from esign.signing.signatory import Signatory


def begin_signature(prepared: PreparedPdf, signatory: Signatory) -> OpenSignature:
    """The competent person's signature, but for its value.

    Raises:
        KeyFaultError: the certificate may not sign now, or is not that of the person printed.
        InputError: the document is not prepared, or is signed already.
        ConfigurationError: the clock tells a day before the document's own.
    """
    refuse_other_role(signatory, Role.PERSON)
    signer = prepared.numbered.request.signer
    signatory.refuse_unfit(signer.name, signer.title)
    require_after_issue(prepared.numbered, signatory.now())
    file = PreparedFile(prepared.data, tuple(SignatureField))
    if any(value is not None for value in file.values.values()):
        raise InputError("signing.signed_already")
    if not signatory.bears(signer.name):
        require_spelling(file, signatory.key.certificate, signer.name, signatory.spellings)
    return file.begin(SignatureField.SIGNER, signatory)


def sign(prepared: PreparedPdf, signatory: Signatory) -> SignedPdf:
    """The competent person's approval signature (NĐ 30/2020 Annex I §II.7).

    Raises:
        KeyFaultError, InputError, ConfigurationError: see `begin_signature`.
    """
    data = signatory.finish(begin_signature(prepared, signatory))
    return SignedPdf(prepared.numbered, data, prepared.subject, prepared.pages)


def begin_seal(signed: SignedPdf, signatory: Signatory) -> OpenSignature:
    """The agency's signature over a signed document, but for its value.

    Raises:
        KeyFaultError, InputError, ConfigurationError: see `seal`.
    """
    refuse_other_role(signatory, Role.AGENCY)
    signatory.refuse_unfit(signed.numbered.agency.name)
    signer = signed.numbered.request.signer
    cut = require_signed(signed.data, signer, signatory)
    require_after_issue(signed.numbered, cut.claimed_at)
    require_after_signature(cut.claimed_at, signatory.now())
    file = PreparedFile(signed.data, tuple(SignatureField))
    if file.values != {SignatureField.SIGNER: cut.place, SignatureField.SEAL: None}:
        raise InputError("signing.signature_broken")
    require_complete(file, cut.place)
    require_numbered(file, signed.numbered)
    require_spelling(file, cut.certificate, signer.name, signatory.spellings)
    return file.begin(SignatureField.SEAL, signatory)


def seal(signed: SignedPdf, signatory: Signatory) -> SealedPdf:
    """The agency's signature over a document its competent person has signed (§II.8).

    It locks the document: nothing may be changed or added afterwards but proof of its validity.

    Raises:
        KeyFaultError: the agency's certificate, or the person's, may not sign now or is another's.
        InputError: the person's signature is missing or broken, the document is sealed already,
            incomplete, or not the one that was given this number.
        ConfigurationError: the seal's image does not fit into the box of the template, or the
            clocks of signer and agency contradict each other or the document.
    """
    data = signatory.finish(begin_seal(signed, signatory))
    return SealedPdf(signed.numbered, data, signed.subject, signed.pages)
