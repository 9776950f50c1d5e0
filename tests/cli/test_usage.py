# SPDX-License-Identifier: Apache-2.0
"""Wrong use of the command line is answered in the reader's language and ends with 2."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from esign.cli import esign
from esign.cli.boundary import run
from esign.errors import ExitStatus, KeyFaultError
from esign.messages import Language
from esign.system import CredentialFolder, DescriptorPrompt, TerminalPrompt, language
from support.ports import CountingPrompt

if TYPE_CHECKING:
    from pathlib import Path

WRONG = [
    (["verify"], "Thiếu FILES.", "esign verify"),
    (["void", "x"], "Thiếu --reason.", "esign void"),
    (["issue", "x", "--overwrit"], "Không có tùy chọn --overwrit; có phải --overwrite", "issue"),
    (["isue", "x"], "Không có lệnh isue; có phải issue không?", "esign --help"),
    (["frobnicate"], "Không có lệnh frobnicate.", "esign --help"),
    (["new", "a", "b"], "Dòng lệnh có tham số thừa.", "esign new"),
    (["issue", "x", "--passphrase-fd", "y"], "Giá trị đưa cho --passphrase-fd", "esign issue"),
    (["inbox", "progress", "1", "xong"], "một trong: assigned, processing, done.", "progress"),
    (["book", "print", "outgoing", "-o", "x.doc"], "một trong .pdf, .xlsx, .csv", "--format"),
    (["void", "x", "--reason"], "Tùy chọn --reason", "esign --help"),
]


@pytest.mark.parametrize(("arguments", "told", "where"), WRONG)
def test_wrong_use_is_told_in_vietnamese_and_exits_2(
    arguments: list[str], told: str, where: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(esign, arguments) == ExitStatus.USAGE
    shown = capsys.readouterr()
    assert shown.out == ""
    assert told in shown.err
    assert where in shown.err


def test_a_program_gets_wrong_use_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(esign, ["verify", "--json"]) == ExitStatus.USAGE
    error = json.loads(capsys.readouterr().out)
    assert (error["schema"], error["exit_status"]) == ("esign.error/1", ExitStatus.USAGE)


def test_the_help_speaks_vietnamese_throughout(capsys: pytest.CaptureFixture[str]) -> None:
    shown = ""
    for command in (["adopt"], ["backup"], ["verify"], ["book", "reserve"], ["store", "collect"]):
        assert run(esign, [*command, "--help"]) == ExitStatus.DONE
        shown += capsys.readouterr().out
    for word in (" TEXT ", " INTEGER", " PATH ", "required", "default:"):
        assert word not in shown
    assert "--request ĐƯỜNG_DẪN" in shown
    assert "[bắt buộc]" in shown
    assert "--keep SỐ" in shown
    assert "[mặc định: issued]" in shown


def test_the_help_lists_every_exit_status(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(esign, ["--help"]) == ExitStatus.DONE
    listed = " ".join(capsys.readouterr().out.split("Mã thoát:")[1].split())
    for status in ExitStatus:
        assert re.search(rf"(^|; ?){status.value} \w", listed.strip()), status


def test_no_command_at_all_shows_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(esign, []) == ExitStatus.USAGE
    assert "Cách dùng: esign" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["show", "unpack", "issue", "draft", "pack"])
def test_a_file_that_is_not_there_and_a_folder_exit_5(
    command: str, office: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(esign, [command, "none"]) == ExitStatus.INPUT
    assert run(esign, [command, str(office)]) == ExitStatus.INPUT
    assert "là thư mục, không phải tệp" in capsys.readouterr().err


def test_settings_that_are_not_there_exit_6(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(esign, ["doctor", "--settings", "none.toml"]) == ExitStatus.CONFIGURATION
    assert "none.toml" in capsys.readouterr().err


def test_where_no_settings_file_is_that_is_said_before_any_table(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for command in (["outbox", "list"], ["outbox", "send"], ["issue", "request.toml"]):
        assert run(esign, command) == ExitStatus.CONFIGURATION
        shown = capsys.readouterr().err
        assert "không có tệp esign.toml" in shown
        assert "ESIGN_SETTINGS" in shown
    (tmp_path / "esign.toml").write_text("", encoding="utf-8")
    assert run(esign, ["outbox", "list"]) == ExitStatus.CONFIGURATION
    assert "Chưa cấu hình mục [register]" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[agency\n", "ở dòng 1, cột 8"),
        ("[agency", "ở cuối tệp"),
        ("a = [1,\n", "ở cuối tệp"),
        ("a = \udcff", "UTF-8"),
    ],
)
def test_a_settings_file_that_is_no_toml_is_told_in_vietnamese(
    text: str, told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "esign.toml"
    path.write_bytes(text.encode(errors="surrogateescape"))
    assert run(esign, ["outbox", "list", "--settings", str(path)]) == ExitStatus.CONFIGURATION
    shown = capsys.readouterr().err
    assert told in shown
    assert "xpected" not in shown


def test_a_place_closed_to_the_account_is_no_bug(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def closed(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", "/closed/demo")

    monkeypatch.setattr("esign.cli.demo.make_demo_office", closed)
    assert run(esign, ["demo", "elsewhere"]) == ExitStatus.INPUT
    assert "/closed/demo" in capsys.readouterr().err


def test_a_file_where_the_demo_should_be_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "demo").write_bytes(b"")
    assert run(esign, ["demo", str(tmp_path / "demo")]) == ExitStatus.OUTPUT
    assert "output.not_a_folder" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("value", "spoken"),
    [("EN", "en"), ("en_US.UTF-8", "en"), (" English", "en"), ("fr", "vi"), ("", "vi")],
)
def test_english_is_spoken_to_whoever_asks_for_it_and_vietnamese_to_all_others(
    value: str, spoken: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ESIGN_LANG", value)
    assert language() is Language(spoken)


def test_english_help_has_english_headings() -> None:
    shown = subprocess.run(
        [sys.executable, "-c", "from esign.cli import main; main()", "verify", "--help"],
        env={**os.environ, "ESIGN_LANG": "EN"},
        capture_output=True,
        encoding="utf-8",
        check=True,
    ).stdout
    assert "Usage: esign verify [OPTIONS]" in shown
    assert "Several files: 3 if one is not valid" in " ".join(shown.split())


def test_the_prompt_says_what_it_asks_and_that_nothing_shows(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = []

    def answer(question: str) -> str:
        asked.append(question)
        return "secret"

    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("getpass.getpass", answer)
    assert TerminalPrompt().passphrase("director") == "secret"
    assert asked == ["Mật khẩu của khóa “director” (không hiện khi gõ): "]


def test_a_descriptor_that_is_not_open_exits_7(
    sample: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for descriptor in ("99", "-1"):
        arguments = ["issue", str(sample), "--passphrase-fd", descriptor]
        assert run(esign, arguments) == ExitStatus.KEY
        assert f"Bộ mô tả tệp {descriptor}" in capsys.readouterr().err


def test_a_passphrase_that_is_no_text_is_refused_without_quoting_it(tmp_path: Path) -> None:
    path = tmp_path / "director"
    path.write_bytes(b"m\xa5t kh\xffu")
    path.chmod(0o600)
    with path.open("rb") as source:
        prompts = [
            CredentialFolder(tmp_path, CountingPrompt()),
            DescriptorPrompt(source.fileno()),
        ]
        for prompt in prompts:
            with pytest.raises(KeyFaultError) as refused:
                prompt.passphrase("director")
            assert refused.value.code == "settings.passphrase_not_text"
            assert refused.value.__suppress_context__


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("inbox show abc", "ID phải là một số nguyên."),
        ("outbox list --unanswered -1", "--unanswered phải là một số nguyên từ 0 trở lên."),
        ("outbox list --limit 0", "--limit phải là một số nguyên từ 1 đến 10.000."),
    ],
)
def test_a_number_that_cannot_be_used_is_told_which_ones_can(
    line: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(esign, line.split()) == ExitStatus.USAGE
    assert f"Giá trị đưa cho {said}" in capsys.readouterr().err


def test_a_folder_in_the_place_of_the_settings_is_called_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(esign, ["outbox", "list", "--settings", str(tmp_path)]) == ExitStatus.CONFIGURATION
    assert "là thư mục, không phải tệp cấu hình" in capsys.readouterr().err
