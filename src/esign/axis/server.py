# SPDX-License-Identifier: Apache-2.0
"""The simulated axis over HTTP/1.1: bounded bodies, bounded threads, a clean end."""

from __future__ import annotations

import ipaddress
import socket
import sys
import threading
from contextlib import suppress
from dataclasses import replace
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from socketserver import TCPServer, ThreadingMixIn
from typing import TYPE_CHECKING, Any, Final, Self
from urllib.parse import parse_qsl, unquote, urlsplit

from esign.axis.calls import Answer, Call
from esign.axis.desk import Outcome
from esign.axis.room import Room
from esign.errors import EsignError, OutputError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from esign.axis.core import Axis
    from esign.axis.desk import Desk

LARGEST_BODY: Final = 80 * 1024 * 1024
"""Bytes; room for the largest package that hubs take."""
MOST_BYTES: Final = 4 * LARGEST_BODY
"""Of all bodies that are held at once."""
MOST_CONNECTIONS: Final = 64
IDLE_SECONDS: Final = 30.0
_PATIENCE: Final = 5.0
_DIGITS: Final = 12
_PIECE: Final = 1 << 16


class Server:
    """An axis that listens on an address of this machine.

    Use it as a context manager: inside the block it answers.

    Args:
        axis: what is behind it; closed in the end.
        desk: answers for it.
        host: the address; `127.0.0.1` keeps everybody else out.
        port: 0 for any that is free.

    Raises:
        OutputError: the address is taken or not this machine's.
    """

    def __init__(self, axis: Axis, desk: Desk, host: str = "127.0.0.1", port: int = 0) -> None:
        self._axis = axis
        try:
            self._listener = _Listener(desk, host, port)
        except (OSError, OverflowError) as error:
            axis.close()
            raise OutputError("axis.address_unusable", host=host, port=port) from error
        self._thread = threading.Thread(target=self._listener.serve_forever, args=(0.1,))

    @property
    def url(self) -> str:
        """Where it answers, without a path."""
        host, port = self._listener.server_address[:2]
        return f"http://{host!s}:{port}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *failure: object) -> None:
        self.close()

    def close(self) -> None:
        """Stop answering: what was begun is ended, idle connections are closed."""
        if self._thread.is_alive():
            self._listener.shutdown()
            self._thread.join()
        self._listener.server_close()
        self._axis.close()


class _Listener(ThreadingMixIn, TCPServer):
    """A thread a connection, and no more connections than there is room for."""

    allow_reuse_address = True
    daemon_threads = False
    request_queue_size = 128

    def __init__(self, desk: Desk, host: str, port: int) -> None:
        self.desk = desk
        self.ending = threading.Event()
        self.room = Room(MOST_BYTES, _PATIENCE)
        self._free = threading.BoundedSemaphore(MOST_CONNECTIONS)
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self.address_family = socket.AF_INET6 if ":" in host else socket.AF_INET
        super().__init__((host, port), _Connection)

    def process_request(self, request: Any, client_address: Any) -> None:  # noqa: ANN401
        """Begin with a connection, when there is room for one more."""
        if not self._free.acquire(timeout=_PATIENCE):
            self.shutdown_request(request)
            return
        with self._lock:
            self._open.add(request)
        super().process_request(request, client_address)

    def process_request_thread(self, request: Any, client_address: Any) -> None:  # noqa: ANN401
        """Answer on a connection until it ends."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            with self._lock:
                self._open.discard(request)
            self._free.release()

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401
        """A connection that broke is nothing to speak of; anything else is."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)

    def server_close(self) -> None:
        """Read nothing more; what was read is still answered."""
        self.ending.set()
        with self._lock:
            for connection in self._open:
                with suppress(OSError):
                    connection.shutdown(socket.SHUT_RD)
        super().server_close()


class _UnfitError(Exception):
    """A request that is not read to its end; `status` says why."""

    def __init__(self, status: HTTPStatus) -> None:
        super().__init__(status)
        self.status = status


class _Connection(BaseHTTPRequestHandler):
    """One connection, on which requests follow one another."""

    protocol_version = "HTTP/1.1"
    server_version = "axis-simulator"
    sys_version = ""
    timeout = IDLE_SECONDS
    disable_nagle_algorithm = True
    wbufsize = 1 << 16
    server: _Listener

    def do_GET(self) -> None:
        """Answer a request."""
        self._answer()

    def do_POST(self) -> None:
        """Answer a request."""
        self._answer()

    def do_PUT(self) -> None:
        """Answer a request."""
        self._answer()

    def do_DELETE(self) -> None:
        """Answer a request."""
        self._answer()

    def _answer(self) -> None:
        try:
            call = self._call()
            length = self._length(call.headers)
            is_kept = self.server.desk.wants_body(call, from_here=self._is_from_here())
            with self.server.room.taken(length if is_kept else 0) as has_room:
                if is_kept:
                    body = self._body(length, has_room=has_room)
                else:
                    body = self._passed_over(length)
                outcome = self._outcome(replace(call, body=body))
        except _UnfitError as error:
            self.close_connection = True
            text = error.status.phrase.encode()
            outcome = Outcome(Answer(error.status, text, "text/plain"))
        self._reply(outcome)

    def _outcome(self, call: Call) -> Outcome:
        try:
            return self.server.desk.answer(call, from_here=self._is_from_here())
        except EsignError as error:  # such as a full disk
            return Outcome(Answer(500, error.code.encode(), "text/plain"))

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's
        """Keep requests to ourselves: the ledger has what counts."""

    def _call(self) -> Call:
        headers: dict[str, str] = {}
        for name, value in self.headers.items():
            if name.lower() in headers:
                raise _UnfitError(HTTPStatus.BAD_REQUEST)
            headers[name.lower()] = _as_text(value)
        try:
            target = urlsplit(self.path)
            query = dict(parse_qsl(target.query, keep_blank_values=True, max_num_fields=32))
        except ValueError as error:
            raise _UnfitError(HTTPStatus.BAD_REQUEST) from error
        return Call(self.command, unquote(target.path), query, headers)

    def _length(self, headers: Mapping[str, str]) -> int:
        """How many bytes come with a request."""
        length = headers.get("content-length", "" if self.command in {"POST", "PUT"} else "0")
        if "transfer-encoding" in headers or not length:
            raise _UnfitError(HTTPStatus.LENGTH_REQUIRED)
        if not (length.isascii() and length.isdigit()):
            raise _UnfitError(HTTPStatus.BAD_REQUEST)
        if len(length) > _DIGITS or int(length) > LARGEST_BODY:
            raise _UnfitError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        return int(length)

    def _body(self, length: int, *, has_room: bool) -> bytes:
        if not has_room:
            raise _UnfitError(HTTPStatus.SERVICE_UNAVAILABLE)
        body = self.rfile.read(length)
        if len(body) != length:
            raise _UnfitError(HTTPStatus.BAD_REQUEST)
        return body

    def _passed_over(self, length: int) -> bytes:
        """Nothing, when all that was sent is read and forgotten: else no answer gets through."""
        while length:
            piece = self.rfile.read(min(length, _PIECE))
            if not piece:
                raise _UnfitError(HTTPStatus.BAD_REQUEST)
            length -= len(piece)
        return b""

    def _is_from_here(self) -> bool:
        """Whether a program on this machine asks, and by an address that is no other's name."""
        name = self.headers.get("Host", "").rpartition(":")[0].strip("[]")
        try:
            asked = name == "localhost" or ipaddress.ip_address(name).is_loopback
        except ValueError:
            return False
        return asked and ipaddress.ip_address(self.client_address[0]).is_loopback

    def _reply(self, outcome: Outcome) -> None:
        if outcome.seconds:
            self.server.ending.wait(outcome.seconds)
        answer = outcome.answer
        if answer is None:
            self.close_connection = True
            return
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.content_type)
        self.send_header("Content-Length", str(len(answer.body)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(answer.body[: int(len(answer.body) * outcome.share)])
        if outcome.share < 1:
            self.close_connection = True


def _as_text(value: str) -> str:
    """A header's value: the library reads UTF-8 as if it were Latin-1."""
    return value.encode("latin-1", "replace").decode("utf-8", "replace")
