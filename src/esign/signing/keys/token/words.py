# SPDX-License-Identifier: Apache-2.0
"""What tokens say of themselves and of their faults, in words for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pkcs11 import exceptions

from esign.errors import Detail, KeyFaultError
from esign.trust import holder, vietnam_time
from esign.trust.certificate import parse

if TYPE_CHECKING:
    from pkcs11 import PKCS11Error

LOST = (
    exceptions.DeviceError,
    exceptions.DeviceRemoved,
    exceptions.KeyHandleInvalid,
    exceptions.ObjectHandleInvalid,
    exceptions.SessionClosed,
    exceptions.SessionHandleInvalid,
    exceptions.SlotIDInvalid,
    exceptions.TokenNotPresent,
    exceptions.TokenNotRecognised,
    exceptions.UserNotLoggedIn,
)
"""What a token says that was taken out, or was taken out and put back."""
PIN_FAULTS: dict[type[PKCS11Error], str] = {
    exceptions.PinIncorrect: "token.wrong_pin",
    exceptions.PinInvalid: "token.wrong_pin",
    exceptions.PinLenRange: "token.wrong_pin",
    exceptions.PinLocked: "token.pin_locked",
    exceptions.PinExpired: "token.pin_expired",
    exceptions.UserPinNotInitialized: "token.pin_unset",
}


def told(fault: PKCS11Error, token: str) -> KeyFaultError:
    """A fault of a token as an error of this program."""
    code = PIN_FAULTS.get(type(fault))
    if code is not None:
        return KeyFaultError(code, token=token)
    if isinstance(fault, LOST):
        return KeyFaultError("token.removed", token=token)
    return KeyFaultError("token.failed", token=token, reason=type(fault).__name__)


def introduction(token: str, certificate: bytes | None) -> tuple[Detail, ...]:
    """Token and certificate, for the person who is about to enter the PIN (TT 15/2025 Đ5 k1)."""
    parsed = parse(certificate) if certificate is not None else None
    if certificate is None or parsed is None:
        return (Detail("token.introduced_alone", facts={"token": token}),)
    bearer = holder(certificate)
    facts = {
        "token": token,
        "name": printable(bearer.name),
        "title": printable(bearer.title or bearer.organisation or "—"),
        "issuer": printable(bearer.issuer),
        "serial": bearer.serial,
        "until": vietnam_time(parsed.not_valid_after_utc),
    }
    return (Detail("token.introduced", facts=facts),)


def printable(text: str) -> str:
    """Text of a device or certificate without what a terminal would act upon."""
    return "".join(
        letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text
    )
