# SPDX-License-Identifier: Apache-2.0
"""What hubs answer in JSON, read without trust: any shape may come, and none may do harm."""

from __future__ import annotations

import base64
import json
import re
from datetime import UTC, datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from esign.model import VIETNAM, AgencyRecord, MessageType, Offered

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from esign.exchange.transports.faults import Faults
    from esign.exchange.transports.http import Answer, Call, HttpClient

SETTLED: Final = frozenset({"done", "fail"})
"""Transaction states after which a message is not offered any more."""

_FINE: Final = frozenset({"", "0", "none", "ok", "success"})
_FAILED: Final = frozenset({"fail", "failed", "error", "false"})
_TIMES: Final = (
    "%Y/%m/%d %H:%M:%S",
    "%d/%m/%Y %H:%M:%S",
    "%Y-%m-%d %H:%M:%S",
    "%Y/%m/%d",
    "%d/%m/%Y",
)
_MILLISECONDS: Final = 10**11
_PAGE: Final = re.compile(
    rb"(\xef\xbb\xbf)?\s*(<\?xml[^>]*>\s*)?<(!doctype\s+html|html)\b", re.IGNORECASE
)

Record = dict[str, Any]


def judged(client: HttpClient, call: Call, answer: Answer, faults: Faults) -> Record:
    """An answer's fields, names in lower case, if it says that all is well.

    A list stands under `data`.

    Raises:
        EsignError: it says otherwise, or nothing that can be understood; which error, says what is
            certain.
    """
    read = _parsed(answer.body)
    said = {"data": read} if isinstance(read, list) else _lowered(read)
    code = _text(said, "errorcode", "code")
    status = _text(said, "status").casefold()
    failed = status in _FAILED or code.casefold() not in _FINE
    if failed and (code or status):
        raise faults.failure(code or status, _text(said, "errordesc", "message", "description"))
    if answer.status != HTTPStatus.OK:
        raise client.unclear(call, answer)
    if not said or (call.effect and not (code or status)):
        raise faults.no_answer("JSON?") if call.effect else faults.bad_answer("JSON?")
    return said


def document_id(said: Record) -> str:
    """What a hub calls a message it has taken; empty where it does not say."""
    found = _text(said, "docid")
    inner = said.get("data")
    if not found and isinstance(inner, dict):
        found = _text(_lowered(inner), "docid")
    return found or (inner if isinstance(inner, str) else "")


def package(said: Record) -> bytes | None:
    """The edXML that an answer carries as base64; None where it carries none."""
    data = said.get("data")
    if isinstance(data, dict):
        data = _lowered(data).get("data")
    if not isinstance(data, str) or not data:
        return None
    return _decoded(data) or _decoded("".join(data.split()))  # some break it into lines


def is_page(answer: Answer) -> bool:
    """Whether a page for people came instead of a message, as servers in front of a hub send."""
    return _PAGE.match(answer.body) is not None


def _decoded(text: str) -> bytes | None:
    try:
        return base64.b64decode(text, validate=True) or None
    except ValueError:
        return None


def records(said: Record) -> Iterator[Record]:
    """The entries of a list, names in lower case; what is no entry is passed over."""
    found = said.get("data")
    if isinstance(found, dict):
        found = next((value for value in found.values() if isinstance(value, list)), None)
    if found is None:
        found = next((value for value in said.values() if isinstance(value, list)), [])
    for entry in found if isinstance(found, list) else []:
        if isinstance(entry, dict):
            yield _lowered(entry)


def offered(entries: Sequence[Record], message_type: MessageType) -> Iterator[Offered]:
    """The entries that wait for us."""
    for entry in entries:
        axis_id = _text(entry, "docid")
        if not axis_id or _text(entry, "status").casefold() in SETTLED:
            continue
        stated = _text(entry, "messagetype").casefold()
        kind = MessageType(stated) if stated in set(MessageType) else message_type
        yield Offered(axis_id, kind, _text(entry, "from", "fromcode"), moment(entry))


def in_order(found: Sequence[Offered]) -> tuple[Offered, ...]:
    """Each message once, oldest first; what bears no time comes last."""
    once: dict[str, Offered] = {}
    for each in found:
        once.setdefault(each.axis_id, each)
    last = datetime.max.replace(tzinfo=UTC)
    return tuple(sorted(once.values(), key=lambda each: each.listed_at or last))


def moment(entry: Record, *names: str) -> datetime | None:
    """When an entry of a list came about; None where that is not said or cannot be read.

    Hubs give local time without a zone in several notations, or milliseconds since 1970.
    """
    text = _text(entry, *(names or ("created_time", "createdtime", "senttime")))
    if text.isascii() and text.isdigit():
        number = int(text[:16])
        seconds = number / 1000 if number >= _MILLISECONDS else number
        return datetime.fromtimestamp(seconds, UTC) if seconds < _MILLISECONDS else None
    return _iso(text) or next(filter(None, (_local(text, form) for form in _TIMES)), None)


def agency(entry: Record) -> AgencyRecord | None:
    """A line of the list of agencies; None where it has no code."""
    code = _text(entry, "code", "agencycode", "organid")
    if not code:
        return None
    old = entry.get("oldcodes") or entry.get("old_codes") or ()
    old = old.split(",") if isinstance(old, str) else old
    return AgencyRecord(
        code,
        _text(entry, "name", "organname"),
        _text(entry, "pcode", "parentcode", "parent_code"),
        tuple(str(each).strip() for each in old) if isinstance(old, list | tuple) else (),
        _text(entry, "closed").casefold() in {"true", "1"},
        _text(entry, "successorcode", "successor_code"),
        _text(entry, "mail", "email"),
    )


def _parsed(body: bytes) -> object:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def _lowered(value: object) -> Record:
    return (
        {str(name).lower(): each for name, each in value.items()} if isinstance(value, dict) else {}
    )


def _text(entry: Record, *names: str) -> str:
    """The first of several fields that holds text or a number."""
    for name in names:
        value = entry.get(name)
        if isinstance(value, str | int) and str(value).strip():
            return str(value).strip()
    return ""


def _iso(text: str) -> datetime | None:
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        return None
    return read if read.tzinfo else read.replace(tzinfo=VIETNAM)


def _local(text: str, form: str) -> datetime | None:
    try:
        return datetime.strptime(text, form).replace(tzinfo=VIETNAM)
    except ValueError:
        return None
