# SPDX-License-Identifier: Apache-2.0
"""The frozen values the tool works on; standard library only, no input or output."""

from esign.model.book import Book
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
from esign.model.law import (
    Deadline,
    DiplomaIssuer,
    DocumentType,
    Form,
    LegalData,
    LegalText,
    Procedure,
    Provision,
    loose_key,
)
from esign.model.metadata import XMP_NAMESPACE
from esign.model.naming import same_name
from esign.model.notice import Notice
from esign.model.package import Attachment, Package, Party
from esign.model.references import refers_to_known_only
from esign.model.register_print import (
    COPIES_FORM,
    INCOMING_FORM,
    OUTGOING_FORM,
    BookForm,
    BookPdf,
    BookPrint,
    Cell,
    Column,
    ColumnKind,
    IncomingLine,
    OutgoingLine,
    PreparedBook,
    RenderedBook,
    SealedBook,
    cells,
)
from esign.model.request import Request, Signer
from esign.model.verdict import (
    FailedVerificationError,
    Finding,
    IndeterminateVerificationError,
    Knowledge,
    LinkedDocument,
    RegisterStanding,
    Report,
    Role,
    SignatureReport,
    Verdict,
    VerificationError,
)

__all__ = [
    "COPIES_FORM",
    "INCOMING_FORM",
    "OUTGOING_FORM",
    "VIETNAM",
    "XMP_NAMESPACE",
    "Agency",
    "Attachment",
    "Book",
    "BookForm",
    "BookPdf",
    "BookPrint",
    "Cell",
    "Column",
    "ColumnKind",
    "Deadline",
    "DiplomaIssuer",
    "DocumentKind",
    "DocumentNumber",
    "DocumentType",
    "DraftPdf",
    "FailedVerificationError",
    "Finding",
    "Form",
    "IncomingLine",
    "IndeterminateVerificationError",
    "Knowledge",
    "LegalData",
    "LegalText",
    "LinkedDocument",
    "Notice",
    "Numbered",
    "OutgoingLine",
    "Package",
    "Party",
    "PreparedBook",
    "PreparedPdf",
    "Procedure",
    "Provision",
    "RegisterStanding",
    "RenderedBook",
    "RenderedPdf",
    "Report",
    "Request",
    "Role",
    "SealedBook",
    "SealedPdf",
    "SignatureField",
    "SignatureReport",
    "SignedPdf",
    "Signer",
    "Verdict",
    "VerificationError",
    "canonical_json",
    "cells",
    "loose_key",
    "refers_to_known_only",
    "same_name",
]
