# SPDX-License-Identifier: Apache-2.0
"""A key at a signing service: digests go there, signatures come back.

What the holder gives is asked for once a run and never sent again after a refusal. A one-time
password is asked for whenever an authorisation is used up.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from hashlib import new as new_hash
from threading import Lock
from typing import TYPE_CHECKING, Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from esign.errors import ConfigurationError, Detail, KeyFaultError, ServiceError
from esign.model import SignatureScheme
from esign.signing.algorithms import pss_parameters
from esign.signing.keys.material import fit_public_key, issuers_of, scheme_of
from esign.signing.keys.remote.credential import (
    DIGEST_OIDS,
    Mode,
    authorization,
    challenge,
    decoded,
    read_credential,
    signing,
)
from esign.signing.keys.remote.service import RefusedError, Service
from esign.trust import holder, vietnam_time

if TYPE_CHECKING:
    from collections.abc import Sequence

    from esign.ports import SecretPrompt
    from esign.signing.keys.material import KeyOptions
    from esign.signing.keys.reference import KeyReference
    from esign.signing.keys.remote.credential import Credential
    from esign.signing.keys.remote.service import RemoteProfile

_WITH_DIGEST: Final = {
    SignatureScheme.RSA_PKCS1: {
        "sha256": "1.2.840.113549.1.1.11",
        "sha384": "1.2.840.113549.1.1.12",
        "sha512": "1.2.840.113549.1.1.13",
    },
    SignatureScheme.RSA_PSS: dict.fromkeys(DIGEST_OIDS, "1.2.840.113549.1.1.10"),
    SignatureScheme.ECDSA: {
        "sha256": "1.2.840.10045.4.3.2",
        "sha384": "1.2.840.10045.4.3.3",
        "sha512": "1.2.840.10045.4.3.4",
    },
}
_PLAIN_RSA: Final = "1.2.840.113549.1.1.1"
_LIFE: Final = 3600
"""Seconds an authorisation is good for where the service does not say (§11.6)."""
_MARGIN: Final = 5


@dataclass(slots=True)
class _Allowance:
    """An authorisation that is not bound to digests: how many signatures are left, and until when.

    `until` counts as `time.monotonic` does.
    """

    sad: str
    left: int
    until: float


class RemoteKey:
    """A key at a signing service, see `ports.BatchSigningKey`; threads may share it.

    Args:
        profile: which credential at which service.
        prompt: asked for access, PIN and one-time passwords.
        scheme: how the key is to sign; None for what its sort does by default.

    Raises:
        ConfigurationError: the scheme is not for this sort of key.
        KeyFaultError: the credential is missing or out of force, its key is too weak, or the holder
            could allow signatures in a web browser only.
        ServiceError: the service cannot be reached, or does not speak as the protocol wants.
    """

    def __init__(
        self, profile: RemoteProfile, prompt: SecretPrompt, scheme: SignatureScheme | None
    ) -> None:
        self._profile = profile
        self._prompt = prompt
        self._turn = Lock()
        self._kept: dict[str, str] = {}
        self._allowance: _Allowance | None = None
        self._paused = False
        self._service = Service(profile, prompt.passphrase(profile.name))
        self._id, self._credential = self._found()
        leaf, *others = self._certificates()
        self._public = fit_public_key(leaf.public_key(), profile.name)
        self.certificate = self._credential.certificates[0]
        self.chain = issuers_of(leaf, others)
        self.scheme = scheme_of(self._public, scheme)

    @property
    def at_once(self) -> int:
        """How many signatures one authorisation may cover."""
        return self._credential.most

    def sign(self, data: bytes, digest_algorithm: str) -> bytes:
        """The signature over `data`, see `ports.SigningKey`; errors as `sign_all`."""
        return self.sign_all((data,), digest_algorithm)[0]

    def sign_all(self, entries: Sequence[bytes], digest_algorithm: str) -> tuple[bytes, ...]:
        """The signatures over many data, with as few authorisations as the service allows.

        Args:
            entries: what to sign, not yet hashed.
            digest_algorithm: `sha256`, `sha384` or `sha512`.

        Raises:
            KeyFaultError: the service refuses, or did so before when the holder had given a PIN or
                password: the key then pauses for the rest of the run.
            ServiceError: the service cannot be reached, or answers with something else.
        """
        algorithm = self._algorithm(digest_algorithm)
        digests = [new_hash(digest_algorithm, each).digest() for each in entries]
        made: list[bytes] = []
        with self._turn:
            for start in range(0, len(digests), self._credential.most):
                part = digests[start : start + self._credential.most]
                sad = self._allowed(part, DIGEST_OIDS[digest_algorithm])
                body = signing(
                    self._profile.version, part, DIGEST_OIDS[digest_algorithm], algorithm
                )
                made += self._signed(body | {"credentialID": self._id, "SAD": sad}, len(part))
        return tuple(made)

    def _found(self) -> tuple[str, Credential]:
        identifier = self._profile.credential or self._only_credential()
        body = {"credentialID": identifier, "certificates": "chain"}
        said = self._asked("credentials/info", body | {"certInfo": False, "authInfo": True})
        try:
            credential = read_credential(said, self._profile.version)
        except (ValueError, TypeError) as fault:
            raise self._service.unreadable("credentials/info") from fault
        if not credential.usable:
            raise KeyFaultError("csc.not_in_force", name=self._profile.name)
        if credential.mode is Mode.OAUTH:
            raise KeyFaultError("csc.browser_only", name=self._profile.name)
        return identifier, credential

    def _only_credential(self) -> str:
        said = self._asked("credentials/list", {}).get("credentialIDs")
        listed = [str(each) for each in said] if isinstance(said, list) else []
        if len(listed) == 1:
            return listed[0]
        code = "csc.several_credentials" if listed else "csc.no_credential"
        raise KeyFaultError(code, name=self._profile.name, known=", ".join(listed))

    def _certificates(self) -> list[x509.Certificate]:
        try:
            return [x509.load_der_x509_certificate(each) for each in self._credential.certificates]
        except ValueError as fault:
            raise self._service.unreadable("credentials/info") from fault

    def _algorithm(self, digest: str) -> tuple[str, bytes]:
        """What the key is to do, as the API names it, and its parameters.

        Raises:
            KeyFaultError: the service's key does not do that.
        """
        named = _WITH_DIGEST[self.scheme][digest]
        known = self._credential.algorithms
        if self.scheme is SignatureScheme.RSA_PSS and named in known:
            return named, pss_parameters(digest)
        if named in known:
            return named, b""
        if self.scheme is SignatureScheme.RSA_PKCS1 and _PLAIN_RSA in known:
            return _PLAIN_RSA, b""
        raise KeyFaultError(
            "csc.no_mechanism", name=self._profile.name, scheme=self.scheme, digest=digest
        )

    def _allowed(self, digests: Sequence[bytes], oid: str) -> str:
        """Signature activation data good for these digests."""
        bound = self._credential.bound
        if not bound and self._allowance is not None:
            fresh = self._allowance.until > time.monotonic()
            if fresh and self._allowance.left >= len(digests):
                self._allowance.left -= len(digests)
                return self._allowance.sad
        count = len(digests) if bound else self._credential.most
        secrets = self._secrets()
        version = self._profile.version
        body = authorization(version, digests if bound else (), count, oid, secrets)
        try:
            said = self._service.ask("credentials/authorize", body | {"credentialID": self._id})
        except RefusedError as refusal:
            self._paused = bool(secrets)
            raise KeyFaultError(
                "csc.not_allowed", name=self._profile.name, reason=refusal.error
            ) from refusal
        sad, life = said.get("SAD"), said.get("expiresIn", _LIFE)
        if not isinstance(sad, str) or not sad or not isinstance(life, int):
            raise self._service.unreadable("credentials/authorize")
        if not bound:
            until = time.monotonic() + life - _MARGIN
            self._allowance = _Allowance(sad, count - len(digests), until)
        return sad

    def _secrets(self) -> dict[str, str]:
        """What the holder gives, asked for where it is not known or good only once."""
        if self._paused:
            raise KeyFaultError("csc.paused", name=self._profile.name)
        given = {}
        for secret in self._credential.secrets:
            if secret.name not in self._kept or secret.once:
                if secret.sent:
                    self._asked(challenge(self._profile.version), {"credentialID": self._id})
                label = f"{self._profile.name} {secret.name}"
                about = (self._introduction(),)
                asked = self._prompt.pin(label, about, in_person=secret.once)
                self._kept[secret.name] = asked
            given[secret.name] = self._kept[secret.name]
        return given

    def _introduction(self) -> Detail:
        """Service and certificate, for the person who is about to allow signatures."""
        leaf, bearer = self._certificates()[0], holder(self.certificate)
        facts = {
            "service": self._profile.name,
            "name": bearer.name,
            "title": bearer.title or bearer.organisation or "—",
            "issuer": bearer.issuer,
            "serial": bearer.serial,
            "until": vietnam_time(leaf.not_valid_after_utc),
        }
        return Detail("csc.introduced", facts=facts)

    def _signed(self, body: dict[str, object], count: int) -> list[bytes]:
        said = self._asked("signatures/signHash", body).get("signatures")
        if not isinstance(said, list) or len(said) != count:
            raise self._service.unreadable("signatures/signHash")
        try:
            return [self._value(decoded(each)) for each in said]
        except ValueError as fault:
            raise self._service.unreadable("signatures/signHash") from fault

    def _value(self, signature: bytes) -> bytes:
        """ECDSA as DER, also where a service answers with the two numbers side by side."""
        if not isinstance(self._public, ec.EllipticCurvePublicKey):
            return signature
        size = (self._public.key_size + 7) // 8
        if len(signature) != 2 * size:
            return signature
        first, second = signature[:size], signature[size:]
        return encode_dss_signature(int.from_bytes(first), int.from_bytes(second))

    def _asked(self, method: str, body: dict[str, object]) -> dict[str, object]:
        try:
            return self._service.ask(method, body)
        except RefusedError as refusal:
            raise ServiceError(
                "csc.refused", name=self._profile.name, method=method, reason=refusal.error
            ) from refusal


def open_remote_key(
    reference: KeyReference, prompt: SecretPrompt, options: KeyOptions
) -> RemoteKey:
    """The key of the credential that a profile of the settings describes.

    Raises:
        ConfigurationError: there is no such profile, or as `RemoteKey`.
        KeyFaultError, ServiceError: as `RemoteKey`.
    """
    profile = options.remote
    if profile is None or profile.name != reference.place:
        raise ConfigurationError("csc.no_profile", name=reference.place)
    return RemoteKey(profile, prompt, options.scheme)
