# SPDX-License-Identifier: Apache-2.0
"""The two signatures, in their order: the competent person signs, then the agency seals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from esign.errors import InputError, KeyFaultError
from esign.model import Role, SealedPdf, SignatureField, SignedPdf
from esign.signing.content import require_complete, require_numbered
from esign.signing.precondition import require_signed
from esign.signing.revision import open_revision, write_signature
from esign.signing.signatory import OTHER_ROLE

if TYPE_CHECKING:
    from esign.model import PreparedPdf
    from esign.signing.signatory import Signatory


def sign(prepared: PreparedPdf, signatory: Signatory) -> SignedPdf:
    """The competent person's approval signature (NĐ 30/2020 Annex I §II.7).

    Raises:
        KeyFaultError: the certificate may not sign now, or is not that of the person printed.
        InputError: the document is not prepared, or is signed already.
    """
    refuse_other_role(signatory, Role.PERSON)
    signer = prepared.numbered.request.signer
    signatory.refuse_unfit(signer.name, signer.title)
    revision, fields = open_revision(prepared.data)
    if any("/V" in field for field in fields.values()):
        raise InputError("signing.signed_already")
    data = write_signature(revision, signatory)
    return SignedPdf(prepared.numbered, data, prepared.subject, prepared.pages)


def seal(signed: SignedPdf, signatory: Signatory) -> SealedPdf:
    """The agency's signature over a document its competent person has signed (§II.8).

    It locks the document: nothing may be changed or added afterwards but proof of its validity.

    Raises:
        KeyFaultError: the agency's certificate, or the person's, may not sign now or is another's.
        InputError: the person's signature is missing or broken, the document is sealed already,
            incomplete, or not the one that was given this number.
        ConfigurationError: the seal's image does not fit into the box of the template.
    """
    refuse_other_role(signatory, Role.AGENCY)
    signatory.refuse_unfit(signed.numbered.agency.name)
    place = require_signed(signed.data, signed.numbered.request.signer, signatory)
    revision, fields = open_revision(signed.data)
    places = {name: revision.value_place(field) for name, field in fields.items()}
    if places != {SignatureField.SIGNER: place, SignatureField.SEAL: None}:
        raise InputError("signing.signature_broken")
    require_complete(revision, place)
    require_numbered(revision, signed.numbered)
    data = write_signature(revision, signatory)
    return SealedPdf(signed.numbered, data, signed.subject, signed.pages)


def refuse_other_role(signatory: Signatory, role: Role) -> None:
    """Refuse a signatory set up for another capacity.

    Raises:
        KeyFaultError: it is one.
    """
    if signatory.role is not role:
        raise KeyFaultError(OTHER_ROLE[role], serial=signatory.serial)
