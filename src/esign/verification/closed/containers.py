# SPDX-License-Identifier: Apache-2.0
"""Signature containers of signers whose containers have been read before.

Two of them differ in the digest and in the signature value alone. A container in its one canonical
form is therefore read once by `container.read_container`, and afterwards compared: what equals it
but for these two says the same of everything else.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from asn1crypto import cms, x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import load_der_public_key

from esign.verification import der
from esign.verification.container import read_container

if TYPE_CHECKING:
    from collections.abc import Callable

    from esign.verification.facts import Container

_MOST: Final = 64
_DIGEST: Final = "sha256"
_DIGEST_SIZE: Final = 32


@dataclass(frozen=True, slots=True)
class _Known:
    """A container that was read: what is constant in it, and what it says.

    Attributes:
        start: up to the signed attributes.
        before, after: the signed attributes around the digest.
        middle: between the signed attributes and the signature value.
        size: of the signature value, which ends the container.
        key: the signer's.
        said: its facts.
    """

    start: bytes
    before: bytes
    after: bytes
    middle: bytes
    size: int
    key: rsa.RSAPublicKey
    said: Container

    def read(self, contents: bytes, covered: bytes) -> Container | None:
        """The facts of another one; None if more than digest and signature differ."""
        place = len(self.start) + len(self.before)
        rest = place + _DIGEST_SIZE
        value = rest + len(self.after) + len(self.middle)
        end = value + self.size
        same = (
            contents.startswith(self.start + self.before)
            and contents.startswith(self.after + self.middle, rest)
            and not contents[end:].strip(b"\0")
            and len(contents) >= end
        )
        if not same:
            return None
        attributes = der.tlv(der.SET, contents[len(self.start) : rest + len(self.after)])
        return replace(
            self.said,
            digest_matches=contents[place:rest] == covered,
            signature_valid=self._fits(contents[value:end], attributes),
        )

    def _fits(self, value: bytes, attributes: bytes) -> bool:
        try:
            self.key.verify(value, attributes, padding.PKCS1v15(), hashes.SHA256())
        except InvalidSignature:
            return False
        return True


_KNOWN: deque[_Known] = deque(maxlen=_MOST)


def read_known_container(
    contents: bytes, covered_digest: Callable[[str], bytes]
) -> Container | None:
    """As `container.read_container`; quicker from the second container of a signer on."""
    covered = covered_digest(_DIGEST)
    for known in tuple(_KNOWN):
        found = known.read(contents, covered)
        if found is not None:
            return found
    read = read_container(contents, covered_digest)
    if read is not None:
        _learn(contents, read)
    return read


def _learn(contents: bytes, read: Container) -> None:
    """Remember a canonical container signed with RSA (PKCS #1 v1.5) and SHA-256."""
    plain = read.canonical and read.padding_clean and read.digest_matches and read.signature_valid
    usual = read.signature_algorithm == "rsa" and read.digest_algorithm == _DIGEST
    if not (plain and usual):
        return
    # The key alone, as `read_container` took it: of the rest something may be unreadable.
    key = load_der_public_key(x509.Certificate.load(read.certificate).public_key.dump())
    if not isinstance(key, rsa.RSAPublicKey):
        return
    encoded = contents[: der.total_length(contents)]
    info = cms.ContentInfo.load(encoded)["content"]["signer_infos"][0]
    attributes: bytes = info["signed_attrs"].contents
    value: bytes = info["signature"].native
    digest = next(
        entry["values"][0].native
        for entry in info["signed_attrs"]
        if entry["type"].native == "message_digest"
    )
    start, _, rest = encoded.partition(attributes)
    before, _, after = attributes.partition(digest)
    parts = (start, before, after, rest.removesuffix(value))
    if encoded == start + before + digest + after + parts[3] + value:
        _KNOWN.append(_Known(*parts, len(value), key, read))
