# SPDX-License-Identifier: Apache-2.0
"""What `esign new` writes asks for everything and passes once it is filled in."""

import re
import tomllib
from typing import Any

import pytest

from esign.errors import InputError
from esign.kinds import read_request, skeleton
from support.documents import KINDS, NAMES, kind_of

REQUEST_ID = "01JD3Z5Q8R7X2M4K6N9P0T1V3W"


def filled(text: str) -> str:
    """An official's work: the example, or the first choice, of each comment put in its place."""
    lines, example = [], '"Nội dung"'
    for line in text.splitlines():
        if match := re.match(r"# (?:ví dụ: (?:\w+ = )?|chọn một: )(.+?)(?: \| .*)?$", line):
            example = match[1]
        if match := re.match(r'(\w+) = (""|\[\]|0  # .*)$', line):
            lines.append(f"{match[1]} = {example}")
        elif line.endswith('= """') and not line.startswith("#"):
            lines += [line, example.strip('"')]
        else:
            lines.append(line)
    return "\n".join(lines)


@pytest.mark.parametrize("name", NAMES)
def test_an_unfilled_request_is_refused_and_every_empty_field_named(name: str) -> None:
    with pytest.raises(InputError) as refused:
        read_request(skeleton(kind_of(name), REQUEST_ID).encode(), "toml", KINDS)
    paths = {detail.path for detail in refused.value.details}
    assert {"signer.name", "signer.title", "legal_bases", "recipients"} <= paths
    assert "request_id" not in paths


@pytest.mark.parametrize("name", NAMES)
def test_a_filled_request_passes(name: str) -> None:
    text = filled(skeleton(kind_of(name), REQUEST_ID))
    request = read_request(text.encode(), "toml", KINDS)
    assert (request.kind, request.request_id) == (name, REQUEST_ID)


@pytest.mark.parametrize("name", NAMES)
def test_every_field_is_there_and_explained(name: str) -> None:
    text = skeleton(kind_of(name), REQUEST_ID)

    def names(schema: Any) -> set[str]:
        own = set(schema.get("properties", {}))
        inner = (names(each) for each in schema.get("properties", {}).values())
        return own.union(*inner, names(schema["items"]) if "items" in schema else set())

    for field in names(kind_of(name).schema):
        assert re.search(rf"\b{field}\b", text), field
    assert tomllib.loads(text)["request_id"] == REQUEST_ID


def test_a_field_left_blank_is_told_once_and_a_number_is_shown_without_quotes() -> None:
    text = skeleton(kind_of("diploma-copy"), REQUEST_ID)
    assert "graduation_year = 0  # thay 0 bằng số" in text
    with pytest.raises(InputError) as refused:
        read_request(text.encode(), "toml", KINDS)
    assert {detail.code for detail in refused.value.details} == {"request.blank"}


def test_optional_fields_are_commented_out_below_the_required_ones() -> None:
    text = skeleton(kind_of("diploma-copy"), REQUEST_ID)
    assert '#classification = ""' in text
    assert "#[applicant]" in text
    assert text.index('serial = ""') < text.index('#classification = ""')
