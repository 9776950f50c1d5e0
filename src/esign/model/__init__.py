# SPDX-License-Identifier: Apache-2.0
"""The frozen values the tool works on; standard library only, no input or output."""

from esign.model.calendar import VIETNAM
from esign.model.canonical import canonical_json
from esign.model.document import (
    Agency,
    DocumentNumber,
    DraftPdf,
    Numbered,
    PreparedPdf,
    RenderedPdf,
    SealedPdf,
    SignedPdf,
)
from esign.model.field import SignatureField
from esign.model.kind import DocumentKind
from esign.model.metadata import XMP_NAMESPACE
from esign.model.naming import same_name
from esign.model.package import Attachment, Package, Party
from esign.model.references import refers_to_known_only
from esign.model.request import Request, Signer
from esign.model.verdict import (
    FailedVerificationError,
    Finding,
    IndeterminateVerificationError,
    Report,
    Role,
    SignatureReport,
    Verdict,
    VerificationError,
)

__all__ = [
    "VIETNAM",
    "XMP_NAMESPACE",
    "Agency",
    "Attachment",
    "DocumentKind",
    "DocumentNumber",
    "DraftPdf",
    "FailedVerificationError",
    "Finding",
    "IndeterminateVerificationError",
    "Numbered",
    "Package",
    "Party",
    "PreparedPdf",
    "RenderedPdf",
    "Report",
    "Request",
    "Role",
    "SealedPdf",
    "SignatureField",
    "SignatureReport",
    "SignedPdf",
    "Signer",
    "Verdict",
    "VerificationError",
    "canonical_json",
    "refers_to_known_only",
    "same_name",
]
