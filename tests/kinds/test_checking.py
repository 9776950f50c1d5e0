# SPDX-License-Identifier: Apache-2.0
"""Whoever writes a template is told every fault of it at once, with file, line and remedy."""

import json
import re
import shutil
import struct
from pathlib import Path
from typing import Any

import pytest

from esign.errors import InputError
from esign.kind_check import KindReport, check_kind
from esign.messages import Language
from support.documents import KINDS, TEMPLATES
from support.ports import FixedClock

CLOSING = '{% include "_base/closing.typ.j2" %}'
SUBJECT = "#document-title([QUYẾT ĐỊNH], [{{ content.subject }}])"


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A kind of one's own in a folder of its own, without the shared parts beside it."""
    return Path(shutil.copytree(TEMPLATES / "decision", tmp_path / "decision"))


def checked(folder: Path) -> KindReport:
    report = check_kind(folder, base=TEMPLATES, clock=FixedClock(), bounds=None)
    for fault in report.faults:
        assert not Path(fault.file).is_absolute()
        for language in Language:
            assert fault.detail.message(language)
            assert str(folder.parent) not in fault.detail.message(language)
    return report


def faults(folder: Path) -> list[tuple[str, str, str]]:
    """Code, place and field of each fault; each has a remedy."""
    found = checked(folder).faults
    for each in found:
        of_field = each.detail.code.startswith(("request.", "render."))
        assert of_field or each.detail.remedy(Language.VIETNAMESE)
    return [(each.detail.code, f"{each.file}:{each.line}", each.detail.path) for each in found]


def spoil(folder: Path, file: str, old: str, new: str) -> str:
    """Spoil a file; returns the place of the spoilt line as it is told."""
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    return f"{folder.name}/{file}:{text[: text.index(old)].count(chr(10)) + 1}"


def add_field(folder: Path, name: str, node: dict[str, Any], *, needed: bool = False) -> None:
    path = folder / "schema.json"
    schema = json.loads(path.read_text(encoding="utf-8"))
    schema["properties"][name] = node
    schema["required"] += [name] if needed else []
    path.write_text(json.dumps(schema, ensure_ascii=False, indent=2), encoding="utf-8")


def line_of(folder: Path, file: str, text: str) -> str:
    lines = (folder / file).read_text(encoding="utf-8").splitlines()
    (number,) = (at for at, line in enumerate(lines, 1) if text in line)
    return f"{folder.name}/{file}:{number}"


COLOUR = {
    "type": "string",
    "title": "Màu",
    "maxLength": 20,
    "x-esign-use": "printed",
}


@pytest.mark.parametrize("name", sorted(KINDS.kinds()))
def test_the_shipped_kinds_are_sound_wherever_they_lie(name: str) -> None:
    report = checked(TEMPLATES / name)
    assert report.faults == ()
    assert report.pages["sample.toml"] >= 1


def test_a_sound_kind_of_ones_own_needs_no_shared_parts_beside_it(own: Path) -> None:
    report = checked(own)
    assert report.faults == ()
    assert report.pages == {"sample.toml": 1}
    assert [each.name for each in own.parent.iterdir()] == ["decision"]


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        checked(tmp_path / "nowhere")


def test_an_empty_folder_is_told_what_a_kind_needs(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    found = faults(tmp_path / "empty")
    assert [place for _, place, _ in found] == [
        f"empty/{name}:0" for name in ("kind.toml", "schema.json", "page.typ.j2", "sample.toml")
    ]
    assert {code for code, _, _ in found} == {"kind.file_missing"}


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('title = "Quyết định (cá biệt)"', "title = 3", "kind.field_not_text"),
        ('title = "Quyết định (cá biệt)"', 'title = "Quyết', "kind.toml_syntax"),
        ('symbol = "QĐ-{agency}"', 'symbol = "QĐ-{agenzy}"', "kind.pattern"),
        ('subject = "{subject}"', 'subject = "{recipients}"', "kind.pattern"),
        ('book = "outgoing"', 'book = "incoming"', "kind.unknown_book"),
        ("exchange_type = 2", 'exchange_type = 2\ncolour = "red"', "kind.unknown_field"),
    ],
)
def test_a_fault_of_the_description_is_told_with_its_line(
    own: Path, old: str, new: str, code: str
) -> None:
    place = spoil(own, "kind.toml", old, new)
    if code == "kind.unknown_field":
        place = line_of(own, "kind.toml", "colour")
    assert (code, place) in [found[:2] for found in faults(own)]


def test_a_schema_that_is_no_json_is_told_with_its_line(own: Path) -> None:
    spoil(own, "schema.json", '"title": "Trích yếu",', '"title": "Trích yếu"')
    ((code, place, _),) = faults(own)
    assert (code, place) == ("kind.json_syntax", line_of(own, "schema.json", "viết đủ cả chữ"))


def test_faults_of_a_schema_are_told_at_their_fields(own: Path) -> None:
    add_field(own, "colour", {"type": "string", "title": "Màu"})
    add_field(own, "weights", {"type": "array", "title": "Cân nặng", "items": COLOUR})
    found = faults(own)
    colour, weights = (line_of(own, "schema.json", f'"{each}"') for each in ("colour", "weights"))
    assert ("kind.use_missing", colour, "colour") in found
    assert ("kind.no_limit", colour, "colour") in found
    assert ("kind.no_limit", weights, "weights") in found


def test_a_variable_that_the_schema_lacks_is_told_even_in_a_branch_no_sample_takes(
    own: Path,
) -> None:
    branch = "{% if content.urgency %}{{ content.subjekt }}{% endif %}"
    place = spoil(own, "page.typ.j2", SUBJECT, SUBJECT + branch)
    ((code, found, _),) = faults(own)
    assert (code, found) == ("template.unknown_variable", place)


@pytest.mark.parametrize(
    ("text", "unknown"),
    [
        ("{{ content.signer.colour }}", 1),
        ("{{ content.articles[0].colour }}", 1),
        ("{% for each in content.articles %}{{ each.colour }}{% endfor %}", 1),
        ("{% set one = content.signer %}{{ one.colour }}", 1),
        ("{{ document.numbr }}", 1),
        ("{{ agency.colour }}", 1),
        ("{{ somewhere }}", 1),
        ("{{ content.internal_note }}", 1),
        ("{{ content.receivers[0].name }}", 1),
        ("{% if content.colour is defined and content.colour %}{{ content.colour }}{% endif %}", 0),
        ("{{ content.colour if content.colour is defined else 'x' }}", 0),
        ("{% for each in content.recipients %}{{ loop.index }}{{ each.upper() }}{% endfor %}", 0),
        ("{% macro f(x) %}{{ x }}{% endmacro %}{{ f(content.subject) }}", 0),
    ],
)
def test_variables_are_followed_through_the_template(own: Path, text: str, unknown: int) -> None:
    place = spoil(own, "page.typ.j2", SUBJECT, f"{SUBJECT}{text}")
    found = [each[:2] for each in faults(own) if each[0] == "template.unknown_variable"]
    assert found == ([("template.unknown_variable", place)] if unknown else [])


def test_a_printed_field_that_the_page_never_shows_is_told(own: Path) -> None:
    add_field(own, "colour", COLOUR)
    place = line_of(own, "schema.json", '"colour"')
    assert faults(own) == [("template.never_printed", place, "colour")]


def test_a_field_shown_by_a_part_that_is_included_counts_as_shown(own: Path) -> None:
    add_field(own, "colour", COLOUR)
    (own / "part.typ.j2").write_text("{{ content.colour or 'x' }}", encoding="utf-8")
    part = '{% include "decision/part.typ.j2" %}'
    spoil(own, "page.typ.j2", SUBJECT, SUBJECT + "\n#par[" + part + "]")
    assert faults(own) == []


def test_a_page_that_needs_an_optional_field_is_told(own: Path) -> None:
    add_field(own, "colour", COLOUR)
    spoil(own, "sample.toml", 'kind = "decision"', 'kind = "decision"\ncolour = "đỏ"')
    place = spoil(own, "page.typ.j2", SUBJECT, f"{SUBJECT} #par[{{{{ content.colour }}}}]")
    assert faults(own) == [("template.optional_needed", place, "colour")]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (CLOSING, "{% inlcude closing %}", "template.syntax"),
        (CLOSING, '{% include "_base/closed.typ.j2" %}', "template.syntax"),
        (SUBJECT, "{{ content.subject | shout }}", "template.syntax"),
        (SUBJECT, "#document-titel[x]", "template.typst"),
        (SUBJECT, "#document-title([x]", "template.typst"),
        (SUBJECT, f"{SUBJECT}\n#par[Ký tự 𓀀 không có trong phông.]", "template.typst"),
        (SUBJECT, f'{SUBJECT}\n#image("/decision/none.png", alt: "x")', "template.typst"),
        (SUBJECT, f'{SUBJECT}\n#par[#read("/../../secret.txt")]', "template.typst"),
        (SUBJECT, f'{SUBJECT}\n#import "\\u{{40}}preview/cetz:0.3.0"', "template.package"),
        (SUBJECT, f'{SUBJECT}\n#import "@preview/cetz:0.3.0"', "kind.package"),
    ],
)
def test_a_page_at_fault_is_told_with_its_line(own: Path, old: str, new: str, code: str) -> None:
    place = spoil(own, "page.typ.j2", old, new)
    found = {each[:2] for each in faults(own)}
    file, _, line = place.rpartition(":")  # Typst names lines of what Jinja made: near enough
    assert {(code, f"{file}:{int(line) + each}") for each in (-1, 0, 1)} & found


@pytest.mark.parametrize(
    ("new", "code"),
    [
        ("", "stamping.marker_missing"),
        (CLOSING + CLOSING, "stamping.marker_doubled"),
        ('#box(link("esign:signer", box(width: 9pt, height: 9pt)))', "stamping.marker_missing"),
    ],
)
def test_signature_boxes_that_are_not_there_once_are_told(own: Path, new: str, code: str) -> None:
    text = (own / "page.typ.j2").read_text(encoding="utf-8")
    (own / "page.typ.j2").write_text(text.replace(CLOSING, new), encoding="utf-8")
    found = checked(own).faults
    assert code in {each.detail.code for each in found}
    assert all(each.line for each in found)


def png(width: int, height: int) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", width, height)


def jpeg(width: int, height: int) -> bytes:
    return b"\xff\xd8\xff\xe0\x00\x04ab\xff\xc0\x00\x11\x08" + struct.pack(">HH", height, width)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("logo.png", png(30_000, 30_000)),
        ("logo.jpg", jpeg(30_000, 30_000)),
        ("logo.svg", b"<svg>" + b" " * 3 * 1024**2),
    ],
)
def test_a_picture_that_is_too_large_is_told(own: Path, name: str, content: bytes) -> None:
    (own / name).write_bytes(content)
    assert ("kind.picture_too_large", f"decision/{name}:0", "") in faults(own)


def test_pictures_of_a_usual_size_are_fine(own: Path) -> None:
    (own / "logo.png").write_bytes(png(600, 600))
    (own / "logo.jpg").write_bytes(jpeg(600, 600))
    assert faults(own) == []


def test_a_link_out_of_the_folder_is_told(own: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("x")
    (own / "text.txt").symlink_to(secret)
    spoil(own, "page.typ.j2", SUBJECT, f'{SUBJECT}\n#par[#read("/decision/text.txt")]')
    assert ("kind.link_outside", "decision/text.txt:0", "") in faults(own)


@pytest.mark.parametrize(
    ("old", "new", "code", "field"),
    [
        ('kind = "decision"', 'kind = "notice"', "kind.sample_of_another", "kind"),
        ('kind = "decision"', 'kind = "decisoin"', "kind.sample_of_another", "kind"),
        ('subject = "', 'subjekt = "', "request.misspelt_field", "subjekt"),
        ('  { code = "H99.01",', "  {", "request.missing", "receivers[1].code"),
        ('title = "Giám đốc"', 'title = ""', "request.blank", "signer.title"),
        ("columns = [", "columns = ", "request.toml_syntax", ""),
    ],
)
def test_a_sample_that_fails_its_schema_is_told_with_its_line(
    own: Path, old: str, new: str, code: str, field: str
) -> None:
    place = spoil(own, "sample.toml", old, new)
    file, _, line = place.rpartition(":")
    near = {f"{file}:{int(line) + each}" for each in (-1, 0, 1)}
    assert [
        each for each in faults(own) if each[0] == code and each[2] == field and each[1] in near
    ]


def test_a_sample_of_another_kind_is_told_along_with_its_other_faults(own: Path) -> None:
    spoil(own, "sample.toml", 'kind = "decision"', 'kind = "notice"')
    spoil(own, "sample.toml", 'title = "Giám đốc"', 'title = ""')
    told = {(code, field) for code, _, field in faults(own)}
    assert told == {("kind.sample_of_another", "kind"), ("request.blank", "signer.title")}


def test_a_required_field_missing_in_a_sample_is_told(own: Path) -> None:
    add_field(own, "colour", COLOUR, needed=True)
    spoil(own, "page.typ.j2", SUBJECT, f"{SUBJECT}\n#par[{{{{ content.colour }}}}]")
    assert faults(own) == [("request.missing", "decision/sample.toml:1", "colour")]


def test_a_text_that_the_font_lacks_is_told_in_the_sample(own: Path) -> None:
    place = spoil(own, "sample.toml", 'name = "Nguyễn Minh Châu"', 'name = "Nguyễn 𓀀 Châu"')
    assert faults(own) == [("render.character", place, "signer.name")]


def test_a_further_sample_is_checked_as_well(own: Path) -> None:
    text = (own / "sample.toml").read_text(encoding="utf-8")
    other = re.sub(r"^subject = .*$", "subject = 3", text, flags=re.MULTILINE)
    (own / "sample-short.toml").write_text(other, encoding="utf-8")
    ((code, place, field),) = faults(own)
    assert (code, field) == ("request.not_string", "subject")
    assert place == line_of(own, "sample-short.toml", "subject = 3")


def test_all_faults_are_told_at_once(own: Path) -> None:
    spoil(own, "kind.toml", "exchange_type_detail = 2", "")
    add_field(own, "colour", {"type": "string", "title": "Màu"})
    spoil(own, "page.typ.j2", CLOSING, "{% if %}")
    (own / "logo.png").write_bytes(png(30_000, 30_000))
    files = {each[1].partition(":")[0].partition("/")[2] for each in faults(own)}
    assert files == {"kind.toml", "schema.json", "page.typ.j2", "logo.png"}


def test_what_refuses_nothing_is_a_remark(own: Path) -> None:
    spoil(own, "sample.toml", "Luật Giáo dục ngày 14 tháng 6", "Luật Giáo dục ngày 9 tháng 6")
    report = checked(own)
    assert report.faults == ()
    (remark,) = (each for each in report.remarks if each.detail.code == "wording.date")
    assert remark.line == int(line_of(own, "sample.toml", "ngày 9 tháng 6").rpartition(":")[2]) - 1
