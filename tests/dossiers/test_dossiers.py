# SPDX-License-Identifier: Apache-2.0
"""Dossiers in the register: what may lie in them, in which order, and how long."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from esign.errors import InputError
from esign.register import dossiers
from support.books import AGENCY, DECISION, a_request
from support.places import Place

if TYPE_CHECKING:
    from pathlib import Path

    from esign.register import Dossier, Entry, Register


def add(register: Register, into: Dossier, *entries: Entry) -> int:
    return register.dossiers.add(into, entries=entries, actor="clerk")


def contents(register: Register, of: Dossier) -> list[str]:
    return [
        filed.entry.subject if filed.entry else filed.agency_name
        for filed in register.dossiers.documents(of)
    ]


def test_a_document_that_is_not_issued_is_refused(register: Register, dossier: Dossier) -> None:
    register.number(a_request(), DECISION, AGENCY)
    entry = register.find("request-0001")
    assert entry is not None
    with pytest.raises(InputError) as refusal:
        add(register, dossier, entry)
    assert refusal.value.code == "dossier.not_issued"
    assert register.dossiers.documents(dossier) == ()


def test_a_document_voided_since_is_refused(register: Register, dossier: Dossier) -> None:
    register.number(a_request(), DECISION, AGENCY)
    entry = register.find("request-0001")
    assert entry is not None
    register.lifecycle.void("request-0001", "Trình nhầm", actor="clerk")
    with pytest.raises(InputError) as refusal:
        add(register, dossier, entry)
    assert refusal.value.code == "dossier.not_issued"


def test_one_unfit_document_keeps_all_out(
    register: Register, dossier: Dossier, issued: list[Entry]
) -> None:
    register.number(a_request("request-0009"), DECISION, AGENCY)
    unfit = register.find("request-0009")
    assert unfit is not None
    with pytest.raises(InputError):
        add(register, dossier, issued[0], unfit)
    assert register.dossiers.documents(dossier) == ()


def test_an_unknown_arrival_is_refused(register: Register, dossier: Dossier) -> None:
    with pytest.raises(InputError) as refusal:
        register.dossiers.add(dossier, arrivals=[(7, 2026)], actor="clerk")
    assert refusal.value.code == "register.unknown_arrival"


def test_a_full_dossier_takes_no_more(
    register: Register, dossier: Dossier, issued: list[Entry], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dossiers, "MOST_DOCUMENTS", 2)
    add(register, dossier, *issued[:2])
    with pytest.raises(InputError) as refusal:
        add(register, dossier, issued[2])
    assert refusal.value.code == "dossier.full"
    assert add(register, dossier, issued[1]) == 0  # it lies there already


@pytest.mark.parametrize(
    ("notation", "title", "maintenance"),
    [
        ("", "Khen thưởng", "10 năm"),
        ("1", "", "10 năm"),
        ("1", "Khen thưởng", ""),
        ("x" * 21, "Khen thưởng", "10 năm"),
        ("1", "x" * 501, "10 năm"),
        ("1", "Khen thưởng", "x" * 31),
    ],
)
def test_a_dossier_is_described_within_the_annex_s_lengths(
    register: Register, notation: str, title: str, maintenance: str
) -> None:
    with pytest.raises(InputError) as refusal:
        register.dossiers.open(AGENCY.code, notation, title, maintenance, actor="clerk")
    assert refusal.value.code == "register.form"


def test_a_notation_stands_for_one_dossier_a_year(register: Register, dossier: Dossier) -> None:
    again = register.dossiers.open(
        AGENCY.code, " 12.KTKĐ ", dossier.title, dossier.maintenance, actor="other"
    )
    assert again == dossier
    with pytest.raises(InputError) as refusal:
        register.dossiers.open(AGENCY.code, "12.KTKĐ", "Kỷ luật", "10 năm", actor="clerk")
    assert refusal.value.code == "dossier.taken"
    assert register.audit_check() == 1


def test_an_unknown_dossier_is_refused(register: Register, dossier: Dossier) -> None:
    for notation, year in (("13.KTKĐ", 2026), (dossier.notation, 2025)):
        with pytest.raises(InputError) as refusal:
            register.dossiers.find(AGENCY.code, notation, year)
        assert refusal.value.code == "dossier.unknown"


def test_documents_lie_in_the_order_of_time_however_they_came(
    register: Register, dossier: Dossier, issued: list[Entry], on_paper: Entry
) -> None:
    assert add(register, dossier, on_paper, issued[2]) == 2
    assert add(register, dossier, issued[0], issued[2], issued[0]) == 1
    assert contents(register, dossier) == [
        "Về việc khen thưởng lần 1",
        "Về việc khen thưởng lần 3",
        "Về việc nâng lương",
    ]
    assert register.dossiers.find(AGENCY.code, "12.KTKĐ", 2026).documents == 3


def test_a_received_document_lies_under_the_day_of_its_arrival(
    register: Register, dossier: Dossier, received: tuple[int, int], issued: list[Entry]
) -> None:
    for _turn in (1, 2):
        register.dossiers.add(dossier, entries=issued[1:2], arrivals=[received], actor="clerk")
    assert contents(register, dossier) == [
        "Ủy ban nhân dân tỉnh Ví Dụ",
        "Về việc khen thưởng lần 2",
    ]


def test_a_recalled_document_stays_part_of_its_dossier(
    register: Register, dossier: Dossier, issued: list[Entry]
) -> None:
    register.lifecycle.recall("request-0001", "Sai thẩm quyền", actor="clerk")
    assert add(register, dossier, issued[0]) == 1


def test_dossiers_are_listed_by_year(register: Register, dossier: Dossier) -> None:
    other = register.dossiers.open(AGENCY.code, "13.KTKĐ", "Kỷ luật", "Vĩnh viễn", actor="clerk")
    assert register.dossiers.listed(AGENCY.code, 2026) == (dossier, other)
    assert register.dossiers.listed(AGENCY.code, 2025) == ()
    assert register.dossiers.listed("H99.13", 2026) == ()


def test_what_is_done_with_dossiers_is_recorded_without_their_titles(
    register: Register, dossier: Dossier, issued: list[Entry], tmp_path: Path
) -> None:
    acts = register.audit_check()
    for _turn in (1, 2):
        add(register, dossier, *issued)
    assert register.audit_check() == acts + 1
    rows = Place(tmp_path / "books").rows(
        "SELECT action, subject, payload FROM audit WHERE action LIKE 'dossier%'"
    )
    subject = "dossier-2026-12.KTKĐ"
    assert [row[:2] for row in rows] == [("dossier_opened", subject), ("dossier_filled", subject)]
    assert not any(dossier.title in row[2] for row in rows)


def test_documents_are_due_after_their_period_and_not_on_its_last_day(
    register: Register, dossier: Dossier, issued: list[Entry]
) -> None:
    register.number(a_request("request-0009"), DECISION, AGENCY)  # kept for good
    add(register, dossier, issued[1])
    assert register.dossiers.due(date(2036, 12, 31)) == ()
    found = register.dossiers.due(date(2037, 1, 1))
    assert [due.entry.request_id for due in found] == [entry.request_id for entry in issued]
    assert [due.dossiers for due in found] == [(), ("12.KTKĐ (2026)",), ()]


def test_a_paper_document_has_its_period_too(register: Register, on_paper: Entry) -> None:
    assert on_paper.retain_until == date(2036, 12, 31)
    assert register.dossiers.due(date(2100, 1, 1))[-1].entry == on_paper


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("Vĩnh viễn", "Vĩnh viễn"),
        ("vinh vien", "Vĩnh viễn"),
        ("permanent", "Vĩnh viễn"),
        ("10 năm", "10 năm"),
        ("10", "10 năm"),
        ("70 years", "70 năm"),
    ],
)
def test_a_period_is_kept_in_the_words_of_the_archive(
    register: Register, given: str, kept: str
) -> None:
    opened = register.dossiers.open(AGENCY.code, "01.TH", "Tổng hợp", given, actor="clerk")
    assert opened.maintenance == kept


@pytest.mark.parametrize("given", ["abc", "0 năm", "201 năm", "-1", "10 ngày", "năm"])
def test_what_is_no_period_is_refused(register: Register, given: str) -> None:
    with pytest.raises(InputError) as refusal:
        register.dossiers.open(AGENCY.code, "01.TH", "Tổng hợp", given, actor="clerk")
    assert refusal.value.code == "dossier.period"
    assert register.dossiers.listed(AGENCY.code, 2026) == ()
