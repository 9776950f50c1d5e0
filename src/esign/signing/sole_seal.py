# SPDX-License-Identifier: Apache-2.0
"""The agency's seal on files that no person signs before: printed registers, copies, annexes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from esign.errors import InputError
from esign.model import Role, SealedBook, SignatureField
from esign.signing.prepared import PreparedFile
from esign.signing.signatory import refuse_other_role

if TYPE_CHECKING:
    from esign.model import PreparedBook
    from esign.signing.opening import OpenSignature
    from esign.signing.signatory import Signatory


def begin_sole_seal(data: bytes, agency: str, signatory: Signatory) -> OpenSignature:
    """The agency's signature over a file whose only field is that of the seal, but for its value.

    Args:
        data: the prepared file.
        agency: the agency's name as printed.
        signatory: the agency.

    Raises:
        KeyFaultError: the certificate may not sign now, or is not this agency's.
        InputError: the file is not prepared, or is sealed already.
        ConfigurationError: the seal's image does not fit into the box of the template.
    """
    refuse_other_role(signatory, Role.AGENCY)
    signatory.refuse_unfit(agency)
    file = PreparedFile(data, (SignatureField.SEAL,))
    if file.values[SignatureField.SEAL] is not None:
        raise InputError("signing.sealed_already")
    return file.begin(SignatureField.SEAL, signatory)


def seal_alone(data: bytes, agency: str, signatory: Signatory) -> bytes:
    """The agency's signature over a file whose only field is that of the seal.

    It locks the file, as on a document.

    Raises:
        KeyFaultError, InputError, ConfigurationError: see `begin_sole_seal`.
    """
    return signatory.finish(begin_sole_seal(data, agency, signatory))


def seal_book(prepared: PreparedBook, signatory: Signatory) -> SealedBook:
    """The agency's signature over its own book.

    No competent person signs before: a register is kept by the office, and what it attests was
    signed document by document.

    Raises:
        KeyFaultError, InputError, ConfigurationError: see `begin_sole_seal`.
    """
    data = seal_alone(prepared.data, prepared.book.agency.name, signatory)
    return SealedBook(prepared.book, data, prepared.pages)
