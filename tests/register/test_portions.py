# SPDX-License-Identifier: Apache-2.0
"""A large record is checked by several processes: all say the same, and none is relied on."""

from __future__ import annotations

import io
import json
import sys
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from esign.errors import ConfigurationError
from esign.model.merkle import SIZE
from esign.register import chain, portion_crew, portion_helper, portions
from esign.register.opening import reopened
from esign.register.portion_crew import Crew
from support.books import AGENCY, DECISION, a_request
from support.recorded import refused, work

if TYPE_CHECKING:
    from collections.abc import Iterator

    from esign.register import Register
    from esign.register.database import View
    from esign.register.portions import Portion
    from support.places import Place

COUNTED = sa.text("SELECT count(*) FROM audit")
ROWS = 9
ANSWERS = "import sys; sys.stdin.readline(); print(flush=True); sys.stdin.readline(); "
"""A helper that says that it sees the same, and takes a portion."""


def said(answer: str) -> str:
    """A helper that answers so."""
    return ANSWERS + f"print({answer!r}, flush=True)"


@pytest.fixture(autouse=True)
def _small_portions(monkeypatch: pytest.MonkeyPatch) -> None:
    """The rows of a test fill several portions, each of several blocks."""
    monkeypatch.setattr(chain, "BLOCK", 2)
    monkeypatch.setattr(portions, "LENGTH", 3)
    monkeypatch.setattr(portion_crew, "_PATIENCE", 60)


@pytest.fixture
def office(register: Register) -> Register:
    work(register)
    return register


@pytest.fixture
def view(office: Register) -> Iterator[View]:
    with office._database.view() as seen:
        yield seen


def alone(view: View, last: int = ROWS) -> list[Portion]:
    with Crew(view, last, helpers=0) as crew:
        return list(crew.portions())


def started(crew: Crew) -> Crew:
    """The crew once its helpers are ready, so that they do have a share in the work."""
    for helper in crew._starting:
        while not helper.is_ready:
            helper._listening.join(0.01)
            assert helper._listening.is_alive()
    return crew


def with_helpers(view: View, helpers: int = 2, last: int = ROWS) -> list[Portion]:
    with Crew(view, last, helpers) as crew:
        found = list(started(crew).portions())
        assert len(crew._helpers) == helpers
    return found


def test_portions_are_the_whole_record(view: View) -> None:
    found = alone(view)
    assert [portion.rows for portion in found] == [3, 3, 3]
    assert [len(portion.leaves) for portion in found] == [3 * SIZE] * 3
    assert [portion.changes.rows for portion in found] == [0, 2, 2]
    assert dict(found[1].acts) == {"signed": 1, "sealed": 1, "kept": 1}


def test_helpers_find_what_one_process_finds_in_the_same_order(view: View) -> None:
    assert with_helpers(view) == alone(view)


def test_a_helper_does_part_of_the_work(view: View, monkeypatch: pytest.MonkeyPatch) -> None:
    expected, read = alone(view), []

    def noted(line: bytes, source: Any, rows: chain.Range) -> Portion:
        read.append(portions_read(line, source, rows))
        return read[-1]

    portions_read = portions.read
    monkeypatch.setattr(portions, "read", noted)
    assert with_helpers(view, 1) == expected
    assert read
    assert all(each in expected for each in read)


@pytest.mark.parametrize(
    ("change", "first"),
    [
        ("UPDATE audit SET actor = 'other' WHERE seq IN (2, 9)", 2),
        ("UPDATE audit SET actor = 'other' WHERE seq IN (5, 8)", 5),
        ("UPDATE audit SET actor = 'other' WHERE seq >= 8", 8),
    ],
)
def test_the_first_fault_is_named_whoever_finds_it(
    office: Register, place: Place, change: str, first: int
) -> None:
    place.change(change)
    with office._database.view() as view, pytest.raises(ConfigurationError) as refusal:
        with_helpers(view)
    assert refusal.value.code == "register.audit_changed"
    assert refusal.value.facts["seq"] == first


def test_a_row_between_two_portions_belongs_to_one_of_them(office: Register, place: Place) -> None:
    place.change("UPDATE audit SET entry_hash = prev_hash WHERE seq = 3")
    assert refused(office).facts["seq"] == 3
    with office._database.view() as view, pytest.raises(ConfigurationError) as refusal:
        with_helpers(view)
    assert refusal.value.facts["seq"] == 3


def test_a_row_far_beyond_the_others_costs_no_time(office: Register, place: Place) -> None:
    place.change("UPDATE audit SET seq = 2147483647 WHERE seq = 9")
    error = refused(office)
    assert (error.code, error.facts["seq"]) == ("register.audit_missing", 9)


@pytest.mark.parametrize(
    "says",
    [
        "raise SystemExit",
        "print('not ready', flush=True)",
        ANSWERS + "raise SystemExit",
        said("{}"),
        said("rubbish"),
        said("[]"),
        ANSWERS
        + """print('{"rows": [0, 3], "acts": {"numbered": 3}, "doubts": {}, "changes": {}}')""",
        ANSWERS
        + """print('{"rows": [3, 6], "acts": {}, "doubts": {}, "changes": {}}', flush=True)""",
        ANSWERS
        + """print('{"rows": [0, 3], "acts": {}, "doubts": {}, "changes": {}}', flush=True)""",
        said('{"rows": [0, 3], "acts": {"x": "3"}, "doubts": {}, "changes": {}}'),
        said("[" * 100_000),
        "print(); print(); print(flush=True)",
        said(""),
    ],
)
def test_what_a_helper_does_not_say_is_found_without_it(
    view: View, monkeypatch: pytest.MonkeyPatch, says: str
) -> None:
    expected = alone(view)
    monkeypatch.setattr(portion_crew, "HELPER", ("-I", "-c", says))
    with Crew(view, ROWS, helpers=1) as crew:
        (helper,) = crew._starting
        while not helper.is_ready and helper._listening.is_alive():
            helper._listening.join(0.01)
        assert list(crew.portions()) == expected


def test_a_helper_that_hangs_is_not_waited_for(view: View, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = alone(view)
    monkeypatch.setattr(portion_crew, "_PATIENCE", 0.05)
    monkeypatch.setattr(portion_crew, "HELPER", ("-I", "-c", ANSWERS + "sys.stdin.read()"))
    with Crew(view, ROWS, helpers=1) as crew:
        (helper,) = crew._starting
        assert list(started(crew).portions()) == expected
        assert (crew._helpers, helper.takes) == ([], False)


def test_where_no_process_can_be_started_nobody_helps(
    view: View, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with Crew(view, ROWS, helpers=2) as crew:
        assert crew._starting == []
        assert [portion.rows for portion in crew.portions()] == [3, 3, 3]


def test_helpers_are_for_records_that_are_worth_it(
    office: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[object] = []
    monkeypatch.setattr(portion_crew, "_Helper", begun.append)
    monkeypatch.setattr(portion_crew, "processors", lambda: 16)
    with office._database.view() as view:
        Crew(view, portion_crew.WORTH - 1)
        assert begun == []
        Crew(view, 3 * portion_crew.WORTH)
        assert len(begun) == 3
        Crew(view, 2**40)
        assert len(begun) == 3 + portion_crew.MOST
        monkeypatch.setattr(portion_crew, "processors", lambda: 1)
        Crew(view, 2**40)
        assert len(begun) == 3 + portion_crew.MOST


def test_another_process_sees_the_same_moment_or_it_is_known(
    office: Register, place: Place
) -> None:
    with office._database.view() as view:
        assert view.opening is not None
        with closing(reopened(view.opening)) as other, other.reading() as early:
            other.show(early, view.shown)
            assert view.same()
            assert early.scalar(COUNTED) == ROWS
        with place.open() as busy:
            busy.number(a_request("meanwhile-1"), DECISION, AGENCY)
        with closing(reopened(view.opening)) as other, other.reading() as late:
            other.show(late, view.shown)
            assert view.same() == (late.scalar(COUNTED) == ROWS)
        assert view.connection.scalar(COUNTED) == ROWS
    assert office.record.check().rows == ROWS + 1


def test_a_helper_that_would_see_something_else_is_sent_away(
    office: Register, place: Place
) -> None:
    with office._database.view() as view, Crew(view, ROWS, helpers=1) as crew:
        with place.open() as busy:
            busy.number(a_request("meanwhile-1"), DECISION, AGENCY)
        (helper,) = started(crew)._starting
        assert [portion.rows for portion in crew.portions()] == [3, 3, 3]
        if not place.cluster:  # a server shows what was, to whoever comes
            assert (crew._helpers, helper.takes) == ([], False)


def test_what_a_transaction_wrote_is_checked_by_itself(
    office: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(portion_crew, "WORTH", 1)
    monkeypatch.setattr(portion_crew, "_Helper", None)
    with office.together():
        office.number(a_request("together-1"), DECISION, AGENCY)
        assert office.record.check().rows == ROWS + 1


def test_a_helper_answers_one_portion_after_the_other(view: View, place: Place) -> None:
    expected = alone(view)
    place.change("UPDATE audit SET actor = 'other' WHERE seq = 8")
    assert view.opening is not None
    head = {"program": portions.__file__, "opening": dict(view.opening), "shown": view.shown}
    asked = [head, [0, 3], [3, 6], [6, 9]]
    answers = io.BytesIO()
    portion_helper.help_with(
        io.BytesIO(b"".join(json.dumps(each).encode() + b"\n" for each in asked)), answers
    )
    answers.seek(0)
    assert answers.readline() == portions.NOTHING
    assert portions.read(answers.readline(), answers, (0, 3)) == expected[0]
    assert portions.read(answers.readline(), answers, (3, 6)) == expected[1]
    if not place.cluster:  # the snapshot of a server is from before
        assert answers.readline() == portions.NOTHING
