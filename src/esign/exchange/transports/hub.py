# SPDX-License-Identifier: Apache-2.0
"""A provincial hub's REST interface, of the shape that Lạng Sơn has published."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from esign.errors import UsageError
from esign.exchange.transports import answers
from esign.exchange.transports.faults import Faults
from esign.exchange.transports.http import AnswerTooLargeError, Call, HttpClient, HttpProfile
from esign.model import VIETNAM, MessageType

if TYPE_CHECKING:
    from collections.abc import Sequence

    from esign.exchange.transports.answers import Record
    from esign.exchange.transports.http import Answer
    from esign.model import AgencyRecord, Consignment, Offered
    from esign.ports import Clock

_ENVELOPE: Final = 1 << 16
_TAKEN: Final = {True: "done", False: "fail"}


@dataclass(frozen=True, slots=True)
class HubProfile:
    """This office at a hub.

    Attributes:
        http: how the hub is reached.
        system_id: under which it knows us.
        list_days: how far back waiting messages are listed.
        most_bytes: of a message.
    """

    http: HttpProfile
    system_id: str
    list_days: int
    most_bytes: int


class HubTransport:
    """The way over a provincial hub; it has no list of sent messages, nor one of agencies.

    Args:
        name: in the settings.
        profile: where, and as whom.
        secret: the system's secret key.
        clock: tells the time, for the days that are listed.

    Raises:
        ConfigurationError: a file for TLS cannot be used.
    """

    can_find = False

    def __init__(self, name: str, profile: HubProfile, secret: str, clock: Clock) -> None:
        self._name = name
        self._profile = profile
        self._clock = clock
        self._credential = {"X-SystemId": profile.system_id, "X-SecretKey": secret}
        self._faults = Faults(name, (secret,))
        self._client = HttpClient(name, profile.http, self._faults)

    @property
    def name(self) -> str:
        """How the settings call it."""
        return self._name

    def send(self, consignment: Consignment) -> str:
        """Hand a message over as a form; the hub knows a repeat by its bytes alone."""
        boundary = sha256(consignment.data).hexdigest()  # cannot stand in what it is the digest of
        headers = {"Content-Type": f"multipart/form-data; boundary={boundary}"}
        form = _form(consignment, boundary)
        said = self._asked(self._call(Call("POST", "/v1/sendEdoc", headers, form, effect=True)))
        axis_id = answers.document_id(said)
        if not axis_id:  # hubs that fail silently answer so
            raise self._faults.no_answer("docId?")
        return axis_id

    def find(self, consignment: Consignment) -> str | None:  # noqa: ARG002 - the port's
        """Not possible here.

        Raises:
            UsageError: always.
        """
        raise UsageError("transport.cannot_find", service=self._name)

    def offered(self) -> Sequence[Offered]:
        """The messages that wait (`syncReceivedEdocList`), documents and statuses."""
        today = self._clock.now().astimezone(VIETNAM).date()
        first, last = today - timedelta(days=self._profile.list_days), today + timedelta(days=1)
        days = {"fromDate": f"{first:%Y/%m/%d}", "toDate": f"{last:%Y/%m/%d}"}
        found: list[Offered] = []
        for kind in MessageType:
            query = urlencode({"messageType": kind.value, **days})
            said = self._asked(self._call(Call("GET", f"/v1/syncReceivedEdocList?{query}")))
            found += answers.offered(tuple(answers.records(said)), kind)
        return answers.in_order(found)

    def fetch(self, offered: Offered) -> bytes:
        """A waiting message (`getEdoc`), as XML or as base64 within JSON: hubs differ."""
        if not answers.can_be_asked_for(offered.axis_id):
            raise self._faults.not_a_message(offered.axis_id)
        query = urlencode({"docId": offered.axis_id})
        most = self._profile.most_bytes
        call = self._call(Call("GET", f"/v1/getEdoc?{query}", most_bytes=most * 4 // 3 + _ENVELOPE))
        try:
            answer = self._client.ask(call)
        except AnswerTooLargeError as fault:
            raise self._faults.too_large(most) from fault
        data = self._content(call, answer)
        if data is None:
            raise self._faults.not_a_message(offered.axis_id)
        if len(data) > most:
            raise self._faults.too_large(most)
        return data

    def confirm(self, offered: Offered, *, taken: bool) -> None:
        """Set the transaction's state (`updateStatus`) to `done` or `fail`.

        Of what could not be asked for, nothing can be said either.
        """
        if not answers.can_be_asked_for(offered.axis_id):
            return
        body = json.dumps({"docId": offered.axis_id, "status": _TAKEN[taken]}).encode()
        headers = {"Content-Type": "application/json"}
        self._asked(self._call(Call("POST", "/v1/updateStatus", headers, (body,), effect=True)))

    def agencies(self) -> Sequence[AgencyRecord]:
        """Not to be had here.

        Raises:
            UsageError: always.
        """
        raise UsageError("transport.no_agencies", service=self._name)

    def _content(self, call: Call, answer: Answer) -> bytes | None:
        if answer.body[:1] in {b"{", b"["}:
            return answers.package(answers.judged(self._client, call, answer, self._faults))
        if not answer.bounded or not answer.body:
            # An answer of no announced length that breaks off looks like a whole one.
            raise self._faults.bad_answer("Content-Length?")
        if answers.is_page(answer):
            raise self._faults.bad_answer("HTML?")
        return answer.body

    def _call(self, call: Call) -> Call:
        return replace(call, headers={**self._credential, **call.headers})

    def _asked(self, call: Call) -> Record:
        try:
            answer = self._client.ask(call)
        except AnswerTooLargeError as fault:
            if call.effect:
                raise self._faults.no_answer("too large") from fault
            raise self._faults.bad_answer("too large") from fault
        return answers.judged(self._client, call, answer, self._faults)


def _form(consignment: Consignment, boundary: str) -> tuple[bytes, ...]:
    """The pieces of a multipart form: the type of message, then the file."""
    name = f"{consignment.message_id}.edxml"
    field = 'Content-Disposition: form-data; name="'
    lead = (
        f'--{boundary}\r\n{field}messageType"\r\n\r\n{consignment.message_type.value}\r\n'
        f'--{boundary}\r\n{field}edocFile"; filename="{name}"\r\n'
        "Content-Type: application/octet-stream\r\n\r\n"
    )
    return lead.encode(), consignment.data, f"\r\n--{boundary}--\r\n".encode()
