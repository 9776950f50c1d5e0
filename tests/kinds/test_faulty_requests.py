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
        "recipients": "request.too_few",
        "legal_bases[2]": "request.empty_text",
        "receivers[1].code": "request.pattern",
        "number": "request.register_gives",
        "request_id": "request.request_id",
    }
    assert found["subjekt"].facts == {"suggestion": "subject"}
    assert "Họ và tên người ký" in found["signer.name"].message(Language.VIETNAMESE)
    for detail in found.values():
        assert detail.message(Language.VIETNAMESE).startswith(f"{detail.path}: ")
        assert detail.remedy(Language.VIETNAMESE)


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
        ("", "request.not_a_date"),
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
    assert found["diploma.graduation_year"].facts == {"limit": 1900, "found": "19"}
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
