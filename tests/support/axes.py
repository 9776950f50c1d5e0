# SPDX-License-Identifier: Apache-2.0
"""A simulated axis on this machine, and a client written straight from the protocols' texts."""

from __future__ import annotations

import hmac
import json
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from http.client import HTTPConnection
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlencode, urlsplit

from esign.axis import (
    DEFAULT,
    Axis,
    Desk,
    FolderJournal,
    Habit,
    MemoryJournal,
    Script,
    Server,
    read_faults,
    with_secrets,
)
from support.ports import FixedClock, SeededRandom

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from esign.axis import Member

SECRETS = {member.system_id: f"secret of {member.system_id}" for member in DEFAULT}
OFFICE, SCHOOL, CENTRE = "99.12.W00", "99.125.W00", "99.20.W00"
NAMESPACE = "http://www.mic.gov.vn/TBT/QCVN_102_2016"
BOUNDARY = "----axis"


@contextmanager
def running_axis(
    faults: str = "",
    *,
    folder: Path | None = None,
    habit: Habit = Habit.DELIVER,
    members: Iterable[Member] = DEFAULT,
    seed: int = 0,
) -> Iterator[Server]:
    """The axis, answering on a port of its own; the secrets are `SECRETS`."""
    random = SeededRandom(seed)
    journal = MemoryJournal() if folder is None else FolderJournal(folder)
    known = with_secrets(members, SECRETS, random)
    axis = Axis(known, journal, FixedClock(), SeededRandom(seed + 1000), habit)
    with Server(axis, Desk(axis, Script(read_faults(faults), random))) as server:
        yield server


def document(
    number: str = "12",
    *,
    sender: str = "H99.12",
    receivers: Iterable[str] = ("H99.12.05",),
    purpose: str = "0",
) -> bytes:
    """A document package, as bare as the axis lets through."""
    to = "".join(f"<To><OrganId>{code}</OrganId></To>" for code in receivers)
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<edXML xmlns="{NAMESPACE}"><edXMLEnvelope><edXMLHeader><MessageHeader>
<From><OrganId>{sender}</OrganId></From>{to}
<DocumentId>{sender},2026/11/20,{number}/QĐ-SGDĐT</DocumentId>
<Code><CodeNumber>{number}</CodeNumber><CodeNotation>QĐ-SGDĐT</CodeNotation></Code>
<Subject>Về việc thử</Subject></MessageHeader>
<TraceHeaderList><Bussiness><BussinessDocType>{purpose}</BussinessDocType></Bussiness>
</TraceHeaderList></edXMLHeader></edXMLEnvelope></edXML>""".encode()


def status(code: str = "03", *, sender: str = "H99.12.05", to: str = "H99.12") -> bytes:
    """A status package about document 12."""
    return f"""<edXML xmlns="{NAMESPACE}"><edXMLEnvelope><edXMLHeader><MessageHeader>
<From><OrganId>{sender}</OrganId></From><ResponseFor><OrganId>{to}</OrganId>
<Code>12/QĐ-SGDĐT</Code><DocumentId>H99.12,2026/11/20,12/QĐ-SGDĐT</DocumentId></ResponseFor>
<StatusCode>{code}</StatusCode></MessageHeader></edXMLHeader></edXMLEnvelope></edXML>""".encode()


def unpadded(digest: bytes) -> str:
    """Hexadecimal as some clients write it: bytes below 16 with one digit."""
    return "".join(f"{byte:x}" for byte in digest)


@dataclass
class Client:
    """One connection of a system to the axis; `secret` empty takes the right one."""

    url: str
    system_id: str = OFFICE
    secret: str = ""
    extra: dict[str, str] = field(default_factory=dict)
    timeout: float = 10

    def __post_init__(self) -> None:
        self._connection = HTTPConnection(urlsplit(self.url).netloc, timeout=self.timeout)
        self._secret = self.secret or SECRETS[self.system_id]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *failure: object) -> None:
        self._connection.close()

    def ask(
        self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] = {}
    ) -> tuple[int, bytes]:
        """Status and body of an answer."""
        try:
            self._connection.request(method, path, body, dict(headers))
            answer = self._connection.getresponse()
            return answer.status, answer.read()
        except BaseException:
            self._connection.close()
            raise

    def signed(self, parameters: Mapping[str, str], secret: str = "") -> dict[str, str]:
        """The headers of a call of the adapter."""
        named = {
            f"XroadVnpt-{name}": value
            for name, value in {
                "systemid": self.system_id,
                "timestamp": "20112026T100000+0123",
                "servicetype": "eDoc",
                **parameters,
                "Content-Type": "application/octet-stream",
            }.items()
        }
        text = json.dumps(named)
        mac = hmac.new((secret or self._secret).encode(), text.encode(), sha256).hexdigest()
        del named["XroadVnpt-Content-Type"]
        return {
            **named,
            "Content-Type": "application/octet-stream",
            "XroadVnpt-sign-header-key": ";".join([*named, "XroadVnpt-Content-Type"]),
            "XroadVnpt-sign-header": text,
            "XroadVnpt-hash-header": mac,
            "XroadVnpt-version": "3.0.201608",
            **self.extra,
        }

    def vxp(self, name: str, body: bytes = b"", **parameters: str) -> dict[str, Any]:
        """A call of the adapter; returns the JSON answered."""
        headers = {"hash-file": unpadded(sha256(body).digest()), **self.signed(parameters)}
        method = "GET" if name.startswith("count") else "POST"
        status_code, answer = self.ask(method, f"/XrdAdapter/adapter/{name}", body, headers)
        assert status_code == 200, (status_code, answer)
        content: dict[str, Any] = json.loads(answer)
        return content

    def send(self, data: bytes, message_type: str = "edoc") -> dict[str, Any]:
        """Send a package through the adapter."""
        return self.vxp("sendEdoc", data, messagetype=message_type)

    def waiting(self, message_type: str = "edoc") -> list[dict[str, Any]]:
        """What the adapter offers."""
        rows: list[dict[str, Any]] = self.vxp("getReceivedEdocList", messagetype=message_type)[
            "data"
        ]
        return rows

    def hub(self, method: str, name: str, body: bytes = b"", **query: str) -> dict[str, Any]:
        """A call of the provincial hub; returns the JSON answered."""
        kind = (
            f"multipart/form-data; boundary={BOUNDARY}"
            if name == "sendEdoc"
            else "application/json"
        )
        headers = {
            "X-SystemId": self.system_id,
            "X-SecretKey": self._secret,
            "Content-Type": kind,
            **self.extra,
        }
        path = f"/v1/{name}" + (f"?{urlencode(query)}" if query else "")
        status_code, answer = self.ask(method, path, body or None, headers)
        assert status_code == 200, (status_code, answer)
        content: dict[str, Any] = json.loads(answer)
        return content

    def hub_send(self, data: bytes, message_type: str = "edoc") -> dict[str, Any]:
        """Send a package through the hub."""
        return self.hub("POST", "sendEdoc", form(data, message_type))

    def control(self, method: str, name: str, content: object = None) -> dict[str, Any]:
        """A call of whoever runs the simulator."""
        body = None if content is None else json.dumps(content).encode()
        status_code, answer = self.ask(method, f"/control/{name}", body)
        assert status_code == 200, (status_code, answer)
        found: dict[str, Any] = json.loads(answer)
        return found


def form(data: bytes, message_type: str = "edoc") -> bytes:
    """A form with a file and its type."""
    return (
        (
            f"--{BOUNDARY}\r\nContent-Disposition: form-data; "
            f'name="messageType"\r\n\r\n{message_type}\r\n--{BOUNDARY}\r\nContent-Disposition: '
            'form-data; name="edocFile"; filename="a.edxml"\r\n'
            "Content-Type: application/octet-stream\r\n\r\n"
        ).encode()
        + data
        + f"\r\n--{BOUNDARY}--\r\n".encode()
    )
