# SPDX-License-Identifier: Apache-2.0
"""What hubs answer in JSON, read without trust: any shape may come, and none may do harm."""

from __future__ import annotations

import base64
import json
import re
from datetime import UTC, datetime
from hashlib import sha256
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
_LONGEST_ID: Final = 200
_STRANGE: Final = "\ufffd"
_UNFIT: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
"""What no register, header or address can hold; JSON may spell it all the same."""
_OF_PAGES: Final = ("page", "total", "next", "offset", "limit", "count", "more")
_TEN: Final = 10
_TWENTY_FIVE: Final = 25
"""Pages are as long as a multiple of one of these."""
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
    """What a hub calls a message it has taken, as `identifier`; empty where it does not say."""
    found = _written(said, "docid")
    inner = said.get("data")
    if not found and isinstance(inner, dict):
        found = _written(_lowered(inner), "docid")
    return identifier(found or (inner.strip() if isinstance(inner, str) else ""))


def identifier(found: str) -> str:
    """What the other side calls a message, fit to be kept: 200 characters, none of them unfit.

    Whatever had to be altered for that still differs from every other, stays the same at every
    look, and is told by `can_be_asked_for`.
    """
    if len(found) <= _LONGEST_ID and not _UNFIT.search(found):
        return found
    digest = sha256(found.encode("utf-8", "surrogatepass")).hexdigest()[:32]
    kept = _UNFIT.sub(_STRANGE, found[: _LONGEST_ID - len(digest) - 1])
    return f"{kept}{_STRANGE}{digest}"


def can_be_asked_for(axis_id: str) -> bool:
    """Whether an identifier is the other side's own, not one that had to be altered."""
    return bool(axis_id) and _STRANGE not in axis_id and axis_id == identifier(axis_id)


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


def is_whole(said: Record) -> bool:
    """Whether a list holds all there is: it says nothing of pages, and is not as long as one."""
    inner = said.get("data")
    keys = (*said, *(_lowered(inner) if isinstance(inner, dict) else ()))
    if any(word in key for key in keys for word in _OF_PAGES):
        return False
    count = sum(1 for _ in records(said))
    return count % _TEN != 0 and count % _TWENTY_FIVE != 0


def offered(entries: Sequence[Record], message_type: MessageType) -> Iterator[Offered]:
    """The entries that wait for us."""
    for entry in entries:
        axis_id = identifier(_written(entry, "docid"))
        if not axis_id or _text(entry, "status").casefold() in SETTLED:
            continue
        stated = _text(entry, "messagetype").casefold()
        kind = MessageType(stated) if stated in set(MessageType) else message_type
        yield Offered(axis_id, kind, _text(entry, "from", "fromcode"), moment(entry))


def in_order(found: Sequence[Offered]) -> tuple[Offered, ...]:
    """Each message once, oldest first; then what bears no time, and what cannot be asked for."""
    once: dict[str, Offered] = {}
    for each in found:
        once.setdefault(each.axis_id, each)
    last = datetime.max.replace(tzinfo=UTC)
    return tuple(
        sorted(
            once.values(),
            key=lambda each: (not can_be_asked_for(each.axis_id), each.listed_at or last),
        )
    )


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
        tuple(_UNFIT.sub(_STRANGE, str(each)).strip() for each in old)
        if isinstance(old, list | tuple)
        else (),
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


def _written(entry: Record, *names: str) -> str:
    """The first of several fields that holds text or a number."""
    for name in names:
        value = entry.get(name)
        if isinstance(value, str | int) and str(value).strip():
            return str(value).strip()
    return ""


def _text(entry: Record, *names: str) -> str:
    """The same, fit to be kept."""
    return _UNFIT.sub(_STRANGE, _written(entry, *names))


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
