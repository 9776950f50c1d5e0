# SPDX-License-Identifier: Apache-2.0
"""The agency's seal on a printed register: the one signature a book bears."""

from __future__ import annotations

from typing import TYPE_CHECKING

from esign.errors import InputError
from esign.model import Role, SealedBook, SignatureField
from esign.signing.revision import open_revision, write_signature
from esign.signing.sign import refuse_other_role

if TYPE_CHECKING:
    from esign.model import PreparedBook
    from esign.signing.signatory import Signatory


def seal_book(prepared: PreparedBook, signatory: Signatory) -> SealedBook:
    """The agency's signature over its own book; it locks the file, as on a document.

    No competent person signs before: a register is kept by the office, and what it attests was
    signed document by document.

    Raises:
        KeyFaultError: the certificate may not sign now, or is not this agency's.
        InputError: the book is not prepared, or is sealed already.
        ConfigurationError: the seal's image does not fit into the box of the template.
    """
    refuse_other_role(signatory, Role.AGENCY)
    signatory.refuse_unfit(prepared.book.agency.name)
    revision, fields = open_revision(prepared.data, (SignatureField.SEAL,))
    if "/V" in fields[SignatureField.SEAL]:
        raise InputError("signing.sealed_already")
    data = write_signature(revision, signatory)
    return SealedBook(prepared.book, data, prepared.pages)
