# SPDX-License-Identifier: Apache-2.0
"""What the README says, done."""

from __future__ import annotations

import re
import shlex
import tomllib
from pathlib import Path

import pytest

import esign
from esign.cli import esign as command
from esign.cli.boundary import run
from esign.demo import make_demo_office
from esign.errors import ExitStatus
from esign.settings import Settings, load_settings
from esign.system import SystemClock, SystemRandom
from support.source import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
TWIN = (ROOT / "README.vi.md").read_text(encoding="utf-8")
REGISTRY = (ROOT / "docs/registry.md").read_text(encoding="utf-8")
OPERATIONS = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
SETTINGS = (ROOT / "docs/settings.md").read_text(encoding="utf-8")


def test_the_python_examples_run_as_they_stand(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "docs").symlink_to(ROOT / "docs")
    make_demo_office(Path("demo"), SystemClock().now(), SystemRandom())
    names: dict[str, object] = {}
    blocks = re.findall(r"```python\n(.*?)```", README, flags=re.DOTALL)
    assert len(blocks) >= 5
    for block in blocks:
        exec(block, names)  # noqa: S102 - our own README


@pytest.mark.parametrize("text", [README, TWIN], ids=["English", "Vietnamese"])
def test_the_sessions_run_as_they_stand(
    text: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert _run_session(text, monkeypatch) >= 9
    assert "HỢP LỆ — 02-QD-" in capsys.readouterr().out


@pytest.mark.parametrize("text", [REGISTRY, OPERATIONS], ids=["registry", "operations"])
def test_the_sessions_of_the_register_run_as_they_stand(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert _run_session(text, monkeypatch) >= 7


def _run_session(text: str, monkeypatch: pytest.MonkeyPatch) -> int:
    """Run the lines of all shell blocks one after another; returns how many there are."""
    lines = re.findall(r"^(?:esign|export) [^\n]*", "\n".join(_shell_blocks(text)), re.MULTILINE)
    for line in lines:
        words = shlex.split(line, comments=True)
        if words[0] == "export":
            monkeypatch.setenv(*words[1].split("=", 1))
            continue
        arguments = [
            path
            for word in words[1:]
            for path in (sorted(map(str, Path().glob(word))) if "*" in word else [word])
        ]
        assert run(command, arguments) == ExitStatus.DONE, line
    return len(lines)


def _shell_blocks(text: str) -> list[str]:
    return re.findall(r"```sh\n(.*?)```", text, flags=re.DOTALL)


def test_both_languages_configure_the_same_office() -> None:
    english, vietnamese = (
        tomllib.loads(re.findall(r"```toml\n(.*?)```", text, flags=re.DOTALL)[0])
        for text in (README, TWIN)
    )
    assert english == vietnamese


def test_the_documented_tables_are_those_of_the_settings() -> None:
    documented = {
        name
        for text in (README, SETTINGS)
        for block in re.findall(r"```toml\n(.*?)```", text, flags=re.DOTALL)
        for name in tomllib.loads(block)
    }
    fields = Settings.model_fields.items()
    assert documented == {field.alias or name for name, field in fields}


def test_the_documented_optional_settings_are_sound(tmp_path: Path) -> None:
    block = re.findall(r"```toml\n(.*?)```", SETTINGS, flags=re.DOTALL)[0]
    (tmp_path / "esign.toml").write_text(block, encoding="utf-8")
    values = load_settings(tmp_path / "esign.toml").values
    assert values.roles is not None
    assert values.timestamp is not None


def test_both_languages_list_the_same_exit_statuses() -> None:
    rows = {
        text: re.findall(r"^\| ([\d/ ]+) \|", text, flags=re.MULTILINE) for text in (README, TWIN)
    }
    assert rows[README] == rows[TWIN]
    listed = {int(number) for row in rows[README] for number in row.split("/")}
    assert listed == set(map(int, ExitStatus))


def test_every_public_name_can_be_had() -> None:
    for name in esign.__all__:
        assert getattr(esign, name) is not None
