# SPDX-License-Identifier: Apache-2.0
"""How an answer names the request that it answers; pure.

A status package names the document and has no place for the request (QCVN 102:2016/BTTTT), so the
answer's description begins with it: `[Trả lời yêu cầu thu hồi: Sai thẩm quyền] Đã làm xong`.
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from typing import Final

from esign.model.agency_codes import document_key

LONGEST_QUOTE: Final = 100
"""Characters of a request's reason that an answer repeats."""

_BEGINNING: Final = "Trả lời yêu cầu"
_NAME: Final = re.compile(rf"\s*\[({_BEGINNING} [^\[\]]*)\]")
_BRACKETS: Final = str.maketrans("[]", "()")


class Asked(StrEnum):
    """What a request asks for, as the answer says it."""

    RECALL = "thu hồi"
    TAKE_BACK = "lấy lại"
    UPDATE = "cập nhật"
    REPLACE = "thay thế"


def request_name(asked: Asked, reason: str, replaced_id: str = "") -> str:
    """What a request is called in its answer, the same at both ends.

    Args:
        asked: what it asks for.
        reason: why, as its sender gave it.
        replaced_id: DocumentId of what is to be replaced; empty for other requests, whose answer
            names their document itself.
    """
    words = [_BEGINNING, asked.value, document_key(replaced_id)]
    quote = _plain(reason)
    if len(quote) > LONGEST_QUOTE:
        quote = f"{quote[:LONGEST_QUOTE].rstrip()}…"
    return _plain(" ".join(filter(None, words)) + f": {quote}")


def answer_text(name: str, told: str) -> str:
    """The description of an answer: the request, and what its sender is told besides."""
    return f"[{name}] {told}".rstrip()


def named_in(description: str) -> str:
    """What the request is called that an answer names; empty where it names none."""
    found = _NAME.match(_plain_brackets(description))
    return found[1].strip() if found else ""


def _plain(text: str) -> str:
    return _plain_brackets(text).translate(_BRACKETS)


def _plain_brackets(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())
