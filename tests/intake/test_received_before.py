# SPDX-License-Identifier: Apache-2.0
"""What was received before both structures of an agency's code counted as one, and comes again.

`received.0010.sqlite.sql` is what `sqlite3 .dump` wrote of a register of revision 0010: a document
that is registered, and a request to update it, both from an agency that wrote its code in the older
structure. `received.0010.edxml` and `asked.0010.edxml` are what had come.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from esign import exchange
from esign.intake import Intake, composer, fetch_waiting, reread
from esign.register import Standing
from support.arriving import US, data
from support.correspondents import GoodJudges, HereReaders
from support.places import Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from esign.model import Package
    from esign.register import ArrivedMessage, Register
    from support.transports import MemoryAxis

HERE = Path(__file__).parent
OLD_CODE, NEW_CODE = "000.00.12.H99", "H99.12"


@pytest.fixture
def before(tmp_path: Path) -> Place:
    """The register as it was, without the originals."""
    folder = tmp_path / "books"
    folder.mkdir()
    with closing(sqlite3.connect(folder / "register.sqlite3")) as database:
        database.executescript((HERE / "received.0010.sqlite.sql").read_text("utf-8"))
    return Place(folder)


@pytest.fixture
def register(before: Place) -> Iterator[Register]:
    """The register, brought up to date, with the originals."""
    with before.open(patience=5) as opened:
        opened._registry.objects.put_all(list(map(original, ("received", "asked"))))
        yield opened


@pytest.fixture
def intake(register: Register, axis: MemoryAxis) -> Intake:
    way = axis.join(US.code)
    return Intake(register, {"axis": way}, HereReaders(), GoodJudges(), US.code, "clerk")


def original(name: str) -> bytes:
    return (HERE / f"{name}.0010.edxml").read_bytes()


def now(name: str) -> Package:
    """The same as its sender writes it today, in the newer structure."""
    package = exchange.unpack(original(name))
    number = package.document_id.partition(",")[2]
    document_id, business = f"{NEW_CODE},{number}", package.business
    if business.document_id:
        business = replace(business, document_id=document_id)
    sender = replace(package.sender, code=NEW_CODE)
    return replace(package, sender=sender, document_id=document_id, business=business)


def come(intake: Intake, axis: MemoryAxis, *packages: Package) -> list[ArrivedMessage]:
    for each in packages:
        axis.put(US.code, data(each), sender=NEW_CODE)
    return fetch_waiting(intake).messages


def test_a_document_that_comes_again_under_the_newer_code_is_answered_as_it_was_before(
    intake: Intake, axis: MemoryAxis, register: Register
) -> None:
    document, asked = register.inbox.messages((Standing.REGISTERED, Standing.TASK))[::-1]
    told = {each.id for each in register.outbox.all()}
    again, asked_again = come(intake, axis, now("received"), now("asked"))
    assert (again.state, again.about_id) == (Standing.DUPLICATE, document.id)
    assert (asked_again.state, asked_again.about_id) == (Standing.DUPLICATE, asked.id)
    answers = [each for each in register.outbox.all() if each.id not in told]
    assert [(each.arrived_id, each.status_code) for each in answers] == [
        (document.id, "01"),
        (document.id, "03"),
        (asked.id, "01"),
    ]
    for each in answers:
        first = register.inbox.first_answer(each.arrived_id or 0, each.status_code)
        assert first is not None
        assert first.id in told
        assert composer(US)(register, each) == composer(US)(register, first)
    register.audit_check()


def test_a_document_that_comes_again_under_the_older_code_is_a_repeat_too(
    intake: Intake, axis: MemoryAxis
) -> None:
    """Its digest is made by other rules today, although nothing in it is other than it was."""
    same = exchange.unpack(original("received"))
    (again,) = come(intake, axis, replace(same, sent_at=same.sent_at + timedelta(hours=1)))
    assert again.state is Standing.DUPLICATE


def test_another_content_under_either_code_is_held_back_as_ever(
    intake: Intake, axis: MemoryAxis, register: Register
) -> None:
    for package in (now("received"), exchange.unpack(original("received"))):
        (held,) = come(intake, axis, replace(package, subject="Khác hẳn"))
        assert held.state is Standing.QUARANTINED
        assert "inbox.conflict" in {remark.code for remark in held.read.remarks}
    register.audit_check()


def test_where_the_original_is_lost_the_document_is_held_back(
    before: Place, axis: MemoryAxis
) -> None:
    with before.open(patience=5) as register:
        way = axis.join(US.code)
        intake = Intake(register, {"axis": way}, HereReaders(), GoodJudges(), US.code, "clerk")
        (held,) = come(intake, axis, now("received"))
        assert held.state is Standing.QUARANTINED
        register._registry.objects.put(original("received"))  # it was found in a copy
        (again,) = reread(intake).messages
        assert again.state is Standing.DUPLICATE
        register.record.check()
