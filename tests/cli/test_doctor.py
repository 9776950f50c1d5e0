# SPDX-License-Identifier: Apache-2.0
"""The doctor finds what is wrong with each part, and makes nothing."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from esign.cli import esign
from esign.cli.boundary import run
from esign.demo import make_demo_office
from esign.errors import ExitStatus
from esign.system import SystemClock, SystemRandom

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

Findings = dict[str, dict[str, Any]]


@pytest.fixture
def findings(capsys: pytest.CaptureFixture[str]) -> Callable[[], Findings]:
    """What the doctor says, by code."""

    def look() -> Findings:
        run(esign, ["doctor", "--json"])
        checks = json.loads(capsys.readouterr().out)["checks"]
        return {check["code"]: check for check in checks}

    return look


def contents(folder: Path) -> set[tuple[str, int]]:
    return {(str(path), path.stat().st_mtime_ns) for path in folder.rglob("*")}


def change(office: Path, pattern: str, replacement: str) -> None:
    settings = office / "esign.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(re.sub(pattern, replacement, text, count=1), encoding="utf-8")


def test_nothing_is_made(unused: Path, findings: Callable[[], Findings]) -> None:
    before = contents(unused)
    found = findings()
    assert contents(unused) == before
    assert "doctor.register_new" in found
    assert {check["health"] for check in found.values()} <= {"good", "warning"}


def test_the_register_s_record_is_checked(
    issued: dict[str, Any], office: Path, findings: Callable[[], Findings]
) -> None:
    assert issued["number"]
    # Configured, numbered, signed, sealed, package kept, released.
    assert "6 dòng nguyên vẹn" in findings()["doctor.register"]["message"]
    with sqlite3.connect(office / "register" / "register.sqlite3") as database:
        database.execute("DROP TRIGGER IF EXISTS audit_no_update")
        triggers = database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for (name,) in triggers.fetchall():
            database.execute(f"DROP TRIGGER {name}")
        database.execute("UPDATE audit SET actor = 'nobody' WHERE seq = 1")
    database.close()
    assert findings()["register.audit_changed"]["health"] == "bad"


def test_both_keys_are_checked_though_the_first_is_at_fault(
    office: Path, findings: Callable[[], Findings]
) -> None:
    change(office, "pkcs12:keys/director.p12", "hsm:director")
    (office / "keys" / "seal.p12").write_bytes(b"no key")
    found = findings()
    assert found["key.unknown_scheme"]["part"] == "signer"
    assert "pkcs12:FILE" in found["key.unknown_scheme"]["remedy"]
    assert found["key.not_pkcs12"]["part"] == "seal"


def test_credentials_that_others_can_read_or_that_are_not_there_are_found(
    office: Path, findings: Callable[[], Findings]
) -> None:
    (office / "credentials" / "seal").chmod(0o644)
    assert "chmod 600" in findings()["doctor.credentials_exposed"]["remedy"]
    shutil.rmtree(office / "credentials")
    assert findings()["doctor.no_credentials"]["health"] == "warning"


def test_anchors_without_a_file_and_missing_lists_are_found(
    office: Path, findings: Callable[[], Findings]
) -> None:
    trust = office / "trust"
    for path in trust.glob("*.crl"):
        path.unlink()
    text = (trust / "trust.toml").read_text(encoding="utf-8")
    (trust / "trust.toml").write_text(re.sub(r"(?m)^file = .*$", "", text), encoding="utf-8")
    found = findings()
    assert "Demo Root CA" in found["doctor.trust_pins_only"]["message"]
    assert 'file = "' in found["doctor.trust_pins_only"]["remedy"]
    assert found["doctor.trust_no_list"]["health"] == "warning"


def test_lists_that_have_run_out_are_named_as_people_name_their_authorities(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, findings: Callable[[], Findings]
) -> None:
    past = SystemClock().now() - timedelta(days=60)
    old = make_demo_office(tmp_path / "old", past, SystemRandom())
    monkeypatch.setenv("ESIGN_SETTINGS", str(old.settings))
    stale = findings()["doctor.trust_stale"]["message"]
    assert "Demo Issuing CA" in stale
    assert "CN=" not in stale


def test_a_wrong_template_folder_is_a_finding(
    office: Path, findings: Callable[[], Findings]
) -> None:
    settings = office / "esign.toml"
    for place in (office / "none", settings):
        settings.write_text(
            re.sub(r"(?s)\n\[templates\].*", "", settings.read_text(encoding="utf-8"))
            + f'\n[templates]\nfolder = "{place}"\n',
            encoding="utf-8",
        )
        assert any(
            check["part"] == "templates" and check["health"] == "bad"
            for check in findings().values()
        )


def test_faults_of_the_trust_file_are_listed(
    office: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (office / "trust" / "trust.toml").write_text("version = 9\nanchors = 1\n", encoding="utf-8")
    assert run(esign, ["doctor"]) == ExitStatus.CONFIGURATION
    assert "anchors" in capsys.readouterr().out


def test_what_waits_in_the_outbox_is_told(
    issued: dict[str, Any], findings: Callable[[], Findings], capsys: pytest.CaptureFixture[str]
) -> None:
    assert "doctor.outbox_waiting" not in findings()
    recall = ["recall", issued["number"], "--reason", "Trái thẩm quyền", "--yes"]
    assert run(esign, recall) == ExitStatus.DONE
    capsys.readouterr()
    found = findings()["doctor.outbox_waiting"]
    assert found["health"] == "warning"
    assert "esign outbox send" in found["remedy"]
