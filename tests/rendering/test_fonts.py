# SPDX-License-Identifier: Apache-2.0
"""The text font has the widths of Times New Roman and every Vietnamese letter, or it is refused."""

import hashlib
import io
import shutil
from pathlib import Path

import pypdf
import pytest
import typst
from fontTools.ttLib import TTFont

from esign.errors import ConfigurationError, InputError
from esign.messages import Language
from esign.rendering import TypstRenderer, fonts
from esign.rendering.fonts import choose_font, vietnamese_letters
from support.documents import TEMPLATES, fields, kind_of, numbered_of, request_of


@pytest.fixture(scope="module")
def system_files() -> list[Path]:
    font = choose_font(())
    if font.folder is None:
        pytest.skip("no font of the widths of Times New Roman is installed")
    found = typst.Fonts(True, False, []).fonts()  # noqa: FBT003
    return [Path(str(face.path)) for face in found if face.family == font.family]


@pytest.fixture
def folder(tmp_path: Path, system_files: list[Path]) -> Path:
    for file in system_files:
        shutil.copy(file, tmp_path)
    return tmp_path


def drop(letter: str, file: Path) -> None:
    with TTFont(file) as font:
        for table in font["cmap"].tables:
            table.cmap.pop(ord(letter), None)
        font.save(file.with_suffix(".new"))
    file.with_suffix(".new").replace(file)


def test_vietnamese_has_134_letters_beyond_ascii() -> None:
    assert len(vietnamese_letters()) == 134
    assert {"ệ", "Đ", "ữ", "Ỵ"} <= vietnamese_letters()


def test_a_given_folder_is_searched_first(folder: Path, system_files: list[Path]) -> None:
    font = choose_font([folder])
    assert font.folder == folder
    assert font.is_times
    digests = {hashlib.sha256(file.read_bytes()).hexdigest() for file in system_files}
    assert font.digest in digests


def test_a_font_that_lacks_one_letter_is_refused_by_name(folder: Path) -> None:
    drop("ỹ", max(folder.iterdir()))
    with pytest.raises(ConfigurationError) as refused:
        choose_font([folder])
    assert refused.value.code == "font.unfit"
    (detail,) = refused.value.details
    assert (detail.code, detail.facts["count"]) == ("font.lacks_letters", 1)
    assert str(detail.facts["family"]) in detail.message(Language.VIETNAMESE)


def test_a_font_without_italics_is_refused_by_name(folder: Path) -> None:
    for file in folder.iterdir():
        if "Italic" in file.name:
            file.unlink()
    with pytest.raises(ConfigurationError) as refused:
        choose_font([folder])
    assert [detail.code for detail in refused.value.details] == ["font.incomplete"]


def test_a_folder_that_does_not_exist_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError) as refused:
        choose_font([tmp_path / "none"])
    assert refused.value.code == "font.no_folder"


def test_a_folder_without_such_a_font_leaves_the_choice_to_the_system(tmp_path: Path) -> None:
    assert choose_font([tmp_path]) == choose_font(())


@pytest.fixture
def bare_system(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "FAMILIES", ("No Such Family",))


@pytest.mark.usefixtures("bare_system")
def test_the_last_resort_is_whole_in_vietnamese_but_not_times() -> None:
    renderer = TypstRenderer(TEMPLATES)
    assert renderer.font.name == "Libertinus Serif"
    assert not renderer.font.is_times
    content = fields("decision")
    content["articles"][0]["text"] = "".join(sorted(vietnamese_letters()))
    request = request_of(content)
    renderer.check(request, kind_of("decision"))
    rendered = renderer.render(numbered_of(request), kind_of("decision"))
    page = pypdf.PdfReader(io.BytesIO(rendered.data)).pages[0]
    used = {str(each["/BaseFont"]) for each in page["/Resources"]["/Font"].values()}
    assert all("Libertinus" in name for name in used)
    assert len(rendered.font_digest) == 64


@pytest.mark.usefixtures("bare_system")
def test_the_last_resort_names_the_character_it_lacks() -> None:
    renderer = TypstRenderer(TEMPLATES)
    with pytest.raises(InputError) as refused:
        renderer.check(
            request_of(fields("decision") | {"subject": "Về việc 漢"}), kind_of("decision")
        )
    assert [each.facts["code_point"] for each in refused.value.details] == ["U+6F22"]
