# SPDX-License-Identifier: Apache-2.0
"""A template folder that is unsound is refused before anything is issued from it."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from esign.errors import ConfigurationError, ExitStatus
from esign.kinds import KindFolder
from esign.messages import Language
from support.documents import NAMES, TEMPLATES


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return Path(shutil.copytree(TEMPLATES, tmp_path / "templates"))


def refused(root: Path, name: str = "decision") -> ConfigurationError:
    with pytest.raises(ConfigurationError) as raised:
        KindFolder(root).kind(name)
    error = raised.value
    assert error.exit_status == ExitStatus.CONFIGURATION
    assert error.remedy(Language.VIETNAMESE)
    for language in Language:
        assert all(detail.message(language) for detail in error.details)
    return error


def test_the_shipped_kinds_are_sound() -> None:
    assert set(NAMES) <= set(KindFolder(TEMPLATES).kinds())


@pytest.mark.parametrize("name", ["schema.json", "page.typ.j2", "sample.toml"])
def test_a_missing_file_is_named(root: Path, name: str) -> None:
    (root / "decision" / name).unlink()
    error = refused(root)
    assert error.code == "kind.file_missing"
    assert name in error.message()


@pytest.mark.parametrize(
    ("file", "text", "code"),
    [
        ("kind.toml", b"title = ", "kind.toml_syntax"),
        ("kind.toml", b"title = '\xff'", "kind.not_utf8"),
        ("schema.json", b'{"type":', "kind.json_syntax"),
        ("schema.json", b"\xff", "kind.not_utf8"),
        ("schema.json", b"[]", "kind.not_a_schema"),
        ("schema.json", b'{"type": "objekt"}', "kind.not_a_schema"),
        ("schema.json", b'{"$ref": "../../etc/x.json#/$defs/a"}', "kind.unknown_reference"),
        ("schema.json", b'{"$ref": "../_base/fields.json#/$defs/no"}', "kind.unknown_reference"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(root: Path, file: str, text: bytes, code: str) -> None:
    (root / "decision" / file).write_bytes(text)
    error = refused(root)
    assert error.code == code
    assert file in error.message()


def test_references_in_a_circle_are_refused(root: Path) -> None:
    schema = '{"$ref": "#/$defs/a", "$defs": {"a": {"$ref": "#/$defs/a"}}}'
    (root / "decision" / "schema.json").write_text(schema)
    assert refused(root).code == "kind.circular_reference"


def spoil_schema(root: Path, change: Callable[[Any], object]) -> set[tuple[str, str]]:
    path = root / "decision" / "schema.json"
    schema = json.loads(path.read_text(encoding="utf-8"))
    change(schema)
    path.write_text(json.dumps(schema), encoding="utf-8")
    return {(detail.code, detail.path) for detail in refused(root).details}


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda s: s.pop("additionalProperties"), ("kind.open_object", "")),
        (lambda s: s["properties"]["subject"].pop("x-esign-use"), ("kind.use_missing", "subject")),
        (
            lambda s: s["properties"]["subject"].update({"x-esign-use": "secret"}),
            ("kind.use_missing", "subject"),
        ),
        (lambda s: s["properties"]["subject"].pop("maxLength"), ("kind.no_limit", "subject")),
        (lambda s: s["properties"]["subject"].pop("title"), ("kind.field_untitled", "subject")),
        (
            lambda s: s["properties"].update(
                articles={"type": "array", "title": "Điều", "items": s["properties"]["subject"]}
            ),
            ("kind.no_limit", "articles"),
        ),
        (
            lambda s: s["properties"].update(
                articles={"type": "array", "title": "Điều", "maxItems": 3}
            ),
            ("kind.array_untyped", "articles"),
        ),
        (lambda s: s.update(anyOf=[{}]), ("kind.unknown_keyword", "")),
        (
            lambda s: s["properties"]["subject"].update(format="email"),
            ("kind.unknown_format", "subject"),
        ),
        (
            lambda s: s["properties"]["subject"].update(type=["string", "integer"]),
            ("kind.type_unclear", "subject"),
        ),
        (lambda s: s["required"].append("ghost"), ("kind.required_unknown", "")),
        (
            lambda s: s["properties"].update(items=s["properties"]["subject"]),
            ("kind.field_name", "items"),
        ),
        (
            lambda s: s["required"].remove("signer"),
            ("kind.common_field_missing", "schema.json: signer"),
        ),
        (
            lambda s: s["properties"].update(number=s["properties"]["subject"]),
            ("kind.reserved_field", "schema.json: number"),
        ),
        (
            lambda s: s["properties"].update(signer=s["properties"]["subject"]),
            ("kind.common_field_form", "schema.json: signer"),
        ),
        (
            lambda s: s["properties"].update(recipients=s["properties"]["receivers"]),
            ("kind.common_field_form", "schema.json: recipients"),
        ),
        (
            lambda s: s["properties"].update(answers=s["properties"]["receivers"]),
            ("kind.common_field_form", "schema.json: answers"),
        ),
        (
            lambda s: s["properties"]["subject"].update({"type": "integer"}),
            ("kind.no_limit", "subject"),
        ),
    ],
)
def test_a_schema_that_leaves_the_dialect_is_refused(
    root: Path, change: Callable[[Any], object], fault: tuple[str, str]
) -> None:
    assert fault in spoil_schema(root, change)


@pytest.mark.parametrize(
    ("field", "keyword", "value"),
    [
        ("subject", "x-esign-rule", "ghi đủ"),
        ("subject", "x-esign-width-of", "signer"),
        ("subject", "x-esign-needs", {"field": "nobody", "when": "x", "rule": "y"}),
        ("subject", "x-esign-needs", {"field": "signer", "when": "(", "rule": "y"}),
        ("subject", "x-esign-needs", "signer"),
        ("receivers", "x-esign-unique-by", "colour"),
        ("recipients", "x-esign-unique-by", "code"),
        ("subject", "x-esign-after", "1945-01-01"),
        ("day", "x-esign-after", "subject"),
        ("day", "x-esign-not-before", "articles.day"),
        ("day", "x-esign-not-before", "1945-02-30"),
        ("day", "x-esign-year-of", ["day"]),
        ("year", "x-esign-year-of", "day"),
        ("year", "x-esign-year-of", []),
        ("year", "x-esign-year-of", ["subject"]),
        ("subject", "x-esign-not-in-future", True),
        ("day", "x-esign-not-in-future", "yes"),
        ("subject", "x-esign-differs-from", "ghost"),
        ("subject", "x-esign-differs-from", "signer"),
        ("subject", "x-esign-differs-from", "signer.ghost"),
        ("year", "x-esign-differs-from", "subject"),
        ("subject", "x-esign-in-force", "deadlines"),
        ("year", "x-esign-in-force", "texts"),
        ("subject", "x-esign-person", "yes"),
        ("year", "x-esign-person", True),
        ("subject", "x-esign-issuer-of", "day"),
        ("subject", "x-esign-issuer-of", {"diploma": "x", "on": "subject"}),
        ("subject", "x-esign-issuer-of", {"diploma": 1, "on": "day"}),
    ],
)
def test_a_keyword_that_names_nothing_or_says_nothing_is_refused(
    root: Path, field: str, keyword: str, value: object
) -> None:
    def change(schema: Any) -> None:
        leaf = {"title": "x", "x-esign-use": "internal"}
        schema["properties"]["day"] = leaf | {"type": "string", "format": "date"}
        schema["properties"]["year"] = leaf | {"type": "integer", "minimum": 1, "maximum": 9}
        schema["properties"][field][keyword] = value

    assert spoil_schema(root, change) == {("kind.keyword_misused", field)}


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('book = "outgoing"', 'book = "secret"', "kind.unknown_book"),
        ('"{subject}"', '"{signer}"', "kind.pattern"),
        ('"{subject}"', '"{subject.__class__}"', "kind.pattern"),
        ('"{subject}"', '"{subject!r:>10}"', "kind.pattern"),
        ('"{subject}"', '"{0}"', "kind.pattern"),
        ('"{subject}"', '"{"', "kind.pattern"),
        ("{agency}", "{agency.name}", "kind.pattern"),
        ("exchange_type = 2", "exchange_type = true", "kind.field_not_number"),
        ("exchange_type = 2", 'titel = "x"', "kind.unknown_field"),
        ("type_name =", "#", "kind.field_not_text"),
        ("exchange_type = 2", "effective_from = '2026-01-01'", "kind.field_not_date"),
        ("exchange_type = 2", "effective_until = 2026-01-01T00:00:00", "kind.field_not_date"),
        ("exchange_type = 2", "replaced_by = 5", "kind.field_not_text"),
        (
            "type_name =",
            "effective_from = 2026-01-02\neffective_until = 2026-01-01\ntype_name =",
            "law.ends_before",
        ),
    ],
)
def test_a_description_that_is_unsound_is_refused(
    root: Path, old: str, new: str, code: str
) -> None:
    path = root / "decision" / "kind.toml"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    assert code in {detail.code for detail in refused(root).details}


def test_a_template_that_would_fetch_a_package_is_refused(root: Path) -> None:
    page = root / "decision" / "page.typ.j2"
    page.write_text('#import "@preview/cetz:0.3.0": *\n', encoding="utf-8")
    assert refused(root).code == "kind.package"


def test_a_folder_name_outside_the_rules_is_refused(root: Path) -> None:
    (root / "decision").rename(root / "Decision")
    assert {each.code for each in refused(root, "Decision").details} == {"kind.name"}


def test_an_unsound_kind_does_not_hinder_the_others(root: Path) -> None:
    (root / "decision" / "schema.json").unlink()
    assert KindFolder(root).kind("diploma-copy").name == "diploma-copy"


@pytest.mark.parametrize("folder", [".", "missing", "missing/deeper"])
def test_a_missing_or_empty_templates_folder_is_named(tmp_path: Path, folder: str) -> None:
    kinds = KindFolder(tmp_path / folder)
    for ask in (kinds.kinds, lambda: kinds.kind("decision")):
        with pytest.raises(ConfigurationError) as raised:
            ask()
        assert raised.value.code == "kind.none"
        assert str(tmp_path / folder) in raised.value.message()


@pytest.mark.parametrize(
    "name",
    [
        *(".DS_Store", "._page.typ.j2", ".page.typ.j2.swp", "page.typ.j2~", "page.typ.j2.bak"),
        *("#kind.toml#", "Thumbs.db", "desktop.ini", ".git/config.toml", "__pycache__/x.pyc"),
    ],
)
@pytest.mark.parametrize("folder", ["decision", "_base"])
def test_files_that_editors_and_desktops_leave_do_not_change_the_digest(
    root: Path, folder: str, name: str
) -> None:
    before = KindFolder(root).kind("decision").template_digest
    stray = root / folder / name
    stray.parent.mkdir(exist_ok=True)
    stray.write_bytes(b"\xff")
    assert KindFolder(root).kind("decision").template_digest == before


def test_a_file_that_a_page_could_draw_on_changes_the_digest(root: Path) -> None:
    before = KindFolder(root).kind("decision").template_digest
    (root / "decision" / "logo.svg").write_text("<svg/>")
    assert KindFolder(root).kind("decision").template_digest != before


@pytest.mark.parametrize("file", ["decision/page.typ.j2", "decision/kind.toml", "_base/nd30.typ"])
def test_any_change_of_a_template_changes_its_digest(root: Path, file: str) -> None:
    before = KindFolder(root).kind("decision").template_digest
    assert before == KindFolder(TEMPLATES).kind("decision").template_digest
    with (root / file).open("a", encoding="utf-8") as stream:
        stream.write("\n")
    assert KindFolder(root).kind("decision").template_digest != before
