# SPDX-License-Identifier: Apache-2.0
"""The frozen values the tool works on; standard library only, no input or output."""

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
from esign.model.kind import DocumentKind
from esign.model.package import Attachment, Package, Party
from esign.model.request import Request
from esign.model.verdict import Finding, Report, Role, SignatureReport, Verdict

__all__ = [
    "Agency",
    "Attachment",
    "DocumentKind",
    "DocumentNumber",
    "DraftPdf",
    "Finding",
    "Numbered",
    "Package",
    "Party",
    "PreparedPdf",
    "RenderedPdf",
    "Report",
    "Request",
    "Role",
    "SealedPdf",
    "SignatureReport",
    "SignedPdf",
    "Verdict",
]
