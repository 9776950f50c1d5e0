# SPDX-License-Identifier: Apache-2.0
"""Status packages: what a receiver tells of a document, or its sender asks.

VNPT's systems wrap the fields in `MessageHeader`, Bkav's in `Status`: the first is written, both
are read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from esign.exchange.branches import add_unknown, branch, leaves, new_root
from esign.exchange.fields import Fields
from esign.exchange.people import (
    party_of,
    reference_of,
    staff_of,
    write_reference,
    write_sender,
    write_staff,
)
from esign.exchange.wire import integer_of, moment_text, second_of
from esign.model import StatusPackage

if TYPE_CHECKING:
    from lxml.etree import _Element


def status_of(root: _Element) -> StatusPackage:
    """What a status package says, whatever wraps it; `root` is known to hold one."""
    top = Fields(root, "")
    header = top.branch("edXMLEnvelope").branch("edXMLHeader")
    header.drop("Signature", "DigitalSignature")
    message = header.branch("MessageHeader", "Status")
    return StatusPackage(
        sender=party_of(message.branch("From")),
        about=reference_of(message.branch("ResponseFor")),
        code=_two_digits(message.text("StatusCode")),
        at=message.value(second_of, "Timestamp"),
        description=message.text("Description"),
        staff=message.each("StaffInfo", staff_of),
        unknown=top.unknown(),
    )


def status_tree(status: StatusPackage) -> _Element:
    """The package's root element.

    Raises:
        InputError: `edxml.text` a text that XML cannot hold.
    """
    root, _, header = new_root()
    message = branch(header, "MessageHeader")
    write_sender(message, status.sender)
    write_reference(message, status.about)
    for member in status.staff:
        write_staff(message, member)
    leaves(
        message,
        StatusCode=_two_digits(status.code.strip()),
        Description=status.description,
        Timestamp="" if status.at is None else moment_text(status.at),
    )
    add_unknown(root, status.unknown)
    return root


def _two_digits(found: str) -> str:
    """`3` as `03`: some systems keep the code as a number."""
    number = integer_of(found)
    return found if number is None or number < 0 else f"{number:02}"
