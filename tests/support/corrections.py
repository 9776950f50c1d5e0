# SPDX-License-Identifier: Apache-2.0
"""A letter of correction as an office makes it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache

from esign.model import DocumentNumber, Role
from esign.stamping import stamp
from support.pages import HEAD, KIND, MARKERS, rendered
from support.pki import make_pki
from support.sealed import forge

CORRECTS = "V/v đính chính Quyết định số 05/QĐ-SGDĐT"
LETTER_ID = "H99.12,2026/11/20,36/SGDĐT-VP"


@cache
def sealed_letter() -> bytes:
    """An official letter about the sealed page."""
    page = rendered(HEAD + MARKERS)
    numbered = page.numbered._replace(
        number=DocumentNumber(36, "SGDĐT-VP", "outgoing", 2026),
        issued_on=date(2026, 11, 20),
        document_id=LETTER_ID,
    )
    kind = replace(KIND, type_name="Công văn", symbol="SGDĐT-VP")
    letter = stamp(replace(page, numbered=numbered, subject=CORRECTS), kind)
    signed = forge().sign(letter.data, make_pki().director, Role.PERSON)
    return forge().seal(signed)
