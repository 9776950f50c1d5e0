# SPDX-License-Identifier: Apache-2.0
"""What is changed in the outbox behind the program's back does not agree with the record."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from esign.errors import ConfigurationError
from support.outbox import HOME, MONEY, Post, sendable

if TYPE_CHECKING:
    from support.places import Place


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE delivery SET note = 'khác' WHERE state = 'accepted'",
        "UPDATE delivery SET note = 'khác' WHERE state = 'sent'",
        "UPDATE delivery SET state_at = '2000-01-01T00:00' WHERE state = 'accepted'",
        "UPDATE message SET transport = 'khác'",
        "UPDATE message SET settled_at = '2000-01-01T00:00:00.000000+00:00'",
        "UPDATE message SET attempts = 99",
        "DELETE FROM attempt",
    ],
)
def test_what_the_record_tells_of_is_compared(post: Post, place: Place, change: str) -> None:
    sendable(post.register, "old-0001")
    post.send()
    post.register.receipts.note(post.report("old-0001", HOME, "03"), "a" * 64, "vanthu")
    assert post.at("old-0001", MONEY) == "sent"
    post.register.audit_check()
    place.change(change)
    with pytest.raises(ConfigurationError) as fault:
        post.register.audit_check()
    assert fault.value.code == "register.row_changed"


def test_what_waits_was_never_settled(post: Post, place: Place) -> None:
    sendable(post.register, "old-0001")
    place.change("UPDATE message SET settled_at = queued_at")
    with pytest.raises(ConfigurationError):
        post.register.audit_check()


def test_the_same_report_with_an_earlier_time_keeps_the_books_right(post: Post) -> None:
    sendable(post.register, "old-0001")
    post.send()
    late = post.report("old-0001", HOME, "03", minute=30)
    early = replace(post.report("old-0001", HOME, "03", minute=20), description="Đã nhận")
    assert post.register.receipts.note(late, "a" * 64, "vanthu").moved
    assert post.register.receipts.note(early, "b" * 64, "vanthu").moved == ()
    (found,) = [e for e in post.message("old-0001").deliveries if e.code == HOME]
    assert (found.at, found.note) == (early.at, "Đã nhận")
    post.register.audit_check()
