# SPDX-License-Identifier: Apache-2.0
"""Documents signed before they are numbered: no gap, no number twice, nothing forgotten."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from esign.errors import ConfigurationError, InputError
from esign.model import PreparedOpen, SignedOpen
from esign.register import Roles, State, Waits
from support.books import AGENCY, DECISION, a_request
from support.clerk import clerks
from support.crashing import OCCASIONS, crashes
from support.ports import FIXED_NOW, FixedClock, SeededRandom

if TYPE_CHECKING:
    from esign.model import Numbered, Request, Unnumbered
    from esign.register import Register
    from support.places import Place

BASE = "https://tra-cuu.example"


def laid_out(register: Register, request: Request, actor: str = "lan") -> Unnumbered:
    """The document with its page kept."""
    drawn = register.unnumbered.drawn(request, DECISION, AGENCY, BASE)
    page = PreparedOpen(drawn, f"page {request.request_id}".encode(), "Về việc", 1)
    return register.unnumbered.keep_page(page, DECISION, actor=actor).document


def signed(register: Register, request: Request, actor: str = "giamdoc") -> Unnumbered:
    """The document with its signed file kept."""
    document = laid_out(register, request)
    file = SignedOpen(document, f"signed {request.request_id}".encode(), "Về việc", 1)
    register.unnumbered.keep_signed(file, actor=actor)
    return document


def numbered(register: Register, request_id: str, actor: str = "lan") -> Numbered:
    return register.unnumbered.number(request_id, DECISION, actor=actor)


def test_the_number_is_taken_at_the_end_and_the_document_is_like_any_other(place: Place) -> None:
    with place.open() as register:
        document = signed(register, a_request())
        assert register.find("request-0001") is None
        taken = numbered(register, "request-0001")
        entry = register.find("request-0001")
        assert entry is not None
        assert (entry.number.text, entry.state) == ("01/QĐ-SGDĐT", State.SIGNED)
        assert (taken.lookup_code, taken.lookup_url) == (
            document.lookup_code,
            f"{BASE}/{document.lookup_code}",
        )
        assert register.numbered("request-0001") == taken
        assert register.kept("request-0001", "signed") == b"signed request-0001"
        story = [
            (each.act.value, each.actor) for each in register.lifecycle.history("request-0001")
        ]
        assert story == [("numbered", "lan"), ("signed", "giamdoc")]
        assert register.record.check().entries == 1


def test_asked_again_it_is_the_same_number_the_same_page_and_the_same_signature(
    place: Place,
) -> None:
    with place.open() as register:
        first = signed(register, a_request())
        again = laid_out(register, a_request())
        assert again == first
        other = SignedOpen(first, b"signed anew", "Về việc", 1)
        kept = register.unnumbered.keep_signed(other, actor="giamdoc")
        assert register.unnumbered.file(kept.signed) == b"signed request-0001"
        taken = [numbered(register, "request-0001") for _ in range(3)]
        assert taken[0] == taken[1] == taken[2]
        assert register.number(a_request("request-0002"), DECISION, AGENCY).number.value == 2


def test_both_orders_share_one_series_without_gap(place: Place) -> None:
    with place.open() as register:
        for turn in range(1, 7):
            request = a_request(f"request-{turn:04d}", f"Về việc {turn}")
            if turn % 2:
                register.number(request, DECISION, AGENCY)
            else:
                signed(register, request)
                numbered(register, request.request_id)
        found = [register.find(f"request-{turn:04d}") for turn in range(1, 7)]
        assert [entry.number.value for entry in found if entry] == [1, 2, 3, 4, 5, 6]
        assert register.record.check().entries == 6


@pytest.mark.parametrize("occasion", OCCASIONS)
def test_a_power_cut_anywhere_takes_no_number(place: Place, occasion: str) -> None:
    with place.open(patience=5) as register:
        signed(register, a_request())
        before = register.record.check().rows
        for _ in crashes(register, occasion, lambda: numbered(register, "request-0001")):
            assert register.find("request-0001") is None
            assert register.record.check().rows == before
        entry = register.find("request-0001")
        assert entry is not None
        assert (entry.number.value, entry.state) == (1, State.SIGNED)
        assert register.record.check().entries == 1


def test_what_is_not_signed_takes_no_number(place: Place) -> None:
    with place.open() as register:
        laid_out(register, a_request())
        with pytest.raises(InputError, match="not_signed"):
            numbered(register, "request-0001")
        with pytest.raises(InputError, match="unknown"):
            numbered(register, "request-0009")
        assert register.find("request-0001") is None


def test_what_is_dropped_leaves_no_gap_and_is_never_numbered(place: Place) -> None:
    with place.open() as register:
        signed(register, a_request())
        dropped = register.unnumbered.drop("request-0001", "Không ban hành nữa", actor="lan")
        assert (dropped.waits, dropped.reason) == (Waits.DROPPED, "Không ban hành nữa")
        with pytest.raises(InputError, match="dropped"):
            numbered(register, "request-0001")
        with pytest.raises(InputError, match="dropped"):
            laid_out(register, a_request())
        with pytest.raises(InputError, match="dropped"):
            register.unnumbered.drop("request-0001", "Lần nữa", actor="lan")
        assert register.number(a_request("request-0002"), DECISION, AGENCY).number.value == 1
        assert register.record.check().entries == 1


def test_a_numbered_document_is_voided_and_no_longer_dropped(place: Place) -> None:
    with place.open() as register:
        signed(register, a_request())
        numbered(register, "request-0001")
        with pytest.raises(InputError, match="numbered_already"):
            register.unnumbered.drop("request-0001", "Sai", actor="lan")
        assert register.lifecycle.void("request-0001", "Sai", "lan").state is State.VOIDED


def test_a_request_id_stands_for_one_content_and_one_order(place: Place) -> None:
    with place.open() as register:
        signed(register, a_request())
        with pytest.raises(InputError, match="request_changed"):
            laid_out(register, a_request(text="Khác"))
        register.number(a_request("request-0002"), DECISION, AGENCY)
        with pytest.raises(InputError, match="numbered_already"):
            laid_out(register, a_request("request-0002"))


def test_a_document_is_numbered_within_its_days_and_its_year(place: Place) -> None:
    with place.open() as register:
        signed(register, a_request())
    for later, code in ((4, "too_late"), (-1, "numbered_before"), (45, "other_year")):
        moment = FIXED_NOW + timedelta(days=later)
        with (
            place.open(FixedClock(moment)) as register,
            pytest.raises((InputError, ConfigurationError), match=code),
        ):
            numbered(register, "request-0001")
    with place.open(FixedClock(FIXED_NOW + timedelta(days=3))) as register:
        assert numbered(register, "request-0001").issued_on.day == FIXED_NOW.day + 3


def test_who_signed_may_not_number_and_seal(place: Place) -> None:
    accounts = {"clerk": ("lan", "giamdoc"), "signer": ("giamdoc",), "sealer": ("lan", "giamdoc")}
    roles = Roles({duty: frozenset(names) for duty, names in accounts.items()})
    with place.open(roles=roles) as register:
        signed(register, a_request())
        with pytest.raises(ConfigurationError, match="signed_by_same"):
            numbered(register, "request-0001", "giamdoc")
        with pytest.raises(ConfigurationError, match="not_entrusted"):
            numbered(register, "request-0001", "khach")
        assert numbered(register, "request-0001", "lan").number.value == 1


def test_the_store_keeps_what_waits_and_forgets_what_was_dropped(place: Place) -> None:
    with place.open() as register:
        signed(register, a_request())
        assert register.store.check().objects == 2
        assert register.store.check().unreferenced == []
        register.unnumbered.drop("request-0001", "Không ban hành nữa", actor="lan")
        assert len(register.store.check().unreferenced) == 2


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("UPDATE unnumbered SET subject = 'Khác'", "row_changed"),
        ("UPDATE unnumbered SET signed_by = 'ai-do'", "row_changed"),
        ("UPDATE unnumbered SET signed_sha256 = prepared_sha256", "row_changed"),
        ("UPDATE unnumbered SET state = 'numbered'", "row_changed"),
        ("UPDATE unnumbered SET state = 'dropped', reason = 'x'", "row_changed"),
        ("DELETE FROM unnumbered", "row_removed"),
    ],
)
def test_the_record_notices_an_edited_table(place: Place, statement: str, code: str) -> None:
    with place.open() as register:
        signed(register, a_request())
    place.change(statement)
    with place.open() as register, pytest.raises(ConfigurationError, match=code):
        register.record.check()


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM unnumbered",
        "UPDATE unnumbered SET lookup_code = 'x'",
        "UPDATE unnumbered SET signed_by = 'ai-do'",
    ],
)
def test_the_database_refuses_to_forget_or_change_what_was_signed(
    place: Place, statement: str
) -> None:
    with place.open() as register:
        signed(register, a_request())
    with pytest.raises(Exception, match=r"never|once"):
        place.rows(statement)


def test_what_was_waiting_waits_still_in_another_register(place: Place) -> None:
    with place.open() as register:
        document = signed(register, a_request())
    with place.open(random=SeededRandom(7)) as register:
        (found,) = register.unnumbered.waiting(Waits.NUMBER)
        assert found.document == document
        assert found.signed_by == "giamdoc"
        assert register.unnumbered.with_file(found.signed) == found


def test_clerks_who_number_in_the_other_order_meanwhile_share_the_series(place: Place) -> None:
    with place.open(patience=5) as register:
        signed(register, a_request("mine"))
        told = clerks(place, "ab", 2)
        mine = numbered(register, "mine").number.value
    values = sorted([mine, *(value for row in told for value in row)])
    assert values == list(range(1, len(values) + 1))
