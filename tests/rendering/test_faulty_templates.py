# SPDX-License-Identifier: Apache-2.0
"""A template that is at fault is named with file and line, and nothing is laid out from it."""

import shutil
import threading
from pathlib import Path

import pytest

from esign.errors import ConfigurationError
from esign.kinds import KindFolder
from esign.messages import Language
from esign.rendering import TypstRenderer
from support.documents import NAMES, TEMPLATES, fields, numbered_of, request_of


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return Path(shutil.copytree(TEMPLATES, tmp_path / "templates"))


def refused(root: Path) -> ConfigurationError:
    request = request_of(fields("decision"))
    with pytest.raises(ConfigurationError) as raised:
        TypstRenderer(root).render(numbered_of(request), KindFolder(root).kind("decision"))
    assert raised.value.remedy(Language.VIETNAMESE)
    return raised.value


def spoilt(root: Path, old: str, new: str, name: str = "decision/page.typ.j2") -> tuple[str, int]:
    """The code of the refusal, and how far the line told lies from the spoilt one."""
    path = root / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    error = refused(root)
    assert name in str(error.facts["file"])
    return error.code, int(str(error.facts["line"])) - (text[: text.index(old)].count("\n") + 1)


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("{% include", "{% inlcude", "template.jinja"),
        ("{{ content.subject }}", "{{ content.subjekt }}", "template.jinja"),
        ("{{ content.subject }}", "{{ content.receivers }}", "template.jinja"),
        ("{{ content.subject }}", "{{ content.signer.authority }}", "template.jinja"),
        ("{{ content.subject }}", "{{ ''.__class__.__mro__ }}", "template.jinja"),
        ("{{ content.subject }}", "{{ content.update({'a': 1}) }}", "template.jinja"),
        ("#resolution", "#resolutoin", "template.typst"),
        ("#issuing-authority[", "#issuing-authority(", "template.typst"),
        ("[{{ content.subject }}]", "{{ content.subject }}", "template.typst"),
        ("[{{ content.subject }}]", '"{{ content.subject }}"', "template.typst"),
        ("#resolution", '#image("/../x.png", alt: "x")\n#resolution', "template.typst"),
        ("#resolution", '#text(font: "Nowhere")[x]\n#resolution', "template.typst"),
    ],
)
def test_a_faulty_page_is_named_with_its_line(root: Path, old: str, new: str, code: str) -> None:
    found, distance = spoilt(root, old, new)
    assert found == code
    assert abs(distance) <= 2


def test_a_fault_in_the_base_is_named_there(root: Path) -> None:
    found = spoilt(root, "heading(level: 2, body)", "heding(level: 2)", "_base/text.typ")
    assert found == ("template.typst", 0)


def test_a_warning_of_typst_is_an_error(root: Path) -> None:
    spoilt(root, "#resolution", '#text(font: "Nowhere")[x]\n#resolution')
    error = refused(root)
    assert error.code == "template.typst"
    assert "unknown font family" in str(error.facts["reason"])


def test_a_missing_page_template_is_told(root: Path) -> None:
    renderer = TypstRenderer(root)
    kind = KindFolder(root).kind("decision")
    (root / "decision" / "page.typ.j2").unlink()
    with pytest.raises(ConfigurationError) as raised:
        renderer.render(numbered_of(request_of(fields("decision"))), kind)
    assert raised.value.code == "template.jinja"


@pytest.mark.parametrize("folder", [".", "missing"])
def test_a_missing_or_empty_templates_folder_is_named(tmp_path: Path, folder: str) -> None:
    with pytest.raises(ConfigurationError) as raised:
        TypstRenderer(tmp_path / folder)
    assert raised.value.code == "template.no_folder"
    assert str(tmp_path / folder) in raised.value.message(Language.VIETNAMESE)


def test_one_renderer_serves_several_threads() -> None:
    renderer, kinds = TypstRenderer(TEMPLATES), KindFolder(TEMPLATES)
    requests = {name: request_of(fields(name)) for name in NAMES}
    alone = {n: renderer.render(numbered_of(r), kinds.kind(n)) for n, r in requests.items()}
    results: list[bool] = []

    def work(name: str) -> None:
        for _ in range(5):
            got = renderer.render(numbered_of(requests[name]), kinds.kind(name))
            results.append(got == alone[name])

    threads = [threading.Thread(target=work, args=(name,)) for name in NAMES * 2]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [True] * 20
