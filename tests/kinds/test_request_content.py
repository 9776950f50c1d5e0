# SPDX-License-Identifier: Apache-2.0
"""What a checked request holds, what of it goes where, and what it may not hold."""

import hashlib
import json
import unicodedata
from datetime import UTC, date, datetime
from typing import Any

import pytest

from esign.errors import InputError
from esign.kinds import carried, printed, printed_texts, read_request, request_from, subject
from esign.resources import shipped
from support.documents import KINDS, NAMES, TEMPLATES, fields, kind_of, request_of

INVISIBLE = [
    *("\x00", "\x07", "\t", "\r", "\x1b", "\x7f", "\x85"),
    *("\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u00ad", "\u034f"),
    *("\u202a", "\u202e", "\u2066", "\u2069", "\u200e", "\u200f", "\u061c"),
    *("\u2028", "\u2029", "\ue000", "\U000f0000", "\ufffe", "\uffff", "\U0001ffff", "\u0378"),
    *("\u115f", "\u3164", "\uffa0", "\ufe0f", "\U000e0101", "\U000e0041", "\ud800", "\udfff"),
]


@pytest.mark.parametrize("character", INVISIBLE, ids=lambda each: f"U+{ord(each):04X}")
@pytest.mark.parametrize("field", ["subject", "multi-line text", "internal note"])
def test_a_character_that_nobody_sees_is_refused_with_path_and_code_point(
    character: str, field: str
) -> None:
    content = fields("decision")
    spoilt = f"Quyết{character}định"
    path = {"subject": "subject", "internal note": "internal_note"}.get(field, "articles[1].text")
    if field == "multi-line text":
        content["articles"][0]["text"] = spoilt
    else:
        content[path] = spoilt
    with pytest.raises(InputError) as refused:
        request_of(content)
    (detail,) = refused.value.details
    assert (detail.code, detail.path) == ("request.invisible_character", path)
    assert detail.facts == {"code_point": f"U+{ord(character):04X}", "place": 6}


def test_a_line_break_is_allowed_only_where_the_schema_says_so() -> None:
    content = fields("decision")
    content["articles"][0]["text"] = "Một.\nHai."
    assert request_of(content)
    content["subject"] = "Một\nHai"
    with pytest.raises(InputError) as refused:
        request_of(content)
    assert [each.code for each in refused.value.details] == ["request.line_feed"]


def test_visible_characters_of_every_kind_are_accepted() -> None:
    content = fields("decision")
    content["subject"] = "#*$\\\"'//{{ }}@~--…“”‘’–—•½№\u00a0№ ậ 漢 😀"
    assert request_of(content).content["subject"] == content["subject"]


def test_texts_are_normalised() -> None:
    content = fields("decision")
    composed = content["subject"]
    content["subject"] = unicodedata.normalize("NFD", composed)
    assert content["subject"] != composed
    assert request_of(content) == request_of(fields("decision"))


@pytest.mark.parametrize("name", NAMES)
def test_toml_and_json_are_the_same_request(name: str) -> None:
    data = (TEMPLATES / name / "sample.toml").read_bytes()
    assert read_request(data, "toml", KINDS) == request_of(fields(name))


@pytest.mark.parametrize("name", NAMES)
def test_the_examples_of_the_documentation_are_accepted(name: str) -> None:
    data = (shipped("examples") / f"{name}.toml").read_bytes()
    assert read_request(data, "toml", KINDS).kind == name


def test_the_digest_is_that_of_the_canonical_content() -> None:
    content = fields("decision")
    request = request_of(content)
    inner = {key: each for key, each in content.items() if key not in {"kind", "request_id"}}
    canonical = json.dumps(
        {"content": inner, "kind": "decision"},
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    )
    assert request.digest == hashlib.sha256(canonical.encode()).hexdigest()
    assert request_of(content | {"request_id": "another-0001"}).digest == request.digest
    assert request_of(content | {"internal_note": "khác"}).digest != request.digest


def test_internal_fields_are_neither_carried_nor_printed() -> None:
    request = request_of(fields("diploma-copy") | {"internal_note": "BÍ MẬT"})
    kind = kind_of("diploma-copy")
    for kept in (carried(kind, request.content), printed(kind, request.content)):
        text = json.dumps(kept, ensure_ascii=False)
        assert "099301000000" not in text
        assert "BÍ MẬT" not in text
        assert "applicant" not in kept
    assert request.content["applicant"] == fields("diploma-copy")["applicant"]


def test_receivers_are_carried_but_not_printed() -> None:
    request = request_of(fields("decision"))
    kind = kind_of("decision")
    assert carried(kind, request.content)["receivers"] == fields("decision")["receivers"]
    assert "receivers" not in printed(kind, request.content)


def test_an_empty_list_of_receivers_is_carried_as_such() -> None:
    request = request_of(fields("decision") | {"receivers": []})
    assert carried(kind_of("decision"), request.content)["receivers"] == []


def test_printed_content_names_what_the_request_leaves_out() -> None:
    page: dict[str, Any] = printed(kind_of("decision"), request_of(fields("decision")).content)
    assert page["signer"] == {"authority": None, "title": "Giám đốc", "name": "Nguyễn Minh Châu"}
    assert page["articles"][1]["table"] is None


def test_printed_texts_come_with_their_paths() -> None:
    texts = dict(printed_texts(kind_of("decision"), request_of(fields("decision")).content))
    assert texts["recipients[1]"] == "Như Điều 3"
    assert texts["articles[1].table.rows[2][3]"] == "Trưởng phòng Quản lý chất lượng giáo dục"
    assert not any(path.startswith("receivers") for path in texts)


def test_the_title_line_is_the_subject_or_the_fixed_text_of_the_kind() -> None:
    decision = request_of(fields("decision") | {"subject": "Về việc {signer} {0} thử"})
    assert subject(kind_of("decision"), decision) == "Về việc {signer} {0} thử"
    copy = request_of(fields("diploma-copy"))
    assert subject(kind_of("diploma-copy"), copy) == kind_of("diploma-copy").subject
    assert "Mẫu" not in subject(kind_of("diploma-copy"), copy)


def test_the_classification_may_be_absent_or_null() -> None:
    content = fields("diploma-copy")
    for value in (None, "Khá"):
        content["diploma"]["classification"] = value
        assert request_of(content)


def test_a_request_from_a_program_is_the_one_from_the_file() -> None:
    given = fields("diploma-copy")
    from_file = request_of(given)
    holder = {**given["holder"], "born_on": date.fromisoformat(given["holder"]["born_on"])}
    from_rows = request_from({**given, "holder": holder, "secret": None}, KINDS)
    assert from_rows == from_file


@pytest.mark.parametrize("value", [b"bytes", object(), datetime(2026, 1, 1, tzinfo=UTC), {1, 2}])
def test_a_value_that_no_file_could_hold_is_refused(value: object) -> None:
    with pytest.raises(InputError) as refused:
        request_from({**fields("decision"), "subject": value}, KINDS)
    assert refused.value.code == "request.not_data"
