# SPDX-License-Identifier: Apache-2.0
"""Recorded exchanges with a signing service: made by `python -m support.exchanges`, and replayed.

A record is a JSON file: in `exchanges`, in their order, each request (line, headers, body), its
response (status, body) and the clauses of the API's specification that both follow. Left out of the
headers is what the HTTP library says of itself and of the port.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from esign.errors import KeyFaultError
from esign.model import SignatureScheme
from esign.signing import KeyOptions, open_key
from esign.signing.keys.remote import ApiVersion, RemoteKey, RemoteProfile
from support.pki import make_pki
from support.signing_service import (
    CLIENT_SECRET,
    OTP,
    PIN,
    ServiceHandler,
    SigningService,
    served,
    serving,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from esign.errors import Detail

    Exchange = dict[str, Any]

RECORDED: Final = Path(__file__).parents[1] / "signing" / "keys" / "recorded"
CLAUSES: Final = {
    "v1": {
        "oauth2/token": "CSC API 1.0.4.0 §8.3.3; RFC 6749 §4.4",
        "credentials/list": "CSC API 1.0.4.0 §11.4",
        "credentials/info": "CSC API 1.0.4.0 §11.5",
        "credentials/authorize": "CSC API 1.0.4.0 §11.6",
        "credentials/sendOTP": "CSC API 1.0.4.0 §11.8",
        "signatures/signHash": "CSC API 1.0.4.0 §11.9",
    },
    "v2": {
        "oauth2/token": "RFC 6749 §4.4",
        "credentials/list": "CSC API 2.0.0.2 §11.4",
        "credentials/info": "CSC API 2.0.0.2 §11.5",
        "credentials/authorize": "CSC API 2.0.0.2 §11.6",
        "credentials/getChallenge": "CSC API 2.0.0.2 §11.8",
        "signatures/signHash": "CSC API 2.0.0.2 §11.10",
    },
}
ENTRIES: Final = (b"first", b"second")
_NOT_OURS: Final = {"host", "user-agent", "connection", "accept-encoding"}


class Story(NamedTuple):
    """What the client is told to do, against which service."""

    service: dict[str, Any]
    scheme: SignatureScheme | None = None
    pin: str = PIN


STORIES: Final = {
    "bound-with-password": Story({"secrets": ("PIN", "OTP"), "bound": True, "multisign": 2}),
    "pss": Story({"algorithms": ("1.2.840.113549.1.1.10",)}, SignatureScheme.RSA_PSS),
    "wrong-pin": Story({}, None, "1111"),
}


class Answering:
    """A holder who answers with what belongs to each label."""

    def __init__(self, pin: str) -> None:
        self._answers = {"ca": CLIENT_SECRET, "ca PIN": pin, "ca OTP": OTP}

    def passphrase(self, label: str) -> str:
        return self._answers[label]

    def pin(self, label: str, about: Sequence[Detail], *, in_person: bool) -> str:  # noqa: ARG002
        return self.passphrase(label)

    def tell(self, about: Sequence[Detail]) -> None:
        """Say nothing."""


def request_of(handler: BaseHTTPRequestHandler, body: bytes) -> Exchange:
    """A request as it is recorded."""
    sent = handler.headers.items()
    kept = {name: value for name, value in sent if name.lower() not in _NOT_OURS}
    as_json = kept["Content-Type"] == "application/json"
    stated = json.loads(body) if as_json else body.decode()
    return {"line": handler.requestline, "headers": kept, "body": stated}


class _Recording(ServiceHandler):
    """Answers as the service does, and writes down what was asked and answered."""

    def __init__(self, record: list[Exchange], service: SigningService, *rest: Any) -> None:
        self._record = record
        super().__init__(service, *rest)

    def take(self, body: bytes) -> None:
        asked = request_of(self, body)
        method = self.path.partition(f"/{self._service.version}/")[2]
        clause = CLAUSES[self._service.version][method]
        self._record.append({"clause": clause, "request": asked, "response": {}})
        super().take(body)

    def _send(self, status: int, answer: bytes) -> None:
        self._record[-1]["response"] = {"status": status, "body": json.loads(answer)}
        super()._send(status, answer)


class _Replaying(BaseHTTPRequestHandler):
    """Answers as was recorded, in that order, whatever is asked; keeps what was asked."""

    def __init__(self, replay: Replay, *rest: Any) -> None:
        self._replay = replay
        super().__init__(*rest)

    def do_POST(self) -> None:
        asked = request_of(self, self.rfile.read(int(self.headers["Content-Length"])))
        answer = self._replay.exchanges[len(self._replay.asked)]["response"]
        self._replay.asked.append(asked)
        body = json.dumps(answer["body"]).encode()
        self.send_response(answer["status"])
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's name
        """Say nothing."""


@dataclass
class Replay:
    """A record on its way back; `asked` fills with what the client sends."""

    exchanges: list[Exchange]
    asked: list[Exchange] = field(default_factory=list)

    def tell(self, story: Story, version: str, credential: str = "") -> tuple[bytes, ...]:
        """What the client makes of the recorded answers: signatures, or its error."""
        with served(partial(_Replaying, self)) as url:
            return told(story, version, url, credential)


def told(story: Story, version: str, url: str, credential: str = "") -> tuple[bytes, ...]:
    """The signatures over `ENTRIES` that the client brings from the service at this address."""
    profile = RemoteProfile("ca", url, credential, ApiVersion(version), client="sgddt")
    key = open_key("csc:ca", Answering(story.pin), KeyOptions(story.scheme, remote=profile))
    assert isinstance(key, RemoteKey)
    return key.sign_all(ENTRIES, "sha256")


def record(version: str, name: str) -> list[Exchange]:
    """The exchanges of a story with the service of the tests."""
    story, exchanges = STORIES[name], list[Any]()
    service = SigningService(make_pki().director, version, **story.service)
    with serving(service, partial(_Recording, exchanges)) as url, suppress(KeyFaultError):
        told(story, version, url)
    return exchanges


if __name__ == "__main__":
    RECORDED.mkdir(exist_ok=True)
    for each in CLAUSES:
        for name in STORIES:
            content = {"exchanges": record(each, name)}
            path = RECORDED / f"{each}-{name}.json"
            path.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
