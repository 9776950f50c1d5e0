# SPDX-License-Identifier: Apache-2.0
"""Types of documents by their numbers: both lists of TT 01/2022/TT-BTTTT."""

from __future__ import annotations

import re
from typing import Final
from unicodedata import normalize

NORMATIVE: Final = 1
ADMINISTRATIVE: Final = 2

_SPECIAL_ZONE: Final = (
    "Văn bản quy phạm pháp luật của chính quyền địa phương ở đơn vị hành chính - kinh tế đặc biệt"
)
NORMATIVE_TYPES: Final = (
    "Hiến pháp",
    "Luật",
    "Pháp lệnh",
    "Lệnh",
    "Nghị quyết",
    "Nghị quyết liên tịch",
    "Nghị định",
    "Quyết định",
    "Thông tư",
    "Thông tư liên tịch",
    "Chỉ thị",
    "Bộ luật",
    "Văn bản quy phạm pháp luật của chính quyền địa phương ở đơn vị hành chính - kinh tế đặc biệt",
)
"""List A; the first has number 1."""

ADMINISTRATIVE_TYPES: Final = (
    "Nghị quyết",
    "Quyết định",
    "Chỉ thị",
    "Quy chế",
    "Quy định",
    "Thông cáo",
    "Thông báo",
    "Hướng dẫn",
    "Chương trình",
    "Kế hoạch",
    "Phương án",
    "Đề án",
    "Dự án",
    "Báo cáo",
    "Biên bản",
    "Tờ trình",
    "Hợp đồng",
    "Công văn",
    "Công điện",
    "Bản ghi nhớ",
    "Bản cam kết",
    "Bản thỏa thuận",
    "Giấy chứng nhận",
    "Giấy ủy quyền",
    "Giấy mời",
    "Giấy giới thiệu",
    "Giấy nghỉ phép",
    "Giấy đi đường",
    "Giấy biên nhận hồ sơ",
    "Phiếu gửi",
    "Phiếu chuyển",
    "Thư công",
)
"""List B; the first has number 1."""

_IN_BRACKETS = re.compile(r"\([^()]*\)")
_SPACES = re.compile(r"\s+")


def type_name(group: int, number: int) -> str:
    """What the list of a group calls a number; empty if it has none such."""
    names = NORMATIVE_TYPES if group == NORMATIVE else ADMINISTRATIVE_TYPES
    return names[number - 1] if 1 <= number <= len(names) else ""


def group_of(name: str) -> int | None:
    """The only group that has a type of this name; None if neither or both have it."""
    plain = _plain(name)
    groups = {
        group
        for group, names in ((NORMATIVE, NORMATIVE_TYPES), (ADMINISTRATIVE, ADMINISTRATIVE_TYPES))
        if any(_plain(each) == plain for each in names)
    }
    return groups.pop() if len(groups) == 1 else None


def is_called(found: str, name: str) -> bool:
    """Whether a type's name is this one, an addition (“Công văn hành chính”) aside."""
    return _plain(found).startswith(_plain(name))


def _plain(name: str) -> str:
    without = _IN_BRACKETS.sub(" ", normalize("NFC", name[:200]))
    # Both ways of placing the tone mark are in use: “thỏa thuận” and “thoả thuận”.
    folded = without.casefold().replace("oả", "ỏa").replace("uỷ", "ủy")
    return _SPACES.sub(" ", folded).strip()
