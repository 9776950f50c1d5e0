# SPDX-License-Identifier: Apache-2.0
"""Document kinds: their template folders, the check of requests, and official wording."""

from esign.kinds.checking import arranged
from esign.kinds.folder import BASE, PAGE, SAMPLE, KindFolder
from esign.kinds.parsing import Media
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
from esign.kinds.skeleton import sample, skeleton
from esign.kinds.wording import (
    blank_date_line,
    blank_number_line,
    date_line,
    long_date,
    number_line,
    symbol,
)

__all__ = [
    "BASE",
    "PAGE",
    "SAMPLE",
    "KindFolder",
    "Media",
    "arranged",
    "blank_date_line",
    "blank_number_line",
    "carried",
    "carried_digest",
    "date_line",
    "digest",
    "long_date",
    "number_line",
    "printed",
    "printed_texts",
    "read_request",
    "refuse_future",
    "request_from",
    "sample",
    "skeleton",
    "subject",
    "symbol",
]
