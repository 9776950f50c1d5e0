# SPDX-License-Identifier: Apache-2.0
"""What document and status packages have in common: agencies, their staff, documents spoken of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from esign.exchange.branches import branch, group, leaves
from esign.exchange.wire import day_of, day_text
from esign.model import DocumentReference, Party, StaffMember

if TYPE_CHECKING:
    from lxml.etree import _Element

    from esign.exchange.fields import Fields

_ADDRESS: Final = "OrganAdd"


def party_of(fields: Fields) -> Party:
    """An agency by its eight fields; empty where it does not say."""
    return Party(
        code=fields.text("OrganId"),
        name=fields.text("OrganName"),
        parent=fields.text("OrganizationInCharge"),
        address=fields.text(_ADDRESS),
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


def write_sender(message: _Element, party: Party) -> None:
    """`From`."""
    group(message, "From", **_texts(party))


def write_receiver(message: _Element, party: Party) -> None:
    """`To`, with an empty `OrganAdd` where no address is known.

    Bkav's hub refuses a receiver without that element, and takes an empty one; VNPT's reader leaves
    an empty element aside.
    """
    texts = _texts(party)
    if not any(value.strip() for value in texts.values()):
        return
    receiver = branch(message, "To")
    for name, value in texts.items():
        leaves(receiver, **{name: value})
        if name == _ADDRESS and not value.strip():
            branch(receiver, name)


def _texts(party: Party) -> dict[str, str]:
    """An agency's eight fields by their names on the wire."""
    return {
        "OrganId": party.code,
        "OrganizationInCharge": party.parent,
        "OrganName": party.name,
        _ADDRESS: party.address,
        "Email": party.email,
        "Telephone": party.telephone,
        "Fax": party.fax,
        "Website": party.website,
    }


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
