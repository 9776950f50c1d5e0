# SPDX-License-Identifier: Apache-2.0
"""What adapters and hubs do wrong, and what of it is certain."""

from __future__ import annotations

import json
import socket
import threading
from typing import TYPE_CHECKING

import pytest

from esign.errors import ConfigurationError, InputError, ServiceError
from esign.exchange.transports import HubProfile, HubTransport
from esign.messages import Jargon
from esign.model import MessageType, Offered, OutcomeUnknownError, RefusedError
from support import ways
from support.hubs import OK, SECRET, SYSTEM, Hub, Script, failed, json_script, serving
from support.ports import FixedClock
from support.ways import consignment, http

if TYPE_CHECKING:
    from collections.abc import Iterator

    from esign.exchange.transports import VxpTransport

CUT = b'HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{"status": "OK"'
OFFERED = Offered("a1", MessageType.DOCUMENT)
Both = tuple[Hub, "HubTransport | VxpTransport"]


@pytest.fixture(params=["vxp", "hub"])
def both(request: pytest.FixtureRequest) -> Iterator[Both]:
    hub = Hub()
    with serving(hub) as url:
        yield hub, (ways.vxp(url) if request.param == "vxp" else ways.hub(url))


def unused_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.mark.parametrize("made", [ways.vxp, ways.hub])
def test_nobody_there_means_that_nothing_was_sent(made: type) -> None:
    transport = made(f"http://127.0.0.1:{unused_port()}")
    with pytest.raises(ServiceError) as fault:
        transport.send(consignment())
    assert fault.value.code == "transport.unreachable"
    assert not isinstance(fault.value, OutcomeUnknownError)


@pytest.mark.parametrize(
    "script",
    [
        Script(raw=b""),
        Script(raw=CUT),
        Script(raw=b"SSH-2.0-elsewhere\r\n"),
        Script(status=500, body=b"<h1>Internal error</h1>"),
        Script(status=502),
        Script(body=b"<html>a page</html>"),
        Script(body=b'"text"'),
        Script(body=b"{}"),
        Script(body=b"[" * 100_000),
        json_script({"status": "OK", "ErrorCode": "0", "DocId": None}),
        Script(raw=CUT, store=True),
        Script(body=b"\xff" * (1 << 25)),
        Script(body=b'{"ErrorCode": ' + b"9" * 10_000 + b"}"),
    ],
    ids=[
        *("closed", "cut", "other protocol", "500", "502", "page", "text", "empty", "deep"),
        *("silent failure", "stored and cut", "huge", "huge number"),
    ],
)
def test_an_answer_that_cannot_be_relied_on_leaves_the_outcome_unknown(
    both: Both, script: Script
) -> None:
    hub, transport = both
    hub.answers(script)
    with pytest.raises(OutcomeUnknownError) as fault:
        transport.send(consignment())
    assert isinstance(fault.value.facts["reason"], Jargon)
    assert f"({fault.value.facts['reason']})" in fault.value.message("vi")
    if not script.store:
        assert transport.send(consignment())


@pytest.mark.parametrize("said", ["id\ud800x", "a\0b", "a\r\nb", "m" * 100_000, "\ud800"])
def test_an_accepted_message_is_accepted_whatever_it_is_called(both: Both, said: str) -> None:
    hub, transport = both
    hub.answers(json_script({**OK, "DocId": said}), json_script({**OK, "data": {"docId": said}}))
    axis_id = transport.send(consignment())
    assert 0 < len(axis_id) <= 200
    assert axis_id.encode()
    assert axis_id.isprintable()
    assert transport.send(consignment()) == axis_id


@pytest.mark.parametrize("name", ["a\ud800", "a\0b", "\n\u00a0\ud800", "x" * 300])
def test_what_cannot_be_asked_for_is_told_of_and_nothing_else_waits_for_it(
    both: Both, name: str
) -> None:
    hub, transport = both
    rows = [
        {"docId": name, "from": "\ud800", "created_time": "2026/01/01"},
        {"docId": "good", "created_time": "2026/01/02"},
    ]
    hub.answers(json_script({**OK, "data": rows}), json_script({**OK, "data": []}))
    good, strange = transport.offered()
    assert good.axis_id == "good"
    assert strange.axis_id.encode() + strange.sender_code.encode()
    with pytest.raises(InputError) as fault:
        transport.fetch(strange)
    assert fault.value.code == "transport.not_a_message"
    asked = len(hub.requests)
    transport.confirm(strange, taken=False)
    assert len(hub.requests) == asked


def test_an_identifier_that_no_header_holds_stops_nothing() -> None:
    hub = Hub()
    with serving(hub) as url:
        transport = ways.vxp(url)
        rows = [{"docId": "mã-1"}, {"docId": "good"}]
        hub.answers(json_script({**OK, "data": rows}), json_script({**OK, "data": []}))
        good, strange = transport.offered()
        assert (good.axis_id, strange.axis_id) == ("good", "mã-1")
        with pytest.raises(InputError):
            transport.fetch(strange)
        transport.confirm(strange, taken=False)


@pytest.mark.parametrize("code", ["10", "18", "19", "21", "22", "23", "77", "X.Y"])
def test_a_refusal_is_for_good_and_says_why(both: Both, code: str) -> None:
    hub, transport = both
    hub.answers(json_script(failed(code, "Đơn vị nhận không tồn tại")))
    with pytest.raises(RefusedError) as refused:
        transport.send(consignment())
    assert refused.value.facts["status"] == code
    assert refused.value.facts["reason"] == "Đơn vị nhận không tồn tại"


@pytest.mark.parametrize("status", [400, 404, 413, 500])
def test_a_refusal_counts_whatever_status_it_comes_with(both: Both, status: int) -> None:
    hub, transport = both
    hub.answers(json_script(failed("18"), status))
    with pytest.raises(RefusedError):
        transport.send(consignment())


def test_a_hubs_own_fault_is_tried_again(both: Both) -> None:
    hub, transport = both
    hub.answers(json_script(failed("20", "Lỗi")))
    with pytest.raises(ServiceError) as fault:
        transport.send(consignment())
    assert not isinstance(fault.value, RefusedError | OutcomeUnknownError)


@pytest.mark.parametrize("status", [400, 404, 413, 415, 422])
def test_requests_that_are_refused_as_such_are_not_repeated(both: Both, status: int) -> None:
    hub, transport = both
    hub.answers(Script(status=status, body=b"no"))
    with pytest.raises(RefusedError) as refused:
        transport.send(consignment())
    assert refused.value.facts["status"] == f"HTTP {status}"


@pytest.mark.parametrize("status", [408, 425, 429, 503])
def test_a_busy_hub_says_when_to_come_again(both: Both, status: int) -> None:
    hub, transport = both
    hub.answers(Script(status=status, headers={"Retry-After": "120"}))
    with pytest.raises(ServiceError) as fault:
        transport.send(consignment())
    assert not isinstance(fault.value, RefusedError | OutcomeUnknownError)
    assert fault.value.facts["retry_after"] == 120


@pytest.mark.parametrize("wanted", ["-5", "٣", "9" * 400, "Wed, 21 Oct 2026 07:28:00 GMT", ""])
def test_a_pause_of_another_form_is_passed_over(both: Both, wanted: str) -> None:
    hub, transport = both
    hub.answers(Script(raw=f"HTTP/1.1 429 No\r\nRetry-After: {wanted}\r\n\r\n".encode()))
    with pytest.raises(ServiceError) as fault:
        transport.send(consignment())
    assert fault.value.facts["retry_after"] == 0


@pytest.mark.parametrize(
    "script",
    [
        Script(status=401, body=b"Unauthorized"),
        Script(status=403),
        Script(status=400, body=b"Unauthorized"),
        json_script(failed("15", f"Sai khóa {SECRET}")),
        json_script(failed("99", "Unauthorized")),
    ],
    ids=["401", "403", "plain word", "15", "word in JSON"],
)
def test_a_wrong_credential_is_named_and_never_shown(both: Both, script: Script) -> None:
    hub, transport = both
    hub.answers(script)
    with pytest.raises(ConfigurationError) as refused:
        transport.offered()
    assert refused.value.code == "transport.credential"
    assert SECRET not in repr(refused.value.facts) + str(refused.value)


def test_a_secret_that_is_sent_back_is_not_shown(both: Both) -> None:
    hub, transport = both
    hub.answers(json_script(failed("22", f"\x1b[31m{SECRET}\n" + "x" * 1000)))
    with pytest.raises(RefusedError) as refused:
        transport.send(consignment())
    reason = str(refused.value.facts["reason"])
    assert SECRET not in reason
    assert reason.isprintable()
    assert len(reason) <= 200


def test_a_redirection_is_not_followed(both: Both) -> None:
    hub, transport = both
    hub.answers(Script(status=307, headers={"Location": "http://192.0.2.1/"}))
    with pytest.raises(ServiceError) as fault:
        transport.send(consignment())
    assert fault.value.code == "transport.unreachable"
    assert len(hub.requests) == 1


def test_an_answer_that_does_not_come_is_not_waited_for_beyond_the_budget() -> None:
    hub, release = Hub(), threading.Event()
    hub.answers(Script(body=b"{}", hold=release))
    with serving(hub) as url:
        profile = HubProfile(http(url, budget=0.3), SYSTEM, 30, 1 << 20)
        transport = HubTransport("axis", profile, SECRET, FixedClock())
        with pytest.raises(OutcomeUnknownError):
            transport.send(consignment())
        release.set()


def test_a_question_that_is_not_answered_has_done_nothing() -> None:
    hub, release = Hub(), threading.Event()
    hub.answers(Script(body=b"{}", hold=release))
    with serving(hub) as url:
        profile = HubProfile(http(url, seconds=0.2), SYSTEM, 30, 1 << 20)
        transport = HubTransport("axis", profile, SECRET, FixedClock())
        with pytest.raises(ServiceError) as fault:
            transport.offered()
        release.set()
    assert not isinstance(fault.value, OutcomeUnknownError)


@pytest.mark.parametrize(
    "script",
    [
        Script(raw=CUT),
        Script(raw=b"HTTP/1.1 200 OK\r\n\r\n<edXML>cut, and nobody said how long it would be"),
        Script(body=b'{"status": "OK", "data": "'),
        Script(body=b""),
    ],
    ids=["announced", "not announced", "JSON", "nothing"],
)
def test_a_cut_message_is_fetched_again_another_time(both: Both, script: Script) -> None:
    hub, transport = both
    hub.answers(script)
    with pytest.raises(ServiceError):
        transport.fetch(OFFERED)


@pytest.mark.parametrize(
    "page",
    [
        b"<html><body>Maintenance</body></html>",
        b"\r\n<!DOCTYPE HTML>\n<html>",
        b'\xef\xbb\xbf<?xml version="1.0"?>\n<!DOCTYPE html PUBLIC "">',
    ],
)
def test_a_page_for_people_is_never_kept_as_the_message_and_confirmed(page: bytes) -> None:
    hub = Hub()
    with serving(hub) as url:
        for transport in (ways.vxp(url), ways.vxp(url, raw=True), ways.hub(url)):
            hub.answers(Script(body=page))
            with pytest.raises(ServiceError) as fault:
                transport.fetch(OFFERED)
            assert fault.value.code == "transport.bad_answer"


@pytest.mark.parametrize("data", ["!!!", "", None, 5, [], {"data": {}}])
def test_a_message_that_is_none_is_told_apart(both: Both, data: object) -> None:
    hub, transport = both
    hub.answers(json_script({**OK, "data": data}))
    with pytest.raises(InputError) as fault:
        transport.fetch(OFFERED)
    assert fault.value.code == "transport.not_a_message"


def test_a_message_beyond_the_limit_is_not_read() -> None:
    hub = Hub()
    with serving(hub) as url:
        profile = HubProfile(http(url), SYSTEM, 30, 1000)
        transport = HubTransport("axis", profile, SECRET, FixedClock())
        for size in (2_000, 200_000):
            hub.answers(Script(body=b"<" * size))
            with pytest.raises(InputError) as fault:
                transport.fetch(OFFERED)
            assert fault.value.code == "transport.too_large"


def test_a_list_of_any_shape_is_read_or_refused(both: Both) -> None:
    hub, transport = both
    entries = [
        5,
        None,
        [],
        {},
        {"docId": ""},
        {"docId": ["x"]},
        {"docId": "settled", "status": "DONE"},
        {"docId": "b", "created_time": "20/11/2026 09:00:00", "from": 5},
        {"DocId": "a", "createdTime": "2026-11-19T00:00:00Z", "messageType": "other"},
        {"docId": "c", "created_time": "9" * 400},
        {"docId": "../../etc/passwd\r\nX: y", "created_time": 1e400},
        {"docId": "a"},
    ]
    hub.answers(json_script({**OK, "data": entries}), json_script({**OK, "data": "none"}))
    found = transport.offered()
    assert [each.axis_id for each in found] == ["a", "b", "c", found[-1].axis_id]
    assert found[-1].axis_id.startswith("../../etc/passwd\ufffd\ufffdX: y\ufffd")
    with pytest.raises((InputError, ServiceError)):
        transport.fetch(found[-1])
    assert all("\r" not in target for target, _, _ in hub.requests)


def test_a_list_that_cannot_be_read_is_a_fault_of_the_service(both: Both) -> None:
    hub, transport = both
    for script in (Script(body=b"nonsense"), Script(body=b"[" * 99_999), Script(raw=CUT)):
        hub.answers(script)
        with pytest.raises(ServiceError):
            transport.offered()


def test_the_length_of_what_is_sent_is_known(both: Both) -> None:
    hub, transport = both
    transport.send(consignment())
    _, headers, size = hub.requests[0]
    assert int(headers["content-length"]) == size >= len(consignment().data)
    assert "transfer-encoding" not in headers


def test_a_confirmation_without_an_answer_is_made_again(both: Both) -> None:
    hub, transport = both
    transport.send(consignment())
    (offered,) = transport.offered()
    hub.answers(Script(raw=b"", store=True))
    with pytest.raises(OutcomeUnknownError):
        transport.confirm(offered, taken=True)
    transport.confirm(offered, taken=True)
    assert list(transport.offered()) == []


def test_the_list_of_agencies_is_read_whatever_it_holds() -> None:
    hub = Hub(agencies=[{"code": "H99", "name": "UBND", "mail": "a@vidu.vn"}, {"name": "?"}, 7])
    hub.agencies.append({"code": "H99.08", "pcode": "H99", "closed": True, "successorCode": "H9"})
    hub.agencies.append({"code": 7, "oldCodes": "000.00.08.H99, 08.H99", "name": None})
    with serving(hub) as url:
        first, second, third = ways.vxp(url).agencies()
    assert (first.code, first.name, first.email) == ("H99", "UBND", "a@vidu.vn")
    assert (second.closed, second.parent_code, second.successor_code) == (True, "H99", "H9")
    assert third.old_codes == ("000.00.08.H99", "08.H99")


def test_a_document_that_lies_there_already_is_looked_up() -> None:
    hub = Hub()
    with serving(hub) as url:
        transport = ways.vxp(url)
        axis_id = transport.send(consignment())
        hub.answers(json_script(failed("ExistDoc")))
        assert transport.send(consignment()) == axis_id
        hub.sent.clear()
        hub.answers(json_script(failed("ExistDoc")))
        with pytest.raises(RefusedError):
            transport.send(consignment())


def test_what_the_sent_list_does_not_settle_is_left_open() -> None:
    hub = Hub()
    with serving(hub) as url:
        transport = ways.vxp(url)
        sent = consignment()
        transport.send(sent)
        hub.sent[0]["title"] = "Another subject"
        with pytest.raises(OutcomeUnknownError) as doubt:
            transport.find(sent)
    assert doubt.value.code == "transport.not_certain"
    assert json.dumps(doubt.value.facts) == '{"service": "axis"}'
