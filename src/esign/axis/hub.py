# SPDX-License-Identifier: Apache-2.0
"""A provincial hub in the shape of Lạng Sơn's: two headers say who calls, files come as forms."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from typing import TYPE_CHECKING, Any, Final

from esign.axis.calls import NOWHERE, Answer, json_answer
from esign.axis.listing import received_rows, within
from esign.axis.refusals import Code, NotTakenError
from esign.axis.vxp import progress_of, refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from esign.axis.calls import Call
    from esign.axis.core import Axis

ROOT: Final = "/v1/"
_OK: Final = {"status": "OK", "ErrorCode": "0", "ErrorDesc": "Thành công"}
_BOUNDARY: Final = re.compile(
    r'multipart/form-data\s*;.*?boundary="?([^";,\s]{1,70})"?', re.IGNORECASE
)
_FIELD: Final = re.compile(
    rb'content-disposition:\s*form-data;[^\r\n]*?\bname="([^"\r\n]+)"', re.IGNORECASE
)
_MOST_PARTS: Final = 16


def operation(call: Call) -> str:
    """The operation that a request is for; empty where the hub has none there."""
    found = _OPERATIONS.get((call.method, call.path.removeprefix(ROOT)))
    return call.path.removeprefix(ROOT) if found and call.path.startswith(ROOT) else ""


def answer(call: Call, axis: Axis) -> Answer:
    """What the hub says."""
    name = operation(call)
    if not name:
        return NOWHERE
    system_id = call.headers.get("x-systemid", "")
    try:
        _refuse_stranger(call, axis)
        return _OPERATIONS[call.method, name](call, axis, system_id)
    except NotTakenError as error:
        axis.refuse(system_id, error)
        return refusal(error)


def knows(call: Call, axis: Axis) -> bool:
    """Whether a request comes from a system that may call, by its headers alone."""
    system_id, secret = (call.headers.get(name, "") for name in ("x-systemid", "x-secretkey"))
    return axis.members.knows(system_id, secret)


def _refuse_stranger(call: Call, axis: Axis) -> None:
    if not knows(call, axis):
        raise NotTakenError(Code.CREDENTIAL)


def _send(call: Call, axis: Axis, system_id: str) -> Answer:
    parts = form_parts(call.headers.get("content-type", ""), call.body)
    file = parts.get("edocFile")
    if not file:
        raise NotTakenError(Code.INVALID_FILE, "edocFile")
    message_type = parts.get("messageType", b"").decode("ascii", "replace").strip()
    if message_type not in {"edoc", "status"}:
        raise NotTakenError(Code.STANDARD, "messageType")
    message = axis.send(system_id, file, message_type, call.mischief)
    return json_answer({**_OK, "DocId": message.doc_id})


def _received(call: Call, axis: Axis, system_id: str) -> Answer:
    since, until = call.query.get("fromDate", ""), call.query.get("toDate", "")
    found = [
        pair
        for pair in axis.received(system_id, call.query.get("messageType", ""))
        if within(pair[0].at, since, until)
    ]
    return json_answer({**_OK, "data": received_rows(found[::-1] if call.reversed else found)})


def _get(call: Call, axis: Axis, system_id: str) -> Answer:
    doc_id = call.query.get("docId", "")
    data = axis.package(system_id, doc_id)
    return json_answer({**_OK, "DocId": doc_id, "data": b64encode(data).decode()})


def _update(call: Call, axis: Axis, system_id: str) -> Answer:
    said = _json_object(call.body)
    doc_id, progress = str(said.get("docId", "")), progress_of(str(said.get("status", "")))
    axis.update(system_id, doc_id, progress)
    return json_answer({**_OK, "DocId": doc_id})


def _json_object(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except ValueError as error:
        raise NotTakenError(Code.STANDARD, "JSON") from error
    if not isinstance(found, dict):
        raise NotTakenError(Code.STANDARD, "JSON")
    return found


def form_parts(content_type: str, body: bytes) -> dict[str, bytes]:
    """The fields of a form by name (RFC 7578).

    Raises:
        NotTakenError: it is none, has a field twice, or ends before its end is marked.
    """
    found = _BOUNDARY.match(content_type)
    if found is None:
        raise NotTakenError(Code.INVALID_FILE, "multipart/form-data")
    boundary = b"--" + found[1].encode("latin-1")
    pieces = (b"\r\n" + body).split(b"\r\n" + boundary, _MOST_PARTS)
    if len(pieces) < _SMALLEST or not pieces[-1].startswith(b"--"):
        raise NotTakenError(Code.FILE, "Unexpected end of Stream")
    parts: dict[str, bytes] = {}
    for piece in pieces[1:-1]:
        head, _, content = piece.partition(b"\r\n\r\n")
        name = _FIELD.search(head)
        if name is None or name[1].decode("latin-1") in parts:
            raise NotTakenError(Code.INVALID_FILE, "multipart/form-data")
        parts[name[1].decode("latin-1")] = content
    return parts


_SMALLEST: Final = 2
_OPERATIONS: Final[Mapping[tuple[str, str], Callable[[Call, Axis, str], Answer]]] = {
    ("POST", "sendEdoc"): _send,
    ("GET", "syncReceivedEdocList"): _received,
    ("GET", "getEdoc"): _get,
    ("POST", "updateStatus"): _update,
}
