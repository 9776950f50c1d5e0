# SPDX-License-Identifier: Apache-2.0
"""Under which codes an agency may have issued something, by the list of agencies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from esign.model.agency_codes import normal_code, spellings
from esign.register import directory_rows as rows

if TYPE_CHECKING:
    from esign.register.agency_identity import Agencies, Identity


def own_codes(agencies: Agencies, code: str) -> tuple[str, ...]:
    """The codes of an agency that the list gives to nobody else, in every way of writing them.

    In capitals. Its present code is its own, whoever went by it before; a former one is not where
    another agency went by it too, be that closed. Of a code that the list gives in one structure to
    one agency and in the other to another, each has the one. Where that leaves none, the list does
    not tell whose code was written, and only that very code counts.
    """
    agency = agencies.identity(code)
    listed = agencies.called(code)
    present = normal_code(code if listed is None else listed.code)
    written = sorted({normal_code(each) for key in agency.keys for each in spellings(key)})
    own = [
        each
        for each in written
        if agencies.key(each) == agency.key
        and (each == present or not _is_shared(agencies, agency, each))
    ]
    return tuple(own) or (normal_code(code),)


def _is_shared(agencies: Agencies, agency: Identity, code: str) -> bool:
    """Whether another agency went by a code, by the list's word or, without one, in any way."""
    former = rows.by_former_codes(agencies.connection, spellings(code))
    named = former.get(code) or [each for several in former.values() for each in several]
    return any(agencies.key(each.code) != agency.key for each in named)
