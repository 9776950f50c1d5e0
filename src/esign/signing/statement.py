# SPDX-License-Identifier: Apache-2.0
"""The agency's seal over a statement that is no document: a detached CMS beside it."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from esign.model import Role
from esign.signing.sign import refuse_other_role

if TYPE_CHECKING:
    from esign.signing.signatory import Signatory


def seal_statement(statement: bytes, signatory: Signatory) -> bytes:
    """The agency's signature over any bytes: detached CMS SignedData (RFC 5652), DER.

    The container has the form of those in documents: certificates up to the anchor, no signed
    attributes but content type, message digest and the reference to the certificate.

    Raises:
        KeyFaultError: the key is not an agency's, or its certificate may not sign now.
    """
    refuse_other_role(signatory, Role.AGENCY)
    signatory.refuse_unfit()
    signer = signatory.signer()
    return signer.sign(hashlib.new(signer.form.digest_algorithm, statement).digest())
