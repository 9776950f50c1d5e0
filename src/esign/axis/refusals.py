# SPDX-License-Identifier: Apache-2.0
"""What the axis will not take, numbered as provincial hubs number it."""

from __future__ import annotations

from enum import StrEnum


class Code(StrEnum):
    """Why something was refused; the value stands in `ErrorCode`."""

    INVALID_FILE = "10"
    CREDENTIAL = "15"
    RECEIVER = "18"
    SENDER = "19"
    HUB = "20"
    FILE = "21"
    STANDARD = "22"
    LOCKED = "23"
    EXISTS = "ExistDoc"
    NO_SUCH_MESSAGE = "M.UpdateStatusDoc"


TEXTS = {
    Code.INVALID_FILE: "Tệp không hợp lệ",
    Code.CREDENTIAL: "Sai systemId hoặc secret",
    Code.RECEIVER: "Đơn vị nhận không tồn tại",
    Code.SENDER: "Đơn vị gửi chưa đăng ký",
    Code.HUB: "Lỗi xử lý của trục",
    Code.FILE: "Lỗi xử lý tệp",
    Code.STANDARD: "Gói tin không đúng chuẩn edXML",
    Code.LOCKED: "Đơn vị nhận đang bị khóa",
    Code.EXISTS: "Văn bản đã có trên trục",
    Code.NO_SUCH_MESSAGE: "Không có gói tin này",
}
"""What the axis says beside the code: the words of the service, not of this program."""


class NotTakenError(Exception):
    """The axis refuses a request and has changed nothing.

    Args:
        code: why.
        about: to what that applies: an agency's code, an element.
    """

    def __init__(self, code: Code, about: str = "") -> None:
        super().__init__(code, about)
        self.code = code
        self.text = f"{TEXTS[code]}: {about}" if about else TEXTS[code]
