# SPDX-License-Identifier: Apache-2.0
"""A small remote signing service on loopback; it takes the requests of its API version, no others.

Clauses: CSC API 1.0.4.0 (v1) and 2.0.0.2 (v2).
"""

from __future__ import annotations

import base64
import json
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils

from support.pki import chain_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from esign.demo.pki import Identity

TOKEN, PIN, OTP, CLIENT_SECRET = "an access token", "2468", "135790", "a client's secret"
CREDENTIAL = "director-2026"
DIGESTS: dict[str, Any] = {
    "2.16.840.1.101.3.4.2.1": hashes.SHA256(),
    "2.16.840.1.101.3.4.2.2": hashes.SHA384(),
    "2.16.840.1.101.3.4.2.3": hashes.SHA512(),
}
AUTHORIZE = {
    # §11.6 of either; `hash` became `hashes`, PIN and OTP became `authData`
    "v1": {"credentialID", "numSignatures", "hash", "PIN", "OTP", "description", "clientData"},
    "v2": {"credentialID", "numSignatures", "hashes", "hashAlgorithmOID", "authData"},
}
SIGN_HASH = {
    # v1 §11.9, v2 §11.10
    "v1": {"credentialID", "SAD", "hash", "hashAlgo", "signAlgo", "signAlgoParams"},
    "v2": {
        *("credentialID", "SAD", "hashes", "hashAlgorithmOID", "signAlgo", "signAlgoParams"),
        "operationMode",
    },
}


class RefusedRequestError(Exception):
    """What the service answers with status 400 (§10.1)."""


@dataclass
class SigningService:
    """The service's state; the fields say how it is set up and what it was asked."""

    identity: Identity
    version: str = "v1"
    algorithms: tuple[str, ...] = ("1.2.840.113549.1.1.1", "1.2.840.113549.1.1.11")
    mode: str = "explicit"
    secrets: tuple[str, ...] = ("PIN",)
    multisign: int = 10
    bound: bool = False
    status: str = "enabled"
    credentials: tuple[str, ...] = (CREDENTIAL,)
    raw_ecdsa: bool = False
    life: int = 3600
    spoil: dict[str, object] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    allowed: dict[str, list[Any]] = field(default_factory=dict)

    def answer(self, method: str, body: dict[str, Any]) -> object:
        self.calls.append(method)
        if method in self.spoil:
            return self.spoil[method]
        doing = {
            "credentials/list": self._list,
            "credentials/info": self._info,
            "credentials/authorize": self._authorize,
            "signatures/signHash": self._sign,
            "credentials/sendOTP": self._challenge,
            "credentials/getChallenge": self._challenge,
        }
        return doing[method](body)

    def _list(self, body: dict[str, Any]) -> object:  # §11.4
        require(not set(body) - {"maxResults", "pageToken", "clientData"}, "invalid_request")
        return {"credentialIDs": list(self.credentials)}

    def _info(self, body: dict[str, Any]) -> object:  # §11.5
        require(body["credentialID"] in self.credentials, "invalid_request")
        require(body["certificates"] == "chain", "invalid_request")
        certificates = [self.identity.der, *chain_of(self.identity)]
        said: dict[str, Any] = {
            "key": {"status": self.status, "algo": list(self.algorithms), "len": 2048},
            "cert": {"status": "valid", "certificates": [text(each) for each in certificates]},
            "multisign": self.multisign,
            "SCAL": "2" if self.bound else "1",
        }
        if self.version == "v1":
            shapes = {"PIN": {"presence": "true", "format": "N"}}
            shapes["OTP"] = {"presence": "true", "type": "online", "format": "N"}
            return said | {"authMode": self.mode} | {name: shapes[name] for name in self.secrets}
        types = {"PIN": "Password", "OTP": "ChallengeResponse"}
        objects = [{"type": types[name], "id": name, "format": "N"} for name in self.secrets]
        return said | {"auth": {"mode": self.mode, "expression": "", "objects": objects}}

    def _challenge(self, body: dict[str, Any]) -> object:  # §11.8 of either
        require(self.calls[-1] == f"credentials/{CHALLENGES[self.version]}", "invalid_request")
        require(body == {"credentialID": body["credentialID"]}, "invalid_request")
        return {}

    def _authorize(self, body: dict[str, Any]) -> object:
        require(not set(body) - AUTHORIZE[self.version], "invalid_request")
        given = body
        if self.version == "v2":
            given = {entry["id"]: entry["value"] for entry in body.get("authData", [])}
        for name in self.secrets:
            if given.get(name) != {"PIN": PIN, "OTP": OTP}[name]:
                self.wrong.append(name)
                require(holds=False, error=f"invalid_{name.lower()}")
        digests = body.get("hash" if self.version == "v1" else "hashes")
        require(bool(digests) == self.bound, "invalid_request")
        require(body["numSignatures"] <= self.multisign, "invalid_request")
        sad = f"SAD {len(self.allowed)}"
        self.allowed[sad] = [body["numSignatures"], digests]
        return {"SAD": sad, "expiresIn": self.life}

    def _sign(self, body: dict[str, Any]) -> object:
        require(not set(body) - SIGN_HASH[self.version], "invalid_request")
        digests = body["hash" if self.version == "v1" else "hashes"]
        oid = body["hashAlgo" if self.version == "v1" else "hashAlgorithmOID"]
        require(body["SAD"] in self.allowed, "invalid_request")
        allowance = self.allowed[body["SAD"]]
        allowance[0] -= len(digests)
        require(allowance[0] >= 0, "invalid_request")
        require(not self.bound or set(digests) <= set(allowance[1]), "hash_not_authorized")
        require(body["signAlgo"] in self.algorithms, "invalid_request")
        pss = body["signAlgo"].endswith("1.1.10")
        require(bool(body.get("signAlgoParams")) == pss, "invalid_request")
        return {"signatures": [self._value(each, DIGESTS[oid], pss=pss) for each in digests]}

    def _value(self, digest: str, algorithm: Any, *, pss: bool) -> str:
        key, known = self.identity.key, utils.Prehashed(algorithm)
        hashed = base64.b64decode(digest)
        if isinstance(key, rsa.RSAPrivateKey):
            salted = padding.PSS(padding.MGF1(algorithm), algorithm.digest_size)
            return text(key.sign(hashed, salted if pss else padding.PKCS1v15(), known))
        assert isinstance(key, ec.EllipticCurvePrivateKey)
        value = key.sign(hashed, ec.ECDSA(known))
        if not self.raw_ecdsa:
            return text(value)
        size = (key.key_size + 7) // 8
        return text(b"".join(each.to_bytes(size) for each in utils.decode_dss_signature(value)))


CHALLENGES = {"v1": "sendOTP", "v2": "getChallenge"}


def require(holds: bool, error: str) -> None:  # noqa: FBT001 - reads as a sentence
    if not holds:
        raise RefusedRequestError(error)


def text(data: bytes) -> str:
    return base64.b64encode(data).decode()


class ServiceHandler(BaseHTTPRequestHandler):
    def __init__(self, service: SigningService, *rest: Any) -> None:
        self._service = service
        super().__init__(*rest)

    def do_POST(self) -> None:
        self.take(self.rfile.read(int(self.headers["Content-Length"])))

    def take(self, body: bytes) -> None:
        """Answer a request of this body."""
        start = f"/rssp/csc/{self._service.version}/"
        if not self.path.startswith(start):
            self._send(404, b"no such page")
            return
        method = self.path.removeprefix(start)
        try:
            said = self._token(body) if method == "oauth2/token" else self._answer(method, body)
        except RefusedRequestError as refusal:
            error = {"error": str(refusal), "error_description": "no"}
            self._send(400, json.dumps(error).encode())
            return
        self._send(200, said if isinstance(said, bytes) else json.dumps(said).encode())

    def _answer(self, method: str, body: bytes) -> object:
        require(self.headers["Authorization"] == f"Bearer {TOKEN}", "invalid_token")
        return self._service.answer(method, json.loads(body))

    def _token(self, body: bytes) -> object:
        given = {name: values[0] for name, values in parse_qs(body.decode()).items()}
        require(given["grant_type"] == "client_credentials", "unsupported_grant_type")
        require(given["client_secret"] == CLIENT_SECRET, "invalid_client")
        return {"access_token": TOKEN, "token_type": "Bearer", "expires_in": 3600}

    def _send(self, status: int, answer: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's name
        """Say nothing."""


@contextmanager
def serving(
    service: SigningService, handler: Callable[..., BaseHTTPRequestHandler] = ServiceHandler
) -> Iterator[str]:
    """The service's base address while it answers."""
    with served(partial(handler, service)) as url:
        yield url


@contextmanager
def served(handler: Callable[..., BaseHTTPRequestHandler]) -> Iterator[str]:
    """The base address of what answers like this, while it does."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/rssp"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
