# SPDX-License-Identifier: Apache-2.0
"""The decisions that every stack issues: one page each, no two alike."""

from __future__ import annotations

FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi")
MIDDLE = ("Thị", "Văn", "Minh", "Ngọc", "Đức", "Quỳnh", "Hữu")
GIVEN = ("Ánh", "Bảo", "Cường", "Dũng", "Giang", "Hạnh", "Khuê", "Lưỡng", "Mỹ", "Nhường", "Yến")


def request(ordinal: int) -> dict[str, object]:
    """The fields of the request for the document of that ordinal."""
    people = [_person(ordinal * 5 + place) for place in range(5)]
    first = people[0]
    return {
        "kind": "decision",
        "request_id": f"benchmark-{ordinal:07d}",
        "subject": f"Về việc khen thưởng tập thể lớp {ordinal % 12 + 1}A và ông (bà) {first}",
        "issuing_authority": "GIÁM ĐỐC SỞ GIÁO DỤC VÀ ĐÀO TẠO TỈNH VÍ DỤ",
        "legal_bases": [
            "Căn cứ Luật Giáo dục ngày 14 tháng 6 năm 2019",
            "Căn cứ Luật Thi đua, khen thưởng ngày 15 tháng 6 năm 2022",
            "Theo đề nghị của Trưởng phòng Tổ chức cán bộ",
        ],
        "articles": [
            {
                "text": "Khen thưởng các cá nhân có tên sau đây.",
                "table": {
                    "columns": [
                        {"heading": "Số", "align": "center"},
                        {"heading": "Họ và tên", "share": 5},
                        {"heading": "Điểm", "align": "right"},
                    ],
                    "rows": [
                        [str(place), name, f"{(ordinal * place) % 100 / 10:.1f}"]
                        for place, name in enumerate(people, start=1)
                    ],
                },
            },
            {"text": f"Mức thưởng của mỗi cá nhân là {ordinal % 90 + 10}0.000 đồng."},
            {"text": f"Ông (bà) {first} chịu trách nhiệm thi hành Quyết định này."},
        ],
        "signer": {"title": "Giám đốc", "name": "Nguyễn Minh Châu"},
        "recipients": ["Như Điều 3", "Lưu: VT, TCCB"],
        "receivers": [{"code": "H99.01", "name": "Ủy ban nhân dân tỉnh Ví Dụ"}],
    }


def _person(seed: int) -> str:
    family, middle, given = (
        names[seed * step % len(names)] for names, step in ((FAMILY, 1), (MIDDLE, 3), (GIVEN, 5))
    )
    return f"{family} {middle} {given}"
