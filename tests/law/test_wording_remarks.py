# SPDX-License-Identifier: Apache-2.0
"""Wording that is probably not as prescribed is remarked on, and never refused."""

import unicodedata
from typing import Any

import pytest

from esign.kinds import lint_wording
from esign.kinds.capitals import capital_faults, name_fault
from esign.messages import Language
from support.documents import KINDS, fields, kind_of, request_of


def article(text: str) -> dict[str, Any]:
    return fields("decision") | {"articles": [{"text": text}]}


def found(content: dict[str, Any]) -> list[tuple[str, str, object, object]]:
    kind = kind_of("decision")
    details = lint_wording(request_of(content), kind, KINDS.law)
    for detail in details:
        assert detail.message(Language.VIETNAMESE)
        assert detail.message(Language.ENGLISH)
    return [
        (detail.code, detail.path, detail.facts["found"], detail.facts.get("better"))
        for detail in details
    ]


@pytest.mark.parametrize("name", sorted(KINDS.kinds()))
def test_the_samples_are_worded_as_prescribed(name: str) -> None:
    assert lint_wording(request_of(fields(name)), kind_of(name), KINDS.law) == ()


@pytest.mark.parametrize(
    ("text", "found", "better"),
    [
        ("theo điều 5 của Quy chế", "điều 5", "Điều 5"),
        ("tại chương II của Quy chế", "chương II", "Chương II"),
        ("theo Khoản 2 Điều 5", "Khoản 2", "khoản 2"),
        ("tại Điểm a khoản 1 Điều 5", "Điểm a", "điểm a"),
        ("kèm quyết định số 5/QĐ-SGDĐT", "quyết định số 5", "Quyết định số 5"),
        ("thi hành quyết định này", "quyết định này", "Quyết định này"),
        ("do nhân dân giám sát", "nhân dân", "Nhân dân"),
        ("chính sách của nhà nước", "nhà nước", "Nhà nước"),
        ("địa chỉ: phường 3", "phường 3", "Phường 3"),
        ("tại thành phố Hồ Chí Minh", "thành phố Hồ Chí Minh", "Thành phố Hồ Chí Minh"),
        ("giao giám đốc Nguyễn Văn Mẫu", "giám đốc Nguyễn Văn", "Giám đốc Nguyễn Văn"),
        ("gửi sở giáo dục và đào tạo", "sở giáo dục và đào tạo", "Sở Giáo dục và Đào tạo"),
        ("Sở Giáo Dục và Đào Tạo", "Sở Giáo Dục và Đào Tạo", "Sở Giáo dục và Đào tạo"),
        ("của Ủy ban Nhân dân tỉnh", "Ủy ban Nhân dân", "Ủy ban nhân dân"),
        ("của uỷ ban nhân dân tỉnh", "uỷ ban nhân dân", "Uỷ ban nhân dân"),
    ],
)
def test_a_letter_of_the_wrong_case_is_remarked_on(text: str, found: str, better: str) -> None:
    assert [(each.found, each.better) for each in capital_faults(text)] == [(found, better)]


@pytest.mark.parametrize(
    "text",
    [
        "Khoản 2 Điều 5 quy định: điểm a khoản 1, Điều 3, Chương II.",
        "các sở giáo dục và đào tạo; các quyết định này",
        "SỞ GIÁO DỤC VÀ ĐÀO TẠO TỈNH VÍ DỤ",
        "Ủy ban nhân dân, Hội đồng nhân dân, Uỷ ban nhân dân, công an nhân dân",
        "quản lý nhà nước, cơ quan nhà nước, Nhà nước, Nhân dân, ngân sách nhà nước",
        "Giám đốc Nguyễn Văn Mẫu, giám đốc các đơn vị, phường Mẫu, Phường 3",
        "hòa, hoà, thủy, thuỷ, khoẻ, khỏe",
        "Quyết định này, Quyết định số 5/QĐ-SGDĐT, quyết định như sau",
    ],
)
def test_what_is_right_is_left_alone(text: str) -> None:
    assert list(capital_faults(text)) == []


@pytest.mark.parametrize(
    ("name", "better"),
    [
        ("NGUYỄN VĂN MẪU", "Nguyễn Văn Mẫu"),
        ("nguyễn Văn Mẫu", "Nguyễn Văn Mẫu"),
        ("Nguyễn Thị đào", "Nguyễn Thị Đào"),
    ],
)
def test_a_name_has_one_capital_a_syllable(name: str, better: str) -> None:
    fault = name_fault(name)
    assert fault is not None
    assert fault.better == better


@pytest.mark.parametrize("name", ["Nguyễn Văn Mẫu", "H'Hen Niê", "K’Brơi", "Y Bia", "Lê Ê Ban"])
def test_a_name_of_any_people_is_left_alone(name: str) -> None:
    assert name_fault(name) is None


def test_the_signers_name_is_looked_at() -> None:
    content = fields("decision")
    content["signer"]["name"] = "NGUYỄN MINH CHÂU"
    assert found(content) == [
        ("wording.person", "signer.name", "NGUYỄN MINH CHÂU", "Nguyễn Minh Châu")
    ]


@pytest.mark.parametrize(
    ("text", "better"),
    [
        ("ngày 5 tháng 1 năm 2026", "ngày 05 tháng 01 năm 2026"),
        ("ngày 09 tháng 06 năm 2026", "ngày 09 tháng 6 năm 2026"),
        ("ngày 31 tháng 4 năm 2026", None),
    ],
)
def test_a_date_in_words_has_its_zeros_or_is_told(text: str, better: str | None) -> None:
    ((_, path, stands, right),) = found(article(f"Trước {text}."))
    assert (path, stands, right) == ("articles[1].text", text, better)


def test_right_dates_are_left_alone() -> None:
    text = "Từ ngày 05 tháng 01 năm 2026 đến Ngày 29 tháng 10 năm 2026, ngày 09 tháng 6 năm 2026."
    assert found(article(text)) == []


def test_a_symbol_has_no_blanks() -> None:
    ((code, _, stands, right),) = found(article("Theo 10/2026/ TT - BGDĐT."))
    assert (code, stands, right) == ("wording.symbol", "10/2026/ TT - BGDĐT", "10/2026/TT-BGDĐT")


def test_the_first_citation_is_in_full_and_later_ones_are_not() -> None:
    full = "Nghị định số 30/2020/NĐ-CP ngày 05 tháng 3 năm 2020 của Chính phủ về công tác văn thư"
    short = "Căn cứ Nghị định số 30/2020/NĐ-CP"
    ((code, path, _, better),) = found(fields("decision") | {"legal_bases": [short]})
    assert (code, path, better) == ("wording.citation", "legal_bases[1]", full)
    assert found(fields("decision") | {"legal_bases": [f"Căn cứ {full}", short]}) == []


def test_a_law_goes_without_its_symbol() -> None:
    bases = ["Căn cứ Luật Giáo dục số 43/2019/QH14 ngày 14 tháng 6 năm 2019"]
    ((code, _, stands, better),) = found(fields("decision") | {"legal_bases": bases})
    assert (code, stands) == ("wording.law_by_symbol", "43/2019/QH14")
    assert better == "Luật Giáo dục ngày 14 tháng 6 năm 2019"


def test_decomposed_letters_make_the_same_request_and_no_remark() -> None:
    content = article("Quyết định này có hiệu lực kể từ ngày 05 tháng 6 năm 2026; hòa, hoà.")
    decomposed = content | {
        "articles": [{"text": unicodedata.normalize("NFD", content["articles"][0]["text"])}]
    }
    assert decomposed != content
    assert request_of(decomposed).digest == request_of(content).digest
    assert found(decomposed) == []
    text = request_of(decomposed).content["articles"]
    assert "hòa, hoà" in str(text)  # where the tone mark stands is the author's choice


def test_remarks_name_the_field_as_the_form_does() -> None:
    (detail,) = lint_wording(request_of(article("Theo điều 5.")), kind_of("decision"))
    assert detail.message(Language.VIETNAMESE).startswith("articles[1].text (Nội dung của điều): “")
