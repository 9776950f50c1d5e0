# SPDX-License-Identifier: Apache-2.0
"""Who has received a document is told what became of it: none lost, each in order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from esign.errors import InputError
from esign.notifying import carry_notices
from support.books import AGENCY, DECISION, a_request
from support.lives import FINANCE, HOME_AFFAIRS, LETTER, Messenger, released

if TYPE_CHECKING:
    from esign.model import Notice
    from esign.register import Register
    from support.places import Place

CODES = [HOME_AFFAIRS["code"], FINANCE["code"]]


@pytest.fixture
def acts(register: Register) -> None:
    """One document corrected, then replaced, then recalled; another one recalled."""
    for name in ("old-0001", "new-0001", "two-0001"):
        released(register, name)
    released(register, "letter-1", LETTER)
    register.lifecycle.correct("old-0001", "letter-1", "Sai chính tả")
    register.lifecycle.replace("old-0001", "new-0001", "Sai mức chi")
    register.lifecycle.recall("two-0001", "Trái thẩm quyền")
    register.lifecycle.recall("old-0001", "Không còn cần")


def told(notices: tuple[Notice, ...] | list[Notice], code: str) -> list[tuple[str, str]]:
    return [(each.act, each.number) for each in notices if each.receiver_code == code]


ORDER = [
    ("corrected", "01/QĐ-SGDĐT"),
    ("replaced", "01/QĐ-SGDĐT"),
    ("recalled", "03/QĐ-SGDĐT"),
    ("recalled", "01/QĐ-SGDĐT"),
]


@pytest.mark.usefixtures("acts")
def test_every_receiver_is_told_of_every_act_in_the_order_of_doing(register: Register) -> None:
    messenger = Messenger()
    done = carry_notices(register, messenger)
    for code in CODES:
        assert told(messenger.carried, code) == ORDER
    assert (len(done.carried), done.waiting, done.faults) == (8, (), {})
    assert register.lifecycle.pending_notices() == ()
    assert carry_notices(register, messenger).carried == ()
    assert len(messenger.carried) == 8


@pytest.mark.usefixtures("acts")
def test_a_notice_says_what_its_receiver_must_know(register: Register) -> None:
    corrected, _, replaced, *_ = register.lifecycle.pending_notices()
    assert corrected.document_id == "H99.12,2026/11/20,01/QĐ-SGDĐT"
    assert (corrected.other_number, corrected.reason) == ("04/SGDĐT-VP", "Sai chính tả")
    assert replaced.other_document_id == "H99.12,2026/11/20,02/QĐ-SGDĐT"
    assert corrected.receiver_name == HOME_AFFAIRS["name"]
    assert (corrected.queued_at.isoformat(), corrected.carried_at) == (
        "2026-11-20T03:00:00+00:00",
        None,
    )


@pytest.mark.usefixtures("acts")
def test_a_receiver_that_cannot_be_reached_waits_in_order_and_holds_up_nobody(
    register: Register,
) -> None:
    messenger = Messenger(unreachable={CODES[0]})
    first = carry_notices(register, messenger)
    assert told(messenger.carried, CODES[1]) == ORDER
    assert told(first.waiting, CODES[0]) == ORDER
    assert list(first.faults) == [CODES[0]]
    messenger.unreachable.clear()
    carry_notices(register, messenger)
    assert told(messenger.carried, CODES[0]) == ORDER
    assert len(messenger.carried) == 8


@pytest.mark.usefixtures("acts")
def test_a_run_cut_off_after_handing_over_hands_the_same_notice_over_again(
    register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    class CutOffError(Exception):
        """The power fails."""

    def fail(*_: object) -> None:
        raise CutOffError

    messenger = Messenger()
    with monkeypatch.context() as patch:
        patch.setattr(type(register.lifecycle), "mark_carried", fail)
        with pytest.raises(CutOffError):
            carry_notices(register, messenger)
    carry_notices(register, messenger)
    first, again = messenger.carried[:2]
    assert first == again
    assert len({notice.id for notice in messenger.carried}) == 8


@pytest.mark.usefixtures("acts")
def test_a_carried_notice_is_recorded_and_never_changed(register: Register, place: Place) -> None:
    carry_notices(register, Messenger(), actor="may-gui")
    rows = place.rows("SELECT actor, payload FROM audit WHERE action = 'notified'")
    assert len(rows) == 8
    assert {actor for actor, _ in rows} == {"may-gui"}
    for change in ("DELETE FROM notice", "UPDATE notice SET carried_at = NULL"):
        with pytest.raises(Exception, match="notice is"), place.connect() as raw:
            raw.execute(change)


def test_a_document_without_electronic_receivers_leaves_nothing_to_carry(
    register: Register,
) -> None:
    register.number(a_request(), DECISION, AGENCY)
    register.keep("request-0001", {"signed": b"s"})
    register.keep("request-0001", {"pdf": b"p"})
    register.release("request-0001")
    register.lifecycle.recall("request-0001", "Trái thẩm quyền")
    assert register.lifecycle.pending_notices() == ()


def test_a_voided_number_is_told_to_nobody(register: Register) -> None:
    register.number(a_request(), DECISION, AGENCY)
    register.lifecycle.void("request-0001", "Không ban hành")
    assert register.lifecycle.notices("request-0001") == ()


def test_an_unknown_notice_is_refused(register: Register) -> None:
    with pytest.raises(InputError) as refusal:
        register.lifecycle.mark_carried("0" * 32)
    assert refusal.value.code == "register.unknown_notice"
