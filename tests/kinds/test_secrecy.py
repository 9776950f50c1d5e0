# SPDX-License-Identifier: Apache-2.0
"""A document marked secret is refused at the first step, and nothing of it is told (Đ15 k2)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from esign.errors import InputError
from esign.kinds import marks_secret, read_request, refuse_secret
from esign.messages import Language
from support.documents import KINDS, fields

if TYPE_CHECKING:
    from collections.abc import Mapping

MARKS = [
    "MẬT",
    "TỐI MẬT",
    "  TUYỆT MẬT.",
    "(MẬT)",
    "M Ậ T",
    "MẬT",
    "- TỐI MẬT",
    "Độ mật: Mật",
    "Mức độ mật: TỐI MẬT",
    "Dấu độ mật – tuyệt mật",
    "MẬT - Về việc phòng thủ khu vực",
    "[TUYỆT MẬT] Về việc phòng thủ",
    "Về việc phòng thủ khu vực (TỐI MẬT)",
    "Kính gửi\nMẬT\nVề việc phòng thủ",
    "TUYỆT MẬT Về lịch diễn tập",
    "TỐI MẬT VỀ LỊCH DIỄN TẬP",
    "MẬT Về lịch diễn tập",
    "MẬT VỀ LỊCH DIỄN TẬP",
    "MẬT Báo cáo về lịch diễn tập",
    "MẬT Thư mời họp",
    "*TUYỆT MẬT* về lịch diễn tập",
    "TUYE\u0323\u0302T MA\u0323\u0302T Về lịch diễn tập",
    "(Mật) Về lịch diễn tập",
    "[tối mật] Về lịch diễn tập",
    "Về lịch diễn tập (Tối mật)",
    "Về lịch (MẬT) diễn tập",
    "Tối mật. Về lịch diễn tập",
    "Tuyệt mật Về lịch diễn tập",
    "Độ mật: Tối mật. Về lịch diễn tập",
    "Về lịch diễn tập. Độ mật: Mật",
    "Về lịch diễn tập (độ mật: Mật)",
    "Về lịch diễn tập - Mức độ mật: Tuyệt mật",
    "ĐỘ MẬT: MẬT VỀ LỊCH DIỄN TẬP",
    "một\nhai\nba\nbốn\nnăm\nsáu\nĐộ mật: Mật",
]
PROSE = [
    "Về việc bảo mật thông tin học sinh",
    "BẢO MẬT",
    "Về việc đổi mật khẩu hệ thống",
    "MẬT KHẨU",
    "MẬT ONG RỪNG",
    "Về việc quản lý tài liệu mật",
    "Hướng dẫn giải mật tài liệu tối mật, tuyệt mật",
    "Mật độ trường lớp",
    "Độ mật: Không",
    "Mật",
    "Ban Cơ yếu (để bảo mật)",
    "Mật ong",
    "Mật ong rừng: sản phẩm của địa phương",
    "Mật mã và an toàn thông tin",
    "MẬT MÃ HỌC",
    "MẬT ĐỘ TRƯỜNG LỚP",
    "MẬT THƯ HỘI TRẠI",
    "Mật khẩu: đổi mỗi 90 ngày",
    "BÍ MẬT NHÀ NƯỚC",
    "Về việc bảo vệ bí mật nhà nước",
    "BẢO VỆ BÍ MẬT NHÀ NƯỚC TRONG TRƯỜNG HỌC",
    "QUẢN LÝ TÀI LIỆU TỐI MẬT, TUYỆT MẬT",
    "Hướng dẫn xác định độ mật: mật, tối mật hay tuyệt mật",
    "Các độ mật (Tuyệt mật, Tối mật, Mật) theo quy định",
    "Độ mật của mật khẩu",
    "Độ mật: mật độ dân số",
    "Độ bảo mật: cao",
    "Thân mật, kính mời",
    "Niêm mật hồ sơ (mật khẩu gửi riêng)",
]


@pytest.mark.parametrize("text", MARKS)
def test_a_mark_is_seen(text: str) -> None:
    assert marks_secret(text)


@pytest.mark.parametrize("text", PROSE)
def test_ordinary_prose_is_no_mark(text: str) -> None:
    assert not marks_secret(text)


@pytest.mark.parametrize("field", ["secrecy", "secrecy_level", "do_mat", "độ_mật", "Mức độ mật"])
@pytest.mark.parametrize("level", ["Mật", "tối mật", "TUYỆT MẬT", "tuyet mat"])
def test_a_field_that_states_a_level_is_enough(field: str, level: str) -> None:
    with pytest.raises(InputError, match="secret"):
        refuse_secret({"signer": {field: level}})


@pytest.mark.parametrize("level", ["không", "Thường", "", 0])
def test_a_field_that_states_none_is_no_mark(level: object) -> None:
    refuse_secret({"do_mat": level})


def test_a_table_may_list_the_levels_of_other_papers() -> None:
    refuse_secret({"table": {"rows": [["Tài liệu 1", "MẬT"]]}})
    with pytest.raises(InputError):
        refuse_secret({"table": {"rows": [["Độ mật: Mật"]]}})


@pytest.mark.parametrize(
    "marked",
    [
        {"subject": "MẬT: Về việc Xê Bảy"},
        {"recipients": ["Xê Bảy", "TỐI MẬT"]},
        {"do_mat": "Mật", "subject": "Về việc Xê Bảy"},
    ],
)
def test_a_marked_request_is_refused_before_anything_else_is_said(
    marked: Mapping[str, object],
) -> None:
    request = fields("decision") | dict(marked) | {"request_id": "x", "nonsense": "Xê Bảy"}
    with pytest.raises(InputError) as raised:
        read_request(json.dumps(request).encode(), "json", KINDS)
    error = raised.value
    assert error.code == "request.secret"
    assert not error.details
    assert not error.facts
    assert "Xê Bảy" not in str(error)
    assert "Điều 15" in error.message(Language.VIETNAMESE)
    assert error.remedy(Language.VIETNAMESE)


@pytest.mark.parametrize("name", sorted(KINDS.kinds()))
def test_no_kind_offers_a_field_for_a_level(name: str) -> None:
    refuse_secret(dict.fromkeys(KINDS.kind(name).schema["properties"], "Mật"))  # type: ignore[call-overload]


@pytest.mark.parametrize("name", sorted(KINDS.kinds()))
def test_no_sample_is_taken_for_a_secret(name: str) -> None:
    refuse_secret(fields(name))
