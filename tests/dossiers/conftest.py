# SPDX-License-Identifier: Apache-2.0
"""A register with issued documents, one on paper, one received, and a dossier for them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from esign.register import Incoming, PaperDocument
from support.books import AGENCY, DECISION, a_request
from support.dossiers import pdf_of
from support.places import Place
from support.ports import FixedClock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from esign.register import Dossier, Entry, Register

LASTING = replace(DECISION, retention_years=10)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
def register(tmp_path: Path, clock: FixedClock) -> Iterator[Register]:
    with Place(tmp_path / "books").open(clock) as opened:
        yield opened


@pytest.fixture
def dossier(register: Register) -> Dossier:
    return register.dossiers.open(
        AGENCY.code, "12.KTKĐ", "Khen thưởng năm 2026", "10 năm", actor="clerk"
    )


@pytest.fixture
def issued(register: Register, clock: FixedClock) -> list[Entry]:
    """Three decisions on three days, of one, two and three pages; the second has a package."""
    found = []
    for turn in (1, 2, 3):
        request = a_request(f"request-000{turn}", f"Về việc khen thưởng lần {turn}")
        receivers = [{"code": "H99.14", "name": "Sở Nội vụ"}] if turn == 2 else []
        request = replace(request, content={**request.content, "receivers": receivers})
        register.number(request, LASTING, AGENCY)
        register.keep(request.request_id, {"signed": b"signed %d" % turn})
        register.keep(request.request_id, {"pdf": pdf_of(turn)})
        if turn == 2:
            register.keep(request.request_id, {"package": b"<edXML/>"})
        register.release(request.request_id)
        entry = register.find(request.request_id)
        assert entry is not None
        found.append(entry)
        clock.moment += timedelta(days=1)
    return found


@pytest.fixture
def on_paper(register: Register, issued: list[Entry], clock: FixedClock) -> Entry:
    """A decision of a later day that was signed by hand."""
    del issued
    clock.moment += timedelta(days=1)
    document = PaperDocument(
        kind=LASTING,
        subject="Về việc nâng lương",
        signer_title="GIÁM ĐỐC",
        signer_name="Nguyễn Văn A",
        recipients=("Như Điều 3",),
        copies=5,
        note="Bản giấy",
    )
    return register.bookkeeping.enter_paper(document, AGENCY, actor="clerk")


@pytest.fixture
def received(register: Register) -> tuple[int, int]:
    """A letter that came on the first day, by its number and year."""
    letter = Incoming(
        author="Ủy ban nhân dân tỉnh Ví Dụ",
        symbol="1234/UBND-VX",
        dated_on=date(2026, 11, 18),
        subject="Công văn về việc báo cáo",
        addressee="Văn phòng",
    )
    arrival = register.bookkeeping.receive(letter, AGENCY, actor="clerk")
    return arrival.number, arrival.year
