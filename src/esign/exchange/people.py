# SPDX-License-Identifier: Apache-2.0
"""What document and status packages have in common: agencies, their staff, documents spoken of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from esign.exchange.branches import group
from esign.exchange.wire import day_of, day_text
from esign.model import DocumentReference, Party, StaffMember

if TYPE_CHECKING:
    from lxml.etree import _Element

    from esign.exchange.fields import Fields


def party_of(fields: Fields) -> Party:
    """An agency by its eight fields; empty where it does not say."""
    return Party(
        code=fields.text("OrganId"),
        name=fields.text("OrganName"),
        parent=fields.text("OrganizationInCharge"),
        address=fields.text("OrganAdd"),
        email=fields.text("Email"),
        telephone=fields.text("Telephone"),
        website=fields.text("Website"),
        fax=fields.text("Fax"),
    )


def staff_of(fields: Fields) -> StaffMember:
    """Who handles a document."""
    return StaffMember(
        name=fields.text("Staff"),
        department=fields.text("Department"),
        email=fields.text("Email"),
        mobile=fields.text("Mobile"),
    )


def reference_of(fields: Fields) -> DocumentReference:
    """A document that is spoken of."""
    return DocumentReference(
        agency_code=fields.text("OrganId"),
        code=fields.text("Code"),
        document_id=fields.text("DocumentId"),
        issued_on=fields.value(day_of, "PromulgationDate"),
    )


def write_party(message: _Element, name: str, party: Party) -> None:
    """`From` or `To`."""
    group(
        message,
        name,
        OrganId=party.code,
        OrganizationInCharge=party.parent,
        OrganName=party.name,
        OrganAdd=party.address,
        Email=party.email,
        Telephone=party.telephone,
        Fax=party.fax,
        Website=party.website,
    )


def write_staff(parent: _Element, member: StaffMember) -> None:
    """`StaffInfo`."""
    group(
        parent,
        "StaffInfo",
        Department=member.department,
        Staff=member.name,
        Email=member.email,
        Mobile=member.mobile,
    )


def write_reference(message: _Element, about: DocumentReference) -> None:
    """`ResponseFor`."""
    group(
        message,
        "ResponseFor",
        OrganId=about.agency_code,
        Code=about.code,
        DocumentId=about.document_id,
        PromulgationDate=day_text(about.issued_on) if about.issued_on else "",
    )
