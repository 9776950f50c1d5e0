# SPDX-License-Identifier: Apache-2.0
"""Every document is judged before it goes out; the record says by which reader."""

from __future__ import annotations

import json
import re
import sqlite3
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

import esign
from esign.model import FailedVerificationError, Verdict
from esign.self_check import EVERY, Engine, SelfChecks
from support.office import DECISION, make_office
from support.ports import FIXED_NOW

if TYPE_CHECKING:
    from pathlib import Path

    from esign.issuance import Issued, Office
    from esign.model import Report


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return make_office(tmp_path)


def issue(office: Office, ordinal: int) -> Issued:
    text = DECISION.read_text(encoding="utf-8")
    text = re.sub(
        r'^request_id = ".*"$', f'request_id = "self-check-{ordinal}"', text, flags=re.MULTILINE
    )
    path = office.output.parent / "request.toml"
    path.write_text(text, encoding="utf-8")
    return esign.issue(esign.load_request(path, office.kinds), office)


def engines(office: Office) -> list[str]:
    """What the record says of each check, in order."""
    (file,) = office.output.parent.rglob("register.sqlite3")
    with closing(sqlite3.connect(file)) as connection:
        rows = connection.execute(
            "SELECT payload FROM audit WHERE action = 'sealed' ORDER BY seq"
        ).fetchall()
    told = (json.loads(payload).get("judged_by") for (payload,) in rows)
    return [engine for engine in told if engine]


def test_the_first_document_of_a_sort_is_read_as_recipients_read_it(office: Office) -> None:
    reports = [issue(office, ordinal).report for ordinal in range(3)]
    assert engines(office) == ["full", "closed-world", "closed-world"]
    rules = [[finding.rule for finding in report.findings] for report in reports]
    # What was to be printed was known a moment before; only the full reader reads pages.
    assert rules[1] == [rule for rule in rules[0] if rule != "printed-agrees"]
    assert {report.verdict for report in reports} == {Verdict.PASSED}


def test_what_the_quick_reading_does_not_find_good_is_judged_by_the_full_one(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    issue(office, 1)
    monkeypatch.setattr("esign.verification.inspect_own", lambda *_, **__: None)
    issue(office, 2)
    assert engines(office) == ["full", "full"]


def test_a_document_that_recipients_would_refuse_does_not_go_out(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    issue(office, 1)
    inspect = esign.acceptance.inspect

    def refusing(*words: object, **named: object) -> Report:
        return replace(inspect(*words, **named), verdict=Verdict.FAILED)  # type: ignore[arg-type]

    monkeypatch.setattr("esign.verification.inspect_own", lambda *_, **__: None)
    monkeypatch.setattr("esign.acceptance.inspect", refusing)
    with pytest.raises(FailedVerificationError):
        issue(office, 2)
    assert not any(office.output.glob("02-*"))


def test_one_document_in_a_hundred_is_read_as_recipients_read_it(office: Office) -> None:
    checks = SelfChecks()
    data = issue(office, 1).pdf.read_bytes()
    asked = {"template": "any", "trust": office.trust, "at": FIXED_NOW, "policy": "issued"}
    found = [checks.check(data, **asked).engine for _ in range(2 * EVERY + 1)]
    full = [turn for turn, engine in enumerate(found) if engine is Engine.FULL]
    assert full == [0, EVERY, 2 * EVERY]
