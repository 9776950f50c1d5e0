# SPDX-License-Identifier: Apache-2.0
"""A template that nobody vouches for cannot run on for ever, fill the memory or fetch anything."""

import shutil
import sys
import time
from pathlib import Path

import pytest

from esign.cli import esign as command
from esign.cli.boundary import run
from esign.errors import ConfigurationError, ExitStatus
from esign.kind_check import check_kind
from esign.kinds import KindFolder
from esign.limits import Bounds
from esign.messages import Language
from esign.rendering import TypstRenderer
from support.documents import AGENCY, TEMPLATES, fields, numbered_of, request_of
from support.ports import FixedClock
from support.printed_books import outgoing_book

BOUNDS = Bounds(seconds=2, megabytes=512)
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="memory is bounded on Linux only")

ENDLESS_TYPST = """
#let numbers = range(1000)
#for a in numbers { for b in numbers { for c in numbers { let d = a + b + c } } }
"""
ENDLESS_JINJA = """
{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}
"""
HUGE_TYPST = '\n#let text = "aaaaaaaaaaaaaaaa"\n#for i in range(40) { text = text + text }\n'
DEEP_TYPST = "\n#let body = [a]\n#for i in range(200000) { body = box(body) }\n#body\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return Path(shutil.copytree(TEMPLATES, tmp_path / "templates"))


def add(root: Path, text: str) -> None:
    with (root / "decision" / "page.typ.j2").open("a", encoding="utf-8") as page:
        page.write(text)


def rendered(root: Path, renderer: TypstRenderer) -> bytes:
    kind = KindFolder(root).kind("decision")
    return renderer.render(numbered_of(request_of(fields("decision"))), kind).data


def refused(root: Path, renderer: TypstRenderer) -> ConfigurationError:
    with pytest.raises(ConfigurationError) as raised:
        rendered(root, renderer)
    assert raised.value.exit_status == ExitStatus.CONFIGURATION
    for language in Language:
        assert raised.value.remedy(language)
    return raised.value


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(ENDLESS_TYPST, id="endless layout"),
        pytest.param(ENDLESS_JINJA, id="endless template"),
        pytest.param('{{ "x" * 200000000 }}', id="a text of 200 MB"),
        pytest.param('{% set x = "x" * 9000000000 %}', id="a text of 9 GB", marks=LINUX),
        pytest.param(HUGE_TYPST, id="a text that doubles", marks=LINUX),
        pytest.param(DEEP_TYPST, id="boxes within boxes", marks=LINUX),
    ],
)
def test_a_template_that_takes_too_much_is_stopped(root: Path, text: str) -> None:
    add(root, text)
    started = time.monotonic()
    error = refused(root, TypstRenderer(root, bounds=BOUNDS))
    assert error.code == "template.limits"
    assert error.facts["file"] == "decision/page.typ.j2"
    assert time.monotonic() - started < 60


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{% macro f(x) %}{{ f(x) }}{% endmacro %}{{ f(1) }}", "template.jinja"),
        ("{{ 1 // 0 }}", "template.jinja"),
        ("\n#let f(x) = f(x + 1)\n#f(1)\n", "template.typst"),
        ('\n#import ("@" + "preview/cetz:0.3.0")\n', "template.package"),
        ('\n#import "\\u{40}local/own:0.1.0"\n', "template.package"),
        ('\n#read("/../../../../etc/passwd")\n', "template.typst"),
        ('{% include "../../../etc/passwd" %}', "template.jinja"),
    ],
)
def test_what_a_template_may_not_do_is_told(root: Path, text: str, code: str) -> None:
    add(root, text)
    error = refused(root, TypstRenderer(root, bounds=BOUNDS))
    assert error.code == code
    assert "decision/page.typ.j2" in str(error.facts["file"])


def test_the_renderer_goes_on_after_a_template_was_stopped(root: Path) -> None:
    page = root / "decision" / "page.typ.j2"
    sound = page.read_text(encoding="utf-8")
    add(root, ENDLESS_TYPST)
    renderer = TypstRenderer(root, bounds=BOUNDS)
    assert refused(root, renderer).code == "template.limits"
    page.write_text(sound + "\n", encoding="utf-8")
    assert rendered(root, renderer).startswith(b"%PDF")


def test_within_limits_a_page_comes_out_the_same(root: Path) -> None:
    add(root, "\n")
    assert rendered(root, TypstRenderer(root, bounds=BOUNDS)) == rendered(root, TypstRenderer(root))


def test_a_shipped_template_needs_no_process_of_its_own(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere")
    assert rendered(root, TypstRenderer(root, bounds=BOUNDS)).startswith(b"%PDF")
    add(root, "\n")
    with pytest.raises(FileNotFoundError):
        rendered(root, TypstRenderer(root, bounds=BOUNDS))


def test_an_author_is_told_that_a_page_does_not_end(root: Path) -> None:
    add(root, ENDLESS_TYPST)
    report = check_kind(root / "decision", base=root, clock=FixedClock(), bounds=BOUNDS)
    assert [each.detail.code for each in report.faults] == ["template.limits"]


def test_a_draft_of_an_endless_template_ends(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("esign.wiring.PAGE_BOUNDS", BOUNDS)
    monkeypatch.chdir(tmp_path)
    add(root, ENDLESS_TYPST)
    facts = {name: value for name in AGENCY.__slots__ if (value := getattr(AGENCY, name))}
    agency = "".join(f'{name} = "{value}"\n' for name, value in facts.items())
    settings = f'[templates]\nfolder = "templates"\n[agency]\n{agency}'
    Path("esign.toml").write_text(settings, encoding="utf-8")
    shutil.copy(root / "decision" / "sample.toml", "sample.toml")
    assert run(command, ["draft", "sample.toml"]) == ExitStatus.CONFIGURATION
    assert "template.limits" in capsys.readouterr().err
    assert not Path("sample.draft.pdf").exists()


def test_the_template_of_the_books_is_laid_out_within_limits_as_well(root: Path) -> None:
    page = root / "_books" / "book.typ.j2"
    own = page.read_text(encoding="utf-8")
    book = outgoing_book(3)
    whole = TypstRenderer(root, bounds=BOUNDS).book(book)
    page.write_text(own + "\n// our own\n", encoding="utf-8")
    renderer = TypstRenderer(root, bounds=BOUNDS)
    assert renderer.book(book).pages == whole.pages
    page.write_text(own + ENDLESS_JINJA, encoding="utf-8")
    renderer = TypstRenderer(root, bounds=BOUNDS, book_bounds=BOUNDS)
    with pytest.raises(ConfigurationError) as refusal:
        renderer.book(book)
    assert (refusal.value.code, refusal.value.facts["file"]) == (
        "template.limits",
        "_books/book.typ.j2",
    )
