# SPDX-License-Identifier: Apache-2.0
"""What a document package is sent for, on the wire: `Bussiness` with its double s."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from esign.errors import InputError
from esign.exchange.branches import branch, leaves, number_text
from esign.exchange.people import staff_of, write_staff
from esign.exchange.wire import NEW_REASON, flag_of, integer_of, natural_of
from esign.model import Business, Purpose, ReceiverChange, Replaced

if TYPE_CHECKING:
    from lxml.etree import _Element

    from esign.exchange.fields import Fields


class _Change(NamedTuple):
    """One `BussinessDocumentInfo`."""

    data: bool
    receivers: bool
    list: tuple[ReceiverChange, ...]


def business_of(fields: Fields) -> Business:
    """What stands under `Bussiness`; a document is new where nothing does.

    Raises:
        InputError: `edxml.B1` a purpose that is none of the four.
    """
    purpose = _purpose(fields.text("BussinessDocType", "BusinessDocType"))
    reason = fields.text("BussinessDocReason", "BusinessDocReason")
    lists = ("BussinessDocumentInfo", "BusinessDocumentInfo")
    changes = tuple(chain.from_iterable(fields.each(name, _change) for name in lists))
    replacements = fields.branch("ReplacementInfoList")
    return Business(
        purpose=purpose,
        reason="" if purpose is Purpose.NEW and reason == NEW_REASON else reason,
        document_id=fields.text("DocumentId"),
        paper=fields.value(natural_of, "Paper") or 0,
        staff=fields.each("StaffInfo", staff_of),
        data_changed=any(each.data for each in changes),
        receivers_changed=any(each.receivers for each in changes),
        receiver_changes=tuple(chain.from_iterable(each.list for each in changes)),
        replaced=replacements.each("ReplacementInfo", _replaced),
    )


def write_business(traces: _Element, business: Business) -> None:
    """Always written: some readers break without it."""
    element = branch(traces, "Bussiness")
    is_new = business.purpose is Purpose.NEW
    leaves(
        element,
        BussinessDocType=business.purpose.value,
        BussinessDocReason=business.reason.strip() or (NEW_REASON if is_new else ""),
        DocumentId=business.document_id,
        Paper=number_text(business.paper),
    )
    for member in business.staff:
        write_staff(element, member)
    _write_changes(element, business)
    if business.replaced:
        replacements = branch(element, "ReplacementInfoList")
        for replaced in business.replaced:
            _write_replaced(replacements, replaced)


def _purpose(found: str) -> Purpose:
    number = integer_of(found or Purpose.NEW.value)
    try:
        return Purpose(str(number))
    except ValueError:
        raise InputError("edxml.B1", found=found[:40]) from None


def _change(fields: Fields) -> _Change:
    return _Change(
        data=bool(fields.value(flag_of, "DocumentInfo")),
        receivers=bool(fields.value(flag_of, "DocumentReceiver")),
        list=fields.branch("ReceiverList").each("Receiver", _receiver),
    )


def _receiver(fields: Fields) -> ReceiverChange | None:
    added = fields.value(flag_of, "ReceiverType")
    return None if added is None else ReceiverChange(fields.text("OrganId"), added)


def _replaced(fields: Fields) -> Replaced:
    return Replaced(
        document_id=fields.text("DocumentId"),
        agency_codes=fields.branch("OrganIdList").texts("OrganId"),
    )


def _write_changes(element: _Element, business: Business) -> None:
    if not (business.data_changed or business.receivers_changed or business.receiver_changes):
        return
    changes = branch(element, "BussinessDocumentInfo")
    leaves(
        changes,
        DocumentInfo=str(int(business.data_changed)),
        DocumentReceiver=str(int(business.receivers_changed)),
    )
    if business.receiver_changes:
        receivers = branch(changes, "ReceiverList")
        for each in business.receiver_changes:
            leaves(
                branch(receivers, "Receiver"),
                OrganId=each.agency_code,
                ReceiverType=str(int(each.added)),
            )


def _write_replaced(replacements: _Element, replaced: Replaced) -> None:
    element = branch(replacements, "ReplacementInfo")
    leaves(element, DocumentId=replaced.document_id)
    if codes := [code for code in replaced.agency_codes if code.strip()]:
        agencies = branch(element, "OrganIdList")
        for code in codes:
            leaves(agencies, OrganId=code)
