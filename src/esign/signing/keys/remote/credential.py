# SPDX-License-Identifier: Apache-2.0
"""What a service says of a credential, and how each version of the API asks for a signature.

Version 1: CSC API 1.0.4.0 §11.5 (`credentials/info`), §11.6 (`credentials/authorize`), §11.8
(`credentials/sendOTP`), §11.9 (`signatures/signHash`). Version 2: CSC API 2.0.0.2 §11.5, §11.6,
§11.8 (`credentials/getChallenge`), §11.10.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from esign.signing.keys.remote.service import ApiVersion

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

DIGEST_OIDS: Final = {
    "sha256": "2.16.840.1.101.3.4.2.1",
    "sha384": "2.16.840.1.101.3.4.2.2",
    "sha512": "2.16.840.1.101.3.4.2.3",
}
_YES: Final = {True, "true", "optional"}
_USABLE: Final = {"enabled", "valid"}


class Mode(StrEnum):
    """How the holder allows a signature (`authMode`, `auth/mode`)."""

    IMPLICIT = "implicit"
    EXPLICIT = "explicit"
    OAUTH = "oauth2code"


@dataclass(frozen=True, slots=True)
class Secret:
    """Something the holder has to give for a signature.

    Attributes:
        name: what the API calls it: `PIN` or `OTP`.
        once: whether it is good for a single authorisation, as a one-time password is.
        sent: whether the service sends it to the holder when asked to.
    """

    name: str
    once: bool
    sent: bool


@dataclass(frozen=True, slots=True)
class Credential:
    """A key at the service.

    Attributes:
        certificates: DER, the holder's first.
        algorithms: object identifiers of what the key can do.
        mode: how the holder allows a signature.
        secrets: what he gives for it.
        most: how many signatures one authorisation may cover.
        bound: whether an authorisation is for given digests only (sole control level 2).
        usable: whether service and certificate authority have it in force.
    """

    certificates: tuple[bytes, ...]
    algorithms: frozenset[str]
    mode: Mode
    secrets: tuple[Secret, ...]
    most: int
    bound: bool
    usable: bool


def read_credential(said: Mapping[str, object], version: ApiVersion) -> Credential:
    """The credential that an answer to `credentials/info` describes.

    Raises:
        ValueError, TypeError: the answer lacks something, or it is of another type.
    """
    key, certificate = _table(said, "key"), _table(said, "cert")
    listed, algorithms = certificate.get("certificates"), key.get("algo")
    if not isinstance(listed, list) or not listed or not isinstance(algorithms, list):
        raise ValueError("certificates and algorithms are lists")
    auth = _table(said, "auth") if version is ApiVersion.V2 else said
    return Credential(
        certificates=tuple(decoded(entry) for entry in listed),
        algorithms=frozenset(str(entry) for entry in algorithms),
        mode=Mode(str(auth.get("mode" if version is ApiVersion.V2 else "authMode"))),
        secrets=tuple(_secrets_2(auth) if version is ApiVersion.V2 else _secrets_1(said)),
        most=max(1, int(str(said.get("multisign", 1)))),
        bound=str(said.get("SCAL", "1")) == "2",
        usable={key.get("status", "enabled"), certificate.get("status", "valid")} <= _USABLE,
    )


def _secrets_1(said: Mapping[str, object]) -> list[Secret]:
    found = []
    for name in ("PIN", "OTP"):
        shape = said.get(name)
        if isinstance(shape, dict) and shape.get("presence") in _YES:
            found.append(Secret(name, once=name == "OTP", sent=shape.get("type") == "online"))
    return found


def _secrets_2(auth: Mapping[str, object]) -> list[Secret]:
    objects = auth.get("objects", [])
    found = []
    for shape in objects if isinstance(objects, list) else [objects]:
        if not isinstance(shape, dict) or not isinstance(shape.get("id"), str):
            raise TypeError("an object of an authorisation has an id")
        kind = shape.get("type")
        found.append(Secret(shape["id"], once=kind != "Password", sent=kind == "ChallengeResponse"))
    return found


def challenge(version: ApiVersion) -> str:
    """The method by which the service sends the holder a one-time password."""
    return "credentials/sendOTP" if version is ApiVersion.V1 else "credentials/getChallenge"


def authorization(
    version: ApiVersion,
    digests: Sequence[bytes],
    count: int,
    oid: str,
    secrets: Mapping[str, str],
) -> dict[str, object]:
    """What `credentials/authorize` is asked with.

    Args:
        version: of the API.
        digests: what alone may be signed; none where the service does not bind.
        count: of the signatures to allow.
        oid: of the digest algorithm.
        secrets: what the holder gave, by name.
    """
    body: dict[str, object] = {"numSignatures": count}
    values = [encoded(each) for each in digests]
    if version is ApiVersion.V1:
        return body | ({"hash": values} if values else {}) | dict(secrets)
    if values:
        body |= {"hashes": values, "hashAlgorithmOID": oid}
    if secrets:
        body["authData"] = [{"id": name, "value": value} for name, value in secrets.items()]
    return body


def signing(
    version: ApiVersion, digests: Sequence[bytes], oid: str, algorithm: tuple[str, bytes]
) -> dict[str, object]:
    """What `signatures/signHash` is asked with.

    Args:
        version: of the API.
        digests: what to sign.
        oid: of the digest algorithm.
        algorithm: object identifier of the signature algorithm; its parameters, DER, or nothing.
    """
    values = [encoded(each) for each in digests]
    body: dict[str, object] = {"signAlgo": algorithm[0]}
    if algorithm[1]:
        body["signAlgoParams"] = encoded(algorithm[1])
    if version is ApiVersion.V1:
        return body | {"hash": values, "hashAlgo": oid}
    return body | {"hashes": values, "hashAlgorithmOID": oid, "operationMode": "S"}


def encoded(data: bytes) -> str:
    """Base64, as the API wants it."""
    return base64.b64encode(data).decode("ascii")


def decoded(text: object) -> bytes:
    """What a Base64 text stands for.

    Raises:
        ValueError: it is none.
    """
    try:
        return base64.b64decode(str(text), validate=True)
    except binascii.Error as fault:
        raise ValueError("no Base64") from fault


def _table(said: Mapping[str, object], name: str) -> dict[str, object]:
    found = said.get(name)
    if not isinstance(found, dict):
        raise TypeError(f"{name} is an object")
    return found
