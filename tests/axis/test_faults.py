# SPDX-License-Identifier: Apache-2.0
"""Every fault that the simulated axis can be asked for, and what is stored when it happens."""

from __future__ import annotations

import json
import time
from http.client import HTTPException, IncompleteRead, RemoteDisconnected

import pytest

from esign.axis import read_faults
from esign.errors import InputError
from support.axes import SCHOOL, Client, document, running_axis, status

_SEND = "/XrdAdapter/adapter/sendEdoc"


def stored(client: Client) -> int:
    """How many messages the axis has."""
    return len(client.control("GET", "ledger")["accepted"])


@pytest.mark.parametrize(
    "script",
    [
        "nothing",
        "500=2",
        "500=-1x",
        "slow",
        "slow:x",
        "slow:9999",
        "code",
        "code:77",
        "timeout-after:zz",
        "duplicate:1",
        "500@",
        "=0.5",
        "500=0.5x",
    ],
)
def test_a_script_that_is_not_understood_is_refused(script: str) -> None:
    with pytest.raises(InputError) as refusal:
        read_faults(script)
    assert refusal.value.code == "axis.faults_unreadable"
    assert script in refusal.value.message("vi")


def test_a_script_says_what_happens_where_and_how_often() -> None:
    rules = read_faults("timeout-after@sendEdoc=0.1, 500=3x; slow:0.5=.2 code:18")
    told = [(r.fault.value, r.operation, r.chance, r.left, r.argument) for r in rules]
    assert told == [
        ("timeout-after", "sendEdoc", 0.1, None, ""),
        ("500", "", 1.0, 3, ""),
        ("slow", "", 0.2, None, "0.5"),
        ("code", "", 1.0, 1, "18"),
    ]


@pytest.mark.parametrize(("fault", "kept"), [("timeout-before", 0), ("timeout-after", 1)])
def test_an_answer_that_never_comes_tells_nothing(fault: str, kept: int) -> None:
    with running_axis(f"{fault}@sendEdoc") as server, Client(server.url) as office:
        with pytest.raises(RemoteDisconnected):
            office.send(document())
        assert stored(office) == kept
        assert office.send(document())["ErrorCode"] == "0"
        assert stored(office) == kept + 1


def test_silence_can_outlast_a_clients_patience() -> None:
    with (
        running_axis("timeout-after:60@sendEdoc") as server,
        Client(server.url, timeout=0.3) as office,
        pytest.raises(TimeoutError),
    ):
        office.send(document())
    # And the server has ended without waiting for the minute to be over.


@pytest.mark.parametrize(("fault", "kept"), [("500", 0), ("500-after", 1)])
def test_a_fault_of_the_server_may_come_before_or_after_storing(fault: str, kept: int) -> None:
    with running_axis(fault) as server, Client(server.url) as office:
        headers = office.signed({"messagetype": "edoc"})
        from hashlib import sha256  # noqa: PLC0415

        headers["hash-file"] = sha256(document()).hexdigest()
        assert office.ask("POST", _SEND, document(), headers)[0] == 500
        assert stored(office) == kept


def test_a_truncated_upload_is_noticed_by_both_protocols() -> None:
    with running_axis("truncated=2x") as server, Client(server.url) as office:
        assert office.send(document())["ErrorCode"] == "21"
        answer = office.hub_send(document())
        assert (answer["ErrorCode"], "end of Stream" in answer["ErrorDesc"]) == ("21", True)
        assert stored(office) == 0


def test_a_truncated_answer_breaks_off() -> None:
    with (
        running_axis() as server,
        Client(server.url) as office,
        Client(server.url, SCHOOL) as school,
    ):
        office.send(document())
        office.control("PUT", "faults", {"faults": "truncated-answer@getEdoc"})
        doc_id = school.waiting()[0]["docId"]
        with pytest.raises(IncompleteRead):
            school.vxp("getEdoc", docId=doc_id)
        assert school.vxp("getEdoc", docId=doc_id)["data"]


def test_a_message_can_be_delivered_twice() -> None:
    with (
        running_axis("duplicate@sendEdoc") as server,
        Client(server.url) as office,
        Client(server.url, SCHOOL) as school,
    ):
        office.send(document())
        first, second = school.waiting()
        assert first["docId"] != second["docId"]
        assert stored(office) == 2


def test_statuses_can_come_out_of_order() -> None:
    with (
        running_axis("late@sendEdoc") as server,
        Client(server.url) as office,
        Client(server.url, SCHOOL) as school,
    ):
        late = school.send(status("01"), "status")["DocId"]
        school.send(status("03"), "status")
        (first,) = office.waiting("status")
        office.vxp("updateStatus", docId=first["docId"], status="done")
        (second,) = office.waiting("status")
        sent = {
            row["receiverDocId"]: row["senderDocId"]
            for row in school.vxp("getSentEdocList")["data"]
        }
        assert (sent[second["docId"]], sent[first["docId"]] != late) == (late, True)


def test_a_list_can_come_in_the_wrong_order() -> None:
    with (
        running_axis("reorder@getReceivedEdocList") as server,
        Client(server.url) as office,
        Client(server.url, SCHOOL) as school,
    ):
        for number in "123":
            office.send(document(number))
        wrong, right = (tuple(row["docId"] for row in school.waiting()) for _ in range(2))
        assert wrong == right[::-1]


def test_a_refusal_can_come_for_no_reason() -> None:
    with running_axis("code:23@sendEdoc") as server, Client(server.url) as office:
        assert office.send(document())["ErrorCode"] == "23"
        assert stored(office) == 0


def test_a_credential_can_be_rotated_away() -> None:
    with running_axis("unauthorized=1x") as server, Client(server.url) as office:
        headers = office.signed({"messagetype": "edoc"})
        assert office.ask("POST", _SEND, document(), headers) == (401, b"Unauthorized")


def test_an_acceptance_can_lack_the_messages_name_or_be_unreadable() -> None:
    with running_axis("no-id@sendEdoc") as server, Client(server.url) as office:
        assert office.send(document()) | {"ErrorDesc": ""} == {
            "status": "OK",
            "ErrorCode": "0",
            "ErrorDesc": "",
            "DocId": None,
        }
        office.control("PUT", "faults", {"faults": "garbled"})
        with pytest.raises(json.JSONDecodeError):
            office.send(document("13"))
        assert stored(office) == 2


def test_an_answer_can_take_its_time() -> None:
    with running_axis("slow:0.05@sendEdoc") as server, Client(server.url) as office:
        begun = time.monotonic()
        office.send(document())
        assert time.monotonic() - begun >= 0.05


def test_chance_with_a_seed_is_the_same_every_time() -> None:
    told = []
    for seed in (1, 1, 2):
        with running_axis("timeout-after=0.4", seed=seed) as server, Client(server.url) as office:
            lost = []
            for number in range(20):
                try:
                    office.send(document(str(number)))
                except HTTPException:
                    lost.append(number)
        told.append(lost)
    assert told[0] == told[1] != told[2]
    assert 2 <= len(told[0]) <= 15


def test_faults_are_changed_while_the_axis_runs() -> None:
    with running_axis("500") as server, Client(server.url) as office:
        assert office.control("GET", "faults")["faults"][0]["fault"] == "500"
        assert office.control("DELETE", "faults") == {"faults": []}
        assert office.send(document())["ErrorCode"] == "0"
        for wrong in ({"faults": "nothing"}, {}, []):
            body = json.dumps(wrong).encode()
            assert office.ask("PUT", "/control/faults", body)[0] == 400
