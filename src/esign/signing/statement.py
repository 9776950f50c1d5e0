# SPDX-License-Identifier: Apache-2.0
"""The agency's seal over a statement that is no document: a detached CMS beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from esign.model import Role
from esign.signing.opening import open_signature
from esign.signing.signatory import refuse_other_role

if TYPE_CHECKING:
    from esign.signing.opening import OpenSignature
    from esign.signing.signatory import Signatory


def begin_statement_seal(statement: bytes, signatory: Signatory) -> OpenSignature:
    """The agency's signature over any bytes, but for its value.

    Raises:
        KeyFaultError: the key is not an agency's, or its certificate may not sign now.
    """
    refuse_other_role(signatory, Role.AGENCY)
    signatory.refuse_unfit()
    return open_signature(signatory.plain().form, statement, (0, 0), "", signatory.now())


def seal_statement(statement: bytes, signatory: Signatory) -> bytes:
    """The agency's signature over any bytes: detached CMS SignedData (RFC 5652), DER.

    The container has the form of those in documents: certificates up to the anchor, no signed
    attributes but those of the baseline profile.

    Raises:
        KeyFaultError: the key is not an agency's, or its certificate may not sign now.
    """
    return signatory.finish(begin_statement_seal(statement, signatory))
