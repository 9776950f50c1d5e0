# SPDX-License-Identifier: Apache-2.0
"""What the simulated axis does with what it is sent, in both of its protocols."""

from __future__ import annotations

from base64 import b64decode
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from esign.axis import DEFAULT, Habit
from support.axes import CENTRE, OFFICE, SCHOOL, Client, document, running_axis, status

if TYPE_CHECKING:
    from collections.abc import Iterator

    from esign.axis import Server


@pytest.fixture
def axis() -> Iterator[Server]:
    with running_axis() as server:
        yield server


def test_an_unknown_a_closed_and_a_locked_receiver_are_refused(axis: Server) -> None:
    told = {}
    with Client(axis.url) as office:
        for receiver in ("H99.77", "H99.08", "H99.15"):
            answer = office.send(document(receivers=["H99.12.05", receiver]))
            assert (answer["status"], answer["DocId"]) == ("FAIL", None)
            told[receiver] = answer["ErrorCode"]
            assert receiver in answer["ErrorDesc"]
    assert told == {"H99.77": "18", "H99.08": "18", "H99.15": "23"}
    with Client(axis.url, SCHOOL) as school:
        assert school.waiting() == []


def test_nobody_sends_in_another_agencys_name(axis: Server) -> None:
    with Client(axis.url) as office:
        for sender in ("H99.20", "H99.77"):
            assert office.send(document(sender=sender))["ErrorCode"] == "19"
            assert office.hub_send(document(sender=sender))["ErrorCode"] == "19"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"%PDF-1.7",
        b"<edXML/>",
        b'<!DOCTYPE edXML [<!ENTITY a "b">]>' + document().partition(b"?>")[2],
        document().replace(b"MessageHeader", b"Header"),
        document().replace(b"<OrganId>H99.12</OrganId>", b"<OrganId> </OrganId>"),
        document(receivers=[]),
        document()[:-20],
        document().decode().encode("utf-16"),
    ],
)
def test_what_is_no_package_of_the_standard_is_refused(axis: Server, data: bytes) -> None:
    with Client(axis.url) as office:
        assert office.send(data)["ErrorCode"] == "22"
        assert office.control("GET", "ledger")["accepted"] == []


def test_a_package_is_carried_to_each_receiver_and_to_nobody_else(axis: Server) -> None:
    data = document(receivers=["H99.12.05", "h99.20 "])
    with Client(axis.url) as office:
        sent = office.send(data)
        assert (sent["status"], sent["ErrorCode"]) == ("OK", "0")
        rows = office.vxp("getSentEdocList", messagetype="edoc")["data"]
        assert [row["toCode"] for row in rows] == ["H99.12.05", "H99.20"]
        assert {row["senderDocId"] for row in rows} == {sent["DocId"]}
        assert {row["receiveStatus"] for row in rows} == {"initial"}
        assert (rows[0]["title"], rows[0]["notation"]) == ("Về việc thử", "12/QĐ-SGDĐT")
        assert office.waiting() == []
    for system in (SCHOOL, CENTRE):
        with Client(axis.url, system) as receiver:
            (row,) = receiver.waiting()
            assert (row["from"], row["status"]) == ("H99.12", "initial")
            answer = receiver.vxp("getEdoc", docId=row["docId"])
            assert b64decode(answer["data"]) == data
            assert b64decode(receiver.hub("GET", "getEdoc", docId=row["docId"])["data"]) == data


def test_a_message_is_offered_until_its_receiver_has_it(axis: Server) -> None:
    with Client(axis.url) as office, Client(axis.url, SCHOOL) as school:
        office.send(document())
        doc_id = school.waiting()[0]["docId"]
        school.vxp("updateStatus", docId=doc_id, status="PROCESSING")
        assert [row["status"] for row in school.waiting()] == ["processing"]
        for _ in range(2):
            assert school.vxp("updateStatus", docId=doc_id, status="done")["ErrorCode"] == "0"
        school.vxp("updateStatus", docId=doc_id, status="initial")
        assert school.waiting() == []
        assert office.vxp("getSentEdocList")["data"][0]["receiveStatus"] == "done"


def test_other_peoples_messages_cannot_be_read_or_confirmed(axis: Server) -> None:
    with Client(axis.url) as office, Client(axis.url, SCHOOL) as school:
        sent = office.send(document())["DocId"]
        doc_id = school.waiting()[0]["docId"]
        with Client(axis.url, CENTRE) as stranger:
            for name in (sent, doc_id, "none"):
                assert stranger.vxp("getEdoc", docId=name)["ErrorCode"] == "M.UpdateStatusDoc"
                answer = stranger.vxp("updateStatus", docId=name, status="done")
                assert answer["status"] == "FAIL"
        assert office.vxp("updateStatus", docId=sent, status="done")["status"] == "FAIL"
        assert school.vxp("updateStatus", docId=doc_id, status="03")["ErrorCode"] == "22"
        assert len(school.waiting()) == 1


def test_a_status_goes_to_whom_it_answers_and_is_listed_apart(axis: Server) -> None:
    with Client(axis.url) as office, Client(axis.url, SCHOOL) as school:
        assert school.send(status("3"))["ErrorCode"] == "22"
        assert school.send(status("3"), "status")["ErrorCode"] == "0"
        assert office.waiting() == []
        assert [row["messageType"] for row in office.waiting("status")] == ["status"]
        assert office.ask("GET", "/XrdAdapter/adapter/countReceiveStatus", b"", {})[0] == 401
        assert office.vxp("countReceiveStatus")["data"] == 1
        assert office.vxp("countReceiveEdoc")["data"] == 0
        (kept,) = office.control("GET", "ledger")["accepted"]
        assert (kept["purpose"], kept["document_id"]) == ("03", "H99.12,2026/11/20,12/QĐ-SGDĐT")


def test_lists_keep_to_the_days_asked_for(axis: Server) -> None:
    with Client(axis.url) as office, Client(axis.url, SCHOOL) as school:
        office.send(document())
        for since, until, count in (
            ("2026/11/20", "2026/11/20", 1),
            ("20/11/2026", "", 1),
            ("2026/11/21", "2026/12/01", 0),
            ("", "2026-11-19", 0),
        ):
            days = {"messagetype": "edoc", "fromDate": since, "toDate": until}
            assert len(school.vxp("getReceivedEdocList", **days)["data"]) == count
            days = {"messageType": "edoc", "fromDate": since, "toDate": until}
            assert len(school.hub("GET", "syncReceivedEdocList", **days)["data"]) == count
        wrong = {"messagetype": "edoc", "fromDate": "yesterday"}
        assert school.vxp("getReceivedEdocList", **wrong)["ErrorCode"] == "22"


def test_the_hub_takes_and_hands_out_the_same_messages(axis: Server) -> None:
    with Client(axis.url) as office, Client(axis.url, SCHOOL) as school:
        assert office.hub_send(document())["ErrorCode"] == "0"
        (row,) = school.hub("GET", "syncReceivedEdocList", messageType="edoc")["data"]
        assert row["docId"] == school.waiting()[0]["docId"]
        body = f'{{"docId": "{row["docId"]}", "status": "done"}}'.encode()
        assert school.hub("POST", "updateStatus", body)["ErrorCode"] == "0"
        assert school.waiting() == []


def test_a_raw_download_is_the_package_itself(axis: Server) -> None:
    with Client(axis.url) as office, Client(axis.url, SCHOOL) as school:
        office.send(document())
        headers = school.signed({"docId": school.waiting()[0]["docId"]})
        assert school.ask("POST", "/XrdAdapter/adapter/downloadEdoc", b"", headers) == (
            200,
            document(),
        )


def test_a_document_that_comes_again_is_treated_as_the_axis_is_used_to() -> None:
    told = {}
    for habit in Habit:
        with (
            running_axis(habit=habit) as server,
            Client(server.url) as office,
            Client(server.url, SCHOOL) as school,
        ):
            answers = [office.send(document()) for _ in range(2)]
            update = office.send(document(purpose="2"))
            assert update["ErrorCode"] == "0"
            same = answers[0]["DocId"] == answers[1]["DocId"]
            told[habit] = answers[1]["ErrorCode"], same, len(school.waiting())
    assert told == {
        Habit.DELIVER: ("0", False, 3),
        Habit.REFUSE: ("ExistDoc", False, 2),
        Habit.REMEMBER: ("0", True, 2),
    }


def test_agencies_are_listed_registered_and_closed(axis: Server) -> None:
    new = '{"code": "h99.21", "name": "Trung tâm Mới", "mail": "vt@vidu.gov.vn"}'.encode()
    with Client(axis.url) as office:
        assert office.vxp("registerAgency", new.replace(b"vt@", b""))["ErrorCode"] == "22"
        assert office.vxp("registerAgency", b"[]")["ErrorCode"] == "22"
        assert office.vxp("registerAgency", new)["ErrorCode"] == "0"
        assert office.vxp("registerAgency", new.replace(b"h99.21", b"H99.01"))["ErrorCode"] == "19"
        rows = {row["code"]: row for row in office.vxp("getAgenciesList")["data"]}
        assert (rows["H99.21"]["name"], rows["H99.21"]["closed"]) == ("Trung tâm Mới", False)
        assert (rows["H99.08"]["closed"], rows["H99.08"]["successorCode"]) == (True, "H99.15")
        assert office.send(document(receivers=["H99.21"]))["ErrorCode"] == "0"
        assert office.vxp("deleteAgency", AgencyCode="H99.01")["ErrorCode"] == "19"
        assert office.vxp("deleteAgency", AgencyCode="H99.21")["ErrorCode"] == "0"
        assert office.send(document("13", receivers=["H99.21"]))["ErrorCode"] == "18"


def test_one_system_may_serve_several_agencies_in_the_order_of_arrival() -> None:
    members = [
        replace(each, system_id=SCHOOL) if each.code == "H99.20" else each for each in DEFAULT
    ]
    with (
        running_axis(members=members) as server,
        Client(server.url) as office,
        Client(server.url, SCHOOL) as both,
    ):
        office.send(document("1", receivers=["H99.20"]))
        office.send(document("2", receivers=["H99.12.05", "H99.20"]))
        assert sorted(row["to"] for row in both.waiting()) == ["H99.12.05", "H99.20", "H99.20"]
        assert both.send(document("3", sender="H99.20", receivers=["H99.12"]))["ErrorCode"] == "0"
        assert office.waiting()[0]["from"] == "H99.20"
        assert OFFICE != SCHOOL
