# SPDX-License-Identifier: Apache-2.0
"""The adapter of the national axis as its software kit calls it: parameters travel in headers."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from esign.axis.calls import NOWHERE, UNAUTHORIZED, Answer, json_answer
from esign.axis.listing import agency_rows, received_rows, sent_rows, within
from esign.axis.members import Member
from esign.axis.messages import Progress
from esign.axis.refusals import Code, NotTakenError
from esign.axis.vxp_signature import PREFIX, caller, refuse_altered
from esign.model.agency_codes import normal_code

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from esign.axis.calls import Call
    from esign.axis.core import Axis

ROOT: Final = "/XrdAdapter/adapter/"
_OK: Final = {"status": "OK", "ErrorCode": "0", "ErrorDesc": "Thành công"}
_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_MESSAGE_TYPES: Final = frozenset({"edoc", "status"})


def operation(call: Call) -> str:
    """The operation that a request is for; empty where the adapter has none there."""
    name = call.path.removeprefix(ROOT)
    return name if name in _OPERATIONS and _METHODS.get(name, "POST") == call.method else ""


def answer(call: Call, axis: Axis) -> Answer:
    """What the adapter says."""
    perform = _OPERATIONS.get(operation(call))
    if perform is None:
        return NOWHERE
    system_id = call.headers.get(f"{PREFIX}systemid", "")
    try:
        return perform(call, axis, caller(call.headers, axis.members))
    except NotTakenError as error:
        axis.refuse(system_id, error)
        if error.code is Code.CREDENTIAL:
            return UNAUTHORIZED
        return refusal(error)


def knows(call: Call, axis: Axis) -> bool:
    """Whether a request comes from a system that may call, by its headers alone."""
    try:
        caller(call.headers, axis.members)
    except NotTakenError:
        return False
    return True


def refusal(error: NotTakenError) -> Answer:
    """What the axis will not do, as it says so."""
    said = {"status": "FAIL", "ErrorCode": error.code.value, "ErrorDesc": error.text}
    return json_answer({**said, "DocId": None})


def _send(call: Call, axis: Axis, system_id: str) -> Answer:
    refuse_altered(call.headers, call.body)
    message = axis.send(system_id, call.body, _message_type(call), call.mischief)
    return json_answer({**_OK, "DocId": message.doc_id})


def _received(call: Call, axis: Axis, system_id: str) -> Answer:
    found = [
        pair
        for pair in axis.received(system_id, _message_type(call))
        if within(pair[0].at, _header(call, "fromDate"), _header(call, "toDate"))
    ]
    return _rows(received_rows(found[::-1] if call.reversed else found))


def _sent(call: Call, axis: Axis, system_id: str) -> Answer:
    wanted = _header(call, "messagetype")
    found = [
        message
        for message in axis.sent(system_id)
        if wanted in {"", message.message_type}
        and within(message.at, _header(call, "fromDate"), _header(call, "toDate"))
    ]
    return _rows(sent_rows(found))


def _get(call: Call, axis: Axis, system_id: str) -> Answer:
    data = axis.package(system_id, _doc_id(call))
    return json_answer({**_OK, "DocId": _doc_id(call), "data": b64encode(data).decode()})


def _download(call: Call, axis: Axis, system_id: str) -> Answer:
    data = axis.package(system_id, _doc_id(call))
    return Answer(HTTPStatus.OK, data, "application/octet-stream")


def _update(call: Call, axis: Axis, system_id: str) -> Answer:
    axis.update(system_id, _doc_id(call), progress_of(_header(call, "status")))
    return json_answer({**_OK, "DocId": _doc_id(call)})


def _count(message_type: str) -> Callable[[Call, Axis, str], Answer]:
    def count(_call: Call, axis: Axis, system_id: str) -> Answer:
        return json_answer({**_OK, "data": axis.count(system_id, message_type)})

    return count


def _agencies(_call: Call, axis: Axis, _system_id: str) -> Answer:
    return _rows(agency_rows(axis.members))


def _register(call: Call, axis: Axis, system_id: str) -> Answer:
    try:
        said = json.loads(call.body)
        fields = {
            key: str(said.get(key) or "").strip() for key in ("code", "name", "mail", "pcode")
        }
    except (ValueError, AttributeError) as error:
        raise NotTakenError(Code.STANDARD, "JSON") from error
    if not (fields["code"] and fields["name"] and _EMAIL.fullmatch(fields["mail"])):
        raise NotTakenError(Code.STANDARD, "code, name, mail")
    code, parent = normal_code(fields["code"]), normal_code(fields["pcode"])
    member = Member(code, fields["name"], email=fields["mail"], parent_code=parent)
    axis.register(system_id, member)
    return json_answer(_OK)


def _delete(call: Call, axis: Axis, system_id: str) -> Answer:
    axis.remove(system_id, _header(call, "AgencyCode"))
    return json_answer(_OK)


def progress_of(text: str) -> Progress:
    """How far a receiver says to have come, in any case of letters.

    Raises:
        NotTakenError: it says nothing that is known.
    """
    try:
        return Progress(text.strip().lower())
    except ValueError as error:
        raise NotTakenError(Code.STANDARD, "status") from error


def _rows(rows: list[dict[str, Any]]) -> Answer:
    return json_answer({**_OK, "data": rows})


def _header(call: Call, name: str) -> str:
    return call.headers.get(f"{PREFIX}{name.lower()}", "").strip()


def _doc_id(call: Call) -> str:
    found = _header(call, "docId")
    if not found:
        raise NotTakenError(Code.STANDARD, "docId")
    return found


def _message_type(call: Call) -> str:
    found = _header(call, "messagetype")
    if found not in _MESSAGE_TYPES:
        raise NotTakenError(Code.STANDARD, "messagetype")
    return found


_OPERATIONS: Final[Mapping[str, Callable[[Call, Axis, str], Answer]]] = {
    "sendEdoc": _send,
    "getReceivedEdocList": _received,
    "getSentEdocList": _sent,
    "getEdoc": _get,
    "downloadEdoc": _download,
    "updateStatus": _update,
    "getAgenciesList": _agencies,
    "getSynchronizeUnit": _agencies,
    "registerAgency": _register,
    "deleteAgency": _delete,
    "countReceiveEdoc": _count("edoc"),
    "countReceiveStatus": _count("status"),
}
_METHODS: Final = {"countReceiveEdoc": "GET", "countReceiveStatus": "GET"}
