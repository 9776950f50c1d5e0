# SPDX-License-Identifier: Apache-2.0
"""Whoever rewrites the record is found out, and the record itself says nothing about persons."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest

from esign.errors import ConfigurationError
from support.books import AGENCY, DECISION, a_request

if TYPE_CHECKING:
    from pathlib import Path

    from esign.register import Register

SWAP = """
UPDATE audit SET seq = -2 WHERE seq = 2;
UPDATE audit SET seq = 2 WHERE seq = 3;
UPDATE audit SET seq = 3 WHERE seq = -2;
"""
REHASHED = """
UPDATE audit SET actor = 'other', entry_hash =
  sha256(json_array(prev_hash, seq, at, 'other', action, subject, payload))
WHERE seq = 2;
"""
INSERTED = """
INSERT INTO audit SELECT 6, at, actor, action, subject, payload, prev_hash, entry_hash
FROM audit WHERE seq = 5;
"""


@pytest.fixture(autouse=True)
def _acts(register: Register) -> None:
    """Five rows: three numbers, one voided, one sealed."""
    for turn in (1, 2, 3):
        register.number(a_request(f"request-{turn:04d}"), DECISION, AGENCY, actor="clerk")
    register.void("request-0002", "Trình nhầm", "clerk")
    register.keep("request-0001", {"pdf": b"%PDF"})


def tamper(folder: Path, script: str) -> None:
    """As an administrator could who opens the file with another program."""
    with closing(sqlite3.connect(folder / "register.sqlite3")) as database:
        database.create_function("sha256", 1, lambda text: sha256(text.encode()).hexdigest())
        triggers = database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for (name,) in triggers.fetchall():
            database.execute(f"DROP TRIGGER {name}")
        database.executescript(script)
        database.commit()


def rows(folder: Path) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(folder / "register.sqlite3")) as database:
        return database.execute(
            "SELECT seq, actor, action, subject, payload FROM audit ORDER BY seq"
        ).fetchall()


@pytest.mark.parametrize(
    ("script", "code", "seq"),
    [
        ("UPDATE audit SET actor = 'other' WHERE seq = 2", "register.audit_changed", 2),
        ("UPDATE audit SET payload = '{}' WHERE seq = 5", "register.audit_changed", 5),
        ("UPDATE audit SET at = '2026' WHERE seq = 1", "register.audit_changed", 1),
        ("UPDATE audit SET prev_hash = entry_hash WHERE seq = 3", "register.audit_changed", 3),
        ("DELETE FROM audit WHERE seq = 1", "register.audit_missing", 1),
        ("DELETE FROM audit WHERE seq = 3", "register.audit_missing", 3),
        ("DELETE FROM audit WHERE seq = 5", "register.audit_missing", 5),
        ("DELETE FROM audit", "register.audit_missing", 1),
        (SWAP, "register.audit_changed", 2),
        (REHASHED, "register.audit_unlinked", 3),
        (INSERTED, "register.audit_changed", 6),
        ("UPDATE audit_head SET seq = 4", "register.audit_unlinked", 5),
        ("UPDATE audit_head SET entry_hash = 'x'", "register.audit_changed", 5),
        ("DELETE FROM audit_head", "register.audit_unlinked", 5),
    ],
)
def test_a_tampered_row_is_named(
    register: Register, folder: Path, script: str, code: str, seq: int
) -> None:
    assert register.audit_check() == 5
    tamper(folder, script)
    with pytest.raises(ConfigurationError) as refusal:
        register.audit_check()
    assert (refusal.value.code, refusal.value.facts["seq"]) == (code, seq)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit SET actor = 'other'",
        "DELETE FROM audit",
        "DELETE FROM audit_head",
        "DELETE FROM register",
        "UPDATE register SET value = 9 WHERE value = 1",
        "UPDATE register SET issued_on = '2026-01-01'",
        "UPDATE register SET digest = 'x'",
        "UPDATE register SET request = '{}'",
        "UPDATE register SET state = 'numbered', void_reason = '' WHERE state = 'voided'",
        "UPDATE register SET void_reason = 'another' WHERE state = 'voided'",
        "DELETE FROM artefact",
        "UPDATE artefact SET sha256 = 'x'",
        "DELETE FROM series",
        "UPDATE series SET last = last - 1",
        "UPDATE series SET last = last + 2",
    ],
)
def test_the_database_itself_refuses_to_rewrite(folder: Path, statement: str) -> None:
    with (
        closing(sqlite3.connect(folder / "register.sqlite3")) as database,
        pytest.raises(sqlite3.IntegrityError),
    ):
        database.execute(statement)


def test_the_record_names_acts_and_numbers_and_no_person(folder: Path) -> None:
    recorded = rows(folder)
    assert [row[1:4] for row in recorded] == [
        ("clerk", "numbered", "request-0001"),
        ("clerk", "numbered", "request-0002"),
        ("clerk", "numbered", "request-0003"),
        ("clerk", "voided", "request-0002"),
        ("esign", "sealed", "request-0001"),
    ]
    text = str(recorded)
    assert "01/QĐ-SGDĐT" in text
    assert not [word for word in ("Nguyễn", "GIÁM ĐỐC", "0900", "Trình nhầm") if word in text]


def test_acts_outside_the_register_are_recorded_too(register: Register, folder: Path) -> None:
    register.audit("configured", "esign.toml", {"sha256": "ab"}, actor="admin")
    assert rows(folder)[-1] == (6, "admin", "configured", "esign.toml", '{"sha256":"ab"}')
    assert register.audit_check() == 6
