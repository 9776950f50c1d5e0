# SPDX-License-Identifier: Apache-2.0
"""What a simulated axis still knows after a restart, and how it starts and stops."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import pytest

from esign.axis import (
    DEFAULT,
    FolderJournal,
    Habit,
    Member,
    keep_secrets,
    kept_secrets,
    read_members,
    with_secrets,
)
from esign.errors import ConfigurationError, OutputError
from support.axes import CENTRE, SCHOOL, Client, document, running_axis, status
from support.ports import SeededRandom

if TYPE_CHECKING:
    from pathlib import Path


_TWO_SECRETS = """agency = [{code='1', name='A', system_id='s', secret='a'},
{code='2', name='B', system_id='s', secret='b'}]"""


def test_a_restart_loses_no_message_and_no_state(tmp_path: Path) -> None:
    folder = tmp_path / "axis"
    with running_axis(folder=folder) as server, Client(server.url) as office:
        sent = office.send(document(receivers=["H99.12.05", "H99.20"]))
        with Client(server.url, SCHOOL) as school:
            doc_id = school.waiting()[0]["docId"]
            school.vxp("updateStatus", docId=doc_id, status="done")
            school.send(status(), "status")
        office.vxp("registerAgency", b'{"code": "H99.30", "name": "A", "mail": "a@b.vn"}')
        before = office.control("GET", "ledger")["accepted"]
    with (
        running_axis(folder=folder, habit=Habit.REFUSE, seed=5) as server,
        Client(server.url) as office,
    ):
        after = office.control("GET", "ledger")["accepted"]
        for message in (*before, *after):
            for copy in message["copies"]:
                del copy["listed"]  # counts within one run
        assert after == before
        assert after[0]["doc_id"] == sent["DocId"]
        assert [row["messageType"] for row in office.waiting("status")] == ["status"]
        assert office.send(document())["ErrorCode"] == "ExistDoc"
        assert office.send(document("13", receivers=["H99.30"]))["ErrorCode"] == "0"
        with Client(server.url, SCHOOL) as school, Client(server.url, CENTRE) as centre:
            assert school.waiting() == []
            (row,) = centre.waiting()
            assert centre.vxp("getEdoc", docId=row["docId"])["data"]


def test_a_line_that_a_crash_cut_off_is_taken_off(tmp_path: Path) -> None:
    folder = tmp_path / "axis"
    with running_axis(folder=folder) as server, Client(server.url) as office:
        office.send(document())
    with (folder / "journal.jsonl").open("ab") as journal:
        journal.write(b'{"event": "accepted", "mess')
    for number in ("13", "14"):
        with running_axis(folder=folder) as server, Client(server.url) as office:
            office.send(document(number))
    lines = (folder / "journal.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line)["event"] for line in lines] == ["accepted"] * 3


def test_a_damaged_journal_is_refused_and_left_alone(tmp_path: Path) -> None:
    folder = tmp_path / "axis"
    FolderJournal(folder).close()
    (folder / "journal.jsonl").write_bytes(b'{"event":\n{"event": 2}\n')
    with pytest.raises(ConfigurationError) as refusal, running_axis(folder=folder):
        pass
    assert (refusal.value.code, refusal.value.facts["line"]) == ("axis.journal_damaged", 1)


def test_two_programs_never_share_a_folder(tmp_path: Path) -> None:
    first = FolderJournal(tmp_path / "axis")
    with pytest.raises(ConfigurationError) as refusal:
        FolderJournal(tmp_path / "axis")
    assert refusal.value.code == "axis.folder_in_use"
    first.close()
    FolderJournal(tmp_path / "axis").close()


def test_secrets_are_drawn_once_and_kept_for_the_owner_alone(tmp_path: Path) -> None:
    assert kept_secrets(tmp_path) == {}
    drawn = with_secrets(DEFAULT, {}, SeededRandom()).secrets
    assert len(set(drawn.values())) == len(drawn) == 5
    keep_secrets(tmp_path, drawn)
    assert (tmp_path / "secrets.json").stat().st_mode & 0o077 == 0
    again = with_secrets(DEFAULT, kept_secrets(tmp_path), SeededRandom(9)).secrets
    assert again == drawn


def test_agencies_come_from_a_file() -> None:
    text = """
[[agency]]
code = "h01.1a"
name = "Sở Một"
secret = "bí mật"
old_codes = ["000.00.01.H01"]
[[agency]]
code = "H01.02"
name = "Sở Hai"
system_id = "01.02.W00"
locked = true
"""
    members, secrets = read_members(text.encode(), "a.toml")
    assert members == (
        Member("H01.1A", "Sở Một", "H01.1A.W00", old_codes=("000.00.01.H01",)),
        Member("H01.02", "Sở Hai", "01.02.W00", locked=True),
    )
    assert secrets == {"H01.1A.W00": "bí mật"}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "agency = 1",
        "[[agency]]\ncode = 'H01'",
        "[[agency]]\ncode = ''\nname = 'A'",
        "[[agency]]\ncode = 'H01'\nname = 'A'\n[[agency]]\ncode = ' h01'\nname = 'B'",
        "[[agency]]\ncode = 'H01'\nname = 'A'\nlocked = 'no'",
        "[[agency]]\ncode = 'H01'\nname = 'A'\ncolour = 'red'",
        _TWO_SECRETS,
        "\xff",
    ],
)
def test_a_list_of_agencies_with_a_fault_is_refused(text: str) -> None:
    with pytest.raises(ConfigurationError) as refusal:
        read_members(text.encode("latin-1"), "a.toml")
    assert refusal.value.code == "axis.agencies_unreadable"


def test_an_address_that_is_taken_is_told(tmp_path: Path) -> None:
    from esign.axis import Axis, Desk, MemoryJournal, Script, Server  # noqa: PLC0415
    from support.ports import FixedClock  # noqa: PLC0415

    members = with_secrets(DEFAULT, {}, SeededRandom())
    axis = Axis(members, MemoryJournal(), FixedClock(), SeededRandom())
    desk = Desk(axis, Script((), SeededRandom()))
    with running_axis(folder=tmp_path / "a") as server:
        port = int(server.url.rpartition(":")[2])
        with pytest.raises(OutputError) as refusal:
            Server(axis, desk, port=port)
    assert refusal.value.code == "axis.address_unusable"


def test_many_senders_at_once_lose_and_double_nothing() -> None:
    with running_axis() as server:

        def send(first: int) -> None:
            with Client(server.url) as office:
                for number in range(first, first + 20):
                    assert office.send(document(str(number)))["ErrorCode"] == "0"

        threads = [threading.Thread(target=send, args=(start,)) for start in range(0, 160, 20)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        with Client(server.url, SCHOOL) as school:
            accepted = school.control("GET", "ledger")["accepted"]
            assert len({message["document_id"] for message in accepted}) == len(accepted) == 160
            assert len({row["docId"] for row in school.waiting()}) == 160


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_the_command_announces_itself_and_ends_when_it_is_told_to(
    ending: signal.Signals, tmp_path: Path
) -> None:
    command = [sys.executable, "-c", "from esign.cli import main; main()", "axis", "serve"]
    command += ["--json", "--data", str(tmp_path / "axis"), "--seed", "3", "--faults", "500=0"]
    secrets = []
    for _ in range(2 if ending is signal.SIGTERM else 1):
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8"
        ) as running:
            assert running.stdout is not None
            ready = json.loads(running.stdout.readline())
            secrets.append({each["system_id"]: each["secret"] for each in ready["agencies"]})
            office = Client(ready["hub"], secret=secrets[-1]["99.12.W00"])
            with office:
                assert office.hub_send(document())["ErrorCode"] == "0"
            running.send_signal(ending)
            _, said = running.communicate(timeout=20)
        assert running.returncode == 0
        assert "chỉ để tập huấn và kiểm thử" in said
    assert secrets[0] == secrets[-1]
