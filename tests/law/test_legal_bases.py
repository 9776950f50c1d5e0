# SPDX-License-Identifier: Apache-2.0
"""What no longer holds on the day of issue carries no document, and the refusal names what does."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from esign.errors import Detail, InputError
from esign.issuance import load_request
from esign.kinds import doubtful, outdated, refuse_outdated, remarks
from esign.messages import Language
from esign.rehearsal import admit
from support.documents import ISSUED_ON, KINDS, fields, kind_of, request_of
from support.office import DECISION, make_office
from support.ports import FixedClock

LAW = KINDS.law
LAST_DAY = date(2026, 4, 14)


def request_on(*bases: str) -> Any:
    return request_of(fields("decision") | {"legal_bases": list(bases)})


def refusal(basis: str, day: date = ISSUED_ON) -> Detail:
    """The only fault of a decision on that basis."""
    with pytest.raises(InputError) as refused:
        refuse_outdated(kind_of("decision"), request_on(basis), day, LAW)
    (detail,) = refused.value.details
    return detail


def allowed(basis: str, day: date = ISSUED_ON) -> None:
    refuse_outdated(kind_of("decision"), request_on(basis), day, LAW)


def test_the_former_diploma_circular_is_refused_from_the_day_its_successor_holds() -> None:
    basis = "Căn cứ Thông tư số 21/2019/TT-BGDĐT của Bộ trưởng Bộ Giáo dục và Đào tạo"
    allowed(basis, LAST_DAY)
    detail = refusal(basis, date(2026, 4, 15))
    assert (detail.code, detail.path) == ("law.replaced", "legal_bases[1]")
    text = detail.message(Language.VIETNAMESE)
    assert "Thông tư số 21/2019/TT-BGDĐT chỉ có hiệu lực đến hết ngày 14/04/2026" in text
    assert "Thông tư số 10/2026/TT-BGDĐT ban hành Quy chế văn bằng, chứng chỉ" in text
    assert detail.remedy(Language.ENGLISH)


def test_the_circular_on_signatures_ended_on_15_november_2026() -> None:
    basis = "Căn cứ Thông tư số 41/2017/TT-BTTTT"
    allowed(basis, date(2026, 11, 14))
    assert refusal(basis, date(2026, 11, 15)).facts["successor"] == "Thông tư số 59/2026/TT-BKHCN"


def test_a_successor_that_has_ended_itself_leads_on_to_its_own() -> None:
    assert "10/2026/TT-BGDĐT" in str(refusal("Căn cứ 19/2015/TT-BGDĐT").facts["successor"])


def test_what_does_not_hold_yet_is_refused() -> None:
    basis = "Căn cứ Thông tư số 10/2026/TT-BGDĐT"
    allowed(basis, date(2026, 4, 15))
    detail = refusal(basis, LAST_DAY)
    assert detail.code == "law.not_yet"
    assert "15/04/2026" in detail.message(Language.VIETNAMESE)


@pytest.mark.parametrize(
    "symbol",
    [
        "21/2019/TT-BGDĐT",
        "21/2019/tt-bgdđt",
        "21/2019/TT-BGDDT",
        "21 / 2019 / TT - BGDĐT",
        "21/2019/TT\N{NO-BREAK SPACE}-\N{NO-BREAK SPACE}BGDĐT",
    ],
)
def test_no_way_of_typing_a_symbol_hides_it(symbol: str) -> None:
    assert refusal(f"Căn cứ Thông tư {symbol}").code == "law.replaced"


@pytest.mark.parametrize(
    "law",
    [
        "Luật Giao dịch điện tử ngày 29 tháng 11 năm 2005",
        "Luật Giao dịch điện tử năm 2005",
        "luật  giao dịch điện tử, ngày 29/11/2005",
        "Luật Giao dịch điện tử số 51/2005/QH11",
    ],
)
def test_a_law_is_known_by_its_name_and_year(law: str) -> None:
    assert "ngày 22 tháng 6 năm 2023" in str(refusal(f"Căn cứ {law}").facts["successor"])


@pytest.mark.parametrize(
    "basis",
    [
        "Căn cứ Luật Giao dịch điện tử ngày 22 tháng 6 năm 2023",
        "Căn cứ Luật Giáo dục đại học ngày 14 tháng 6 năm 2005",
        "Căn cứ Quyết định số 12/2025/QĐ-UBND của Ủy ban nhân dân tỉnh Ví Dụ",
        "Căn cứ Quyết định số 21/QĐ-BGDĐT",
        "Theo đề nghị của Trưởng phòng Quản lý chất lượng giáo dục",
    ],
)
def test_what_holds_or_is_unknown_is_allowed(basis: str) -> None:
    allowed(basis)
    assert doubtful(kind_of("decision"), request_on(basis), ISSUED_ON, LAW) == ()


def test_every_ended_text_of_every_basis_is_told_at_once() -> None:
    ended = "Thông tư số 21/2019/TT-BGDĐT; Thông tư số 41/2017/TT-BTTTT"
    request = request_on(f"Căn cứ {ended}", "Căn cứ Nghị định số 130/2018/NĐ-CP")
    with pytest.raises(InputError) as refused:
        refuse_outdated(kind_of("decision"), request, ISSUED_ON, LAW)
    paths = [detail.path for detail in refused.value.details]
    assert paths == ["legal_bases[1]", "legal_bases[1]", "legal_bases[2]"]
    assert refused.value.facts["count"] == 3


def test_a_text_named_in_the_title_of_another_is_remarked_on_only() -> None:
    basis = "Căn cứ Quyết định số 5/2020/QĐ-UBND hướng dẫn Thông tư số 21/2019/TT-BGDĐT"
    allowed(basis)
    (detail,) = doubtful(kind_of("decision"), request_on(basis), ISSUED_ON, LAW)
    assert detail.code == "law.mentioned"


def test_a_text_whose_end_is_not_sure_is_remarked_on_only() -> None:
    basis = "Căn cứ Nghị định số 61/2018/NĐ-CP"
    allowed(basis)
    (detail,) = doubtful(kind_of("decision"), request_on(basis), ISSUED_ON, LAW)
    assert detail.code == "law.doubtful"


def test_other_texts_of_a_request_may_name_what_has_ended() -> None:
    content = fields("decision")
    content["articles"][0]["text"] = "Bằng cấp theo Thông tư số 21/2019/TT-BGDĐT."
    request = request_of(content)
    refuse_outdated(kind_of("decision"), request, ISSUED_ON, LAW)
    assert outdated(kind_of("decision"), request, ISSUED_ON, LAW) == ()


@pytest.mark.parametrize(
    ("first", "last", "code"),
    [
        (date(2027, 1, 1), None, "kind.not_yet"),
        (None, date(2026, 11, 19), "kind.replaced"),
        (ISSUED_ON, ISSUED_ON, ""),
    ],
)
def test_a_kind_is_issued_only_while_it_is_in_use(
    first: date | None, last: date | None, code: str
) -> None:
    kind = replace(
        kind_of("decision"), effective_from=first, effective_until=last, replaced_by="notice"
    )
    request = request_of(fields("decision"))
    found = outdated(kind, request, ISSUED_ON, LAW)
    assert [detail.code for detail in found] == ([code] if code else [])
    assert [detail.code for detail in remarks(kind, request, ISSUED_ON, LAW)][: len(found)] == [
        detail.code for detail in found
    ]
    if code == "kind.replaced":
        assert "notice" in found[0].message(Language.VIETNAMESE)


def test_a_diploma_that_someone_else_had_to_issue_is_remarked_on() -> None:
    content = fields("diploma-copy")
    content["diploma"]["issued_on"] = "2026-06-15"
    content["recognition"]["decided_on"] = "2026-06-01"
    content["diploma"]["graduation_year"] = 2026
    kind, request = kind_of("diploma-copy"), request_of(content)
    (detail,) = doubtful(kind, request, ISSUED_ON, LAW)
    assert (detail.code, detail.path) == ("law.other_issuer", "diploma.issued_by")
    assert "Hiệu trưởng" in detail.message(Language.VIETNAMESE)
    content["diploma"]["issued_by"] = "Trường Trung học phổ thông Ví Dụ"
    assert doubtful(kind, request_of(content), ISSUED_ON, LAW) == ()


def test_no_number_is_taken_on_an_ended_basis(tmp_path: Path) -> None:
    with make_office(tmp_path) as office:
        request = load_request(_spoilt(tmp_path), office.kinds)
        with pytest.raises(InputError) as refused:
            admit(request, office.desk)
        assert [detail.code for detail in refused.value.details] == ["law.replaced"]
        assert office.register.find(request.request_id) is None


def test_a_document_that_took_its_number_in_time_keeps_its_basis(tmp_path: Path) -> None:
    clock = FixedClock(datetime(2026, 4, 14, 3, tzinfo=UTC))
    with make_office(tmp_path, clock=clock) as office:
        request = load_request(_spoilt(tmp_path), office.kinds)
        kind = office.kinds.kind("decision")
        assert office.register.number(request, kind, office.agency).issued_on == LAST_DAY
        clock.moment = datetime(2026, 4, 15, 3, tzinfo=UTC)
        assert admit(request, office.desk).name == "decision"
        other = tmp_path / "other.toml"
        other.write_text(_spoilt(tmp_path).read_text("utf-8").replace("-0001", "-0002"), "utf-8")
        with pytest.raises(InputError):
            admit(load_request(other, office.kinds), office.desk)


def _spoilt(folder: Path) -> Path:
    path = folder / "request.toml"
    text = DECISION.read_text(encoding="utf-8").replace("10/2026/TT-BGDĐT", "21/2019/TT-BGDĐT")
    path.write_text(text, encoding="utf-8")
    return path
