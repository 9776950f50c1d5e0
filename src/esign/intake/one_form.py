# SPDX-License-Identifier: Apache-2.0
"""A package with its codes in one structure, so that the same is the same whichever was written."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from esign.model.agency_codes import agency_key, document_key

if TYPE_CHECKING:
    from esign.model import Package, Party, StatusPackage


def document_in_one_form(package: Package) -> Package:
    """With the codes of the sender, and of the documents that it is about, in one structure."""
    business = package.business
    replaced = tuple(
        replace(each, document_id=document_key(each.document_id)) for each in business.replaced
    )
    about = replace(business, document_id=document_key(business.document_id), replaced=replaced)
    return replace(
        package,
        sender=_party(package.sender),
        document_id=document_key(package.document_id),
        business=about,
    )


def status_in_one_form(status: StatusPackage) -> StatusPackage:
    """With the codes of whoever sends it, and of the document it speaks of, in one structure."""
    about = replace(
        status.about,
        agency_code=agency_key(status.about.agency_code),
        document_id=document_key(status.about.document_id),
    )
    return replace(status, sender=_party(status.sender), about=about)


def _party(party: Party) -> Party:
    return replace(party, code=agency_key(party.code))
