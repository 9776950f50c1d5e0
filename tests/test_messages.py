# SPDX-License-Identifier: Apache-2.0
"""What the tool says reads as people write."""

from __future__ import annotations

import pytest

from esign.messages import Jargon, Language, message
from esign.messages.jargon import explained


@pytest.mark.parametrize(
    ("count", "said"),
    [
        ("1", "1 file belongs"),
        (1, "1 file belongs"),
        ("0", "0 files belong"),
        ("1,001", "1,001 files belong"),
    ],
)
def test_an_english_noun_agrees_with_its_count(count: object, said: str) -> None:
    text = message("cli.store_check.unreferenced", Language.ENGLISH, {"count": count})
    assert text.startswith(said)


@pytest.mark.parametrize(
    ("jargon", "vi", "en"),
    [
        ("ReadTimeoutError", "hết thời gian chờ", "no answer in time"),
        ("> 300 s", "hết thời gian chờ", "no answer in time"),
        ("ProtocolError", "kết nối bị ngắt giữa chừng", "the connection was cut"),
        ("JSON?", "máy chủ trục trả lời sai định dạng", "the answer is not in the form agreed"),
        ("HTTP 500", "máy chủ báo lỗi của chính nó", "the server reports a fault of its own"),
        (
            "CERTIFICATE_VERIFY_FAILED",
            "không thiết lập được kết nối bảo mật",
            "no secure connection could be made",
        ),
    ],
)
def test_a_technical_word_follows_what_it_means(jargon: str, vi: str, en: str) -> None:
    facts = {"service": "truc", "reason": explained(jargon)}
    for language, meaning in ((Language.VIETNAMESE, vi), (Language.ENGLISH, en)):
        assert f"{meaning} ({jargon})" in message("transport.no_answer", language, facts)
    assert f"{facts['reason']}" == jargon


@pytest.mark.parametrize("said", ["", "Đơn vị nhận không tồn tại", "lỗi HTTP 500 lạ", "22 hỏng"])
def test_what_others_say_in_their_own_words_stays_as_it_is(said: str) -> None:
    assert explained(said) == said
    assert not isinstance(explained(said), Jargon)


def test_names_of_fields_are_said_in_words() -> None:
    facts = {"fields": "subject, document_id"}
    assert message("envelope.header_differs", Language.VIETNAMESE, facts).endswith(
        "ở: trích yếu, mã văn bản."
    )
    assert message("envelope.header_differs", Language.ENGLISH, facts).endswith(
        "in: subject, document id."
    )
