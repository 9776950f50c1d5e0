# SPDX-License-Identifier: Apache-2.0
"""Facts that cannot be true together are refused before anything is printed or signed."""

from datetime import date
from typing import Any

import pytest

from esign.errors import Detail, InputError
from esign.kinds import refuse_future
from esign.kinds.relations import relation_faults
from esign.messages import Language
from support.documents import ISSUED_ON, NAMES, fields, kind_of, request_of


def refusal(content: dict[str, Any]) -> Detail:
    """The only fault of the content."""
    with pytest.raises(InputError) as refused:
        request_of(content)
    (detail,) = refused.value.details
    return detail


def copy_with(**changes: object) -> dict[str, Any]:
    """The sample of a diploma copy with other facts, `holder__born_on` for `holder.born_on`."""
    content = fields("diploma-copy")
    for path, value in changes.items():
        table, _, field = path.partition("__")
        content[table][field] = value
    return content


@pytest.mark.parametrize("code", ["H99.01", " H99.01", "h99.01"])
def test_two_receivers_of_the_same_code_are_refused(code: str) -> None:
    content = fields("decision")
    content["receivers"][1] = {"code": code, "name": "Cơ quan khác"}
    with pytest.raises(InputError) as refused:
        request_of(content)
    (detail,) = refused.value.details
    assert detail.path == "receivers[2].code"
    # codes are compared without white space and case, after their form is right
    assert detail.code == ("request.repeated" if code == "H99.01" else "request.rule")


def test_white_space_and_case_do_not_make_entries_differ() -> None:
    text = {"type": "string", "title": "Mã"}
    entries = {
        "type": "array",
        "items": {"properties": {"code": text}},
        "x-esign-unique-by": "code",
    }
    schema = {"type": "object", "properties": {"list": entries}}
    content = {"list": [{"code": "Đất"}, {"code": " ĐẤT "}, {"code": ""}, {"code": " "}, 5]}
    assert [detail.path for detail in relation_faults(schema, content)] == ["list[2].code"]


def test_a_repeated_receiver_is_told_where_it_stands_first() -> None:
    content = fields("decision")
    content["receivers"].append(content["receivers"][0] | {"name": "Tên khác"})
    detail = refusal(content)
    assert detail.facts == {"earlier": "receivers[1].code"}
    assert "trùng với receivers[1].code" in detail.message(Language.VIETNAMESE)


def test_the_code_of_a_hub_is_no_receiver() -> None:
    content = fields("decision")
    content["receivers"][0]["code"] = "00.12.W00"
    detail = refusal(content)
    assert detail.path == "receivers[1].code"
    assert "W00" in detail.message(Language.VIETNAMESE)


@pytest.mark.parametrize("title", ["Phó Giám đốc", "phó giám đốc", "PHÓ CHÁNH VĂN PHÒNG"])
def test_a_deputy_states_by_what_authority_he_signs(title: str) -> None:
    content = fields("decision")
    content["signer"]["title"] = title
    detail = refusal(content)
    assert detail.path == "signer.authority"
    text = detail.message(Language.VIETNAMESE)
    assert text.startswith("signer.authority (Quyền hạn của người ký): ")
    assert "ký thay" in text
    assert "ví dụ đúng: KT. GIÁM ĐỐC" in text
    content["signer"]["authority"] = "KT. GIÁM ĐỐC"
    assert request_of(content).signer.authority == "KT. GIÁM ĐỐC"


@pytest.mark.parametrize(
    ("changes", "path", "said"),
    [
        (
            {"holder__born_on": "2019-07-20"},
            "recognition.decided_on",
            "phải là ngày sau holder.born_on (Ngày sinh)",
        ),
        (
            {"diploma__issued_on": "2019-07-19"},
            "diploma.issued_on",
            "không được trước recognition.decided_on (Ngày quyết định)",
        ),
        ({"holder__born_on": "1201-09-05"}, "holder.born_on", "không được trước 01/01/1900"),
        (
            {"diploma__graduation_year": 2018},
            "diploma.graduation_year",
            "năm của ngày nào trong: recognition.decided_on (Ngày quyết định); diploma.issued_on (",
        ),
        ({"diploma__graduation_year": 1919}, "diploma.graduation_year", "mức thấp nhất 1945"),
    ],
)
def test_facts_that_cannot_be_true_together_are_refused(
    changes: dict[str, object], path: str, said: str
) -> None:
    detail = refusal(copy_with(**changes))
    assert detail.path == path
    assert said in detail.message(Language.VIETNAMESE)
    assert detail.message(Language.ENGLISH)


def test_a_diploma_may_be_issued_on_the_day_or_in_the_year_after_the_decision() -> None:
    assert request_of(copy_with(diploma__issued_on="2019-07-20"))
    later = copy_with(diploma__issued_on="2020-01-10")
    assert request_of(later)
    later["diploma"]["graduation_year"] = 2020
    assert request_of(later)


def test_a_date_that_is_none_is_told_once_and_not_compared() -> None:
    detail = refusal(copy_with(recognition__decided_on="20/07/2019"))
    assert (detail.path, detail.code) == ("recognition.decided_on", "request.not_a_date")


@pytest.mark.parametrize("name", NAMES)
def test_facts_of_the_day_of_issue_or_before_it_are_no_future(name: str) -> None:
    refuse_future(kind_of(name), request_of(fields(name)), ISSUED_ON)
    today = copy_with(diploma__issued_on=ISSUED_ON.isoformat())
    refuse_future(kind_of("diploma-copy"), request_of(today), ISSUED_ON)


def test_facts_of_the_future_are_refused_all_at_once() -> None:
    request = request_of(fields("diploma-copy"))
    with pytest.raises(InputError) as refused:
        refuse_future(kind_of("diploma-copy"), request, date(2001, 9, 4))
    assert refused.value.code == "request.invalid"
    assert [detail.path for detail in refused.value.details] == [
        "holder.born_on",
        "diploma.graduation_year",
        "diploma.issued_on",
        "recognition.decided_on",
    ]
    text = refused.value.details[0].message(Language.VIETNAMESE)
    assert text == "holder.born_on (Ngày sinh): không được sau ngày hôm nay (04/09/2001)."


def test_only_what_lies_in_the_future_is_refused() -> None:
    request = request_of(fields("diploma-copy"))
    with pytest.raises(InputError) as refused:
        refuse_future(kind_of("diploma-copy"), request, date(2019, 8, 14))
    assert [detail.path for detail in refused.value.details] == ["diploma.issued_on"]


def test_a_correction_that_changes_nothing_is_refused() -> None:
    content = fields("diploma-correction")
    content["corrections"][0]["corrected"] = f" {content['corrections'][0]['printed']} "
    detail = refusal(content)
    assert (detail.code, detail.path) == ("request.same", "corrections[1].corrected")
    assert detail.facts == {"other": "corrections[1].printed"}


def test_a_correction_of_the_case_of_letters_is_one() -> None:
    content = fields("diploma-correction")
    content["corrections"][0] |= {"printed": "Nguyễn thị Mẫu", "corrected": "Nguyễn Thị Mẫu"}
    assert request_of(content)


def test_a_place_on_a_diploma_is_corrected_once() -> None:
    content = fields("diploma-correction")
    content["corrections"][1]["item"] = content["corrections"][0]["item"].upper()
    assert refusal(content).code == "request.repeated"


def test_a_diploma_is_not_reissued_under_its_old_serial() -> None:
    content = fields("diploma-reissue")
    content["reissue"]["serial"] = content["diploma"]["serial"]
    detail = refusal(content)
    assert (detail.code, detail.path) == ("request.same", "reissue.serial")
    assert "diploma.serial" in detail.message(Language.VIETNAMESE)


def test_a_pupil_is_not_transferred_to_the_school_he_comes_from() -> None:
    content = fields("school-transfer")
    content["students"][0]["to_school"] = content["students"][0]["from_school"]
    assert refusal(content).path == "students[1].to_school"


def test_one_dossier_has_one_result() -> None:
    content = fields("school-transfer")
    content["students"][1]["dossier_code"] = content["students"][0]["dossier_code"]
    assert refusal(content).path == "students[2].dossier_code"


def test_a_finding_of_tomorrow_revokes_nothing() -> None:
    request = request_of(fields("diploma-revocation"))
    with pytest.raises(InputError) as refused:
        refuse_future(kind_of("diploma-revocation"), request, date(2026, 9, 29))
    assert [detail.path for detail in refused.value.details] == ["record.dated_on"]
