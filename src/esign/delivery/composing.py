# SPDX-License-Identifier: Apache-2.0
"""The bytes of a message, made once from what the register holds.

A recall, an update and a taking back speak of a document under its own header; a replacement is the
new document, and says which one it takes the place of (QCVN 102:2016/BTTTT).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, TypeAlias, cast

from esign import exchange
from esign.errors import InputError
from esign.exchange import file_stem
from esign.model import (
    Attachment,
    Business,
    DocumentReference,
    Package,
    Party,
    Purpose,
    Replaced,
    StatusCode,
    StatusPackage,
)
from esign.model.agency_codes import agency_key
from esign.packing import newest_package
from esign.register import Message, MessageAct, MessageState, Register

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from esign.model import Numbered
    from esign.ports import SigningKey

Composer: TypeAlias = Callable[[Register, Message], bytes]
"""Makes the bytes of a message from what the register holds."""

PDF: Final = "application/pdf"


def composers(
    now: Callable[[], datetime], key: SigningKey | None = None
) -> Mapping[MessageAct, Composer]:
    """What makes the bytes of each kind of message about a document of ours.

    Each raises an InputError where the register does not hold what it needs, and a
    ConfigurationError where a file of the register is lost or damaged.

    Args:
        now: tells the time of sending, aware.
        key: signs packages; without it the place of their signature stays empty.
    """
    making = _Making(now, key)
    return MappingProxyType(
        {
            MessageAct.RELEASED: making.released,
            MessageAct.RECALLED: making.recalled,
            MessageAct.CORRECTED: making.corrected,
            MessageAct.REPLACED: making.replaced,
            MessageAct.TAKEN_BACK: making.taken_back,
        }
    )


@dataclass(frozen=True, slots=True)
class _Making:
    """Makes bytes with a clock and perhaps a key."""

    now: Callable[[], datetime]
    key: SigningKey | None

    def released(self, register: Register, message: Message) -> bytes:
        numbered = register.numbered(message.request_id)
        kept = newest_package(numbered, register)
        if kept is None:
            raise InputError("outbox.no_package", number=message.number)
        named = cast("Iterable[Mapping[str, str]]", numbered.request.content.get("receivers", ()))
        if self.key is None and {each["code"] for each in named} == message.unsent.keys():
            return kept
        return exchange.write(_addressed(exchange.unpack(kept), message), key=self.key)

    def recalled(self, register: Register, message: Message) -> bytes:
        package = _package_of(register, message)
        reason = Business(Purpose.RECALL, message.reason, package.document_id)
        return self._written(_without_files(package), message, reason)

    def corrected(self, register: Register, message: Message) -> bytes:
        package = _package_of(register, message)
        letter = _original(register.numbered(message.other_request_id), register)
        reason = Business(Purpose.UPDATE, message.reason, package.document_id, data_changed=True)
        told = replace(_without_files(package), attachments=(letter,))
        return self._written(told, message, reason)

    def replaced(self, register: Register, message: Message) -> bytes:
        package = _replacement(register, message)
        old = (Replaced(message.document_id, tuple(sorted(message.receiver_codes))),)
        business = Business(Purpose.REPLACE, message.reason, replaced=old)
        return self._written(package, message, business)

    def taken_back(self, register: Register, message: Message) -> bytes:
        status = _request_to_return(register, message, self.now())
        return exchange.write(status, key=self.key)

    def _written(self, package: Package, message: Message, business: Business) -> bytes:
        sent_at = self.now().replace(microsecond=0)
        whole = replace(package, business=business, sent_at=sent_at, stops=())
        return exchange.write(_addressed(whole, message), key=self.key)


def _without_files(package: Package) -> Package:
    return replace(package, attachments=(), appendices=())


def _addressed(package: Package, message: Message) -> Package:
    """A package to the receivers of a message."""
    known = {agency_key(party.code): party for party in package.receivers}
    receivers = (
        replace(known.get(agency_key(code)) or Party(code, name), code=code)
        for code, name in message.unsent.items()
    )
    return replace(package, receivers=tuple(receivers))


def _package_of(register: Register, message: Message) -> Package:
    """What was, or would have been, sent of the document that a message speaks of."""
    kept = register.kept(message.request_id, "package") or _sent_in_place(register, message)
    if kept is None:
        raise InputError("outbox.no_package", number=message.number)
    return exchange.unpack(kept)


def _sent_in_place(register: Register, message: Message) -> bytes | None:
    """What brought a document that was made for no receivers: the replacement of another."""
    for each in register.outbox.of(message.request_id):
        replaces = each.act is MessageAct.REPLACED and each.other_request_id == message.request_id
        gone = each.payload and each.state is not MessageState.CANCELLED
        if replaces and gone and each.receiver_keys & message.receiver_keys:
            return register.sending.bytes_of(each.payload)
    return None


def _replacement(register: Register, message: Message) -> Package:
    """The new document; where it was made for no receivers, under the header of the old one."""
    numbered = register.numbered(message.other_request_id)
    kept = _released_to_same(register, message) or newest_package(numbered, register)
    if kept is not None:
        return exchange.unpack(kept)
    entry = register.find(message.other_request_id)
    signer = numbered.request.signer
    return replace(
        _package_of(register, message),
        document_id=numbered.document_id,
        number=numbered.number.digits,
        symbol=numbered.number.symbol,
        issued_on=numbered.issued_on,
        subject=entry.subject if entry else "",
        signer_authority=signer.authority,
        signer_title=signer.title,
        signer_name=signer.name,
        places=entry.recipients if entry else (),
        priority=numbered.request.priority,
        appendices=(),
        attachments=(_original(numbered, register),),
    )


def _released_to_same(register: Register, message: Message) -> bytes | None:
    """What the release of the new document has sent to a receiver of the replacement too.

    Proof that was added since would make it another document under the same id to that receiver.
    """
    for each in register.outbox.of(message.other_request_id):
        released = each.act is MessageAct.RELEASED and each.request_id == message.other_request_id
        gone = each.payload and each.state is not MessageState.CANCELLED
        if released and gone and each.receiver_keys & message.receiver_keys:
            return register.sending.bytes_of(each.payload)
    return None


def _original(numbered: Numbered, register: Register) -> Attachment:
    """A document's original with all proof that was added since."""
    data = register.versions.newest(numbered.request.request_id, "pdf")
    if data is None:
        raise InputError("outbox.no_file", number=numbered.number.text)
    return Attachment(f"{file_stem(numbered)}.pdf", PDF, data, "Toàn văn")


def _request_to_return(register: Register, message: Message, at: datetime) -> StatusPackage:
    """Status 13: the sender asks one receiver to give a document back."""
    numbered = register.numbered(message.request_id)
    agency = numbered.agency
    (receiver,) = message.receiver_codes
    code, issued_on = numbered.number.text, numbered.issued_on
    return StatusPackage(
        sender=Party(agency.code, agency.name, parent=agency.parent, email=agency.email),
        about=DocumentReference(receiver, code, message.document_id, issued_on),
        code=StatusCode.TAKE_BACK.value,
        at=at.replace(microsecond=0),
        description=message.reason,
    )
