# SPDX-License-Identifier: Apache-2.0
"""What is said of the ways to the axis when an installation is looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from esign.checks import Health
from esign.errors import ConfigurationError
from esign.exchange_wiring import open_transport
from esign.messages import Language
from esign.settings import load_settings
from esign.system import CredentialFolder, TerminalPrompt
from esign.transport_trying import transport_checks
from support.hubs import SECRET, SYSTEM, Hub, serving
from support.ports import CountingPrompt, FixedClock

if TYPE_CHECKING:
    from pathlib import Path

    from esign.settings import Settings


def settings(folder: Path, url: str) -> Settings:
    (folder / "esign.toml").write_text(
        f'[transport.axis]\nkind = "hub"\nurl = "{url}"\nsystem_id = "{SYSTEM}"\n'
        '[transport.share]\nkind = "folder"\nfolder = "not-there"\n',
        encoding="utf-8",
    )
    return load_settings(folder / "esign.toml").values


def test_nobody_is_asked_unless_that_is_wanted(tmp_path: Path) -> None:
    hub = Hub()
    with serving(hub) as url:
        found = list(transport_checks(settings(tmp_path, url), None))
    assert [check.code for check in found] == ["doctor.transport"] * 2
    assert hub.requests == []


def test_each_way_is_asked_whatever_the_others_say(tmp_path: Path) -> None:
    hub = Hub()
    with serving(hub) as url:
        values = settings(tmp_path, url)
        right = list(transport_checks(values, CountingPrompt(SECRET)))
        wrong = list(transport_checks(values, CountingPrompt("wrong")))
    assert [(check.code, check.health) for check in right] == [
        ("doctor.transport_answers", Health.GOOD),
        ("doctor.folder_missing", Health.BAD),
    ]
    assert [check.code for check in wrong] == ["transport.credential", "doctor.folder_missing"]
    assert hub.states == {}


def test_a_watched_folder_is_found_fit_or_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "esign.toml").write_text(
        '[transport.share]\nkind = "folder"\nfolder = "share"\n', encoding="utf-8"
    )
    values = load_settings(tmp_path / "esign.toml").values
    for box in ("in", "out"):
        (missing,) = transport_checks(values, CountingPrompt())
        assert missing.code == "doctor.folder_missing"
        assert str(missing.facts["folder"]).endswith(f"share/{box}")
        (tmp_path / "share" / box).mkdir(parents=True)
    (fit,) = transport_checks(values, CountingPrompt())
    assert (fit.code, fit.health) == ("doctor.folder_answers", Health.GOOD)
    monkeypatch.setattr("esign.transport_trying.os.access", lambda *_: False)
    (shut,) = transport_checks(values, CountingPrompt())
    assert (shut.code, shut.health) == ("doctor.folder_not_writable", Health.BAD)


def test_where_no_way_is_configured_that_is_said(tmp_path: Path) -> None:
    (tmp_path / "esign.toml").write_text("", encoding="utf-8")
    values = load_settings(tmp_path / "esign.toml").values
    assert [each.code for each in transport_checks(values, CountingPrompt())] == [
        "doctor.no_transport"
    ]
    assert list(transport_checks(values, None)) == []


def test_a_way_without_its_secret_is_not_called_sound(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: False)
    (tmp_path / "esign.toml").write_text(
        '[credentials]\nfolder = "secrets"\n[transport.truc]\nkind = "vxp"\n'
        f'url = "https://truc.vidu.vn/a"\nsystem_id = "{SYSTEM}"\n',
        encoding="utf-8",
    )
    values = load_settings(tmp_path / "esign.toml").values
    folder = tmp_path / "secrets"
    folder.mkdir(mode=0o700)
    prompt = CredentialFolder(folder, TerminalPrompt())
    (unasked,) = transport_checks(values, None)
    assert (unasked.code, unasked.health) == ("doctor.transport_no_secret", Health.BAD)
    for code in ("settings.credential_missing", "transport.empty_secret"):
        with pytest.raises(ConfigurationError) as fault:
            open_transport(values, "truc", FixedClock(), prompt)
        assert fault.value.code == code
        assert "truc" in fault.value.message(Language.VIETNAMESE)
        (folder / "truc").touch(mode=0o600)
    (folder / "truc").write_text("secret", encoding="utf-8")
    (unasked,) = transport_checks(values, None)
    assert unasked.code == "doctor.transport"
