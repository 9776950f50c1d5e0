# SPDX-License-Identifier: Apache-2.0
"""Finding the one key and the one certificate that a reference means among a token's objects.

Key and certificate belong together by CKA_ID (PKCS#11 v3.1 §4.6.3); where a token gives none, by
label, and an RSA key by its modulus in any case.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric import rsa
from pkcs11 import Attribute, AttributeSensitive, AttributeTypeInvalid, ObjectClass, SignMixin

from esign.errors import KeyFaultError
from esign.signing.keys.token.words import printable
from esign.trust.certificate import holder, is_authority, parse

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cryptography import x509
    from pkcs11.types import Object, Session

    from esign.signing.keys.token_uri import TokenUri


@dataclass(frozen=True, slots=True)
class TokenCertificate:
    """A certificate on a token, or one from a file that stands in for it."""

    parsed: x509.Certificate
    der: bytes
    label: str = ""
    id: bytes = b""

    @property
    def described(self) -> str:
        """For people who have to choose."""
        bearer = holder(self.der)
        return printable(f"{bearer.name} [{_named(self.label, self.id)}; {bearer.serial}]")


def certificates(session: Session) -> list[TokenCertificate]:
    """The X.509 certificates that a session sees."""
    found = []
    for entry in list(session.get_objects({Attribute.CLASS: ObjectClass.CERTIFICATE})):
        der = _bytes(entry, Attribute.VALUE)
        parsed = parse(der)
        if parsed is not None:
            found.append(TokenCertificate(parsed, der, _label(entry), _bytes(entry, Attribute.ID)))
    return found


def chosen_certificate(
    present: Sequence[TokenCertificate], uri: TokenUri, token: str
) -> TokenCertificate | None:
    """The holder's certificate that a URI names; None where label or id may be the key's.

    Raises:
        KeyFaultError: several match; the error names them.
    """
    return _one(_holders(present), uri.object, uri.id, token)


def certificate_of(
    key: Object, present: Sequence[TokenCertificate], token: str
) -> TokenCertificate:
    """The holder's certificate that belongs to a key.

    Raises:
        KeyFaultError: there is none, or several.
    """
    identifier = _bytes(key, Attribute.ID)
    fit = [entry for entry in _holders(present) if _belongs(key, entry.parsed)]
    found = _one(fit, None if identifier else _label(key), identifier or None, token)
    if found is None:
        raise KeyFaultError("token.no_certificate", token=token, key=_described(key))
    return found


def private_key(
    session: Session, uri: TokenUri, certificate: TokenCertificate | None, token: str
) -> SignMixin:
    """The private key that a URI means, of that certificate where one was found.

    Raises:
        KeyFaultError: there is none, several match, or it may not sign.
    """
    keys = list(session.get_objects({Attribute.CLASS: ObjectClass.PRIVATE_KEY}))
    if certificate is not None and certificate.id:
        found = [key for key in keys if _bytes(key, Attribute.ID) == certificate.id]
    else:
        found = [
            key
            for key in keys
            if uri.object in (None, _label(key)) and uri.id in (None, _bytes(key, Attribute.ID))
        ]
    if certificate is not None:
        found = [key for key in found if _belongs(key, certificate.parsed)]
    if not found:
        listed = ", ".join(map(_described, keys)) or "—"
        raise KeyFaultError("token.no_key", token=token, present=listed)
    if len(found) > 1:
        listed = ", ".join(map(_described, found))
        raise KeyFaultError("token.several_keys", token=token, present=listed)
    key = found[0]
    if not isinstance(key, SignMixin):
        raise KeyFaultError("token.key_cannot_sign", token=token, key=_described(key))
    return key


def _holders(present: Sequence[TokenCertificate]) -> list[TokenCertificate]:
    """The certificates that are no authority's, each once."""
    return list({entry.der: entry for entry in present if not is_authority(entry.parsed)}.values())


def _one(
    present: Sequence[TokenCertificate], label: str | None, identifier: bytes | None, token: str
) -> TokenCertificate | None:
    found = [
        entry
        for entry in present
        if label in (None, entry.label) and identifier in (None, entry.id)
    ]
    if len(found) > 1:
        listed = ", ".join(entry.described for entry in found)
        raise KeyFaultError("token.several_keys", token=token, present=listed)
    return found[0] if found else None


def _belongs(key: Object, certificate: x509.Certificate) -> bool:
    """Whether a key is that of a certificate, as far as the token tells without signing."""
    public = certificate.public_key()
    if not isinstance(public, rsa.RSAPublicKey):
        return True
    modulus = _bytes(key, Attribute.MODULUS)
    return not modulus or int.from_bytes(modulus) == public.public_numbers().n


def _described(key: Object) -> str:
    return printable(_named(_label(key), _bytes(key, Attribute.ID)))


def _named(label: str, identifier: bytes) -> str:
    parts = (f"object={label}" if label else "", f"id=%{identifier.hex('%')}" if identifier else "")
    return ";".join(part for part in parts if part) or "—"


def _label(entry: Object) -> str:
    try:
        return str(entry[Attribute.LABEL])
    except (AttributeTypeInvalid, UnicodeDecodeError):
        return ""


def _bytes(entry: Object, attribute: Attribute) -> bytes:
    """An attribute's value; empty where the token does not give it."""
    try:
        value = entry[attribute]
    except (AttributeTypeInvalid, AttributeSensitive):
        return b""
    return value if isinstance(value, bytes) else b""
