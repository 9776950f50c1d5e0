# SPDX-License-Identifier: Apache-2.0
"""A list of agencies with closed, merged and moved ones."""

from esign.model import AgencyRecord

AGENCIES = (
    AgencyRecord("H99.01", "Văn phòng Ủy ban nhân dân tỉnh Ví Dụ", "H99", email="vp@vidu.gov.vn"),
    AgencyRecord("H99.12", "Sở Giáo dục và Đào tạo tỉnh Ví Dụ", "H99"),
    AgencyRecord("H99.12.05", "Trường Trung học phổ thông Ví Dụ", "H99.12"),
    AgencyRecord("H98.12", "Sở Giáo dục và Đào tạo tỉnh Thí Dụ", "H98", ("000.00.77.H98",)),
    AgencyRecord("H99.15", "Sở Xây dựng tỉnh Ví Dụ", "H99"),
    AgencyRecord("H99.08", "Sở Giao thông vận tải tỉnh Ví Dụ", "H99", successor_code="H99.07"),
    AgencyRecord("H99.07", "Sở Quy hoạch tỉnh Ví Dụ", "H99", closed=True, successor_code="H99.15"),
    AgencyRecord("H99.90", "Trung tâm Đã Đóng", "H99", closed=True),
    AgencyRecord("H99.91", "Vòng Một", "H99", closed=True, successor_code="H99.92"),
    AgencyRecord("H99.92", "Vòng Hai", "H99", closed=True, successor_code="H99.91"),
)
