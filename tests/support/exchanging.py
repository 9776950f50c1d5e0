# SPDX-License-Identifier: Apache-2.0
"""An office, run by commands, that exchanges documents through a folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from esign.register_wiring import open_register
from esign.settings import load_settings
from esign.system import SystemClock
from support.office import write_office
from support.outbox import sendable
from support.ready import with_register

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

EXCHANGE = """
[exchange]
transport = "van-thu"

[transport.van-thu]
kind = "folder"
folder = "hop-thu"
"""


def exchanging_office(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The office's folder, where commands run from now on; one document of its is out."""
    settings = with_register(write_office(folder))
    settings.write_text(settings.read_text("utf-8") + EXCHANGE, encoding="utf-8")
    for box in ("in", "out"):
        (settings.parent / "hop-thu" / box).mkdir(parents=True)
    monkeypatch.chdir(settings.parent)
    monkeypatch.delenv("ESIGN_SETTINGS", raising=False)
    with open_register(load_settings(settings).values, SystemClock()) as register:
        sendable(register, "old-0001")
    return settings.parent
