# SPDX-License-Identifier: Apache-2.0
"""What was queued, and told, before there were messages.

`notices.0006.sqlite.sql` is what `sqlite3 .dump` wrote of a register of revision 0006: a document
corrected and replaced, another one recalled; its receivers told of the correction, and one of them
of the replacement.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from esign.errors import ConfigurationError
from support.attempts import begin
from support.places import Place

if TYPE_CHECKING:
    from esign.register import Register

DUMP = Path(__file__).with_name("notices.0006.sqlite.sql")


@pytest.fixture
def converted(tmp_path: Path) -> Place:
    """The register, brought up to date."""
    folder = tmp_path / "books"
    folder.mkdir()
    with closing(sqlite3.connect(folder / "register.sqlite3")) as database:
        database.executescript(DUMP.read_text("utf-8"))
    place = Place(folder)
    place.open(patience=5).close()
    return place


def told(register: Register, request_id: str) -> list[tuple[str, str, list[tuple[str, str]]]]:
    return [
        (str(each.act), str(each.state), [(to.code, str(to.state)) for to in each.deliveries])
        for each in register.outbox.of(request_id)
    ]


def test_the_notices_of_an_act_become_its_message(converted: Place) -> None:
    with converted.open() as register:
        assert told(register, "old-0001") == [
            ("corrected", "sent", [("H99.5", "sent"), ("H99.6", "sent")]),
            ("replaced", "waiting", [("H99.5", "sent"), ("H99.6", "waiting")]),
        ]
        assert told(register, "two-0001") == [
            ("recalled", "waiting", [("H99.5", "waiting"), ("H99.6", "waiting")])
        ]
        (recalled,) = register.outbox.of("two-0001")
        assert (recalled.reason, recalled.number) == ("Trái thẩm quyền", "03/QĐ-SGDĐT")
        assert register.record.check().rows == 26


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE message SET reason = 'x' WHERE act = 'corrected'",
        "UPDATE message SET state = 'sent' WHERE act = 'replaced'",
        "UPDATE message SET state = 'waiting' WHERE act = 'corrected'",
        "UPDATE delivery SET state = 'waiting' WHERE receiver_code = 'H99.5'",
        "UPDATE delivery SET state = 'sent' WHERE receiver_code = 'H99.6'",
        "DELETE FROM delivery WHERE receiver_code = 'H99.6'",
    ],
)
def test_what_was_told_then_is_still_held_against_the_record(converted: Place, change: str) -> None:
    converted.change(change)
    with converted.open() as register, pytest.raises(ConfigurationError):
        register.record.check()


def test_what_was_not_told_goes_on_waiting_and_can_be_settled(converted: Place) -> None:
    with converted.open() as register:
        (recalled,) = register.outbox.of("two-0001")
        register.outbox.cancel(recalled.id, "Không gửi nữa", "vanthu")
        (claimed,) = register.sending.claim(9)
        begun = begin(register, claimed, "axis")
        assert begun is not None
        assert register.sending.accepted(begun, "S1", "vanthu")
        assert told(register, "old-0001")[-1][1:] == (
            "sent",
            [("H99.5", "sent"), ("H99.6", "sent")],
        )
        register.audit_check()
