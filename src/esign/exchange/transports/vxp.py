# SPDX-License-Identifier: Apache-2.0
"""The document axis through an adapter of VXP, whose parameters travel as signed headers.

The adapter's administrative operations (`registerAgency`, `deleteAgency`, `getSynchronizeUnit`) and
its counters are not used: agencies are registered by whoever runs the adapter.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from esign.exchange.transports import answers
from esign.exchange.transports.faults import EXISTS, Faults
from esign.exchange.transports.http import AnswerTooLargeError, Call, HttpClient, HttpProfile
from esign.exchange.transports.sent_list import Found, look_up
from esign.exchange.transports.vxp_headers import file_digest, signed_headers, timestamp
from esign.model import VIETNAM, MessageType, RefusedError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from esign.exchange.transports.answers import Record
    from esign.exchange.transports.http import Answer
    from esign.model import AgencyRecord, Consignment, Offered
    from esign.ports import Clock

_MOST_AGENCIES: Final = 1 << 26
_ENVELOPE: Final = 1 << 16
_TAKEN: Final = {True: "done", False: "fail"}


@dataclass(frozen=True, slots=True)
class VxpProfile:
    """This office at an adapter.

    Attributes:
        http: how the adapter is reached.
        system_id: under which it knows us.
        list_days: how far back waiting and sent messages are listed.
        raw_download: whether it offers `downloadEdoc` (its version 2.0.1), which takes less memory.
        most_bytes: of a message.
    """

    http: HttpProfile
    system_id: str
    list_days: int
    raw_download: bool
    most_bytes: int


class VxpTransport:
    """The way over a VXP adapter.

    Args:
        name: in the settings.
        profile: where, and as whom.
        secret: shared with the adapter.
        clock: tells the time, which stands in every request.

    Raises:
        ConfigurationError: a file for TLS cannot be used.
    """

    can_find = True

    def __init__(self, name: str, profile: VxpProfile, secret: str, clock: Clock) -> None:
        self._name = name
        self._profile = profile
        self._secret = secret
        self._clock = clock
        self._faults = Faults(name, (secret,))
        self._client = HttpClient(name, profile.http, self._faults)

    @property
    def name(self) -> str:
        """How the settings call it."""
        return self._name

    def send(self, consignment: Consignment) -> str:
        """Hand a message over (`sendEdoc`); an adapter knows a repeat by its bytes alone."""
        parameters = {
            "from": consignment.sender_code,
            "to": json.dumps(consignment.receiver_codes, separators=(",", ":")),
            "hash-file": file_digest(consignment.data),
        }
        kind = consignment.message_type
        try:
            said = self._asked("sendEdoc", kind, parameters, (consignment.data,), effect=True)
        except RefusedError as refusal:
            found = self._already_there(consignment, refusal)
            if found is None:
                raise
            return found
        axis_id = answers.document_id(said)
        if not axis_id:  # hubs that fail silently answer so
            raise self._faults.no_answer("DocId?")
        return axis_id

    def find(self, consignment: Consignment) -> str | None:
        """What the list of sent messages says of one.

        Raises:
            OutcomeUnknownError: it does not settle the matter, as of every status package.
        """
        found = self._looked_up(consignment)
        if found is Found.UNCLEAR:
            raise self._faults.not_certain()
        return None if found is Found.NOWHERE else found

    def offered(self) -> Sequence[Offered]:
        """The messages that wait (`getReceivedEdocList`), documents and statuses."""
        found: list[Offered] = []
        for kind in MessageType:
            said = self._asked("getReceivedEdocList", kind, self._days())
            found += answers.offered(tuple(answers.records(said)), kind)
        in_order = answers.in_order(found)
        return tuple(sorted(in_order, key=lambda each: not _fits_a_header(each.axis_id)))

    def fetch(self, offered: Offered) -> bytes:
        """A waiting message, by `downloadEdoc` or `getEdoc`."""
        if not _fits_a_header(offered.axis_id):
            raise self._faults.not_a_message(offered.axis_id)
        parameters = {"docId": offered.axis_id}
        try:
            if self._profile.raw_download:
                return self._downloaded(offered, parameters)
            # Base64 is a third longer than what it stands for.
            most = self._profile.most_bytes * 4 // 3 + _ENVELOPE
            said = self._asked("getEdoc", offered.message_type, parameters, most_bytes=most)
        except AnswerTooLargeError as fault:
            raise self._faults.too_large(self._profile.most_bytes) from fault
        data = answers.package(said)
        if data is None:
            raise self._faults.not_a_message(offered.axis_id)
        return data

    def confirm(self, offered: Offered, *, taken: bool) -> None:
        """Set the transaction's state (`updateStatus`) to `done` or `fail`.

        Of what could not be asked for, nothing can be said either.
        """
        if not _fits_a_header(offered.axis_id):
            return
        parameters = {"docId": offered.axis_id, "status": _TAKEN[taken]}
        self._asked("updateStatus", offered.message_type, parameters, effect=True)

    def agencies(self) -> Sequence[AgencyRecord]:
        """The axis's list of agencies (`getAgenciesList`), well over 100,000 of them."""
        kind = MessageType.DOCUMENT
        said = self._asked("getAgenciesList", kind, {}, most_bytes=_MOST_AGENCIES)
        return tuple(filter(None, map(answers.agency, answers.records(said))))

    def _asked(  # noqa: PLR0913 - the last two are named
        self,
        operation: str,
        kind: MessageType,
        parameters: dict[str, str],
        body: tuple[bytes, ...] = (),
        *,
        effect: bool = False,
        most_bytes: int = 1 << 24,
    ) -> Record:
        """What the adapter answers to an operation, if it is content."""
        call = self._call(operation, kind, parameters, body)
        call = replace(call, effect=effect, most_bytes=most_bytes)
        try:
            answer = self._client.ask(call)
        except AnswerTooLargeError as fault:
            if effect:
                raise self._faults.no_answer("too large") from fault
            if operation == "getEdoc":
                raise
            raise self._faults.bad_answer("too large") from fault
        return answers.judged(self._client, call, answer, self._faults)

    def _call(
        self, operation: str, kind: MessageType, parameters: dict[str, str], body: tuple[bytes, ...]
    ) -> Call:
        common = {
            "systemid": self._profile.system_id,
            "timestamp": timestamp(self._clock.now()),
            "servicetype": "eDoc",
            "messagetype": kind.value,
        }
        content = {"Content-Type": "application/octet-stream"}
        headers = signed_headers({**common, **parameters, **content}, self._secret)
        return Call("POST", f"/{operation}", headers, body)

    def _downloaded(self, offered: Offered, parameters: dict[str, str]) -> bytes:
        call = self._call("downloadEdoc", offered.message_type, parameters, ())
        answer = self._client.ask(replace(call, most_bytes=self._profile.most_bytes))
        if answer.body[:1] == b"{":
            answers.judged(self._client, call, answer, self._faults)
            raise self._faults.not_a_message(offered.axis_id)
        self._refuse_cut(answer)
        if answers.is_page(answer):
            raise self._faults.bad_answer("HTML?")
        return answer.body

    def _refuse_cut(self, answer: Answer) -> None:
        """An answer of no announced length that breaks off looks like a whole one."""
        if not answer.bounded or not answer.body:
            raise self._faults.bad_answer("Content-Length?")

    def _already_there(self, consignment: Consignment, refusal: RefusedError) -> str | None:
        """What a message is called that is refused because it lies there already."""
        if refusal.facts["status"] != EXISTS:
            return None
        found = self._looked_up(consignment)
        return None if isinstance(found, Found) else found

    def _looked_up(self, consignment: Consignment) -> str | Found:
        if consignment.message_type is not MessageType.DOCUMENT:
            return Found.UNCLEAR
        said = self._asked("getSentEdocList", consignment.message_type, self._days())
        # Where its clock is a day from ours, the first of the days may be missing.
        since = self._clock.now() - timedelta(days=self._profile.list_days - 1)
        whole_since = since if answers.is_whole(said) else None
        return look_up(consignment, tuple(answers.records(said)), whole_since)

    def _days(self) -> dict[str, str]:
        """From when to when lists go; a day longer, as the adapter's clock may be ahead."""
        today = self._clock.now().astimezone(VIETNAM).date()
        first, last = today - timedelta(days=self._profile.list_days), today + timedelta(days=1)
        return {"fromDate": f"{first:%Y/%m/%d}", "toDate": f"{last:%Y/%m/%d}"}


def _fits_a_header(axis_id: str) -> bool:
    """Whether an identifier of the other side can be sent back to it."""
    return answers.can_be_asked_for(axis_id) and axis_id.isascii()
