# SPDX-License-Identifier: Apache-2.0
"""Glossary and threat model name nothing that is not there."""

from __future__ import annotations

import re

from support.source import ROOT

QUOTED = re.compile(r"`([^`]+)`")
WORD = re.compile(r"[A-Za-z_][A-Za-z_-]+")


def sources(*folders: str) -> str:
    files = (path for folder in folders for path in sorted((ROOT / folder).rglob("*")))
    kept = {".py", ".toml", ".json"}
    return "\n".join(path.read_text(encoding="utf-8") for path in files if path.suffix in kept)


def test_every_test_that_the_threat_model_names_exists() -> None:
    named = re.findall(r"`(test_\w+)`", (ROOT / "docs/threat-model.md").read_text(encoding="utf-8"))
    there = set(re.findall(r"^(?:async )?def (test_\w+)", sources("tests"), re.MULTILINE))
    assert [name for name in named if name not in there] == []


def test_every_code_word_of_the_glossary_occurs_in_the_code() -> None:
    text = sources("src", "templates")
    kinds = {path.name for path in (ROOT / "templates").iterdir()}
    known = set(WORD.findall(text)) | kinds
    rows = (ROOT / "docs/glossary.md").read_text(encoding="utf-8").splitlines()
    columns = [row.split("|")[3] for row in rows if row.count("|") == 5]
    words = [
        word
        for column in columns
        for quoted in QUOTED.findall(column)
        for word in WORD.findall(quoted)
    ]
    assert words
    assert [word for word in words if word not in known] == []


def test_every_message_that_the_operations_explain_exists() -> None:
    text = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
    named = re.findall(r"`(register\.(?!sqlite3)\w+)`", text)
    known = (ROOT / "src/esign/messages/register.toml").read_text(encoding="utf-8")
    assert named
    assert [code for code in named if f'["{code}"]' not in known] == []


def test_every_link_between_the_documents_leads_somewhere() -> None:
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    broken = [
        f"{page.relative_to(ROOT)}: {target}"
        for page in pages
        for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text(encoding="utf-8"))
        if ":" not in target and not (page.parent / target).exists()
    ]
    assert broken == []
