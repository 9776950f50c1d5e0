# SPDX-License-Identifier: Apache-2.0
"""The legal data are read strictly, and an office may keep its own."""

import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest

from esign.errors import ConfigurationError
from esign.kinds import KindFolder
from esign.kinds.citations import full_citation, short_citation
from esign.messages import Language
from esign.model import LegalData, LegalText, Provision
from support.documents import KINDS, TEMPLATES

LAW = KINDS.law
CHANGE = date(2026, 4, 15)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return Path(shutil.copytree(TEMPLATES, tmp_path / "templates"))


def refused(root: Path, name: str = "texts.toml", text: str | None = None) -> ConfigurationError:
    if text is not None:
        (root / "_law" / name).write_text(text, encoding="utf-8")
    with pytest.raises(ConfigurationError) as raised:
        _ = KindFolder(root).law
    for language in Language:
        assert all(detail.message(language) for detail in raised.value.details)
    return raised.value


TEXT = '[[text]]\nsymbol = "1/2026/TT-X"\nkind = "Thông tư"\nissuer = "Bộ trưởng"\n'


def test_folders_that_begin_with_an_underscore_are_no_kinds() -> None:
    assert not any(name.startswith("_") for name in KINDS.kinds())


def test_every_successor_and_amendment_is_itself_in_the_data() -> None:
    for each in LAW.texts:
        for symbol in (*each.replaced_by, *each.amended_by):
            assert LAW.text(symbol), symbol
    for procedure in LAW.procedures:
        assert all(LAW.of("procedures", code) for code in procedure.replaced_by)


def test_a_successor_begins_where_its_predecessor_ends() -> None:
    for each in LAW.texts:
        for symbol in each.replaced_by:
            successor = LAW.text(symbol)
            first = successor and successor.in_force_from
            if first and each.in_force_until and each.confirmed:
                assert first <= each.in_force_until + timedelta(days=1), symbol


def test_what_was_not_read_says_so() -> None:
    circular = LAW.text("10/2026/TT-BGDĐT")
    assert circular
    assert not circular.seen
    assert circular.note
    assert [each.key for each in LAW.texts if each.seen] == ["30/2020/NĐ-CP"]


def test_deadlines_and_powers_change_with_the_circular() -> None:
    before, after = (LAW.deadline("diploma-paper", day) for day in (date(2026, 4, 14), CHANGE))
    assert before
    assert after
    assert (before.days, after.days) == (75, 30)
    assert LAW.deadline("diploma-correction", CHANGE) is None
    diploma = "Bằng tốt nghiệp trung học phổ thông"
    offices = [
        issuer.office
        for day in (date(2026, 4, 14), CHANGE)
        if (issuer := LAW.issuer(diploma, day)) is not None
    ]
    assert offices == ["Giám đốc Sở Giáo dục và Đào tạo", "Hiệu trưởng"]
    assert LAW.issuer(diploma, date(1990, 1, 1)) is None


def test_a_procedure_keeps_its_code_for_a_time() -> None:
    assert LAW.holds("procedures", "2.001914", date(2025, 6, 30)) is True
    assert LAW.holds("procedures", "2.001914", date(2025, 7, 1)) is False
    assert LAW.holds("procedures", "9.999999", CHANGE) is None
    assert LAW.in_force("21/2019/TT-BGDĐT", date(2026, 4, 14)) is True
    (old,) = LAW.of("procedures", "2.001914")
    assert [each.key for each in LAW.successors("procedures", old, CHANGE)] == ["3.000466"]


def test_the_types_are_those_of_the_decree() -> None:
    assert len(LAW.types) == 29
    abbreviations = [each.abbreviation for each in LAW.types if each.abbreviation]
    assert len(set(abbreviations)) == len(abbreviations) == 27
    bare = [each.name for each in LAW.types if not each.abbreviation]
    assert bare == ["Công văn", "Thư công"]
    assert {"QĐ", "QyĐ", "CTr", "TTr", "GGT"} <= set(abbreviations)


def test_successors_in_a_circle_come_to_an_end() -> None:
    day = date(2020, 1, 1)
    one, other = (
        LegalText(key=key, kind="Thông tư", issuer="Bộ", in_force_until=day, replaced_by=(next_,))
        for key, next_ in (("1/2010/TT-X", "2/2010/TT-X"), ("2/2010/TT-X", "1/2010/TT-X"))
    )
    law = LegalData(texts=(one, other))
    assert law.successors("texts", one, CHANGE) == ()


def test_a_successor_that_the_data_lack_is_named_by_its_key() -> None:
    ended = Provision(key="1", in_force_until=date(2020, 1, 1), replaced_by=("2",))
    assert LegalData().successors("forms", ended, CHANGE) == (Provision(key="2"),)


def test_citations_are_worded_as_the_decree_has_them() -> None:
    decree, law, bare = (LAW.text(key) for key in ("30/2020/NĐ-CP", "43/2019/QH14", "20/2026/QH16"))
    assert decree
    assert law
    assert bare
    assert full_citation(decree) == (
        "Nghị định số 30/2020/NĐ-CP ngày 05 tháng 3 năm 2020 của Chính phủ về công tác văn thư"
    )
    assert short_citation(decree) == "Nghị định số 30/2020/NĐ-CP"
    assert full_citation(law) == "Luật Giáo dục ngày 14 tháng 6 năm 2019"
    assert short_citation(law) == "Luật Giáo dục"
    assert (full_citation(bare), short_citation(bare)) == ("", "Luật số 20/2026/QH16")


@pytest.mark.parametrize(
    ("text", "code", "path"),
    [
        (TEXT + 'title = ""', "law.wrong_form", "text[1].title"),
        (TEXT + "in_force_from = 2026-01-01T00:00:00", "law.wrong_form", "text[1].in_force_from"),
        (TEXT + "replaced_by = [1]", "law.wrong_form", "text[1].replaced_by"),
        (TEXT + 'replaced_by = ""', "law.wrong_form", "text[1].replaced_by"),
        (TEXT + "until = 2026-01-01", "kind.unknown_field", "text[1].until"),
        (TEXT.replace("issuer", "note"), "law.missing", "text[1].issuer"),
        (TEXT.replace("symbol", "note"), "law.missing", "text[1].symbol"),
        (TEXT.replace("1/2026/TT-X", "1/TT-X"), "law.symbol", "text[1].symbol"),
        (
            TEXT + "in_force_from = 2026-01-02\nin_force_until = 2026-01-01",
            "law.ends_before",
            "text[1].in_force_until",
        ),
        (TEXT + TEXT, "law.overlap", "text[2]"),
    ],
)
def test_an_unsound_entry_is_named_with_its_field(
    root: Path, text: str, code: str, path: str
) -> None:
    error = refused(root, text=text)
    assert error.code == "law.unsound"
    assert (code, path) in {(detail.code, detail.path) for detail in error.details}


def test_entries_of_one_key_may_follow_each_other(root: Path) -> None:
    first = TEXT + "in_force_until = 2025-12-31\n"
    (root / "_law" / "texts.toml").write_text(first + TEXT + "in_force_from = 2026-01-01\n")
    law = KindFolder(root).law
    assert len(law.of("texts", "1/2026/TT-X")) == 2
    assert law.in_force("1/2026/TT-X", CHANGE)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("[[text", "kind.toml_syntax"),
        ("text = 5", "law.other_tables"),
        ("[[texts]]", "law.other_tables"),
        (TEXT + "[[form]]", "law.other_tables"),
    ],
)
def test_a_file_of_another_form_is_refused(root: Path, text: str, code: str) -> None:
    assert refused(root, text=text).code == code


def test_a_missing_folder_or_file_is_named(root: Path) -> None:
    (root / "_law" / "issuers.toml").unlink()
    assert refused(root).code == "law.file_missing"
    shutil.rmtree(root / "_law")
    error = refused(root)
    assert error.code == "law.no_folder"
    assert "_law" in error.remedy(Language.VIETNAMESE)


def test_a_deadline_has_a_known_unit(root: Path) -> None:
    path = root / "_law" / "deadlines.toml"
    text = path.read_text(encoding="utf-8").replace('"working"', '"weeks"', 1)
    error = refused(root, "deadlines.toml", text)
    assert [detail.path for detail in error.details] == ["deadline[1].unit"]
