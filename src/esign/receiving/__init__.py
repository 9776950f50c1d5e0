# SPDX-License-Identifier: Apache-2.0
"""Whatever travels is judged: PDFs, packages, detached signatures, folders and archives of them."""

from esign.receiving.carrying import from_plain, to_plain
from esign.receiving.header import names_number, names_year
from esign.receiving.judged import GRAVEST, Judged, Nature
from esign.receiving.judges import Judges, asked_of, judge_here
from esign.receiving.judging import Means, Piece, content_name, judge
from esign.receiving.nature import nature_at, nature_of
from esign.receiving.sources import Given, Item, Sources

__all__ = [
    "GRAVEST",
    "Given",
    "Item",
    "Judged",
    "Judges",
    "Means",
    "Nature",
    "Piece",
    "Sources",
    "asked_of",
    "content_name",
    "from_plain",
    "judge",
    "judge_here",
    "names_number",
    "names_year",
    "nature_at",
    "nature_of",
    "to_plain",
]
