# SPDX-License-Identifier: Apache-2.0
"""Units of a text are told by how its lines begin and end."""

import pytest

from esign.kinds import lint_wording, misplaced_points, passages, roman
from esign.messages import Language
from support.documents import fields, kind_of, request_of

CODE = """
Chương I. Quy định chung
Điều 1. Phạm vi
Văn bản này quy định việc lập sổ.
Chương II. Lập sổ
Mục 1. Ghi sổ
Điều 2. Nguyên tắc
1. Ghi đúng.
a) Đủ;
Điều 3. Sổ được đóng dấu.
"""


def test_levels_of_titles_leave_no_gap_wherever_a_unit_is_left_out() -> None:
    found = [(each.label, each.level) for each in passages(CODE) if each.level]
    assert found == [
        ("Chương I", 2),
        ("Điều 1.", 3),
        ("Chương II", 2),
        ("Mục 1", 3),
        ("Điều 2.", 4),
    ]
    assert [each.level for each in passages("1. Mục đích\nI. YÊU CẦU", depth=1)] == [2, 2]


@pytest.mark.parametrize(
    ("line", "form", "label", "text"),
    [
        ("Phần thứ nhất", "division", "Phần thứ nhất", ""),
        ("Phần II. Tổ chức", "division", "Phần II", "Tổ chức"),
        ("Chương IV", "division", "Chương IV", ""),
        ("Tiểu mục 2: Lưu giữ", "division", "Tiểu mục 2", "Lưu giữ"),
        ("Điều 12. Hiệu lực thi hành", "title", "Điều 12.", "Hiệu lực thi hành"),
        ("Điều 12. Văn bản có hiệu lực từ ngày ký.", "article", "Điều 12.", None),
        ("Điều 12 của Quy chế này", "text", "", None),
        ("I. MỤC ĐÍCH", "title", "I.", "MỤC ĐÍCH"),
        ("V. Nguyễn Văn A là Trưởng ban.", "text", "", None),
        ("1. Mục đích", "title", "1.", "Mục đích"),
        ("1.2. Mục đích", "title", "1.2.", "Mục đích"),
        ("1. Văn phòng Sở chủ trì;", "text", "1.", "Văn phòng Sở chủ trì;"),
        ("15 trường được công nhận. Thời hạn 05 năm.", "text", "", None),
        ("2.500 quyển sổ", "text", "", None),
        ("đ) Tổng kết", "text", "", None),
    ],
)
def test_a_line_is_what_its_beginning_and_end_say(
    line: str, form: str, label: str, text: str | None
) -> None:
    (found,) = passages(f"\n  {line}  \n\n")
    assert (found.form, found.label) == (form, label)
    assert found.text == (line.removeprefix(label).strip() if text is None else text)


def test_nothing_of_a_text_is_lost() -> None:
    for each, line in zip(passages(CODE), CODE.strip().splitlines(), strict=True):
        joint = ". " if each.form == "division" else " "
        assert joint.join(filter(None, (each.label, each.text))) == line


def test_points_follow_the_vietnamese_alphabet() -> None:
    letters = "abcdđeghiklmnopqrstuvxy"
    assert misplaced_points("\n".join(f"{each}) điểm;" for each in letters)) == []
    assert misplaced_points("a) một;\nb) hai.\n2. Khoản.\na) một;") == []
    assert misplaced_points("a) một;\nc) hai;") == [("c", "b")]
    assert misplaced_points("d) một;\ne) hai;") == [("d", "a"), ("e", "đ")]
    assert misplaced_points("e) …;\nf) …;") == [("e", "a"), ("f", "g")]
    assert misplaced_points("b) đầu;") == [("b", "a")]


def test_whoever_drafts_is_told_of_points_out_of_order() -> None:
    content = fields("notice")
    content["text"] = "Gồm:\na) một;\nb) hai;\nd) ba."
    (remark,) = lint_wording(request_of(content), kind_of("notice"))
    assert (remark.code, remark.path) == ("wording.point", "text")
    assert "c)" in remark.message(Language.VIETNAMESE)


def test_annexes_and_sections_count_in_roman_numerals() -> None:
    assert [roman(each) for each in (1, 4, 9, 14, 19, 30, 49)] == [
        *("I", "IV", "IX", "XIV", "XIX", "XXX", "XLIX"),
    ]
