# SPDX-License-Identifier: Apache-2.0
"""Tokens in software (SoftHSM2): made, given a PIN, and loaded with keys and certificates."""

from __future__ import annotations

import ctypes
from typing import TYPE_CHECKING

import pkcs11
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from pkcs11.util import ec as token_ec
from pkcs11.util import rsa as token_rsa
from pkcs11.util import x509 as token_x509

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from cryptography import x509
    from pkcs11.types import Session, Token

    from esign.demo.pki import Identity, Key

LABEL_BYTES = 32


def store_settings(tokens: Path) -> str:
    """The text of SoftHSM2's settings file for tokens kept in a folder."""
    return f"directories.tokendir = {tokens}\nobjectstore.backend = file\nlog.level = ERROR\n"


def make_token(library: Path, label: str, pin: str) -> Token:
    """A new token with that label and PIN, in the store that SoftHSM2 is set to use.

    Raises:
        ValueError: the label is too long.
        pkcs11.PKCS11Error: SoftHSM2 cannot make it.
    """
    padded = label.encode().ljust(LABEL_BYTES)
    if len(padded) > LABEL_BYTES:
        raise ValueError("a token's label has 32 bytes at most")
    library = library.resolve()  # the wrapper knows a library by its path as written
    loaded = pkcs11.lib(str(library))
    free = next(
        slot
        for slot in loaded.get_slots()
        if pkcs11.TokenFlag.TOKEN_INITIALIZED not in slot.get_token().flags
    )
    begin = ctypes.CDLL(str(library)).C_InitToken
    begin.argtypes = (ctypes.c_ulong, ctypes.c_char_p, ctypes.c_ulong, ctypes.c_char_p)
    begin.restype = ctypes.c_ulong
    officer = pin.encode()
    if (outcome := begin(free.slot_id, officer, len(officer), padded)) != 0:
        raise pkcs11.PKCS11Error(f"C_InitToken: 0x{outcome:X}")
    present = [slot.get_token() for slot in loaded.get_slots()]
    token = next(entry for entry in present if entry.label == label)
    with token.open(rw=True, so_pin=pin) as session:
        session.init_pin(pin)
    return token.slot.get_token()


def load_identity(
    session: Session, identity: Identity, label: str, number: int, **attributes: object
) -> None:
    """Put a private key and its certificate onto a token, under one label and id.

    Args:
        session: logged in, for writing.
        identity: the key and its certificate.
        label: of both objects.
        number: their id, one byte.
        attributes: further ones of the key, by their name in `pkcs11.Attribute`, lower case.
    """
    named = {pkcs11.Attribute[name.upper()]: value for name, value in attributes.items()}
    load_key(session, identity.key, _names(label, number) | named)
    load_certificate(session, identity.certificate, label, number)


def load_key(session: Session, key: Key, attributes: Mapping[pkcs11.Attribute, object]) -> None:
    """Put a private key onto a token."""
    plain = key.private_bytes(
        serialization.Encoding.DER,
        serialization.PrivateFormat.TraditionalOpenSSL,
        serialization.NoEncryption(),
    )
    if isinstance(key, rsa.RSAPrivateKey):
        content = token_rsa.decode_rsa_private_key(plain)
    else:
        content = token_ec.decode_ec_private_key(plain)
    purpose = {pkcs11.Attribute.SIGN: True, pkcs11.Attribute.TOKEN: True}
    session.create_object({**content, **purpose, **attributes})


def load_certificate(
    session: Session, certificate: x509.Certificate, label: str, number: int
) -> None:
    """Put a certificate onto a token, for everybody to see."""
    content = token_x509.decode_x509_certificate(
        certificate.public_bytes(serialization.Encoding.DER)
    )
    seen = {pkcs11.Attribute.TOKEN: True, pkcs11.Attribute.PRIVATE: False}
    session.create_object({**content, **seen, **_names(label, number)})


def _names(label: str, number: int) -> dict[pkcs11.Attribute, object]:
    return {pkcs11.Attribute.LABEL: label, pkcs11.Attribute.ID: bytes((number,))}
