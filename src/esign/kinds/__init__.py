# SPDX-License-Identifier: Apache-2.0
"""Document kinds: their template folders, the check of requests, and official wording."""

from esign.kinds.annex_files import annex_files
from esign.kinds.books import SHIPPED_BOOKS, Books, misfits
from esign.kinds.characters import code_point, normalised, refused_character
from esign.kinds.checking import arranged
from esign.kinds.folder import PAGE, SAMPLE, KindFolder
from esign.kinds.folder_faults import (
    FileFault,
    folder_faults,
    sample_faults,
    sample_place,
    schema_place,
)
from esign.kinds.law import doubtful, outdated, refuse_outdated
from esign.kinds.lint import lint_wording, remarks
from esign.kinds.outside import read_file_request, stated_kind
from esign.kinds.page_file import file_digest, needs_file, takes_file
from esign.kinds.parsing import Media, media_of
from esign.kinds.published import carried_schema, document_schema, request_schema
from esign.kinds.request import (
    carried,
    carried_digest,
    digest,
    printed,
    printed_texts,
    read_request,
    refuse_future,
    request_from,
    subject,
)
from esign.kinds.schema import example_of
from esign.kinds.secrecy import marks_secret, refuse_secret
from esign.kinds.settling import placeholders, settled
from esign.kinds.shape import Shape, leaves, printed_shape, without_optional
from esign.kinds.skeleton import sample, skeleton
from esign.kinds.template_files import BASE, template_digest
from esign.kinds.units import Passage, misplaced_points, passages, roman
from esign.kinds.wording import (
    blank_date_line,
    blank_number_line,
    date_line,
    filled_values,
    long_date,
    number_line,
    read_filled,
    short_date,
    symbol,
    type_and_subject,
)

__all__ = [
    "BASE",
    "PAGE",
    "SAMPLE",
    "SHIPPED_BOOKS",
    "Books",
    "FileFault",
    "KindFolder",
    "Media",
    "Passage",
    "Shape",
    "annex_files",
    "arranged",
    "blank_date_line",
    "blank_number_line",
    "carried",
    "carried_digest",
    "carried_schema",
    "code_point",
    "date_line",
    "digest",
    "document_schema",
    "doubtful",
    "example_of",
    "file_digest",
    "filled_values",
    "folder_faults",
    "leaves",
    "lint_wording",
    "long_date",
    "marks_secret",
    "media_of",
    "misfits",
    "misplaced_points",
    "needs_file",
    "normalised",
    "number_line",
    "outdated",
    "passages",
    "placeholders",
    "printed",
    "printed_shape",
    "printed_texts",
    "read_file_request",
    "read_filled",
    "read_request",
    "refuse_future",
    "refuse_outdated",
    "refuse_secret",
    "refused_character",
    "remarks",
    "request_from",
    "request_schema",
    "roman",
    "sample",
    "sample_faults",
    "sample_place",
    "schema_place",
    "settled",
    "short_date",
    "skeleton",
    "stated_kind",
    "subject",
    "symbol",
    "takes_file",
    "template_digest",
    "type_and_subject",
    "without_optional",
]
