# SPDX-License-Identifier: Apache-2.0
"""Books of made-up rows."""

from __future__ import annotations

from datetime import date, timedelta

from esign.model import (
    COPIES_FORM,
    INCOMING_FORM,
    OUTGOING_FORM,
    Agency,
    BookPrint,
    IncomingLine,
    OutgoingLine,
    cells,
)
from support.pki import AGENCY, AGENCY_CODE

HOUSE = Agency(
    name=AGENCY,
    heading="SỞ GIÁO DỤC VÀ ĐÀO TẠO",
    parent="UBND TỈNH VÍ DỤ",
    abbreviation="SGDĐT",
    code=AGENCY_CODE,
    place="Ví Dụ",
)
SUBJECTS = (
    "Quyết định Về việc thành lập Hội đồng thi chọn học sinh giỏi cấp tỉnh năm học 2026 - 2027",
    (
        "Quyết định Về việc điều chỉnh thông tin trên bằng tốt nghiệp trung học phổ thông của bà "
        "Trần Thị Mẫu, sinh ngày 05 tháng 01 năm 1999"
    ),
    (
        "Công văn V/v tăng cường công tác bảo đảm an toàn trường học trong mùa mưa bão, "
        "rà soát cơ sở vật chất và báo cáo tình hình thiệt hại về Sở Giáo dục và Đào tạo "
        "trước ngày 25 hằng tháng"
    ),
    "Thông báo Kết quả kỳ thi",
)
RECIPIENTS = (
    "Như Điều 3; UBND tỉnh (để báo cáo); Bộ Giáo dục và Đào tạo; Lưu: VT, QLCL",
    "Bà Trần Thị Mẫu; Lưu: VT, VP",
    "Các trường THPT; Phòng Văn hóa - Xã hội các xã, phường; Lưu: VT, GDTrH",
)
FIRST_DAY = date(2026, 1, 5)


def outgoing_lines(count: int) -> tuple[OutgoingLine, ...]:
    """Documents from 01 on; every seventeenth was recalled, voided or replaced."""
    notes = ("Thu hồi ngày 20/11/2026: ban hành nhầm thẩm quyền", "Đã hủy số: ghi sai ngày ký")
    return tuple(
        OutgoingLine(
            number=f"{number:02d}/{'QĐ' if number % 4 < 2 else 'TB'}-SGDĐT",
            dated_on=_day(number, count),
            subject=SUBJECTS[number % len(SUBJECTS)],
            signer="Nguyễn Minh Châu" if number % 3 else "Trần Thị Bình An",
            recipients=RECIPIENTS[number % len(RECIPIENTS)],
            kept_by="VT, QLCL",
            copies=number % 12 + 1,
            sent_on=_day(number, count) if number % 5 else None,
            received_by="",
            note=notes[number % 2] if number % 17 == 0 else "",
        )
        for number in range(1, count + 1)
    )


def incoming_lines(count: int) -> tuple[IncomingLine, ...]:
    """Documents received, from 1 on."""
    return tuple(
        IncomingLine(
            arrived_on=_day(number, count),
            arrival_number=number,
            author="Bộ Giáo dục và Đào tạo" if number % 2 else "Ủy ban nhân dân tỉnh Ví Dụ",
            symbol=f"{1200 + number}/BGDĐT-QLCL",
            dated_on=_day(number, count),
            subject=SUBJECTS[number % len(SUBJECTS)],
            addressee="Phòng Quản lý chất lượng",
            forwarded_on=_day(number, count),
            received_by="Lê Văn Thử",
            note="",
        )
        for number in range(1, count + 1)
    )


def _day(number: int, count: int) -> date:
    return FIRST_DAY + timedelta(days=(number - 1) * 300 // max(count, 1))


def bound(lines: tuple[OutgoingLine, ...], **changes: object) -> BookPrint:
    """A register of outgoing documents for the year 2026, closed."""
    values: dict[str, object] = {
        "title": "Sổ đăng ký văn bản đi",
        "agency": HOUSE,
        "year": 2026,
        "form": OUTGOING_FORM,
        "rows": tuple(map(cells, lines)),
        "first": lines[0].number.partition("/")[0] if lines else "",
        "last": lines[-1].number.partition("/")[0] if lines else "",
        "opened_on": lines[0].dated_on if lines else None,
        "closed_on": date(2026, 11, 20),
        "printed_on": date(2026, 11, 20),
    }
    return BookPrint(**{**values, **changes})  # type: ignore[arg-type]


def outgoing_book(count: int, **changes: object) -> BookPrint:
    """A register of that many outgoing documents."""
    return bound(outgoing_lines(count), **changes)


def copies_book(count: int) -> BookPrint:
    """A register of that many copies."""
    return outgoing_book(count, title="Sổ đăng ký bản sao", form=COPIES_FORM)


def incoming_book(count: int) -> BookPrint:
    """A register of that many incoming documents, still written in."""
    rows = tuple(map(cells, incoming_lines(count)))
    return outgoing_book(
        count,
        title="Sổ đăng ký văn bản đến",
        form=INCOMING_FORM,
        rows=rows,
        first="1",
        last=str(count),
        closed_on=None,
    )
