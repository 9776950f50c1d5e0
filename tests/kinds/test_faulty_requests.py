# SPDX-License-Identifier: Apache-2.0
"""A readable request with faults is refused with all of them at once, each in its place."""

from typing import Any

import pytest

from esign.errors import Detail, InputError
from esign.kinds import read_request
from esign.messages import Language
from support.documents import KINDS, fields, request_of


def refusals(content: dict[str, Any]) -> dict[str, Detail]:
    with pytest.raises(InputError) as refused:
        request_of(content)
    assert refused.value.code == "request.invalid"
    assert refused.value.facts["count"] == len(refused.value.details)
    return {detail.path: detail for detail in refused.value.details}


def test_all_faults_are_told_at_once_in_vietnamese() -> None:
    content = fields("decision")
    del content["signer"]["name"]
    content["subjekt"] = content.pop("subject")
    content["articles"][0]["text"] = 5
    content["articles"][1]["txt"] = "x"
    content["recipients"] = []
    content["legal_bases"][1] = " "
    content["receivers"][0]["code"] = "h99 01"
    content["number"] = 7
    content["request_id"] = "a/b"
    found = refusals(content)
    assert {path: detail.code for path, detail in found.items()} == {
        "signer.name": "request.missing",
        "subject": "request.missing",
        "subjekt": "request.misspelt_field",
        "articles[1].text": "request.not_string",
        "articles[2].txt": "request.misspelt_field",
        "recipients": "request.blank",
        "legal_bases[2]": "request.blank",
        "receivers[1].code": "request.rule",
        "number": "request.register_gives",
        "request_id": "request.request_id",
    }
    assert found["subjekt"].facts == {"suggestion": "subject"}
    assert "Họ và tên người ký" in found["signer.name"].message(Language.VIETNAMESE)
    for detail in found.values():
        place = f"{detail.path} ({detail.title}): " if detail.title else f"{detail.path}: "
        assert detail.message(Language.VIETNAMESE).startswith(place)
        assert detail.remedy(Language.VIETNAMESE)
    assert {path for path, detail in found.items() if not detail.title} == {
        "subjekt",
        "articles[2].txt",
        "number",
    }


def test_faults_come_in_the_order_of_the_form_whatever_the_order_of_the_file() -> None:
    content = fields("diploma-copy")
    content["holder"]["sex"] = content["diploma"]["serial"] = content["signer"]["name"] = 5
    content["legal_bases"] *= 3
    content["legal_bases"][2] = content["legal_bases"][0] = "x"
    content["wrong"] = content["amiss"] = 1
    order = [
        *("legal_bases[1]", "legal_bases[3]", "holder.sex", "diploma.serial", "signer.name"),
        *("wrong", "amiss"),
    ]
    assert list(refusals(content)) == order
    turned = dict(reversed(content.items()))
    assert list(refusals(turned)) == [*order[:5], "amiss", "wrong"]


def test_a_fault_names_its_field_as_the_form_does() -> None:
    content = fields("diploma-copy")
    content["diploma"]["register_entry"] = 5
    content["legal_bases"][0] = 5
    told = [detail.message(Language.VIETNAMESE) for detail in refusals(content).values()]
    assert told[0].startswith("legal_bases[1] (Căn cứ ban hành): ")
    assert told[1].startswith("diploma.register_entry (Số vào sổ gốc): ")


@pytest.mark.parametrize("name", ["diploma.graduation_year", "holder.born_on", "diploma.serial"])
def test_a_field_left_blank_is_only_said_to_be_blank(name: str) -> None:
    content = fields("diploma-copy")
    table, field = name.split(".")
    content[table][field] = ""
    detail = refusals(content)[name]
    assert detail.code == "request.blank"
    assert detail.message(Language.VIETNAMESE).endswith(": chưa điền.")


@pytest.mark.parametrize(
    "basis",
    [
        "Luật Giáo dục ngày 14 tháng 6 năm 2019",
        "căn cứ Luật Giáo dục",
        "Căn cứ Luật Giáo dục;",
        "Theo đề nghị của Chánh Văn phòng.",
        "Căn cứ",
    ],
)
def test_a_legal_basis_begins_and_ends_as_the_form_asks(basis: str) -> None:
    detail = refusals(fields("decision") | {"legal_bases": [basis]})["legal_bases[1]"]
    text = detail.message(Language.VIETNAMESE)
    assert "“Căn cứ”, “Theo” hoặc “Xét”" in text
    assert "ví dụ đúng: Căn cứ Luật Giáo dục" in text


@pytest.mark.parametrize(
    "basis",
    [
        "Theo Tờ trình số 12/TTr-QLCL ngày 18 tháng 11 năm 2026",
        "Theo đề nghị của Chánh Văn phòng",
        "Xét đề nghị của Trưởng phòng Quản lý chất lượng giáo dục",
        "Xét Tờ trình số 12/TTr-QLCL",
    ],
)
def test_a_legal_basis_may_be_a_submission_or_a_proposal(basis: str) -> None:
    assert request_of(fields("decision") | {"legal_bases": [basis]})


@pytest.mark.parametrize("line", ["- Như Điều 3", "– Như Điều 3", "Như Điều 3;", "Lưu: VT."])
def test_a_line_of_recipients_bears_no_marks_of_the_list(line: str) -> None:
    detail = refusals(fields("decision") | {"recipients": ["Như Điều 3", line]})["recipients[2]"]
    assert "gạch đầu dòng" in detail.message(Language.VIETNAMESE)


@pytest.mark.parametrize("degree", ["PGS. ", "TS.", "ThS. ", "GS ", "Bs. ", "PGS.TS. ", "Tiến sĩ "])
def test_no_degree_stands_before_the_signers_name(degree: str) -> None:
    content = fields("decision")
    content["signer"]["name"] = f"{degree}Nguyễn Minh Châu"
    detail = refusals(content)["signer.name"]
    assert "học hàm, học vị" in detail.message(Language.VIETNAMESE)


@pytest.mark.parametrize("name", ["Tsan Văn Thử", "Cù Thị Kỳ", "Bùi Sỹ Thử", "Giáo Thị Thử"])
def test_a_name_that_merely_begins_like_a_degree_is_a_name(name: str) -> None:
    content = fields("decision")
    content["signer"]["name"] = name
    assert request_of(content).signer.name == name


@pytest.mark.parametrize("telephone", ["hỏi ở nhà", "12345", "0900 000", "0900000000 hoặc 0911"])
def test_a_telephone_number_has_the_digits_of_one(telephone: str) -> None:
    content = fields("diploma-copy")
    content["applicant"]["telephone"] = telephone
    assert refusals(content)["applicant.telephone"].code == "request.rule"


@pytest.mark.parametrize("telephone", ["0900000000", "+84 900 000 000", "024.3869.5144"])
def test_telephone_numbers_are_written_in_several_ways(telephone: str) -> None:
    content = fields("diploma-copy")
    content["applicant"]["telephone"] = telephone
    assert request_of(content)


@pytest.mark.parametrize("name", ["signer", "legal_bases", "recipients", "receivers"])
@pytest.mark.parametrize("kind", ["decision", "diploma-copy"])
def test_nothing_legal_has_a_default(kind: str, name: str) -> None:
    content = fields(kind)
    del content[name]
    assert refusals(content)[name].code == "request.missing"


@pytest.mark.parametrize("name", ["ground_of_authority", "ground_statement"])
def test_a_diploma_copy_states_the_ground_of_its_authority(name: str) -> None:
    content = fields("diploma-copy")
    del content[name]
    assert refusals(content)[name].code == "request.missing"


@pytest.mark.parametrize("name", ["number", "symbol", "issued_on", "document_id", "lookup_code"])
def test_what_the_register_gives_is_refused_with_the_reason(name: str) -> None:
    content = fields("decision") | {name: "5"}
    found = refusals(content)[name]
    assert found.code == "request.register_gives"
    assert "sổ đăng ký" in found.message(Language.VIETNAMESE)


def test_an_enclosed_date_field_of_another_name_is_no_matter_of_the_register() -> None:
    assert fields("diploma-copy")["diploma"]["issued_on"] == "2019-08-15"
    assert request_of(fields("diploma-copy"))


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("05/09/2001", "request.not_a_date"),
        ("2001-02-30", "request.not_a_date"),
        ("20010905", "request.not_a_date"),
        ("2001-W36-3", "request.not_a_date"),
        ("2001-09-05T00:00:00", "request.not_a_date"),
        ("", "request.blank"),
        (20010905, "request.not_string"),
        (None, "request.not_string"),
    ],
)
def test_a_date_that_is_none_is_refused(value: object, code: str) -> None:
    content = fields("diploma-copy")
    content["holder"]["born_on"] = value
    assert refusals(content)["holder.born_on"].code == code


def test_a_time_of_day_is_no_date() -> None:
    text = """\
kind = "diploma-copy"
holder.born_on = 2001-09-05T01:02:03
issuing_authority = 2001-09-05
"""
    with pytest.raises(InputError) as refused:
        read_request(text.encode(), "toml", KINDS)
    codes = {detail.path: detail.code for detail in refused.value.details}
    assert codes["holder.born_on"] == codes["issuing_authority"] == "request.not_string"


def test_a_fault_never_repeats_the_value() -> None:
    content = fields("diploma-copy")
    content["applicant"]["personal_id"] = 99301000123
    content["applicant"]["telephone"] = "0912345678" * 5
    text = "".join(detail.message(Language.VIETNAMESE) for detail in refusals(content).values())
    assert "99301000123" not in text
    assert "0912345678" not in text


def test_a_number_out_of_range_and_a_wrong_choice_are_told() -> None:
    content = fields("diploma-copy")
    content["diploma"]["graduation_year"] = 19
    content["holder"]["sex"] = "nữ"
    content["diploma"]["serial"] = "A" * 51
    found = refusals(content)
    assert found["diploma.graduation_year"].facts == {"limit": 1945, "found": "19"}
    assert found["holder.sex"].facts == {"choices": "Nam | Nữ"}
    assert found["diploma.serial"].facts == {"limit": 50, "found": "51"}


def test_a_number_written_with_a_fraction_of_zero_is_whole() -> None:
    content = fields("diploma-copy")
    content["diploma"]["graduation_year"] = 2019.0
    assert request_of(content) == request_of(fields("diploma-copy"))
    content["diploma"]["graduation_year"] = 2019.5
    assert refusals(content)["diploma.graduation_year"].facts == {"found": "1.5"}


def test_a_boolean_is_no_number() -> None:
    content = fields("diploma-copy")
    content["diploma"]["graduation_year"] = True
    assert refusals(content)["diploma.graduation_year"].code == "request.not_integer"


def test_a_row_with_a_cell_too_many_is_refused() -> None:
    content = fields("decision")
    content["articles"][0]["table"]["rows"][2].append("x")
    found = refusals(content)["articles[1].table.rows[3]"]
    assert found.facts == {"found": 5, "expected": 4}


@pytest.mark.parametrize(
    "authority", ["KT GIÁM ĐỐC", "Kt. GIÁM ĐỐC", "KT. ", "PHÓ GIÁM ĐỐC", "Q. GIÁM ĐỐC"]
)
def test_an_authority_line_outside_the_decree_is_refused(authority: str) -> None:
    content = fields("decision")
    content["signer"]["authority"] = authority
    assert "signer.authority" in refusals(content)


@pytest.mark.parametrize(
    "request_id", ["", "short", "a" * 65, "-abcdefgh", "abc defgh", "quyết-định", "../../etc", 5]
)
def test_a_request_id_that_is_unsafe_in_a_file_name_is_refused(request_id: object) -> None:
    assert "request_id" in refusals(fields("decision") | {"request_id": request_id})


@pytest.mark.parametrize(
    "request_id", ["01JD3Z5Q8R7X2M4K6N9P0T1V3W", "b7e1a3a4-6d0f-4c53-9a57-1f3f0b1f9d11"]
)
def test_ulid_and_uuid_are_request_ids(request_id: str) -> None:
    assert request_of(fields("decision") | {"request_id": request_id}).request_id == request_id
