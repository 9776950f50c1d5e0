# SPDX-License-Identifier: Apache-2.0
"""A request file that cannot be read is refused with its place, and nothing is guessed."""

import json

import pytest

from esign.errors import ExitStatus, InputError
from esign.kinds import Media, read_request
from esign.messages import Language
from support.documents import KINDS, TEMPLATES, fields

SAMPLE = (TEMPLATES / "decision" / "sample.toml").read_bytes()


@pytest.mark.parametrize(
    ("data", "media", "code"),
    [
        (b"", "toml", "request.empty_file"),
        (b" \n\t", "json", "request.empty_file"),
        ("kind = “decision”".encode(), "toml", "request.curly_quote"),
        (b'kind = "decision', "toml", "request.cut_off"),
        (b"kind = ", "toml", "request.cut_off"),
        (b'a = 1\na = "x"', "toml", "request.toml_syntax"),
        (b"born = 2026-13-45", "toml", "request.toml_date"),
        (b"a = " + b"9" * 5000, "toml", "request.number_too_long"),
        (b"a = " + b"[" * 3000, "toml", "request.too_deep"),
        (b'{"kind": "decision"', "json", "request.cut_off"),
        (b'{"kind": decision}', "json", "request.json_syntax"),
        (b'{"a": 1} x', "json", "request.json_syntax"),
        (b'{"a": 1, "a": 2}', "json", "request.named_twice"),
        (b'{"a": NaN}', "json", "request.json_constant"),
        (b'{"a": ' + b"9" * 5000 + b"}", "json", "request.number_too_long"),
        (b'{"a":' * 800 + b"1" + b"}" * 800, "json", "request.too_deep"),
        (b"[" * 100_000, "json", "request.too_deep"),
        (b'["decision"]', "json", "request.not_a_table"),
        (b'"decision"', "json", "request.not_a_table"),
        (b"\xff\xfe" + "kind".encode("utf-16-le"), "toml", "request.not_utf8"),
        ("kind = 'à'".encode("cp1258"), "toml", "request.not_utf8"),
        (b"#" * (1 << 20) + b"#", "toml", "request.too_large"),
        (b'{"a": [' + b"{}," * 20_000 + b"{}]}", "json", "request.too_many_values"),
        (b'{"a": ' + b"[" * 16 + b"]" * 16 + b"}", "json", "request.too_deep"),
        (b"{}", "json", "request.no_kind"),
        (b"kind = 5", "toml", "request.kind_not_text"),
        (b'kind = "decison"', "toml", "request.misspelt_kind"),
        (b'kind = "../decision"', "toml", "request.misspelt_kind"),
        (b'kind = "zzz"', "toml", "request.unknown_kind"),
        (b'kind = "_base"', "toml", "request.unknown_kind"),
    ],
)
def test_an_unreadable_file_is_refused_by_name(data: bytes, media: Media, code: str) -> None:
    with pytest.raises(InputError) as refused:
        read_request(data, media, KINDS)
    assert refused.value.code == code
    assert refused.value.exit_status == ExitStatus.INPUT
    for language in Language:
        assert refused.value.message(language)
        assert refused.value.remedy(language)


def test_a_syntax_fault_is_told_with_line_and_column() -> None:
    with pytest.raises(InputError) as refused:
        read_request(b'kind = "decision"\nsubject = Quy', "toml", KINDS)
    assert refused.value.facts == {"line": 2, "column": 11}
    assert "dòng 2, cột 11" in refused.value.message(Language.VIETNAMESE)


@pytest.mark.parametrize(
    ("line", "code", "column"),
    [
        ("subject = “Về việc”", "request.curly_quote", 11),
        ('subject = "Về việc”', "request.curly_quote", 19),
        ("subject = ‘Về việc’", "request.curly_quote", 11),
        ('recipients = ["VT", “QLCL”]', "request.curly_quote", 21),
        ("born_on = 2001-02-30", "request.toml_date", 11),
        ("born_on = 05/09/2001", "request.toml_date", 11),
        ("born_on = 2001-9-5", "request.toml_date", 11),
        ("born_on = 05.09.2001 # ngày", "request.toml_date", 11),
        ('subject = "“Về” việc" thử', "request.toml_syntax", 23),
        ('subject = "05/09/2001" thử', "request.toml_syntax", 24),
        ("subject = Về # “việc”", "request.toml_syntax", 11),
    ],
)
def test_the_usual_culprits_are_named_with_line_and_column(
    line: str, code: str, column: int
) -> None:
    with pytest.raises(InputError) as refused:
        read_request(f'kind = "decision"\r\n{line}\r\nx = 1\r\n'.encode(), "toml", KINDS)
    assert refused.value.code == code
    assert refused.value.facts == {"line": 2, "column": column}
    assert f"dòng 2, cột {column}" in refused.value.message(Language.VIETNAMESE)


def test_every_truncation_of_a_good_request_is_refused() -> None:
    text = json.dumps(fields("decision"), ensure_ascii=False).encode()
    for length in range(0, len(text), 97):
        with pytest.raises(InputError):
            read_request(text[:length], "json", KINDS)


def test_a_misspelt_kind_is_answered_with_a_suggestion() -> None:
    with pytest.raises(InputError) as refused:
        read_request(b'kind = "diploma-copi"', "toml", KINDS)
    assert "diploma-copy" in refused.value.message(Language.VIETNAMESE)


def test_control_characters_of_a_kind_name_do_not_reach_the_message() -> None:
    with pytest.raises(InputError) as refused:
        read_request(json.dumps({"kind": "\x1b[2Jx" * 50}).encode(), "json", KINDS)
    message = refused.value.message()
    assert "\x1b" not in message
    assert len(message) < 100


def test_a_byte_order_mark_is_tolerated() -> None:
    plain = read_request(SAMPLE, "toml", KINDS)
    assert read_request(b"\xef\xbb\xbf" + SAMPLE, "toml", KINDS) == plain
    windows = SAMPLE.replace(b"\n", b"\r\n")
    assert read_request(windows, "toml", KINDS) == plain
