# SPDX-License-Identifier: Apache-2.0
"""The published schemas say what requests and the data inside documents really look like."""

import copy
import json
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from esign.cli import esign as command
from esign.cli.boundary import run
from esign.errors import ExitStatus
from esign.issuance import load_request
from esign.kinds import carried_schema, document_schema, request_schema, settled
from esign.rendering import TypstRenderer, attached_data
from support.documents import AGENCY, KINDS, TEMPLATES, numbered_of
from support.samples import sample_files, sample_name

SAMPLES = {sample_name(path): path for path in sample_files()}


@pytest.fixture(scope="module")
def renderer() -> TypstRenderer:
    return TypstRenderer(TEMPLATES)


def valid(schema: dict[str, Any], value: object) -> bool:
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema, format_checker=FormatChecker(["date"])).is_valid(value)


def attached(path: Path) -> dict[str, Any]:
    request = load_request(path, KINDS)
    kind = settled(KINDS.kind(request.kind), request.content)
    found: dict[str, Any] = json.loads(attached_data(numbered_of(request), kind))
    return found


@pytest.mark.parametrize("name", SAMPLES)
def test_the_attached_data_are_as_published(name: str) -> None:
    found = attached(SAMPLES[name])
    assert valid(document_schema(), found)
    assert valid(carried_schema(KINDS.kind(found["kind"])), found)


def without_each_field(value: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for name in value:
        yield {field: each for field, each in value.items() if field != name}


def test_data_that_lack_or_add_a_field_are_not_as_published() -> None:
    found = attached(SAMPLES["decision"])
    assert not any(valid(document_schema(), less) for less in without_each_field(found))
    assert not valid(document_schema(), {**found, "colour": "red"})
    assert not valid(document_schema(), {**found, "schema": "esign.document/2"})


def test_the_schema_of_a_kind_knows_its_carried_content_only() -> None:
    found = attached(SAMPLES["decision"])
    schema = carried_schema(KINDS.kind("decision"))
    assert schema["$id"] == "urn:esign:document:1:decision"
    spoilt = copy.deepcopy(found)
    spoilt["content"]["internal_note"] = "x"
    assert not valid(schema, spoilt)
    del spoilt["content"]["internal_note"], spoilt["content"]["subject"]
    assert not valid(schema, spoilt)
    assert not valid(schema, attached(SAMPLES["notice"]))
    assert "x-esign" not in json.dumps(schema)


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_is_as_the_schema_of_requests_says(name: str) -> None:
    fields = tomllib.loads(SAMPLES[name].read_text(encoding="utf-8"))
    fields = json.loads(json.dumps(fields, default=str))
    schema = request_schema(KINDS.kind(fields["kind"]))
    assert valid(schema, fields)
    assert not any(valid(schema, less) for less in [{**fields, "kind": "x"}, {**fields, "x": 1}])


@pytest.mark.parametrize(
    ("arguments", "identifier"),
    [
        (["document"], "urn:esign:document:1"),
        (["decision"], "urn:esign:request:decision"),
        (["decision", "--carried"], "urn:esign:document:1:decision"),
    ],
)
def test_the_command_prints_each(
    arguments: list[str],
    identifier: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(command, ["schema", *arguments]) == ExitStatus.DONE
    assert json.loads(capsys.readouterr().out)["$id"] == identifier


def test_an_unknown_kind_has_no_schema(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(command, ["schema", "decisoin"]) == ExitStatus.INPUT


def test_the_kinds_are_listed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(command, ["kinds", "list", "--json"]) == ExitStatus.DONE
    listed = json.loads(capsys.readouterr().out)
    assert [each["name"] for each in listed["kinds"]] == list(KINDS.kinds())
    assert run(command, ["kinds", "list"]) == ExitStatus.DONE
    lines = capsys.readouterr().out.splitlines()
    assert any({"decision", "QĐ-{agency}", "outgoing"} <= set(line.split()) for line in lines)


def test_the_check_speaks_to_programs_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").mkdir()
    assert run(command, ["kinds", "check", "empty", "--json"]) == ExitStatus.CONFIGURATION
    told = json.loads(capsys.readouterr().out)
    assert (told["schema"], told["sound"]) == ("esign.kinds.check/1", False)
    assert {each["code"] for each in told["faults"]} == {"kind.file_missing"}
    assert all(each["message"] and each["remedy"] for each in told["faults"])
    assert run(command, ["kinds", "check", "empty"]) == ExitStatus.CONFIGURATION
    assert capsys.readouterr().out.count("✗") == 4


def test_the_data_of_a_received_document_can_be_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], renderer: TypstRenderer
) -> None:
    request = load_request(SAMPLES["decision"], KINDS)
    issued = tmp_path / "issued.pdf"
    issued.write_bytes(renderer.render(numbered_of(request), KINDS.kind("decision")).data)
    assert run(command, ["show", "--data", str(issued)]) == ExitStatus.DONE
    assert json.loads(capsys.readouterr().out) == attached(SAMPLES["decision"])


def test_a_document_without_data_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], renderer: TypstRenderer
) -> None:
    draft = renderer.draft(load_request(SAMPLES["decision"], KINDS), KINDS.kind("decision"), AGENCY)
    (tmp_path / "draft.pdf").write_bytes(draft.data)
    assert run(command, ["show", "--data", str(tmp_path / "draft.pdf")]) == ExitStatus.INPUT
    assert "show.no_data" in capsys.readouterr().err
