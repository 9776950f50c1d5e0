# SPDX-License-Identifier: Apache-2.0
"""Signers whose keys are elsewhere: each gets a file, and returns it with what it has signed."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from esign.issuance import Keys, Pending
from esign.model import Role, SignatureScheme
from esign.signing import Mark, Signatory, external_key
from esign.signing.container import container_form
from support.pki import chain_of

if TYPE_CHECKING:
    from pathlib import Path

    from esign.demo.pki import Identity
    from esign.issuance import Office

MARKS = {Role.PERSON: ("director", 45, 20), Role.AGENCY: ("seal", 36, 36)}


@dataclass(frozen=True)
class Phone:
    """Signs whatever it is sent, with one RSA key, after nobody has looked at it."""

    identity: Identity

    def value(self, attributes: bytes) -> bytes:
        """The signature value over attributes."""
        key = self.identity.key
        assert isinstance(key, rsa.RSAPrivateKey)
        return key.sign(attributes, padding.PKCS1v15(), hashes.SHA256())

    def container(self, pending: Pending, attributes: bytes) -> bytes:
        """The whole CMS over attributes, as the clients of ministries return it."""
        form = container_form(pending.certificates, pending.scheme)
        return form.container(attributes, self.value(attributes))

    def signed(self, pending: Pending, *, whole: bool = False) -> Pending:
        """The file as it comes back: with values, or with whole containers."""
        stated = as_sent(pending)
        for entry in stated["signatures"]:
            attributes = b64decode(entry["attributes"])
            if whole:
                entry["cms"] = b64encode(self.container(pending, attributes)).decode()
            else:
                entry["signature"] = b64encode(self.value(attributes)).decode()
        return came_back(stated)


def as_sent(pending: Pending) -> dict[str, Any]:
    """The file's content, to be filled in or spoilt."""
    content: dict[str, Any] = json.loads(json.dumps(pending.as_json()))
    return content


def came_back(stated: dict[str, Any]) -> Pending:
    return Pending.read(json.dumps(stated, indent=1).encode())


def signatory_elsewhere(identity: Identity, role: Role, office: Office) -> Signatory:
    """Whose certificates alone are here."""
    certificates = [identity.der, *chain_of(identity)]
    key = external_key(certificates, SignatureScheme.RSA_PKCS1)
    name, width, height = MARKS[role]
    image: Path = office.output.parent / "images" / f"{name}.png"
    return Signatory(key, Mark.load(image, width, height), role, office.trust, office.clock)


def keys_elsewhere(office: Office, director: Identity, seal: Identity) -> Keys:
    """Both keys of an office, neither of which is here."""
    return Keys(
        lambda: signatory_elsewhere(director, Role.PERSON, office),
        lambda: signatory_elsewhere(seal, Role.AGENCY, office),
    )
