# SPDX-License-Identifier: Apache-2.0
"""Where a PIN comes from: a person, a descriptor, a file; never shown, never from elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from esign.errors import Detail, KeyFaultError
from esign.system import CredentialFolder, DescriptorPrompt, TerminalPrompt

if TYPE_CHECKING:
    from pathlib import Path

ABOUT = (Detail("token.introduced_alone", facts={"token": "Sở (01)"}),)


def test_the_person_is_told_about_the_token_then_asked_for_its_pin(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = []

    def answer(question: str) -> str:
        asked.append((question, capsys.readouterr().err))
        return "24681357"

    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("getpass.getpass", answer)
    assert TerminalPrompt().pin("Sở", ABOUT, in_person=True) == "24681357"
    ((question, told),) = asked
    assert question.startswith("Mã PIN của thiết bị ký số “Sở”")
    assert "Thiết bị ký số: Sở (01)" in told
    assert "24681357" not in "".join(capsys.readouterr())


@pytest.mark.parametrize("in_person", [False, True])
def test_where_nobody_sits_nobody_is_asked_and_the_reason_is_the_true_one(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, *, in_person: bool
) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: False)
    stored = tmp_path / "Sở"
    if in_person:  # the PIN is there and right; the token wants a person all the same
        stored.write_text("24681357\n", encoding="utf-8")
        stored.chmod(0o600)
    with pytest.raises(KeyFaultError) as refused:
        CredentialFolder(tmp_path, TerminalPrompt()).pin("Sở", ABOUT, in_person=in_person)
    reason = "settings.pin_in_person" if in_person else "settings.credential_missing"
    assert refused.value.code == reason


def test_a_descriptor_gives_a_line_for_each_token(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pins = tmp_path / "pins"
    pins.write_text("1111\n2222\n", encoding="utf-8")
    with pins.open(encoding="utf-8") as source:
        prompt = DescriptorPrompt(source.fileno())
        given = [prompt.pin(label, ABOUT, in_person=False) for label in ("a", "b")]
        with pytest.raises(KeyFaultError) as refused:
            prompt.pin("c", ABOUT, in_person=False)
    assert given == ["1111", "2222"]
    assert refused.value.code == "settings.no_credential"
    assert "Sở (01)" in capsys.readouterr().err
