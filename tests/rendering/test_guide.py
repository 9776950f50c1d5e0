# SPDX-License-Identifier: Apache-2.0
"""What the guide for template authors says, done."""

import io
import json
import re
import shutil
from pathlib import Path

import pypdf
import pytest

from esign.cli import esign as command
from esign.cli.boundary import run
from esign.errors import ExitStatus
from esign.kinds.schema import KEYWORDS
from support.documents import AGENCY, TEMPLATES

GUIDE = (Path(__file__).parents[2] / "docs" / "writing-a-kind.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^   ```(\w+)\n(.*?)^   ```$", re.DOTALL | re.MULTILINE)
ANCHOR = '{% include "_base/articles.typ.j2" %}'


def blocks(language: str) -> list[str]:
    """The example's blocks in a language, in order."""
    found = [text for name, text in BLOCK.findall(GUIDE) if name == language]
    return [re.sub(r"^   ", "", text, flags=re.MULTILINE) for text in found]


def replaced(path: Path, *changes: tuple[str, str]) -> None:
    text = path.read_text(encoding="utf-8")
    for old, new in changes:
        assert re.search(old, text, re.MULTILINE), old
        text = re.sub(old, lambda _, new=new: new, text, count=1, flags=re.MULTILINE)
    path.write_text(text, encoding="utf-8")


def follow_copying() -> None:
    for line in blocks("sh")[0].splitlines():
        tool, option, source, target = line.split()
        assert (tool, option) == ("cp", "-r")
        shutil.copytree(source, target)


def follow_edits(kind: Path) -> None:
    names, sample, _ = blocks("toml")
    replaced(kind / "kind.toml", (r"^title = .*\n", names))
    field = json.loads("{" + blocks("json")[0] + "}")
    schema = json.loads((kind / "schema.json").read_text(encoding="utf-8"))
    schema["properties"] |= field
    schema["required"] += field
    (kind / "schema.json").write_text(json.dumps(schema), encoding="utf-8")
    replaced(kind / "page.typ.j2", (re.escape(ANCHOR), blocks("jinja")[0] + ANCHOR))
    replaced(kind / "sample.toml", (r"^kind = .*\n", sample))


def test_the_worked_example_leads_to_a_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("ESIGN_SETTINGS", raising=False)
    shutil.copytree(TEMPLATES, "templates")
    follow_copying()
    follow_edits(Path("my-templates/appointment"))
    facts = {name: value for name in AGENCY.__slots__ if (value := getattr(AGENCY, name))}
    agency = "".join(f"{name} = {json.dumps(value)}\n" for name, value in facts.items())
    Path("esign.toml").write_text(f"[agency]\n{agency}\n{blocks('toml')[2]}", encoding="utf-8")
    for line in blocks("sh")[1].splitlines():
        assert run(command, line.split()[1:]) == ExitStatus.DONE, line
    (page, *_) = pypdf.PdfReader(io.BytesIO(Path("appointment.draft.pdf").read_bytes())).pages
    assert "có hiệu lực từ ngày 01 tháng 12 năm 2026" in " ".join(page.extract_text().split())


def test_the_guide_explains_every_keyword_and_no_other() -> None:
    quoted = set(re.findall(r"`([\w$-]+)`", GUIDE))
    assert sorted(KEYWORDS - quoted) == []
    assert {each for each in quoted if each.startswith("x-esign-")} <= KEYWORDS


def test_the_guide_names_only_files_and_functions_that_are_there() -> None:
    for name in re.findall(r"`(_base/[\w.-]+)`", GUIDE):
        assert (TEMPLATES / name).is_file()
    base = "".join(each.read_text("utf-8") for each in (TEMPLATES / "_base").glob("*.typ"))
    explained = set(re.findall(r"`#([\w-]+)`", GUIDE)) - {"par"}
    for name in explained:
        assert f"#let {name}(" in base
