# SPDX-License-Identifier: Apache-2.0
"""Talking to a signing service: one JSON object there, one back (CSC API §10)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from esign.errors import ServiceError
from esign.fetching import FetchError, Question, fetch, shown

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST_BYTES: Final = 1 << 20
_REFUSALS: Final = range(400, 500)


class ApiVersion(StrEnum):
    """The generation of the API; the value is also a part of every address."""

    V1 = "v1"
    V2 = "v2"


@dataclass(frozen=True, slots=True)
class RemoteProfile:
    """A credential at a service, as the settings describe it.

    Attributes:
        name: of the profile; secrets are asked for under it.
        url: the service's base address, before `/csc/v1`.
        credential: the credential's identifier there; empty when the account has a single one.
        version: of the API.
        client: identifier of this office as an OAuth 2.0 client, which then signs in by its own
            secret (RFC 6749 §4.4); empty when the service has handed out an access token.
        seconds: for how long an answer is waited for; a person may have to confirm on a telephone.
    """

    name: str
    url: str
    credential: str = ""
    version: ApiVersion = ApiVersion.V1
    client: str = ""
    seconds: float = 120


class RefusedError(Exception):
    """The service understood and refused (§10.1).

    Attributes:
        error: its word for the reason, such as `invalid_pin`.
    """

    def __init__(self, error: str) -> None:
        super().__init__(error)
        self.error = error


class Service:
    """A signing service that this office has signed in to.

    Args:
        profile: which, and how.
        secret: the access token, or the client's own secret.

    Raises:
        ServiceError: the client's secret is not accepted, or nobody answers as the protocol wants.
    """

    def __init__(self, profile: RemoteProfile, secret: str) -> None:
        self._profile = profile
        self._base = f"{profile.url.rstrip('/')}/csc/{profile.version}"
        self._token = self._signed_in(secret) if profile.client else secret

    def ask(self, method: str, body: Mapping[str, object]) -> dict[str, object]:
        """What the service answers to a method of the API, such as `credentials/info`.

        Raises:
            RefusedError: it refuses, and says why.
            ServiceError: it cannot be reached, or its answer is no JSON object.
        """
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {self._token}"}
        return self._exchanged(f"{self._base}/{method}", json.dumps(body).encode(), headers)

    def _signed_in(self, secret: str) -> str:
        """An access token for the client itself (§8.3.3, `client_credentials`)."""
        form = {
            "grant_type": "client_credentials",
            "client_id": self._profile.client,
            "client_secret": secret,
        }
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        try:
            answer = self._exchanged(
                f"{self._base}/oauth2/token", urlencode(form).encode(), headers
            )
        except RefusedError as refusal:
            raise ServiceError(
                "csc.not_signed_in", name=self._profile.name, reason=refusal.error
            ) from refusal
        token = answer.get("access_token")
        if not isinstance(token, str) or not token:
            raise self.unreadable("oauth2/token")
        return token

    def _exchanged(self, url: str, body: bytes, headers: Mapping[str, str]) -> dict[str, object]:
        question = Question(url, body, {"Accept": "application/json", **headers}, MOST_BYTES)
        try:
            answer = fetch(question, self._profile.seconds)
        except FetchError as fault:
            if fault.kind == "http_status" and fault.facts.get("reason") in _REFUSALS:
                raise RefusedError(_reason(fault)) from fault
            facts = {"name": self._profile.name, "address": shown(url), **fault.facts}
            raise ServiceError(f"csc.{fault.kind}", details=(), **facts) from fault
        read = _object(answer)
        if read is None:
            raise self.unreadable(shown(url).rpartition("/csc/")[2])
        return read

    def unreadable(self, method: str) -> ServiceError:
        """The error for an answer that is not what the protocol wants."""
        return ServiceError("csc.unreadable", name=self._profile.name, method=method)


def _reason(fault: FetchError) -> str:
    """The service's own word for a refusal; else the HTTP status."""
    said = (_object(fault.answer) or {}).get("error")
    return said if isinstance(said, str) and said.isprintable() else f"HTTP {fault.facts['reason']}"


def _object(answer: bytes) -> dict[str, object] | None:
    try:
        read = json.loads(answer)
    except (ValueError, RecursionError):
        return None
    return read if isinstance(read, dict) else None
