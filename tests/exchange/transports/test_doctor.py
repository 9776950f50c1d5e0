# SPDX-License-Identifier: Apache-2.0
"""What is said of the ways to the axis when an installation is looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from esign.checks import Health
from esign.settings import load_settings
from esign.transport_trying import transport_checks
from support.hubs import SECRET, SYSTEM, Hub, serving
from support.ports import CountingPrompt

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
        ("transport.unreachable", Health.BAD),
    ]
    assert [check.code for check in wrong] == ["transport.credential", "transport.unreachable"]
    assert hub.states == {}
