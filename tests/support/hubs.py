# SPDX-License-Identifier: Apache-2.0
"""A small document axis on loopback: the VXP adapter and the provincial hub, with every fault.

It checks what it is sent as the protocols say, and answers as a script wants.
"""

from __future__ import annotations

import base64
import hmac
import json
import threading
from collections import deque
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.parser import BytesParser
from email.policy import HTTP
from functools import partial
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from esign.errors import EsignError
from esign.exchange import unpack

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterator

SYSTEM, SECRET = "01.02.W00", "a secret that nobody may see"
PREFIX = "xroadvnpt-"


@dataclass
class Script:
    """How the next request is answered instead; `store` lets it have its effect all the same.

    `raw` is written as it stands, then the connection is closed; `hold` is awaited before.
    """

    raw: bytes | None = None
    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    store: bool = False
    hold: threading.Event | None = None


@dataclass
class Hub:
    """The axis's state, for one office that sends to itself and to others."""

    held: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    sent: list[dict[str, Any]] = field(default_factory=list)
    states: dict[str, str] = field(default_factory=dict)
    scripts: deque[Script] = field(default_factory=deque)
    requests: list[tuple[str, dict[str, str], int]] = field(default_factory=list)
    agencies: list[dict[str, Any]] = field(default_factory=list)
    raw_xml: bool = False

    def answers(self, *scripts: Script) -> None:
        self.scripts.extend(scripts)

    def answer(self, method: str, target: str, headers: dict[str, str], body: bytes) -> object:
        """What the axis says, JSON or bytes."""
        path = urlsplit(target).path
        query = {name: values[0] for name, values in parse_qs(urlsplit(target).query).items()}
        if path.startswith("/v1/"):
            return self._hub(method, path.removeprefix("/v1/"), query, headers, body)
        assert method == "POST"
        return self._vxp(path.rpartition("/")[2], headers, body)

    def _vxp(  # noqa: PLR0911 - one for each operation
        self, operation: str, headers: dict[str, str], body: bytes
    ) -> object:
        if not signed(headers):
            return failed("15")
        given = {name.removeprefix(PREFIX): value for name, value in headers.items()}
        if operation == "sendEdoc":
            unpadded = "".join(f"{byte:x}" for byte in sha256(body).digest())
            assert given["hash-file"] == unpadded
            assert headers["content-type"] == "application/octet-stream"
            return self._take(given["messagetype"], body, json.loads(given["to"]), given["from"])
        if operation == "getSentEdocList":
            return {**OK, "data": self.sent}
        if operation == "getReceivedEdocList":
            return self._listed(given["messagetype"])
        if operation == "getEdoc":
            return self._got(given["docid"])
        if operation == "downloadEdoc":
            return self.held[given["docid"]][1] if given["docid"] in self.held else failed("10")
        if operation == "updateStatus":
            return self._updated(given["docid"], given["status"])
        assert operation == "getAgenciesList"
        return {**OK, "data": self.agencies}

    def _hub(
        self,
        method: str,
        operation: str,
        query: dict[str, str],
        headers: dict[str, str],
        body: bytes,
    ) -> object:
        if (headers.get("x-systemid"), headers.get("x-secretkey")) != (SYSTEM, SECRET):
            return failed("15")
        if (method, operation) == ("POST", "sendEdoc"):
            parts = form(headers["content-type"], body)
            return self._take(parts["messageType"].decode(), parts["edocFile"], ["?"], "?")
        if operation == "syncReceivedEdocList":
            assert len(query["fromDate"]) == len("2026/01/01")
            return self._listed(query["messageType"])
        if operation == "getEdoc":
            held = self.held.get(query["docId"])
            return held[1] if self.raw_xml and held else self._got(query["docId"])
        assert (method, operation) == ("POST", "updateStatus")
        said = json.loads(body)
        return self._updated(said["docId"], said["status"])

    def _take(self, kind: str, data: bytes, receivers: list[str], sender: str) -> object:
        doc_id = sha256(data).hexdigest()[:24]
        if doc_id not in self.held:
            self.held[doc_id] = (kind, data)
            self.states[doc_id] = "initial"
            self._note_sent(doc_id, data, receivers, sender)
        return {**OK, "DocId": doc_id}

    def _note_sent(self, doc_id: str, data: bytes, receivers: list[str], sender: str) -> None:
        try:
            package = unpack(data)
        except EsignError:
            return
        notation = f"{package.number}/{package.symbol}"
        for code in receivers:
            self.sent.append(
                {
                    "senderDocId": doc_id,
                    "fromCode": sender,
                    "toCode": code,
                    "title": package.subject,
                    "notation": notation,
                }
            )

    def _listed(self, kind: str) -> object:
        found = [
            {
                "docId": doc_id,
                "messageType": held,
                "created_time": f"2026/11/20 10:00:{place:02}",
                "from": "H24.02",
                "status": self.states[doc_id],
            }
            for place, (doc_id, (held, _)) in enumerate(self.held.items())
            if held == kind
        ]
        return {**OK, "data": found}

    def _got(self, doc_id: str) -> object:
        if doc_id not in self.held:
            return failed("10")
        return {**OK, "data": base64.b64encode(self.held[doc_id][1]).decode()}

    def _updated(self, doc_id: str, status: str) -> object:
        assert status in {"done", "fail"}
        self.states[doc_id] = status
        return OK


OK = {"status": "OK", "ErrorCode": "0", "ErrorDesc": ""}


def failed(code: str, words: str = "") -> dict[str, object]:
    return {"status": "FAIL", "ErrorCode": code, "ErrorDesc": words, "DocId": None}


def json_script(said: object, status: int = 200, *, store: bool = False) -> Script:
    return Script(status=status, body=json.dumps(said).encode(), store=store)


def signed(headers: dict[str, str]) -> bool:
    """Whether the headers of a VXP request are those that were signed, in their order."""
    text = headers[f"{PREFIX}sign-header"]
    pairs = json.loads(text, object_pairs_hook=list)
    assert [name for name, _ in pairs] == headers[f"{PREFIX}sign-header-key"].split(";")
    assert all(headers[name.lower()] == value for name, value in pairs)
    assert headers[f"{PREFIX}version"] == "3.0.201608"
    assert headers[f"{PREFIX}systemid"] == SYSTEM
    wanted = hmac.new(SECRET.encode(), text.encode(), sha256).hexdigest()
    return headers[f"{PREFIX}hash-header"] == wanted


def form(content_type: str, body: bytes) -> dict[str, bytes]:
    """The fields of a form, read by the standard library."""
    head = f"Content-Type: {content_type}\r\n\r\n".encode()
    message = BytesParser(policy=HTTP).parsebytes(head + body)
    assert message.is_multipart()
    boundary = message.get_boundary() or ""
    assert body.endswith(f"--{boundary}--\r\n".encode())
    found = {}
    for piece in (b"\r\n" + body).split(f"\r\n--{boundary}".encode())[1:-1]:
        head, _, content = piece.partition(b"\r\n\r\n")
        name = head.decode().partition('name="')[2].partition('"')[0]
        found[name] = content
    return found


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def __init__(self, hub: Hub, *rest: Any) -> None:
        self._hub = hub
        super().__init__(*rest)

    def do_GET(self) -> None:
        self._take(b"")

    def do_POST(self) -> None:
        size = int(self.headers["Content-Length"])
        body = self.rfile.read(size)
        if len(body) == size:
            self._take(body)

    def _take(self, body: bytes) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        self._hub.requests.append((self.path, headers, len(body)))
        script = self._hub.scripts.popleft() if self._hub.scripts else None
        if script is None or script.store:
            said = self._hub.answer(self.command, self.path, headers, body)
            if script is None:
                self._say(said if isinstance(said, bytes) else json.dumps(said).encode())
                return
        self._scripted(script)

    def _scripted(self, script: Script) -> None:
        if script.hold is not None:
            script.hold.wait(20)
        if script.raw is None:
            self._say(script.body, script.status, script.headers)
            return
        self.wfile.write(script.raw)
        self.close_connection = True

    def _say(self, body: bytes, status: int = 200, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's name
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away is what some tests are about."""


@contextmanager
def serving(hub: Hub, context: ssl.SSLContext | None = None) -> Iterator[str]:
    """The axis's address while it answers, by TLS if a context is given."""
    server = _Server(("127.0.0.1", 0), partial(_Handler, hub))
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    scheme = "http" if context is None else "https"
    try:
        yield f"{scheme}://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
