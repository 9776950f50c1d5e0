# SPDX-License-Identifier: Apache-2.0
"""A value of a request is text on the page, whatever it looks like to Typst or Jinja2."""

import io
import re
import string

import pypdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from esign.rendering import TypstRenderer
from esign.rendering.literals import embedded, literal
from support.documents import fields, kind_of, numbered_of, request_of

HOSTILE = [
    "#panic()",
    "#set page(width: 1mm)",
    '"; #read("/etc/passwd") "',
    "*đậm* _nghiêng_ `mã` $x^2$ = = =",
    '\\ \\u{41} \\n \\"',
    "// chú thích /* khối */",
    "{{ 7 * 7 }} {% raw %} {# ghi chú #}",
    "@nhãn <nhãn> [khung] (ngoặc)",
    "~ -- --- ... 'đơn' \"kép\" -?",
    "/ mục: - gạch + cộng 1. số",
    "https://example.com/#a",
    "]} ); #let x = 1",
    "esign:signer",
]


def page_text(pdf: bytes) -> str:
    texts = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]
    return "".join("".join(texts).split())


def squeezed(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("value", HOSTILE)
def test_a_value_appears_literally_wherever_it_stands(renderer: TypstRenderer, value: str) -> None:
    content = fields("decision")
    content["subject"] = f"Đầu {value} cuối"
    content["legal_bases"][0] = f"Căn cứ {value} khác"
    content["articles"][0]["title"] = f"Tiêu {value} đề"
    content["articles"][0]["text"] = f"{value}\nMở {value} kết"
    content["articles"][0]["table"]["rows"][0][1] = value
    content["articles"][0]["table"]["columns"][1]["heading"] = f"Cột {value} này"
    content["recipients"][0] = f"Nơi {value} nhận"
    content["signer"]["name"] = value
    text = page_text(renderer.render(numbered_of(request_of(content)), kind_of("decision")).data)
    for around in (
        "Đầu {} cuối",
        "Căn cứ {} khác",
        "Tiêu {} đề",
        "Mở {} kết",
        "Cột {} này",
        "Nơi {} nhận",
    ):
        assert squeezed(around.format(value)) in text
    assert text.count(squeezed(value)) >= 9


def test_every_printable_ascii_character_appears_literally(renderer: TypstRenderer) -> None:
    visible = string.digits + string.ascii_letters + string.punctuation
    content = fields("diploma-copy")
    content["holder"]["birth_place"] = visible
    content["signer"]["title"] = "Giám đốc " + string.punctuation
    kind = kind_of("diploma-copy")
    text = page_text(renderer.render(numbered_of(request_of(content)), kind).data)
    assert visible in text
    assert "GIÁMĐỐC" + string.punctuation in text


def test_runs_of_spaces_stay(renderer: TypstRenderer) -> None:
    content = fields("diploma-copy")
    content["diploma"]["serial"] = "A  01   2"
    kind = kind_of("diploma-copy")
    pdf = renderer.render(numbered_of(request_of(content)), kind).data
    assert re.search(r"A\s+01\s+2", pypdf.PdfReader(io.BytesIO(pdf)).pages[0].extract_text())


@given(st.text(alphabet=st.characters(min_codepoint=32, max_codepoint=0x1EFF), max_size=40))
def test_a_literal_reads_back_as_its_value_and_holds_no_bare_special(value: str) -> None:
    inner = literal(value)[1:-1]
    read_back = re.sub(r"\\u\{([0-9a-f]+)\}", lambda match: chr(int(match[1], 16)), inner)
    assert read_back == value
    assert not set(re.sub(r"\\u\{[0-9a-f]+\}", "", inner)) & set('"\\#$*`[](){}/\n;,')


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.text(
        alphabet=st.sampled_from("#\"'\\`$*_[](){}<>@~/-=+.,;:!?%&|^ ấđ1aи"),
        min_size=1,
        max_size=30,
    ).filter(str.strip)
)
def test_no_mixture_of_special_characters_escapes(renderer: TypstRenderer, value: str) -> None:
    content = fields("decision")
    content["subject"] = f"A{value}Z"
    text = page_text(renderer.render(numbered_of(request_of(content)), kind_of("decision")).data)
    assert squeezed(content["subject"]) in text


@pytest.mark.parametrize("value", [None, True, 1.5, [], {}, object()])
def test_a_placeholder_refuses_what_is_neither_text_nor_number(value: object) -> None:
    with pytest.raises(TypeError):
        embedded(value)
