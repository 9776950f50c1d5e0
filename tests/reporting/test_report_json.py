# SPDX-License-Identifier: Apache-2.0
"""`esign.report/2` keeps its JSON Schema for every policy; its page says what the schema says."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator

from esign.cli import esign
from esign.cli.boundary import run
from esign.cli.judged import judged_as_json
from esign.cli.report_schema import NAME, report_schema
from esign.cli.reports import report_as_json
from esign.errors import InputError
from esign.model import Knowledge, LinkedDocument, RegisterStanding, Verdict
from esign.receiving import Judged, Means, Nature, Piece, judge
from esign.verification import policy_text, shipped_policies
from support.foreign_cms import cms_by
from support.foreign_files import page, signed
from support.pki import make_pki
from support.ports import FIXED_NOW
from support.received import LETTER, changed_page, detached, packed
from support.sealed import sealed_page
from support.source import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from esign.trust import TrustStore
    from reporting.conftest import Found

PAGE = (ROOT / "docs/verification-json.md").read_text(encoding="utf-8")


def faults(content: object) -> list[str]:
    carried = json.loads(json.dumps(content, ensure_ascii=False))
    return [fault.message for fault in Draft202012Validator(report_schema()).iter_errors(carried)]


def test_the_schema_is_a_schema_and_refuses_what_is_no_report(good: Found) -> None:
    Draft202012Validator.check_schema(report_schema())
    content = report_as_json(good.report)
    assert faults(content) == []
    assert faults(content | {"verdict": "valid"})
    assert faults(content | {"more": 1})
    assert faults({name: value for name, value in content.items() if name != "findings"})


@pytest.mark.parametrize("policy", [*shipped_policies(), "own.toml"])
def test_reports_of_every_policy_keep_it(policy: str, trust: TrustStore, tmp_path: Path) -> None:
    if policy == "own.toml":
        (tmp_path / policy).write_text(policy_text("signed"), encoding="utf-8")
        policy = str(tmp_path / policy)
    means = Means(trust, FIXED_NOW, policy)
    foreign = signed(page(), cms_by(make_pki().stranger.director), box=(72, 100, 200, 160))
    for data in (sealed_page(), changed_page(), foreign, page()):
        content: dict[str, Any] = judged_as_json(judge(Piece("in/a.pdf", data), means))
        assert faults(content) == []
        passed = [each["verdict"] == Verdict.PASSED for each in content["findings"]]
        assert [each["remedy"] is None for each in content["findings"]] == passed


def test_detached_signatures_packages_and_faults_keep_it(trust: TrustStore, good: Found) -> None:
    means = Means(trust, FIXED_NOW)
    over = judge(Piece("a.p7s", detached(), LETTER, "letter.docx"), means)
    package = judge(Piece("p.edxml", packed(("a.pdf", sealed_page()), ("b.txt", b"x"))), means)
    fault = Judged("a.pdf", Nature.PDF, fault=InputError("verification.empty", name="a.pdf"))
    by = (LinkedDocument("06/QĐ-SGDĐT", FIXED_NOW.date()),)
    standing = RegisterStanding(Knowledge.REPLACED, "replaced", since=FIXED_NOW, by=by)
    asked = Judged("a.pdf", Nature.PDF, replace(good.report, register=standing))
    for each in (over, package, fault, asked, Judged("notes", Nature.OTHER)):
        assert faults(judged_as_json(each)) == []


def test_the_command_prints_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(esign, ["schema", NAME]) == 0
    assert json.loads(capsys.readouterr().out) == report_schema()


def test_every_field_is_documented_as_the_schema_says_it() -> None:
    lacking = [row for row in rows(report_schema()) if row not in PAGE]
    assert lacking == []


def rows(schema: dict[str, Any], prefix: str = "") -> Iterator[str]:
    """A line of the page for each field, at whatever depth."""
    for name, field in schema["properties"].items():
        yield f"| `{prefix}{name}` | {kind(field)} | {field['description']} |"
        choices = (field, *field.get("anyOf", ()))
        inner = next((each for each in choices if each.get("properties")), None)
        items = field.get("items", {})
        if inner is not None:
            yield from rows(inner, f"{prefix}{name}.")
        elif "properties" in items:
            yield from rows(items, f"{prefix}{name}[].")


def kind(field: dict[str, Any]) -> str:
    """What a field holds, in a few words."""
    if "anyOf" in field:
        return " or ".join(map(kind, field["anyOf"]))
    if "enum" in field:
        return ", ".join(f"`{word}`" for word in field["enum"])
    if "const" in field:
        return f"`{field['const']}`"
    types = field["type"]
    return " or ".join(types) if isinstance(types, list) else str(field.get("format", types))
