# SPDX-License-Identifier: Apache-2.0
"""The ten columns of the printed books (NĐ 30/2020 Annex IV)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from esign.kinds import type_and_subject
from esign.model import OutgoingLine
from esign.register import Dispatch, PaperDocument
from support.books import AGENCY, DECISION, a_request

if TYPE_CHECKING:
    from esign.register import Register, Stage
    from support.ports import FixedClock

PAPER = PaperDocument(
    kind=DECISION,
    subject="Về việc bổ nhiệm",
    signer_title="GIÁM ĐỐC",
    signer_name="Nguyễn Minh Châu",
    recipients=("Như Điều 3;", "UBND tỉnh;", "Lưu: VT, TCCB."),
    copies=12,
    note="Có phụ lục",
)


@pytest.mark.parametrize(
    ("type_name", "subject", "phrase"),
    [
        ("Quyết định", "Về việc khen thưởng", "Quyết định về việc khen thưởng"),
        ("Thông báo", "Kết quả thi", "Thông báo: Kết quả thi"),
        ("Bản sao", "Bản sao bằng tốt nghiệp", "Bản sao bằng tốt nghiệp"),
        ("Quyết định", "", "Quyết định"),
        ("", "Về việc khen thưởng", "Về việc khen thưởng"),
    ],
)
def test_type_and_title_read_as_one_phrase(type_name: str, subject: str, phrase: str) -> None:
    assert type_and_subject(type_name, subject) == phrase


def test_a_paper_document_fills_its_ten_columns(register: Register, clock: FixedClock) -> None:
    entered = register.bookkeeping.enter_paper(PAPER, AGENCY, actor="clerk", entry_id="paper-0001")
    for days, recipient in ((0, "UBND tỉnh"), (1, "Các trường")):
        clock.moment += timedelta(days=days)
        day = date(2026, 11, 20) + timedelta(days=days)
        sent = Dispatch(recipient=recipient, sent_on=day, received_by="Lê Văn Dụ")
        register.lifecycle.dispatch(entered.request_id, sent, actor="clerk")
    (line,) = register.bookkeeping.outgoing(AGENCY, "outgoing", 2026)
    assert line == OutgoingLine(
        number="01/QĐ-SGDĐT",
        dated_on=date(2026, 11, 20),
        subject="Quyết định về việc bổ nhiệm",
        signer="Nguyễn Minh Châu",
        recipients="Như Điều 3; UBND tỉnh",
        kept_by="VT, TCCB",
        copies=12,
        sent_on=date(2026, 11, 20),
        received_by="Lê Văn Dụ",
        note="Văn bản giấy; Chuyển thêm ngày 21/11/2026: Các trường; Có phụ lục",
    )


def test_numbers_without_a_document_stand_in_the_book_and_say_why(register: Register) -> None:
    register.bookkeeping.reserve(DECISION, AGENCY, "Giữ cho khen thưởng", actor="clerk")
    register.number(a_request(), DECISION, AGENCY)
    register.lifecycle.void("request-0001", "Trình nhầm", "clerk")
    kept, voided = register.bookkeeping.outgoing(AGENCY, "outgoing", 2026)
    assert (kept.number, kept.copies, kept.subject) == ("01/QĐ-SGDĐT", None, "Quyết định")
    assert kept.note == "Số giữ trước, chưa dùng; Giữ cho khen thưởng"
    assert (voided.number, voided.copies) == ("02/QĐ-SGDĐT", None)
    assert voided.note == "Đã hủy số: Trình nhầm"


def test_a_number_whose_document_is_not_out_yet_says_so(register: Register) -> None:
    register.number(a_request(), DECISION, AGENCY)
    stages: tuple[Stage | None, ...] = (None, "signed", "pdf")
    for stage in stages:
        if stage is not None:
            register.keep("request-0001", {stage: b"%PDF"})
        (line,) = register.bookkeeping.outgoing(AGENCY, "outgoing", 2026)
        assert line.note == "Chưa phát hành"
    register.release("request-0001")
    (line,) = register.bookkeeping.outgoing(AGENCY, "outgoing", 2026)
    assert line.note == ""


def test_what_befell_a_document_stands_in_its_note(register: Register) -> None:
    for name in ("paper-0001", "paper-0002", "paper-0003"):
        paper = replace(PAPER, note="", subject=f"Về việc {name}")
        register.bookkeeping.enter_paper(paper, AGENCY, actor="clerk", entry_id=name)
    register.lifecycle.replace("paper-0001", "paper-0002", "Sai nội dung", actor="clerk")
    register.lifecycle.recall("paper-0003", "Sai thẩm quyền", actor="clerk")
    notes = [line.note for line in register.bookkeeping.outgoing(AGENCY, "outgoing", 2026)]
    assert notes[0] == "Văn bản giấy; Được thay thế ngày 20/11/2026 bằng 02/QĐ-SGDĐT: Sai nội dung"
    assert notes[1] == "Văn bản giấy"
    assert notes[2] == "Văn bản giấy; Thu hồi ngày 20/11/2026: Sai thẩm quyền"


def test_a_part_of_a_book_is_cut_by_its_numbers(register: Register) -> None:
    for turn in range(1, 13):
        register.number(a_request(f"request-{turn:04d}"), DECISION, AGENCY)
    part = register.bookkeeping.outgoing(AGENCY, "outgoing", 2026, range(3, 6))
    assert [line.number[:2] for line in part] == ["03", "04", "05"]
    assert register.bookkeeping.outgoing(AGENCY, "copies", 2026) == ()
    assert register.bookkeeping.outgoing(replace(AGENCY, code="H1"), "outgoing", 2026) == ()
