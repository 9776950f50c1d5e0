# SPDX-License-Identifier: Apache-2.0
"""What the results of a diploma, a transfer and a refusal say, case by case."""

import io
from pathlib import Path
from typing import Any

import pypdf
import pytest

from esign.issuance import load_request
from esign.kinds import refuse_future, remarks, settled
from esign.model import DocumentKind, Request
from esign.rendering import TypstRenderer
from support.documents import ISSUED_ON, KINDS, fields, kind_of, numbered_of, request_of
from support.samples import sample_files, sample_name

KINDS_HERE = {
    *("diploma-copy", "diploma-correction", "diploma-reissue", "diploma-revocation"),
    *("refusal", "school-transfer"),
}
SAMPLES = [path for path in sample_files() if path.parent.name in KINDS_HERE]


def page_text(renderer: TypstRenderer, request: Request) -> str:
    kind: DocumentKind = settled(kind_of(request.kind), request.content)
    pdf = renderer.render(numbered_of(request), kind).data
    pages = pypdf.PdfReader(io.BytesIO(pdf), strict=True).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def text_of(renderer: TypstRenderer, content: dict[str, Any]) -> str:
    return page_text(renderer, request_of(content))


@pytest.mark.parametrize("path", SAMPLES, ids=sample_name)
def test_a_sample_can_be_issued_as_it_stands(path: Path) -> None:
    request = load_request(path, KINDS)
    kind = kind_of(request.kind)
    refuse_future(kind, request, ISSUED_ON)
    assert remarks(kind, request, ISSUED_ON, KINDS.law) == ()


@pytest.mark.parametrize("path", SAMPLES, ids=sample_name)
def test_nothing_internal_is_printed(renderer: TypstRenderer, path: Path) -> None:
    request = load_request(path, KINDS)
    text = page_text(renderer, request)
    applicant: Any = request.content.get("applicant") or {}
    for secret in (applicant.get("personal_id"), applicant.get("telephone"), "0993100"):
        assert not secret or secret not in text


@pytest.mark.parametrize(
    ("ground", "words"),
    [
        ("civil-status-changed", "thay đổi, cải chính hộ tịch, theo Trích lục"),
        ("redetermined", "xác định lại dân tộc hoặc giới tính, theo"),
        ("supplemented", "bổ sung, điều chỉnh hộ tịch, theo"),
        ("registered-late", "đăng ký khai sinh quá hạn hoặc đăng ký lại việc sinh, theo"),
    ],
)
def test_a_correction_states_its_ground(renderer: TypstRenderer, ground: str, words: str) -> None:
    assert words in text_of(renderer, fields("diploma-correction") | {"ground": ground})


@pytest.mark.parametrize(
    ("ground", "words"),
    [
        ("fraud", "được cấp do có hành vi gian lận"),
        ("unqualified", "được cấp cho người không đủ điều kiện, theo"),
        ("unauthorised-issuer", "do người không có thẩm quyền cấp, theo"),
        ("altered", "bị tẩy xóa, sửa chữa, theo"),
        ("lent", "bị để cho người khác sử dụng, theo"),
        ("issuer-fault", "bị cấp sai do lỗi của cơ quan cấp, theo"),
    ],
)
def test_a_revocation_states_one_of_the_six_grounds(
    renderer: TypstRenderer, ground: str, words: str
) -> None:
    text = text_of(renderer, fields("diploma-revocation") | {"ground": ground})
    assert f"Lý do thu hồi, hủy bỏ: văn bằng {words}" in text
    assert "công bố trên Cổng thông tin điện tử" in text
    assert "- Công ty cổ phần Mẫu (cơ quan sử dụng lao động);" in text


def test_a_reissue_cancels_the_old_serial_and_names_the_new_one(renderer: TypstRenderer) -> None:
    text = text_of(renderer, fields("diploma-reissue"))
    assert "Số hiệu văn bằng cấp lại: A 07654321" in text
    assert "Thu hồi và hủy bỏ bằng tốt nghiệp trung học phổ thông có số hiệu A 01234890;" in text


def test_a_correction_leaves_the_diploma_itself_alone(renderer: TypstRenderer) -> None:
    text = text_of(renderer, fields("diploma-correction"))
    assert "STT Mục trên văn bằng Nội dung đã ghi Nội dung chỉnh sửa" in text
    assert "được sử dụng cùng với bằng tốt nghiệp trung học phổ thông nêu tại Điều 1" in text
    assert "không sửa chữa trực tiếp trên văn bằng" in text


def test_copies_are_counted_only_where_there_are_several(renderer: TypstRenderer) -> None:
    content = fields("diploma-copy")
    assert "Số lượng bản sao" not in text_of(renderer, content)
    for count, words in ((3, "được cấp: 03"), (12, "được cấp: 12")):
        assert words in text_of(renderer, content | {"copies": count})


def test_a_refusal_says_why_by_what_law_and_what_can_be_done(renderer: TypstRenderer) -> None:
    content = fields("refusal")
    text = text_of(renderer, content)
    assert "Số: 05/SGDĐT-QLCL V/v từ chối giải quyết hồ sơ chỉnh sửa" in text
    assert "Ngày 16 tháng 11 năm 2026, Sở Giáo dục và Đào tạo tỉnh Ví Dụ tiếp nhận hồ sơ" in text
    assert "1. Hồ sơ không có quyết định" in text
    assert "(theo Thông tư số 10/2026/TT-BGDĐT)" in text
    assert "quyền khiếu nại" in text
    assert "nộp lại hồ sơ" in text
    del content["resubmission"], content["reasons"][1]
    text = text_of(renderer, content)
    assert "1. Hồ sơ" not in text
    assert "nộp lại hồ sơ" not in text


@pytest.mark.parametrize("count", [1, 9, 10])
def test_pupils_are_counted_as_officials_write_numbers(renderer: TypstRenderer, count: int) -> None:
    content = fields("school-transfer")
    student = {
        name: value for name, value in content["students"][0].items() if name != "dossier_code"
    }
    content["students"] = [student] * count
    assert f"Tiếp nhận {count:02d} học sinh có tên sau đây" in text_of(renderer, content)
