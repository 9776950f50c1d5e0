# SPDX-License-Identifier: Apache-2.0
"""Finding again: any word, any field, accents or none; and nothing else."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from datetime import date, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esign.model import Request, canonical_json
from esign.register import Query, fold
from support.books import AGENCY, COPY, DECISION

if TYPE_CHECKING:
    from esign.register import Register
    from support.ports import FixedClock

ORDINARY = {
    "subject": "Về việc khen thưởng giáo viên",
    "signer": {"title": "GIÁM ĐỐC", "name": "Nguyễn Minh Châu"},
    "recipients": ["Như Điều 3", "UBND tỉnh (để báo cáo)", "Lưu: VT, TCCB"],
    "receivers": [],
    "articles": [{"text": "Khen thưởng bà Đỗ Thị Ước, trường 50% chuẩn_A"}],
    "internal_note": "Dự thảo do Phòng Tổ chức rà soát",
}


def _number(register: Register, turn: int, **changes: Any) -> None:
    content = ORDINARY | changes
    digest = sha256(canonical_json(content).encode()).hexdigest()
    request = Request("decision", f"request-{turn:04d}", content, digest)
    register.number(request, DECISION, AGENCY)


def _found(register: Register, **asked: Any) -> list[int]:
    return [entry.number.value for entry in register.search(Query(**asked))]


@pytest.mark.parametrize(
    "words",
    [
        "khen thưởng",
        "KHEN THUONG",
        "thuong khen",
        unicodedata.normalize("NFD", "khen thưởng"),
        "do thi uoc",
        "ước đỗ",
        "50%",
        "chuẩn_a",
        "minh châu",
        "ubnd bao cao",
        "to chuc ra soat",
        "01/qđ-sgdđt",
        "quyet dinh",
        "  khen \n thưởng ",
    ],
)
def test_any_word_of_a_document_finds_it(register: Register, words: str) -> None:
    _number(register, 1)
    assert _found(register, words=words) == [1]


def test_words_side_by_side_come_before_words_that_merely_all_occur(register: Register) -> None:
    scattered = "Về việc thi đua, thi hiệu trưởng năm học đáng nhớ"
    named = ORDINARY | {"articles": [{"text": "Khen thưởng bà Đặng Thị Ưởng"}]}
    _number(register, 1, **named)
    _number(register, 2, subject=scattered)
    _number(register, 3, **named)
    _number(register, 4, subject=scattered)
    assert _found(register, words="Đặng Thị Ưởng") == [3, 1, 4, 2]
    assert _found(register, words="dang thi uong", limit=3) == [3, 1, 4]
    assert _found(register, words="dang thi uong", limit=2) == [3, 1]


@pytest.mark.parametrize("words", ["%", "_", "50_", "chuẩn%a", "khen phạt", "'", "\\", "/%"])
def test_what_a_document_does_not_hold_does_not_find_it(register: Register, words: str) -> None:
    plain = ORDINARY["articles"] if words in {"%", "_", "/%"} else None
    _number(register, 1, **({"articles": [{"text": "không có"}]} if plain else {}))
    assert _found(register, words=words) == []


def test_no_words_find_everything_newest_first(register: Register) -> None:
    for turn in range(1, 6):
        _number(register, turn)
    assert _found(register) == [5, 4, 3, 2, 1]
    assert _found(register, limit=2) == [5, 4]


def test_a_number_with_its_symbol_finds_this_number_alone(register: Register) -> None:
    for turn in range(1, 16):
        _number(register, turn)
    register.number(Request("diploma-copy", "request-copy", ORDINARY, "0" * 64), COPY, AGENCY)
    assert _found(register, number="05/QĐ-SGDĐT") == [5]
    assert _found(register, number="5/qd-sgddt") == [5]
    assert _found(register, number="1") == [1, 1]
    assert _found(register, number="1/BS-SGDĐT", book="copies") == [1]
    assert _found(register, number="1/XX") == []


def test_every_field_narrows_down(register: Register, clock: FixedClock) -> None:
    _number(register, 1)
    clock.moment += timedelta(days=1)
    other = {"title": "KT. GIÁM ĐỐC", "name": "Trần Thị Ví"}
    _number(register, 2, signer=other, recipients=["Bộ GDĐT", "Lưu: VT"], subject="Về việc khác")
    register.lifecycle.void("request-0002", "Trình nhầm", "clerk")
    assert _found(register, signer="tran thi vi") == [2]
    assert _found(register, signer="khen") == []
    assert _found(register, recipient="ubnd tinh") == [1]
    assert _found(register, recipient="Điều 3 báo cáo") == []
    assert _found(register, subject="khac") == [2]
    assert _found(register, subject="ước") == []
    assert _found(register, kind="decision") == _found(register, kind="quyết") == [2, 1]
    assert _found(register, kind="thông báo") == []
    assert _found(register, state="voided") == [2]
    assert _found(register, book="copies") == []
    assert _found(register, since=date(2026, 11, 21)) == [2]
    assert _found(register, until=date(2026, 11, 20)) == [1]
    assert _found(register, words="khen", signer="chau", since=date(2026, 11, 20)) == [1]


def test_enough_are_found_though_the_database_finds_too_many(register: Register) -> None:
    for turn in range(1, 301):
        subject = "Về việc khen thưởng" if turn % 100 == 1 else "Về việc khác"
        _number(register, turn, subject=subject)
    assert _found(register, subject="khen thưởng", limit=2) == [201, 101]


def test_a_reservation_is_found_by_its_note(register: Register) -> None:
    register.bookkeeping.reserve(DECISION, AGENCY, "Giữ cho bà Ước", actor="clerk")
    assert _found(register, words="uoc") == [1]
    kind = replace(DECISION, name="notice", type_name="Thông báo", symbol="TB-{agency}")
    register.bookkeeping.reserve(kind, AGENCY, "x", actor="clerk")
    assert _found(register, words="thong bao", state="reserved") == [2]


@given(st.text(max_size=40))
def test_folding_what_is_folded_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyàảãáạằẳẵắặĐÀẢÃÁẠ 0123", max_size=40))
def test_folding_does_not_depend_on_case_or_normal_form(text: str) -> None:
    assert fold(text.upper()) == fold(unicodedata.normalize("NFD", text)) == fold(text)
    assert fold(text).isascii()
