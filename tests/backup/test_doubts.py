# SPDX-License-Identifier: Apache-2.0
"""What a restored register doubts, who dispels the doubt, and what the record keeps of that."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from esign.errors import ConfigurationError, InputError
from esign.register import Duty, Roles
from support.backups import back_up, bring_back
from support.books import AGENCY, DECISION, a_request

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from esign.register import Register
    from support.places import Place
    from support.ports import FixedClock

BOTH = pytest.mark.parametrize("kind", ["sqlite", "postgres"], indirect=True)
LATER = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)
BEGUN = a_request("request-0005", "Đã trình ký")


@pytest.fixture
def again(
    register: Register, target: Path, new_place: Callable[[str], Place], clock: FixedClock
) -> Place:
    """Where the register was restored: 03 and 04 were reserved, 05 begun; nothing is lost."""
    register.bookkeeping.reserve(DECISION, AGENCY, "Khen thưởng", actor="clerk", count=2)
    register.number(BEGUN, DECISION, AGENCY)
    backup = back_up(register, target).folder
    place = new_place("again")
    bring_back(backup, place)
    clock.moment = LATER
    with place.open(clock, patience=10) as opened:
        done = opened.bookkeeping.confirm("outgoing", AGENCY, 2026, actor="clerk")
        assert [each.number.value for each in done.reserved] == [3, 4]
    return place


def refused(number: Callable[[], object]) -> str:
    with pytest.raises(InputError) as refusal:
        number()
    return refusal.value.code


def acts(place: Place, action: str) -> list[tuple[str, str, str]]:
    found = place.rows(f"SELECT actor, subject, at FROM audit WHERE action = '{action}'")  # noqa: S608
    return [(actor, subject, at[:10]) for actor, subject, at in found]


@BOTH
def test_a_reservation_is_doubted_until_somebody_says_that_it_was_not_used(again: Place) -> None:
    with again.open(patience=10) as register:
        kept, asked = register.bookkeeping, a_request("request-0009", "Về việc mới")
        for unused in ((), ("3",)):
            kept.confirm_unused("outgoing", AGENCY, 2026, unused, actor="lan")
            asking = refused(lambda: register.number(asked, DECISION, AGENCY))
            assert asking == "register.perhaps_issued"
        left = kept.confirm("outgoing", AGENCY, 2026, actor="lan").reserved
        assert [each.number.value for each in left] == [4]
        kept.confirm_unused("outgoing", AGENCY, 2026, ["03", "04/qđ-sgdđt"], actor="lan")
        assert kept.confirm("outgoing", AGENCY, 2026, actor="lan").reserved == ()
        assert register.number(asked, DECISION, AGENCY).number.value == 6
        other = a_request("request-0010", "Khen thưởng")
        assert register.number(other, DECISION, AGENCY, reserved="3").number.value == 3
        assert register.audit_check() > 0
    names = [subject for _, subject, _ in acts(again, "unused")]
    assert names == [f"reserved:H99.12:outgoing:2026:{value}" for value in (3, 4)]
    assert acts(again, "vouched") == []


def test_what_was_reserved_since_the_restore_is_in_no_doubt(again: Place) -> None:
    with again.open(patience=10) as register:
        kept = register.bookkeeping
        kept.confirm_unused("outgoing", AGENCY, 2026, ["3", "4"], actor="lan")
        kept.reserve(DECISION, AGENCY, "Thi đua", actor="lan")
        acts_before = register.audit_check()
        kept.confirm_unused("outgoing", AGENCY, 2026, ["3", "6"], actor="lan")
        assert register.audit_check() == acts_before
        asked = a_request("request-0009", "Về việc mới")
        assert register.number(asked, DECISION, AGENCY).number.value == 7


def test_the_next_restore_doubts_the_same_reservation_again(
    again: Place, target: Path, new_place: Callable[[str], Place]
) -> None:
    with again.open(patience=10) as register:
        register.bookkeeping.confirm_unused("outgoing", AGENCY, 2026, ["3", "4"], actor="lan")
        backup = back_up(register, target / "second").folder
    third = new_place("third")
    bring_back(backup, third)
    with third.open(patience=10) as register:
        done = register.bookkeeping.confirm("outgoing", AGENCY, 2026, actor="lan")
        assert [each.number.value for each in done.reserved] == [3, 4]
        asked = a_request("request-0009", "Về việc mới")
        asking = refused(lambda: register.number(asked, DECISION, AGENCY))
        assert asking == "register.perhaps_issued"


@pytest.mark.parametrize("number", ["7", "05/QĐ-SGDĐT", "03/TB-SGDĐT", "x"])
def test_only_what_is_reserved_can_be_unused(again: Place, number: str) -> None:
    with again.open(patience=10) as register:
        before = register.audit_check()
        kept = register.bookkeeping
        saying = refused(
            lambda: kept.confirm_unused("outgoing", AGENCY, 2026, ["3", number], actor="lan")
        )
        assert saying == "register.not_reserved"
        assert register.audit_check() == before


def test_only_a_clerk_says_what_was_not_used(again: Place) -> None:
    roles = Roles({Duty.CLERK: frozenset({"lan"})})
    with (
        again.open(roles=roles, patience=10) as register,
        pytest.raises(ConfigurationError, match="not_entrusted"),
    ):
        register.bookkeeping.confirm_unused("outgoing", AGENCY, 2026, ["3"], actor="hoa")


@BOTH
def test_the_record_keeps_who_vouched_for_what_and_when(again: Place, clock: FixedClock) -> None:
    asked = a_request("request-0009", "Về việc mới")
    with again.open(clock, patience=10, vouched=True) as register:
        for _ in range(2):
            assert register.number(asked, DECISION, AGENCY, actor="lan").number.value == 6
            assert register.entry_to_issue(BEGUN, "lan") is not None
        register.entry_to_issue(a_request("request-0001", "Về việc thứ 1"), "lan")
        assert register.audit_check() > 0
    with again.open(clock, patience=10) as register:  # nobody is asked twice
        assert register.entry_to_issue(BEGUN, "hoa") is not None
    told = [("lan", "request-0009", "2026-11-25"), ("lan", "request-0005", "2026-11-25")]
    assert acts(again, "vouched") == told
    ((payload,),) = again.rows(
        "SELECT payload FROM audit WHERE action = 'vouched' AND subject = 'request-0009'"
    )
    assert json.loads(payload) == {"digest": asked.digest, "numbers": "03, 04"}


def test_where_nothing_is_in_doubt_nobody_vouches(register: Register, place: Place) -> None:
    with place.open(patience=10, vouched=True) as opened:
        opened.number(a_request("request-0009", "Về việc mới"), DECISION, AGENCY)
    assert register.audit_check() > 0
    assert acts(place, "vouched") == []
