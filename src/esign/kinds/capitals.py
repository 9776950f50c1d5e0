# SPDX-License-Identifier: Apache-2.0
"""Where an official text is to have a capital letter and has none, or has one too many; pure.

Source: NĐ 30/2020/NĐ-CP, Annex II. Only what can be told without understanding the text is looked
for, so nothing found here is sure. Where the tone mark stands (`hòa`, `hoà`) is left alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class Spelling:
    """Words as they stand, and as they should."""

    found: str
    better: str


# Annex II, section IV: names of bodies, each word of type or function with a capital.
BODIES: Final = (
    *(f"{level} Giáo dục và Đào tạo" for level in ("Bộ", "Sở", "Phòng")),
    *("Ủy ban nhân dân", "Hội đồng nhân dân", "Tòa án nhân dân", "Viện kiểm sát nhân dân"),
    *("Thủ tướng Chính phủ", "Văn phòng Chính phủ", "Cổng Dịch vụ công quốc gia"),
    *("Bộ Nội vụ", "Bộ Tài chính", "Bộ Khoa học và Công nghệ", "Sở Nội vụ", "Sở Tài chính"),
)
SURNAMES: Final = (
    "Nguyễn|Trần|Lê|Phạm|Hoàng|Huỳnh|Vũ|Võ|Phan|Trương|Bùi|Đặng|Đỗ|Ngô|Hồ|Dương|Đinh|Lý|Lương|Mai"
    "|Đào|Đoàn|Trịnh|Lâm|Phùng|Tạ|Cao|Hà|Chu|Châu|Thái|Tô|Tống|Vương|Quách|Triệu|Nông|Vi|Lò|Hứa"
)
OFFICES: Final = (
    "(?:phó )?(?:giám đốc|hiệu trưởng|chủ tịch|trưởng phòng|chánh văn phòng|tổng giám đốc)"
    "|(?:bộ|thứ) trưởng|kế toán trưởng"
)
TYPES: Final = (
    "bộ luật|luật|pháp lệnh|nghị định|nghị quyết|quyết định|thông tư|chỉ thị|công văn|kế hoạch"
    "|thông báo|tờ trình|báo cáo|hướng dẫn|giấy mời|giấy giới thiệu"
)
# “Nhân dân” and “Nhà nước” have a capital (section V.1) unless they only qualify the word before.
SOVEREIGN: Final = re.compile(r"\b(?:nhân dân|nhà nước)\b")
QUALIFIED: Final = (
    *("ủy ban", "uỷ ban", "hội đồng", "tòa án", "toà án", "kiểm sát", "quân đội", "công an"),
    *("quản lý", "cơ quan", "ngân sách", "doanh nghiệp", "bí mật", "kiểm toán", "kho bạc", "vốn"),
    *("ngân hàng", "tổ chức", "hành chính", "dự trữ", "công ty", "đơn vị", "tài sản", "bộ máy"),
    *("quyền lực", "thanh tra", "công vụ", "cấp", "dân quân"),
)

LOWERED: Final = (
    # section V.8: a concrete provision; khoản and điểm stay small
    re.compile(r"\b(?:điều|chương|phần|tiểu mục|mục)\s+(?:\d+|[IVXLC]+)\b"),
    # section V.7: a concrete document
    re.compile(rf"\b(?:{TYPES})\s+số\s+\d+"),
    re.compile(r"\b(?:quyết định|thông báo|kế hoạch|công văn|báo cáo|thông tư) này\b"),
    # section III.1.b: a unit named by a number, a person or an event
    re.compile(r"\b(?:quận|phường)\s+(?:\d+|Điện Biên Phủ)\b"),
    re.compile(r"\bthành phố Hồ Chí Minh\b"),
    # section V.3: an office that stands before a person's name
    re.compile(rf"(?<![\w-])(?:{OFFICES})\s+(?:{SURNAMES})\s+[^\W\d_]\w+"),
)
RAISED: Final = re.compile(
    r"(?<=[^\W\d_,] )(?:Khoản|Điểm)\s+(?:\d+|[a-zđ])(?=[ ,]+(?:[Kk]hoản \d+,? )?(?:Điều|điều)\s+\d)"
)
# “các sở giáo dục và đào tạo” names no body
SEVERAL: Final = re.compile(r"(?:\bcác|\bmỗi|\btừng|\bnhững)\s+$", re.IGNORECASE)
BODY_PATTERNS: Final = tuple(
    (re.compile(rf"\b{re.escape(each).replace('Ủy', '(?:Ủy|Uỷ)')}\b", re.IGNORECASE), each)
    for each in BODIES
)


def capital_faults(text: str) -> Iterator[Spelling]:
    """What in a text is probably spelt with the wrong case."""
    for pattern in LOWERED:
        for match in pattern.finditer(text):
            if not SEVERAL.search(text, 0, match.start()):
                yield _raised(match[0])
    for match in SOVEREIGN.finditer(text):
        if not text[: match.start()].rstrip().casefold().endswith(QUALIFIED):
            yield _raised(match[0])
    for match in RAISED.finditer(text):
        yield Spelling(match[0], match[0][0].lower() + match[0][1:])
    yield from _body_faults(text)


def _raised(found: str) -> Spelling:
    return Spelling(found, found[0].upper() + found[1:])


def _body_faults(text: str) -> Iterator[Spelling]:
    for pattern, body in BODY_PATTERNS:
        for match in pattern.finditer(text):
            better = "".join(
                letter.upper() if right.isupper() else letter.lower()
                for letter, right in zip(match[0], body, strict=True)
            )
            right = match[0] in {better, match[0].upper()}
            if not right and not SEVERAL.search(text, 0, match.start()):
                yield Spelling(match[0], better)


def name_fault(name: str) -> Spelling | None:
    """How a person's name is to be written: each syllable with one capital (section II)."""
    better = " ".join(_syllable(each) for each in name.split())
    return None if better == " ".join(name.split()) else Spelling(name, better)


def _syllable(syllable: str) -> str:
    """`nguyễn`, `NGUYỄN` → `Nguyễn`; inner capitals, as in `H'Hen` and `K’Brơi`, stay."""
    letters = [each for each in syllable if each.isalpha()]
    if len(letters) > 1 and all(each.isupper() for each in letters):
        return syllable.capitalize()
    return syllable[:1].upper() + syllable[1:]
